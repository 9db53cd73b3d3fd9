import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export type DiskKind = 'tmpfs' | 'ext4';
const DISK_MEGABYTES = 24;

/** Why small disks cannot be mounted here, or undefined when they can. */
export function whyNoSmallDisk(kind: DiskKind): string | undefined {
  if (process.getuid?.() !== 0) return 'mounting a small disk needs root';
  const base = mkdtempSync(join(tmpdir(), 'schoolgate-disk-'));
  try {
    mount(kind, base);
    execFileSync('umount', [join(base, 'disk')], { stdio: 'pipe' });
    return undefined;
  } catch {
    return `this machine mounts no ${kind}`;
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/** A real file system of a few megabytes, gone after the test. */
export function mountSmallDisk(kind: DiskKind): string {
  const base = mkdtempSync(join(tmpdir(), 'schoolgate-disk-'));
  const disk = mount(kind, base);
  onTestFinished(() => {
    execFileSync('umount', ['-l', disk], { stdio: 'pipe' });
    rmSync(base, { recursive: true, force: true });
  });
  return disk;
}

function mount(kind: DiskKind, base: string): string {
  const disk = join(base, 'disk');
  mkdirSync(disk);
  if (kind === 'tmpfs') {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MEGABYTES}m`, 'tmpfs', disk], { stdio: 'pipe' });
    return disk;
  }
  const image = join(base, 'image');
  execFileSync('truncate', ['-s', `${DISK_MEGABYTES}M`, image], { stdio: 'pipe' });
  execFileSync('mkfs.ext4', ['-q', '-m', '0', image], { stdio: 'pipe' });
  execFileSync('mount', ['-o', 'loop', image, disk], { stdio: 'pipe' });
  return disk;
}

/** Fills a disk to the last block. Returns what makes room again. */
export function fillDisk(disk: string): () => void {
  const path = join(disk, 'filler');
  const fd = openSync(path, 'w');
  for (const bytes of [1_048_576, 4_096, 1]) writeUntilFull(fd, Buffer.alloc(bytes, 0x78));
  closeSync(fd);
  if (statfsSync(disk).bavail > 1) throw new Error('the disk could not be filled');
  return () => rmSync(path);
}

function writeUntilFull(fd: number, bytes: Buffer): void {
  try {
    for (;;) writeSync(fd, bytes);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
}
