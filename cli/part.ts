import { writeSync } from 'node:fs';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema/config.ts';
import type { SupervisedPart, ToPart, ToSupervisor } from '../core/supervision.ts';
import { DatabaseFailure, isAway } from '../storage/database/failure.ts';

/** A part that has not drained by then stops all the same; the supervisor allows all of them 10 s. */
const DRAIN_LIMIT_MS = 9_000;
/** sysexits.h EX_SOFTWARE: a bug, not an expected failure. */
const EXIT_BUG = 70;

/** Thrown by `prepare` or `listen` for an expected failure: its message is one line for people, and the start ends with exit code 1. */
export class StartFailure extends Error {}

/** The configuration as a part reads it when it starts; one that is broken is an expected failure. */
export function readPartConfig(): Config {
  const loaded = loadConfig({ env: process.env, cwd: process.cwd() });
  if (!loaded.ok) throw new StartFailure(loaded.failure.message);
  return loaded.value;
}

export interface Part {
  /** Its name in `ps`, e.g. `proxy`. */
  readonly part: string;
  /** Everything short of listening: open stores, load lists. Throw StartFailure for what a person can put right. */
  prepare(): Promise<void>;
  /** Starts to accept work; returns addresses by name, e.g. `{ proxy: 'http://127.0.0.1:3128' }`. */
  listen(): Promise<Readonly<Record<string, string>>>;
  /** Finishes what is under way and flushes. Also called after a `listen` that failed, never before `prepare` succeeded. */
  drain(): Promise<void>;
  /** Lines shown beneath the ready line, e.g. `NOT PROTECTED: malware`. Asked after `listen`. */
  notices?(): readonly string[] | Promise<readonly string[]>;
  /** What the supervisor knows about all parts, whenever it changes. */
  onParts?(parts: readonly SupervisedPart[]): void;
}

/**
 * Runs this process as a part of the supervisor that forked it (messages: core/supervision.ts).
 * Signals are ignored: a signal to the process group reaches every part, and only the supervisor decides when parts stop.
 * A supervisor that was killed closes the channel, and the part drains by itself.
 */
export function runPart(part: Part): void {
  if (process.send === undefined) {
    writeSync(2, `schoolgate: ${part.part} is started by "schoolgate start", not by itself\n`);
    process.exit(2);
  }
  process.title = `schoolgate ${instanceOf(part)}`;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
  process.on('uncaughtException', (error) => crash(part, error));
  process.on('unhandledRejection', (reason) => crash(part, reason));

  let prepared = false;
  let stopping = false;
  let work = startUp(part.prepare).then(async () => {
    prepared = true;
    await tell({ kind: 'prepared' });
  });

  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => crash(part, new Error(`not drained within ${DRAIN_LIMIT_MS} ms`)), DRAIN_LIMIT_MS).unref();
    await work;
    if (prepared) await part.drain();
    await tell({ kind: 'drained' });
    process.exit(0);
  };

  process.on('message', (message: ToPart) => {
    if (message.kind === 'drain') void stop();
    else if (message.kind === 'ping') void tell({ kind: 'alive' });
    else if (message.kind === 'parts') part.onParts?.(message.parts);
    else if (!stopping) work = work.then(() => startUp(() => announceListening(part)));
  });
  process.on('disconnect', () => void stop());
}

function instanceOf(part: Part): string {
  return process.env['SCHOOLGATE_INSTANCE'] ?? part.part;
}

async function announceListening(part: Part): Promise<void> {
  const addresses = await part.listen();
  const notices = (await part.notices?.()) ?? [];
  await tell({ kind: 'listening', addresses, notices });
}

/** An expected failure becomes a message to the supervisor and exit code 1; anything else is a bug and reaches `crash`. */
async function startUp(step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    const message = expectedFailure(error);
    if (message === undefined) throw error;
    await tell({ kind: 'failed', message, isAway: isAway(error) });
    process.exit(1);
  }
}

function expectedFailure(error: unknown): string | undefined {
  if (error instanceof StartFailure) return error.message;
  if (error instanceof DatabaseFailure) return error.message;
  if (!(error instanceof Error) || !('syscall' in error) || error.syscall !== 'listen') return undefined;
  return `cannot listen: ${error.message}`;
}

/** Resolves once the message is with the kernel, so that an exit right after it loses nothing. A closed channel is no error. */
async function tell(message: ToSupervisor): Promise<void> {
  if (!process.connected) return;
  await new Promise<void>((done) => process.send?.(message, undefined, {}, () => done()));
}

function crash(part: Part, error: unknown): never {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  // Synchronously: an asynchronous write to a pipe would be lost with the exit.
  writeSync(2, `schoolgate: ${instanceOf(part)} stopped by an error: ${text}\n`);
  process.exit(EXIT_BUG);
}
