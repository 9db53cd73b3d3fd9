import { createHash } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Lease, Person } from '../core/identity.ts';
import type { Measure } from '../core/measure.ts';
import type { Override } from '../core/override.ts';
import { type Result, success } from '../core/result.ts';
import type { SchoolClass } from '../core/school-class.ts';
import type { SiteBlock } from '../core/site-block.ts';
import { type Clock, type EpochMs, epochMs } from '../core/units.ts';
import { type KeptFile, readKeptFile, writeKeptFile } from '../storage/kept-file.ts';
import type { Topic } from '../storage/stores.ts';
import type { KeptDocument } from './document-in-force.ts';

/**
 * What a worker decides by, kept in the data folder for one that starts while a database on another machine is away. A file for
 * each topic, so that a grant does not have 50,000 people written again; the lists have files of their own (storage/list-store.ts).
 */
export const KEPT_TOPICS = ['policy', 'people', 'overrides', 'leases'] as const satisfies readonly Topic[];
export type KeptTopic = (typeof KEPT_TOPICS)[number];

/** At most so often. What was ended early must not be open again after a restart for longer than it takes to notice. */
const WRITTEN_EVERY_MS: Readonly<Record<KeptTopic, number>> = { policy: 2_000, people: 5_000, overrides: 2_000, leases: 30_000 };
/** While nothing changes: one change of a file's time, so that its age is that of the database's last answer. */
const CONFIRMED_EVERY_MS = 30_000;
/** Encoded in one turn of the event loop: a tenth of a millisecond or so. */
const VALUES_A_TURN = 200;
const BYTES_A_TURN = 65_536;

/** What is held of every topic but the lists. */
export interface Held {
  readonly document: KeptDocument;
  readonly people: readonly Person[];
  readonly classes: readonly SchoolClass[];
  readonly overrides: readonly Override[];
  readonly blocks: readonly SiteBlock[];
  readonly measures: readonly Measure[];
  readonly leases: readonly Lease[];
}

export interface Kept extends Held {
  readonly revisions: Readonly<Record<KeptTopic, number>>;
  readonly asOf: EpochMs;
}

export interface KeptPolicyOptions {
  readonly dataFolder: string;
  readonly databaseUrl: string;
  readonly clock: Clock;
  /** Of the workers that share a data folder one writes. */
  readonly isWriter: boolean;
}

export class KeptPolicy {
  readonly #folder: string;
  readonly #database: string;
  readonly #options: KeptPolicyOptions;
  readonly #written = new Map<KeptTopic, { readonly mark: string; readonly at: EpochMs }>();
  #confirmedAt = 0;
  #writing: Promise<void> | null = null;
  #problem: string | null = null;

  constructor(options: KeptPolicyOptions) {
    this.#options = options;
    this.#folder = join(options.dataFolder, 'kept');
    this.#database = placeOf(options.databaseUrl);
  }

  /** Why it cannot be written, in words; none while it can. */
  problems(): string[] {
    return this.#problem === null ? [] : [this.#problem];
  }

  /** Fails when a part of it is missing, damaged, of another release or of another database. */
  async read(): Promise<Result<Kept>> {
    const files: KeptFile[] = [];
    for (const topic of KEPT_TOPICS) {
      const read = await readKeptFile(this.#path(topic), { topic, database: this.#database });
      if (!read.ok) return read;
      files.push(read.value);
    }
    return success(keptIn(files, this.#options.clock()));
  }

  /**
   * To be called whenever the database has answered and what is held is what it says. Writes in the background what has changed,
   * unless it was written just now: then a later call does.
   */
  keep(policyVersion: string, revisions: Readonly<Record<Topic, number>>, held: () => Held): void {
    if (!this.#options.isWriter || this.#writing !== null) return;
    const now = this.#options.clock();
    // A version that was saved for later takes effect without a new revision.
    const markOf = (topic: KeptTopic): string => (topic === 'policy' ? `${revisions.policy} ${policyVersion}` : `${revisions[topic]}`);
    const due = KEPT_TOPICS.filter((topic) => {
      const written = this.#written.get(topic);
      return written?.mark !== markOf(topic) && hasPassed(WRITTEN_EVERY_MS[topic], written?.at ?? 0, now);
    });
    const isConfirming = due.length === 0 && hasPassed(CONFIRMED_EVERY_MS, this.#confirmedAt, now);
    if (due.length === 0 && !isConfirming) return;
    this.#confirmedAt = now;
    for (const topic of due) this.#written.set(topic, { mark: markOf(topic), at: now });
    const work = isConfirming ? utimes(this.#path('policy'), now / 1_000, now / 1_000) : this.#write(due, revisions, held(), now);
    this.#writing = work
      .then(
        () => {
          this.#problem = null;
        },
        (error: unknown) => {
          for (const topic of due) this.#written.set(topic, { mark: '', at: now });
          this.#problem = `The policy in force cannot be kept on the disk for a start without the database (${codeOf(error)}).`;
        },
      )
      .finally(() => {
        this.#writing = null;
      });
  }

  /** Resolves when nothing is being written. */
  async settle(): Promise<void> {
    await this.#writing;
  }

  async #write(topics: readonly KeptTopic[], revisions: Readonly<Record<Topic, number>>, held: Held, at: EpochMs): Promise<void> {
    for (const topic of topics) {
      const facts = { topic, database: this.#database, revision: revisions[topic], at };
      await writeKeptFile(this.#path(topic), facts, bodyOf(topic, held), nextTurn);
    }
  }

  #path(topic: KeptTopic): string {
    return join(this.#folder, topic);
  }
}

/** A clock that was put back counts as time that has passed. */
function hasPassed(periodMs: number, since: number, now: number): boolean {
  return Math.abs(now - since) >= periodMs;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

/** Which database a URL names, whoever connects to it: what was kept of another one says nothing about this one. */
function placeOf(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.username = '';
  url.password = '';
  url.searchParams.delete('password');
  return createHash('sha256').update(url.href).digest('hex').slice(0, 16);
}

function* bodyOf(topic: KeptTopic, held: Held): Iterable<string | Uint8Array> {
  if (topic === 'policy') {
    const { saved, ...rest } = held.document;
    yield `${JSON.stringify({ ...rest, isSaved: saved !== null })}\n`;
    // As it is: JSON already, and megabytes of it.
    yield* inBytes(saved ?? []);
  } else if (topic === 'people') yield* linesOf({ people: held.people, classes: held.classes });
  else if (topic === 'overrides') yield* linesOf({ overrides: held.overrides, blocks: held.blocks, measures: held.measures });
  else yield* linesOf({ leases: held.leases });
}

/** Parts of about the same length. Cut as bytes, since a cut between characters may fall within one. */
function* inBytes(texts: readonly string[]): Iterable<Uint8Array> {
  let gathered = '';
  for (const [at, text] of texts.entries()) {
    gathered += text;
    if (gathered.length < BYTES_A_TURN && at < texts.length - 1) continue;
    const bytes = Buffer.from(gathered);
    gathered = '';
    for (let from = 0; from < bytes.length; from += BYTES_A_TURN) yield bytes.subarray(from, from + BYTES_A_TURN);
  }
}

type Lists = Omit<Held, 'document'>;

function* linesOf(lists: Partial<Lists>): Iterable<string> {
  for (const [kind, values] of Object.entries(lists)) {
    for (let from = 0; from < values.length; from += VALUES_A_TURN) {
      yield `${JSON.stringify({ [kind]: values.slice(from, from + VALUES_A_TURN) })}\n`;
    }
  }
}

/** The checksums say that it is what this release wrote (KEPT_FORMAT), which is why nothing is checked again here. */
function keptIn(files: readonly KeptFile[], now: EpochMs): Kept {
  const [policy, ...others] = files;
  const [first = '{}', ...rest] = (policy?.body ?? '').split('\n');
  const { isSaved, file } = JSON.parse(first) as { readonly isSaved: boolean; readonly file: string };
  const lists: { [Kind in keyof Lists]: Lists[Kind][number][] } = {
    people: [],
    classes: [],
    overrides: [],
    blocks: [],
    measures: [],
    leases: [],
  };
  for (const { body } of others) {
    for (const line of body.split('\n')) {
      if (line === '') continue;
      for (const [kind, values] of Object.entries(JSON.parse(line) as Partial<Lists>)) {
        const list: unknown[] = lists[kind as keyof Lists];
        for (const value of values) list.push(value);
      }
    }
  }
  const revisions = Object.fromEntries(KEPT_TOPICS.map((topic, index) => [topic, files[index]?.revision ?? 0]));
  return {
    ...lists,
    document: { file, saved: isSaved ? [rest.join('\n')] : null },
    revisions: revisions as Kept['revisions'],
    asOf: epochMs(Math.min(now, Math.max(...files.map(({ asOf }) => asOf)))),
  };
}
