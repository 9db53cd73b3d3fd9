import { stat } from 'node:fs/promises';
import type { AccessRecord } from '../core/access-record.ts';
import { type EpochMs, epochMs } from '../core/units.ts';
import { readDay, readDayLinesWith } from './record-spool/day-lines.ts';
import { parseRecord } from './record-spool/decode.ts';
import { DAY_MS, dayOf, errorCode, listDays, listRecordFiles } from './record-spool/layout.ts';

/**
 * All records of the days from `since` on, in no order, a stretch of one file at a time: whoever reads them in slices leaves the
 * process free for others between two. Lines that are no records are left out. `onRead` is told how many bytes each stretch had.
 */
export async function* readRecordedDays(
  folder: string,
  since: EpochMs,
  onRead: (bytes: number) => void = () => {},
): AsyncGenerator<AccessRecord[]> {
  for (const day of await daysSince(folder, since)) {
    for await (const lines of readDay(folder, day)) {
      onRead(lines.length);
      yield recordsIn(lines);
    }
  }
}

export interface LatelyQuery {
  readonly folder: string;
  /** What the line of a record that is sought holds. */
  readonly needle: Buffer;
  readonly now: EpochMs;
  readonly days: number;
  /** How long it may take: the newest days are read first. */
  readonly budgetMs: number;
}

/** Hands on the records of the last days whose lines hold the needle. True when there was time to read all of those days. */
export async function readLately(
  { folder, needle, now, days, budgetMs }: LatelyQuery,
  take: (record: AccessRecord) => void,
  nowMs: () => number,
): Promise<boolean> {
  const until = nowMs() + budgetMs;
  let isLate = false;
  const isOver = (): boolean => {
    isLate ||= nowMs() > until;
    return isLate;
  };
  for (const day of (await daysSince(folder, epochMs(now - (days - 1) * DAY_MS))).reverse()) {
    for await (const line of readDayLinesWith(folder, day, needle, isOver)) {
      const parsed = parseRecord(line);
      if (parsed.ok) take(parsed.value);
    }
    if (isLate) break;
  }
  return !isLate;
}

/** How much there is to read of those days. */
export async function recordedBytes(folder: string, since: EpochMs): Promise<number> {
  let bytes = 0;
  for (const day of await daysSince(folder, since)) {
    for (const { path } of await listRecordFiles(folder, day)) bytes += await sizeOf(path);
  }
  return bytes;
}

async function daysSince(folder: string, since: EpochMs): Promise<string[]> {
  const first = dayOf(since);
  return (await listDays(folder)).filter((day) => day >= first);
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0;
    throw error;
  }
}

function recordsIn(lines: Buffer): AccessRecord[] {
  const records: AccessRecord[] = [];
  for (let start = 0, end = lines.indexOf(10); end >= 0; start = end + 1, end = lines.indexOf(10, start)) {
    const parsed = parseRecord(lines.subarray(start, end));
    if (parsed.ok) records.push(parsed.value);
  }
  return records;
}
