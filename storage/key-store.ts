import { randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, fsyncSync, linkSync, mkdirSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Secret keys of this installation, one file each. */
export interface KeyStore {
  /**
   * The key of that name (kebab-case), made at random when there is none yet; every process gets the same one. Throws when the
   * file is open to others, of another length, or cannot be read: a key is then neither trusted nor replaced, because what it
   * protects would be lost.
   */
  key(name: string, lengthBytes: number): Buffer;
}

/** Opens the folder, made for its owner alone when missing. Throws when it is open to others. */
export function openKeyStore(folder: string): KeyStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  refuseShared(folder, statSync(folder).mode, '0700');
  return { key: (name, lengthBytes) => keyOf(folder, name, lengthBytes) };
}

function keyOf(folder: string, name: string, lengthBytes: number): Buffer {
  if (!/^[a-z0-9][a-z0-9-]{0,99}$/.test(name)) throw new Error(`"${name}" is no name for a key (lower-case letters, digits, hyphens).`);
  const path = join(folder, `${name}.key`);
  const present = readKey(path, lengthBytes);
  if (present !== undefined) return present;
  createKey(folder, name, path, lengthBytes);
  const created = readKey(path, lengthBytes);
  if (created === undefined) throw new Error(`The key file ${path} disappeared while it was made.`);
  return created;
}

function readKey(path: string, lengthBytes: number): Buffer | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new Error(`The key file ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
  try {
    const info = fstatSync(file);
    if (!info.isFile()) throw new Error(`The key file ${path} is not a regular file.`);
    refuseShared(path, info.mode, '0600');
    const key = Buffer.alloc(lengthBytes);
    if (info.size !== lengthBytes || readSync(file, key) !== lengthBytes) {
      throw new Error(`The key file ${path} has ${info.size} bytes instead of ${lengthBytes}: restore it from a backup.`);
    }
    return key;
  } finally {
    closeSync(file);
  }
}

/** A whole file appears under the name or none does: written apart, then linked, which the first of several processes wins. */
function createKey(folder: string, name: string, path: string, lengthBytes: number): void {
  const draft = join(folder, `.${name}.${randomBytes(8).toString('hex')}`);
  try {
    writeDurably(draft, randomBytes(lengthBytes));
    linkSync(draft, path);
    syncFolder(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
    throw new Error(`The key file ${path} cannot be made: ${error instanceof Error ? error.message : String(error)}.`);
  } finally {
    rmSync(draft, { force: true });
  }
}

function writeDurably(path: string, bytes: Buffer): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function refuseShared(path: string, mode: number, wanted: string): void {
  if ((mode & 0o077) === 0) return;
  throw new Error(`${path} is open to other users (mode ${(mode & 0o777).toString(8).padStart(4, '0')}): set it to ${wanted}.`);
}
