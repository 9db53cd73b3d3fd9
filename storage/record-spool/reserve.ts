import { ftruncateSync, mkdirSync, renameSync, writeSync } from 'node:fs';
import { type FileHandle, mkdir, open, rename, statfs, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { EpochMs } from '../../core/units.ts';
import { dayOf, listFiles, parseSpoolFileName, RESERVE_FOLDER, reservePath } from './layout.ts';
import { isProcessRunning } from './process-state.ts';

/** A new reserve is made only where this many times its size is free: it must not be what fills the disk. */
const FREE_FACTOR = 2;

/**
 * Disk space set aside for the records that must not be lost: a file of zeros, really written, so that writing over them
 * needs no space (not so on copy-on-write file systems). Lines stand at its beginning; the first zero ends them.
 */
export class Reserve {
  readonly name: string;
  readonly #handle: FileHandle;
  readonly #folder: string;
  readonly #bytes: number;
  #used: number;
  #broken = false;

  constructor(folder: string, name: string, handle: FileHandle, bytes: number, used: number) {
    this.#folder = folder;
    this.name = name;
    this.#handle = handle;
    this.#bytes = bytes;
    this.#used = used;
  }

  get used(): number {
    return this.#used;
  }

  /** True once there are lines in it, or the disk has refused one: another reserve is needed as soon as there is room. */
  get isSpent(): boolean {
    return this.#used > 0 || this.#broken;
  }

  /** False when the line does not fit or the disk refuses. */
  append(line: Buffer): boolean {
    if (this.#broken || this.#used + line.length > this.#bytes) return false;
    try {
      let done = 0;
      while (done < line.length) done += writeSync(this.#handle.fd, line, done, line.length - done, this.#used + done);
      this.#used += line.length;
      return true;
    } catch {
      // What lies beyond `used` now is cut off when the reserve is moved; a later line must not be joined to it.
      this.#broken = true;
      return false;
    }
  }

  /** Where the disk refuses, nothing of it counts as kept that was not synced before, and it takes no more lines. */
  async sync(): Promise<void> {
    try {
      await this.#handle.datasync();
    } catch (error) {
      this.#broken = true;
      throw error;
    }
  }

  /** Makes the lines an ordinary file of the spool, under the same name. Nobody appends any more. Where it fails they stay in the reserve's folder. */
  async moveTo(day: string): Promise<void> {
    mkdirSync(join(this.#folder, day), { recursive: true, mode: 0o700 });
    try {
      ftruncateSync(this.#handle.fd, this.#used);
      renameSync(reservePath(this.#folder, this.name), join(this.#folder, day, this.name));
      await this.#handle.sync();
    } finally {
      await this.#handle.close();
    }
    await syncFolder(join(this.#folder, day));
  }

  /** Gives the space back; for a reserve that holds no line. */
  async remove(): Promise<void> {
    await this.#handle.close();
    await unlink(reservePath(this.#folder, this.name));
  }
}

/** Writes a reserve. Throws what the system says, with nothing left behind. */
export async function allocateReserve(folder: string, name: string, bytes: number): Promise<Reserve> {
  const path = reservePath(folder, name);
  await mkdir(join(folder, RESERVE_FOLDER), { recursive: true, mode: 0o700 });
  const handle = await open(path, 'wx+', 0o600);
  try {
    const zeros = Buffer.alloc(Math.min(bytes, 1_048_576));
    for (let at = 0; at < bytes; ) at += (await handle.write(zeros, 0, Math.min(zeros.length, bytes - at), at)).bytesWritten;
    await handle.sync();
    await syncFolder(join(folder, RESERVE_FOLDER));
    return new Reserve(folder, name, handle, bytes, 0);
  } catch (error) {
    await handle.close();
    await unlink(path);
    throw error;
  }
}

/** True when there is room for another reserve beside the one in use. */
export async function hasRoomForReserve(folder: string, bytes: number): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize >= bytes * FREE_FACTOR;
}

/**
 * What processes of this writer left behind: used reserves become ordinary files of the day they were last written on,
 * an unused one of the right size is taken over. Those of a process that still runs are left alone.
 */
export async function adoptReserves(folder: string, writer: string, name: string, bytes: number): Promise<Reserve | undefined> {
  let adopted: Reserve | undefined;
  for (const entry of await listFiles(folder, RESERVE_FOLDER)) {
    const maker = parseSpoolFileName(entry.name);
    if (maker?.writer !== writer) continue;
    // Our own id was used before only by a process that is gone.
    if (maker.pid !== process.pid && isProcessRunning(maker.pid)) continue;
    const handle = await open(entry.path, 'r+');
    const { size, mtimeMs } = await handle.stat();
    const used = await usedBytes(handle, size);
    const reserve = new Reserve(folder, entry.name, handle, size, used);
    if (used > 0) await reserve.moveTo(dayOf(mtimeMs as EpochMs));
    else if (adopted === undefined && size === bytes) {
      await rename(entry.path, reservePath(folder, name));
      adopted = new Reserve(folder, name, handle, size, 0);
    } else await reserve.remove();
  }
  return adopted;
}

async function usedBytes(handle: FileHandle, size: number): Promise<number> {
  const content = Buffer.alloc(size);
  const { bytesRead } = await handle.read(content, 0, size, 0);
  const zero = content.subarray(0, bytesRead).indexOf(0);
  return zero < 0 ? bytesRead : zero;
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
