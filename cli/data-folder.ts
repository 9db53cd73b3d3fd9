import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { failure, type Result, success } from '../core/result.ts';

const SUBFOLDERS = ['db', 'lists', 'records', 'redis', 'run', 'keys'] as const;
const PRIVATE = 0o700;

/** Makes the data folder and its subfolders, for their owner alone. Returns whether there was none before. */
export function prepareDataFolder(folder: string): Result<{ readonly isNew: boolean }> {
  const owner = ownerOf(join(folder, 'db'));
  if (owner !== undefined && owner !== process.getuid?.()) {
    // Root could go on, and would leave files that the product cannot open.
    return failure('data-folder', `the data folder ${folder} belongs to another user (id ${owner}): run this as that user`);
  }
  try {
    for (const path of [folder, ...SUBFOLDERS.map((name) => join(folder, name))]) {
      mkdirSync(path, { recursive: true, mode: PRIVATE });
      if (path !== folder) chmodSync(path, PRIVATE);
    }
  } catch (error) {
    return failure('data-folder', `the data folder ${folder} (SCHOOLGATE_DATA) cannot be used: ${(error as Error).message}`);
  }
  try {
    chmodSync(folder, PRIVATE);
  } catch {
    // A volume that a container was given may belong to someone else; what is inside is ours and private.
  }
  return success({ isNew: owner === undefined });
}

function ownerOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.uid;
}

export interface FolderLock {
  release(): void;
}

/**
 * Claims the parts of a data folder for this process: each part runs once for a folder. Held as SQLite's lock on a file,
 * which the kernel lets go however this process ends: no stale locks, no pids that came to belong to someone else, and it
 * holds between containers that share a volume.
 */
export function lockDataFolder(folder: string, parts: readonly string[]): Result<FolderLock> {
  const held: DatabaseSync[] = [];
  const pidPaths = parts.map((part) => join(folder, 'run', `${part}.pid`));
  const release = (): void => {
    for (const path of held.length === parts.length ? pidPaths : []) rmSync(path, { force: true });
    for (const lock of held.splice(0)) lock.close();
  };
  for (const part of parts) {
    const lock = claim(join(folder, 'run', `${part}.lock`));
    if (lock === undefined) {
      release();
      return failure('already-running', `already running on the data folder ${folder}${holder(folder, part)}; stop it first`);
    }
    held.push(lock);
  }
  for (const path of pidPaths) writeFileSync(path, `${process.pid}\n`, { mode: 0o600 });
  return success({ release });
}

/** Undefined when another process holds it. */
function claim(path: string): DatabaseSync | undefined {
  const lock = new DatabaseSync(path);
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode === 5) return undefined; // SQLITE_BUSY
    throw error;
  }
}

function holder(folder: string, part: string): string {
  try {
    return ` (process ${readFileSync(join(folder, 'run', `${part}.pid`), 'utf8').trim()})`;
  } catch {
    return '';
  }
}
