import type { AccessRecord } from '../core/access-record.ts';
import { type DecisionId, decisionTime } from '../core/decision-id.ts';
import { epochMs } from '../core/units.ts';
import { readDayLinesWith } from './record-spool/day-lines.ts';
import { parseRecord } from './record-spool/decode.ts';
import { DAY_MS, dayOf, listDays, RESERVE_FOLDER } from './record-spool/layout.ts';

/** A record is written when its decision is taken, when the answer ends or when its tunnel closes: that day or the next. */
const USUAL_DAYS = 2;
/** Records that had to wait in the reserve or in memory come to lie in the day in which the disk took them. */
const LATEST_DAYS = 5;

/**
 * The records of one decision, in order of time; none when there is none. Reads the files of the day in the id and of
 * the next, and only when they hold nothing those of the days after.
 */
export async function findDecision(folder: string, id: DecisionId): Promise<AccessRecord[]> {
  const needle = Buffer.from(`"id":"${id}"`);
  const lines = new Set<string>();
  // First the reserve: a file that moves to its day meanwhile is then found there.
  await searchFolder(folder, RESERVE_FOLDER, needle, lines);
  const at = decisionTime(id);
  const first = dayOf(at);
  const next = dayOf(epochMs(at + (USUAL_DAYS - 1) * DAY_MS));
  const last = dayOf(epochMs(at + (LATEST_DAYS - 1) * DAY_MS));
  for (const day of await listDays(folder)) {
    if (day < first || day > last) continue;
    if (day > next && lines.size > 0) break;
    await searchFolder(folder, day, needle, lines);
  }
  return [...lines].flatMap((line) => parsedOrNothing(line)).sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

function parsedOrNothing(line: string): AccessRecord[] {
  const parsed = parseRecord(Buffer.from(line));
  return parsed.ok ? [parsed.value] : [];
}

async function searchFolder(folder: string, day: string, needle: Buffer, found: Set<string>): Promise<void> {
  for await (const line of readDayLinesWith(folder, day, needle)) found.add(line.toString());
}

export { type NewestRecords, openNewestRecords } from './record-spool/newest-records.ts';
export { isShown, openRecentBlocks, type RecentBlocks } from './record-spool/recent-blocks.ts';
