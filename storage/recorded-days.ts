import type { AccessRecord } from '../core/access-record.ts';
import type { EpochMs } from '../core/units.ts';
import { parseRecord } from './record-spool/decode.ts';
import { dayOf, errorCode, listDays, listRecordFiles } from './record-spool/layout.ts';
import { readWindows } from './record-spool/line-window.ts';

/**
 * All records of the days from `since` on, in no order, a stretch of one file at a time: whoever reads them in slices leaves the
 * process free for others between two. Lines that are no records are left out.
 */
export async function* readRecordedDays(folder: string, since: EpochMs): AsyncGenerator<AccessRecord[]> {
  const first = dayOf(since);
  for (const day of await listDays(folder)) {
    if (day < first) continue;
    for (const { path } of await listRecordFiles(folder, day)) {
      try {
        for await (const lines of readWindows(path, false)) yield recordsIn(lines);
      } catch (error) {
        // Gone by retention meanwhile.
        if (errorCode(error) !== 'ENOENT') throw error;
      }
    }
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
