import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file (0600) so that a crash or power cut at any moment leaves either the old content or the new, never a
 * part: a temporary file beside it, fsync, rename, fsync of the folder. Rejects with the system's error (ENOSPC, …).
 * Parts are written one after the other, without a copy of them together.
 */
export async function writeFileAtomically(path: string, content: Uint8Array | string | readonly Uint8Array[]): Promise<void> {
  const temporary = `${path}.tmp-${process.pid}`;
  try {
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Makes renames within a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
