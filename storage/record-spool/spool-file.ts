import { closeSync, fdatasync, fsync, ftruncateSync, mkdirSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { EpochMs } from '../../core/units.ts';
import { DAY_MS, dayOf } from './layout.ts';

const fdatasyncAsync = promisify(fdatasync);
const fsyncAsync = promisify(fsync);

/** How much of a write is in the file, always ending with a whole line, and what stopped the rest. */
export interface WriteOutcome {
  readonly accepted: number;
  readonly error?: Error;
}

/** One file of the spool, open for its only writer. After a failed write or sync it is to be abandoned, not written to again. */
export class SpoolFile {
  readonly path: string;
  /** Days since the epoch. */
  readonly day: number;
  readonly #fd: number;
  /** Folders whose entries are new and not yet on disk. */
  #folders: number[];
  #size = 0;
  #closed = false;

  private constructor(path: string, day: number, fd: number, folders: number[]) {
    this.path = path;
    this.day = day;
    this.#fd = fd;
    this.#folders = folders;
  }

  /** Makes a new file in the folder of that day, never one that exists. Throws what the system says. */
  static create(folder: string, at: EpochMs, name: string): SpoolFile {
    const dayFolder = join(folder, dayOf(at));
    mkdirSync(dayFolder, { recursive: true, mode: 0o700 });
    const folders: number[] = [];
    try {
      for (const path of [dayFolder, folder]) folders.push(openSync(path, 'r'));
      const path = join(dayFolder, name);
      return new SpoolFile(path, Math.floor(at / DAY_MS), openSync(path, 'wx', 0o600), folders);
    } catch (error) {
      for (const fd of folders) closeSync(fd);
      throw error;
    }
  }

  get size(): number {
    return this.#size;
  }

  /** Hands whole lines to the page cache: they survive the process from here on. */
  write(bytes: Buffer): WriteOutcome {
    let done = 0;
    try {
      while (done < bytes.length) done += writeSome(this.#fd, bytes, done);
      this.#size += done;
      return { accepted: done };
    } catch (error) {
      const accepted = done === 0 ? 0 : bytes.lastIndexOf(10, done - 1) + 1;
      this.#size += accepted;
      if (done > accepted) this.#cutBack();
      return { accepted, error: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  /** Takes back a torn line; where that fails, ends it, so that a reader sees one bad line and nothing joined to it. */
  #cutBack(): void {
    try {
      ftruncateSync(this.#fd, this.#size);
    } catch {
      try {
        writeSync(this.#fd, '\n');
      } catch {
        // The line stays unterminated at the end of a file that nobody writes to again: readers quarantine it.
      }
    }
  }

  /** Resolves when all that was written before is on disk, and the file's own name too. */
  async sync(): Promise<void> {
    await fdatasyncAsync(this.#fd);
    const folders = this.#folders;
    if (folders.length === 0) return;
    this.#folders = [];
    try {
      for (const fd of folders) await fsyncAsync(fd);
    } finally {
      for (const fd of folders) closeQuietly(fd);
    }
  }

  /** Not while a sync is under way. A file without a line is removed. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const fd of this.#folders) closeQuietly(fd);
    this.#folders = [];
    closeQuietly(this.#fd);
    if (this.#size > 0) return;
    try {
      unlinkSync(this.path);
    } catch {
      // An empty file harms nobody.
    }
  }
}

function writeSome(fd: number, bytes: Buffer, from: number): number {
  const count = writeSync(fd, bytes, from, bytes.length - from);
  if (count === 0) throw new Error('the disk takes no more bytes');
  return count;
}

function closeQuietly(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // Closing can only report an error that a sync has reported already.
  }
}
