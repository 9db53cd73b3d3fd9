import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { failure, type Result, success } from '../core/result.ts';

const SQLITE_BUSY = 5;

export interface ListLock {
  release(): void;
}

/**
 * The right to update the lists in a folder: one update at a time, whichever process runs it. Does not wait: fails with
 * `update-running`. Held as SQLite's lock on a file, which the kernel lets go however its holder ends: it is never stale,
 * and it holds between containers that share a volume.
 */
export function lockLists(folder: string): Result<ListLock> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const holder = join(folder, 'update.pid');
  const path = join(folder, 'update.lock');
  closeSync(openSync(path, 'a', 0o600));
  const lock = new DatabaseSync(path);
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY)
      return failure('update-running', `another update is running${holderText(holder)}`);
    throw error;
  }
  writeFileSync(holder, `${process.pid}\n`, { mode: 0o600 });
  return success({
    release() {
      rmSync(holder, { force: true });
      lock.close();
    },
  });
}

function holderText(path: string): string {
  try {
    return ` (process ${readFileSync(path, 'utf8').trim()})`;
  } catch {
    return '';
  }
}
