import type { AccessRecord } from '../core/access-record.ts';
import { type EpochMs, epochMs } from '../core/units.ts';
import { readDayLinesWith } from './record-spool/day-lines.ts';
import { parseRecord } from './record-spool/decode.ts';
import { DAY_MS, dayOf, listDays, RESERVE_FOLDER } from './record-spool/layout.ts';

export interface PersonRecordsQuery {
  /** Null: what nobody was known at, from `clientIp`. */
  readonly username: string | null;
  readonly clientIp: string;
  /** Decided from then (inclusive) until then (exclusive). */
  readonly from: EpochMs;
  readonly until: EpochMs;
}

/** More than anybody does in some hours; what is beyond it is left out, the latest first. */
const MOST = 20_000;

/**
 * What one person did between two times, each decision once, in order of time. Reads through the days concerned (2 ms of CPU a megabyte):
 * for one person at a time, and only when somebody who may know asks.
 */
export async function findPersonRecords(folder: string, query: PersonRecordsQuery): Promise<AccessRecord[]> {
  const needle = Buffer.from(
    query.username === null ? `"clientIp":${JSON.stringify(query.clientIp)}` : `"username":${JSON.stringify(query.username)}`,
  );
  const found = new Map<string, AccessRecord>();
  const take = (line: Buffer) => {
    const parsed = parseRecord(line);
    if (!parsed.ok || !fits(parsed.value, query) || found.size >= MOST) return;
    // What was decided says more than how it closed; a site that was listed while a tunnel was open is signalled by the close alone.
    const known = found.get(parsed.value.id);
    if (known === undefined || (isClose(known) && !isClose(parsed.value))) found.set(parsed.value.id, parsed.value);
  };
  // First the reserve: a file that moves to its day meanwhile is then found there.
  await searchFolder(folder, RESERVE_FOLDER, needle, take);
  const [first, last] = [dayOf(query.from), dayOf(epochMs(query.until + DAY_MS))];
  for (const day of await listDays(folder)) if (day >= first && day <= last) await searchFolder(folder, day, needle, take);
  return [...found.values()].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

function isClose({ event }: AccessRecord): boolean {
  return event === 'request-close' || event === 'tunnel-close';
}

function fits(record: AccessRecord, { username, clientIp, from, until }: PersonRecordsQuery): boolean {
  const at = Date.parse(record.time);
  return record.username === username && (username !== null || record.clientIp === clientIp) && at >= from && at < until;
}

async function searchFolder(folder: string, day: string, needle: Buffer, take: (line: Buffer) => void): Promise<void> {
  for await (const line of readDayLinesWith(folder, day, needle)) take(line);
}
