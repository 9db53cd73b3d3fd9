import type { AccessRecord } from '../core/access-record.ts';
import { normaliseUserName } from '../core/identity.ts';
import { type ReportableCategory, reportableCategories } from '../core/personal-use-report.ts';
import { type EpochMs, epochMs } from '../core/units.ts';
import { readDayLinesWith } from './record-spool/day-lines.ts';
import { parseRecord } from './record-spool/decode.ts';
import { DAY_MS, dayOf, listDays, RESERVE_FOLDER } from './record-spool/layout.ts';

const MINUTE_MS = 60_000;
/** Only staff are counted: no other line is read as a record. */
const NEEDLE = Buffer.from('"group":"staff"');

export interface PersonalUseQuery {
  readonly folder: string;
  /** Decided from then (inclusive) until then (exclusive). */
  readonly from: EpochMs;
  readonly until: EpochMs;
  /** Which of a record's reportable categories count at that time: none outside working time. */
  readonly counted: (
    categories: readonly ReportableCategory[],
    record: AccessRecord,
    at: EpochMs,
  ) => Promise<readonly ReportableCategory[]>;
  /** Asked between stretches of a file: true ends the reading. */
  readonly isOver: () => boolean;
}

export interface PersonalUse {
  /** By category: different minutes in which a page or a connection was opened. */
  readonly minutes: ReadonlyMap<ReportableCategory, number>;
  /** As the records have it. */
  readonly school: string | null;
}

/**
 * In how many minutes each member of staff used what is not work (row R19), by name in the form names are compared in. Undefined when
 * it was over before all was read. Takes 1.3 kB a person and category.
 */
export async function countPersonalUse(query: PersonalUseQuery): Promise<ReadonlyMap<string, PersonalUse> | undefined> {
  const { folder, from, until, isOver } = query;
  const found = new Map<string, { school: string | null; byCategory: Map<ReportableCategory, MinuteSet> }>();
  // The disk may have taken a record a day late. First the reserve: a file that moves to its day meanwhile is then found there.
  const [first, last] = [dayOf(from), dayOf(epochMs(until + DAY_MS))];
  for (const day of [RESERVE_FOLDER, ...(await listDays(folder)).filter((one) => one >= first && one <= last)]) {
    for await (const line of readDayLinesWith(folder, day, NEEDLE, isOver)) {
      const parsed = parseRecord(line);
      if (!parsed.ok) continue;
      const at = epochMs(Date.parse(parsed.value.time));
      const categories = reportableCategories(parsed.value);
      const { username, school } = parsed.value;
      if (username === null || categories.length === 0 || at < from || at >= until) continue;
      const counted = await query.counted(categories, parsed.value, at);
      if (counted.length === 0) continue;
      const person = normaliseUserName(username);
      const known = found.get(person) ?? { school, byCategory: new Map<ReportableCategory, MinuteSet>() };
      found.set(person, known);
      for (const category of counted) {
        const minutes = known.byCategory.get(category) ?? new MinuteSet(until - from);
        known.byCategory.set(category, minutes);
        minutes.add(at - from);
      }
    }
    if (isOver()) return undefined;
  }
  return new Map([...found].map(([person, { school, byCategory }]) => [person, { school, minutes: sizes(byCategory) }]));
}

function sizes(byCategory: ReadonlyMap<ReportableCategory, MinuteSet>): Map<ReportableCategory, number> {
  return new Map([...byCategory].map(([category, { size }]) => [category, size]));
}

/** The minutes of a week, a bit each. */
class MinuteSet {
  readonly #bits: Uint8Array;
  size = 0;

  constructor(lengthMs: number) {
    this.#bits = new Uint8Array(Math.ceil(lengthMs / MINUTE_MS / 8));
  }

  add(afterMs: number): void {
    const minute = Math.floor(afterMs / MINUTE_MS);
    const [place, bit] = [minute >> 3, 1 << (minute & 7)];
    const byte = this.#bits[place] ?? 0;
    if ((byte & bit) === 0) this.size++;
    this.#bits[place] = byte | bit;
  }
}
