import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EpochMs } from '../../core/units.ts';

/**
 * Where records lie: `<folder>/<YYYY-MM-DD>/<writer>-<time>-<pid>-<sequence>.ndjson`, and `<folder>/reserve/<the same>.reserve`:
 * space that is set aside is no NDJSON to whoever reads every `*.ndjson`. A name is never used twice and never changes when a file moves from the reserve to a day, so it is what cursors count by.
 */
export const RESERVE_FOLDER = 'reserve';
const RESERVE_SUFFIX = '.reserve';

/** A longer line is never written (the URL is cut) and never read (quarantined). */
export const MAX_LINE_BYTES = 65_536;

export const DAY_MS = 86_400_000;

/** What retention keeps of a file, under a name that no follower takes for a new one. */
export const KEPT_PREFIX = 'kept.';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const FILE = /^([a-z0-9][a-z0-9-]*)-\d{8}T\d{9}Z-(\d+)-\d+\.ndjson$/;
const WRITER = /^[a-z0-9][a-z0-9-]{0,62}$/;

export interface SpoolEntry {
  readonly name: string;
  /** A day, or RESERVE_FOLDER. */
  readonly folder: string;
  readonly path: string;
}

/** Where a reserve of that name lies. */
export function reservePath(folder: string, name: string): string {
  return join(folder, RESERVE_FOLDER, name + RESERVE_SUFFIX);
}

/** The name cursors count by, of a file in a day or in the reserve. */
export function spoolNameOf(fileName: string): string {
  return fileName.endsWith(RESERVE_SUFFIX) ? fileName.slice(0, -RESERVE_SUFFIX.length) : fileName;
}

/** The UTC day of a moment: `2026-09-01`. */
export function dayOf(at: EpochMs): string {
  return new Date(at).toISOString().slice(0, 10);
}

export function isDay(folder: string): boolean {
  return DAY.test(folder);
}

export function isWriterName(writer: string): boolean {
  return WRITER.test(writer);
}

export function spoolFileName(writer: string, at: EpochMs, pid: number, sequence: number): string {
  return `${writer}-${new Date(at).toISOString().replace(/[-:.]/g, '')}-${pid}-${sequence}.ndjson`;
}

/** The writer and process that made a file, or undefined when the name is not a spool file's. */
export function parseSpoolFileName(name: string): { readonly writer: string; readonly pid: number } | undefined {
  const match = FILE.exec(name);
  return match === null ? undefined : { writer: match[1] ?? '', pid: Number(match[2]) };
}

/** The day folders there are, oldest first. None when the folder does not exist. */
export async function listDays(folder: string): Promise<string[]> {
  const entries = await readFolder(folder);
  return entries
    .filter((entry) => entry.isDirectory() && isDay(entry.name))
    .map((entry) => entry.name)
    .sort();
}

/** The spool files of one day, or of the reserve, by name. None when it does not exist. */
export async function listFiles(folder: string, day: string): Promise<SpoolEntry[]> {
  const entries = await listRecordFiles(folder, day);
  return entries.filter((entry) => parseSpoolFileName(entry.name) !== undefined);
}

/** Every file with records of one day, those that retention has thinned out among them. */
export async function listRecordFiles(folder: string, day: string): Promise<SpoolEntry[]> {
  const suffix = day === RESERVE_FOLDER ? RESERVE_SUFFIX : '';
  const entries = await readFolder(join(folder, day));
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(`.ndjson${suffix}`))
    .map((entry) => ({
      name: spoolNameOf(entry.name),
      folder: day,
      path: join(folder, day, entry.name),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function readFolder(path: string) {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

export function errorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'unknown';
}
