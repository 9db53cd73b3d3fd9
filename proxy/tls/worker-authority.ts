import { statSync } from 'node:fs';
import { failure, type Result } from '../../core/result.ts';
import type { Clock } from '../../core/units.ts';
import { intermediatePath, readIntermediate } from '../../storage/authority-files.ts';
import { type Authority, openAuthority } from './authority.ts';

/** The supervisor writes a new one about every twenty days, ten before the old one ends: nothing depends on seeing it at once. */
const LOOK_EVERY_MS = 60_000;

/** The authority that this worker makes leaves with. Fails, with one line for people, where there is none that can be used. */
export function readWorkerAuthority(folder: string, clock: Clock): Result<Authority> {
  const read = readIntermediate(folder);
  if (!read.ok) return read;
  if (read.value === null) return failure('authority-missing', 'there is no certificate authority: run "schoolgate ca init"');
  return openAuthority(read.value, clock());
}

export interface AuthorityWatch {
  readonly folder: string;
  readonly clock: Clock;
  /** Told of every authority that takes the place of another. */
  readonly onRenewed: (authority: Authority) => void;
  readonly onProblem: (line: string) => void;
}

/** Looks once a minute whether there is a new authority. */
export function watchWorkerAuthority({ folder, clock, onRenewed, onProblem }: AuthorityWatch, everyMs = LOOK_EVERY_MS): { stop(): void } {
  const path = intermediatePath(folder);
  let seen = changedAt(path);
  const timer = setInterval(() => {
    const changed = changedAt(path);
    if (changed === seen) return;
    seen = changed;
    const authority = readWorkerAuthority(folder, clock);
    if (authority.ok) onRenewed(authority.value);
    else onProblem(authority.failure.message);
  }, everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

function changedAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
