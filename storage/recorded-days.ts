import type { AccessRecord } from '../core/access-record.ts';
import type { EpochMs } from '../core/units.ts';
import { readDay } from './record-spool/day-lines.ts';
import { parseRecord } from './record-spool/decode.ts';
import { dayOf, listDays } from './record-spool/layout.ts';

/**
 * All records of the days from `since` on, in no order, a stretch of one file at a time: whoever reads them in slices leaves the
 * process free for others between two. Lines that are no records are left out.
 */
export async function* readRecordedDays(folder: string, since: EpochMs): AsyncGenerator<AccessRecord[]> {
  const first = dayOf(since);
  for (const day of await listDays(folder)) {
    if (day < first) continue;
    for await (const lines of readDay(folder, day)) yield recordsIn(lines);
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
