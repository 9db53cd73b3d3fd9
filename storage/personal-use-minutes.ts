import { type AccessRecord, isDecision } from '../core/access-record.ts';
import { normaliseUserName } from '../core/identity.ts';
import { didNotOpen, type ReportableCategory, reportableCategories } from '../core/personal-use-report.ts';
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
  const found = new People(until - from);
  // What was written before it was known whether the site could be reached, until its close says; the reserve may hold a close alone.
  const waiting = new Map<string, Visit>();
  const unreached = new Set<string>();
  // The disk may have taken a record a day late. First the reserve: a file that moves to its day meanwhile is then found there.
  const [first, last] = [dayOf(from), dayOf(epochMs(until + DAY_MS))];
  for (const day of [RESERVE_FOLDER, ...(await listDays(folder)).filter((one) => one >= first && one <= last)]) {
    for await (const line of readDayLinesWith(folder, day, NEEDLE, isOver)) {
      const parsed = parseRecord(line);
      if (!parsed.ok) continue;
      const { id, status } = parsed.value;
      if (!isDecision(parsed.value)) {
        const visit = waiting.get(id);
        waiting.delete(id);
        if (didNotOpen(parsed.value)) unreached.add(id);
        else if (visit !== undefined) found.add(visit);
        continue;
      }
      const visit = await visitOf(parsed.value, query);
      if (visit === undefined || unreached.has(id)) continue;
      if (status === null) waiting.set(id, visit);
      else found.add(visit);
    }
    if (isOver()) return undefined;
  }
  for (const visit of waiting.values()) found.add(visit);
  return found.use();
}

interface Visit {
  readonly person: string;
  readonly school: string | null;
  readonly categories: readonly ReportableCategory[];
  readonly afterMs: number;
}

async function visitOf(record: AccessRecord, { from, until, counted }: PersonalUseQuery): Promise<Visit | undefined> {
  const at = epochMs(Date.parse(record.time));
  const reportable = reportableCategories(record);
  const { username, school } = record;
  if (username === null || reportable.length === 0 || at < from || at >= until) return undefined;
  const categories = await counted(reportable, record, at);
  return categories.length === 0 ? undefined : { person: normaliseUserName(username), school, categories, afterMs: at - from };
}

class People {
  readonly #lengthMs: number;
  readonly #found = new Map<string, { school: string | null; byCategory: Map<ReportableCategory, MinuteSet> }>();

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs;
  }

  add({ person, school, categories, afterMs }: Visit): void {
    const known = this.#found.get(person) ?? { school, byCategory: new Map<ReportableCategory, MinuteSet>() };
    this.#found.set(person, known);
    for (const category of categories) {
      const minutes = known.byCategory.get(category) ?? new MinuteSet(this.#lengthMs);
      known.byCategory.set(category, minutes);
      minutes.add(afterMs);
    }
  }

  use(): Map<string, PersonalUse> {
    return new Map([...this.#found].map(([person, { school, byCategory }]) => [person, { school, minutes: sizes(byCategory) }]));
  }
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
