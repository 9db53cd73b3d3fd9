import type { AccessRecord } from '../core/access-record.ts';
import type { EpochMs } from '../core/units.ts';
import { linesIn, readDay } from './record-spool/day-lines.ts';
import { isCloseLine, parseRecord, timeOfLine } from './record-spool/decode.ts';
import { dayOf, listDays, RESERVE_FOLDER } from './record-spool/layout.ts';

/**
 * What was decided from a time (inclusive) until another (exclusive), in no order, a stretch of one file at a time, so that whoever reads
 * it slowly keeps little of it. Lines that are no records are left out.
 */
export async function* recordsBetween(folder: string, from: EpochMs, until: EpochMs): AsyncGenerator<AccessRecord[]> {
  const [first, last] = [dayOf(from), dayOf(until)];
  const [start, end] = [new Date(from).toISOString(), new Date(until).toISOString()];
  for (const day of [RESERVE_FOLDER, ...(await listDays(folder)).filter((one) => one >= first && one <= last)]) {
    for await (const lines of readDay(folder, day)) yield [...recordsIn(lines, start, end)];
  }
}

function* recordsIn(stretch: Buffer, start: string, end: string): Generator<AccessRecord> {
  for (const line of linesIn(stretch)) {
    const time = timeOfLine(line);
    if (time < start || time >= end || isCloseLine(line)) continue;
    const parsed = parseRecord(line);
    if (parsed.ok) yield parsed.value;
  }
}
