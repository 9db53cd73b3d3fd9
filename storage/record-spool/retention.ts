import { open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type EpochMs, epochMs } from '../../core/units.ts';
import { isNotableLine, parseRecord } from './decode.ts';
import { DAY_MS, dayOf, KEPT_PREFIX, listDays, listFiles, listRecordFiles, parseSpoolFileName, RESERVE_FOLDER } from './layout.ts';
import { readWindow, readWindows } from './line-window.ts';
import { isProcessRunning } from './process-state.ts';

export interface RetentionOptions {
  readonly folder: string;
  readonly now: EpochMs;
  /** Whole days for which every record is kept. */
  readonly keepDays: number;
  /** Blocked, coached and signalled records may be kept longer. */
  readonly keepNotableDays?: number;
}

/** What a purge took away, for the audit log. */
export interface PurgedRecords {
  /** Days of which nothing is left. */
  readonly days: readonly string[];
  /** Days of which only blocked, coached and signalled records are left. */
  readonly thinnedDays: readonly string[];
  readonly files: number;
  readonly bytes: number;
}

/**
 * Deletes the days that ended longer than `keepDays` ago. Never today's or yesterday's: a writer moves on to the next day
 * before it writes, so a day that is over for longer has no writer. Running it again finishes what was interrupted.
 */
export async function purgeRecords(options: RetentionOptions): Promise<PurgedRecords> {
  const { folder, now, keepDays, keepNotableDays = keepDays } = options;
  if (!(keepDays >= 1) || !(keepNotableDays >= keepDays))
    throw new RangeError('Records are kept for a day at least, notable ones no shorter');
  const purge = { days: [] as string[], thinnedDays: [] as string[], files: 0, bytes: 0 };
  const lastRoutineDay = dayOf(epochMs(now - keepDays * DAY_MS));
  const lastNotableDay = dayOf(epochMs(now - keepNotableDays * DAY_MS));
  for (const day of await listDays(folder)) {
    if (day < lastNotableDay) await deleteDay(folder, day, purge);
    else if (day < lastRoutineDay) await thinDay(folder, day, purge);
  }
  await purgeReserves(folder, lastRoutineDay, purge);
  return purge;
}

type Purge = { days: string[]; thinnedDays: string[]; files: number; bytes: number };

async function deleteDay(folder: string, day: string, purge: Purge): Promise<void> {
  const path = join(folder, day);
  for (const entry of await readdir(path, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    purge.files++;
    purge.bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  await rm(path, { recursive: true });
  purge.days.push(day);
}

/** Leaves the notable lines of each file, in a file of another name; the whole new file is on disk before the old one goes. */
async function thinDay(folder: string, day: string, purge: Purge): Promise<void> {
  let thinned = false;
  for (const file of await listRecordFiles(folder, day)) {
    if (parseSpoolFileName(file.name) === undefined) continue;
    const kept = join(folder, day, `${KEPT_PREFIX}${file.name}`);
    const before = (await stat(file.path)).size;
    const after = await keepNotableLines(file.path, kept);
    await unlink(file.path);
    if (after === 0) purge.files++;
    purge.bytes += before - after;
    thinned = true;
  }
  if (thinned) purge.thinnedDays.push(day);
}

/** Copies the notable lines; no file when there are none. Returns their bytes. */
async function keepNotableLines(from: string, to: string): Promise<number> {
  const partial = `${to}.partial`;
  const out = await open(partial, 'w', 0o600);
  let bytes = 0;
  try {
    for await (const lines of readWindows(from, false)) {
      const notable = notableLines(lines);
      await out.appendFile(notable);
      bytes += notable.length;
    }
    await out.sync();
  } finally {
    await out.close();
  }
  await (bytes === 0 ? unlink(partial) : rename(partial, to));
  return bytes;
}

function notableLines(lines: Buffer): Buffer {
  const notable: Buffer[] = [];
  let start = 0;
  for (let end = lines.indexOf(10); end >= 0; end = lines.indexOf(10, start)) {
    const line = lines.subarray(start, end + 1);
    if (isNotableLine(line) && parseRecord(line).ok) notable.push(line);
    start = end + 1;
  }
  return Buffer.concat(notable);
}

/** Reserves with lines whose writer is gone for good: no process of that name came to take them over. */
async function purgeReserves(folder: string, lastDay: string, purge: Purge): Promise<void> {
  for (const file of await listFiles(folder, RESERVE_FOLDER)) {
    const maker = parseSpoolFileName(file.name);
    const { mtimeMs, size } = await stat(file.path);
    if (maker === undefined || isProcessRunning(maker.pid) || dayOf(epochMs(mtimeMs)) >= lastDay) continue;
    // An unused one may belong to a process in another container, which has not had to touch it.
    if ((await readWindow(file.path, 0, true)).lines.length === 0) continue;
    await unlink(file.path);
    purge.files++;
    purge.bytes += size;
  }
}
