import { type EpochMs, epochMs } from './units.ts';

/**
 * Europe/London by arithmetic, so that pure code needs neither a clock nor a time zone database.
 * Summer time runs from the last Sunday of March to the last Sunday of October, both at 01:00 UTC
 * (Summer Time Order 2002, SI 2002/262). Held against the platform's own time zone data in the tests.
 */
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

interface CivilDate {
  readonly year: number;
  /** 1–12. */
  readonly month: number;
  /** 1–31. */
  readonly day: number;
}

/** Days since 1970-01-01 of a date in the Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms"). */
function dayNumberOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function civilDateOf(dayNumber: number): CivilDate {
  const z = dayNumber + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

/** 0 is Monday; day 0 was a Thursday. */
function weekdayOf(dayNumber: number): number {
  return (((dayNumber + 3) % 7) + 7) % 7;
}

function lastSunday(year: number, month: number): number {
  const last = dayNumberOf(year, month, 31);
  return last - ((weekdayOf(last) + 1) % 7);
}

/** The two instants of a year at which London's clocks change: to summer time, and back. */
function clockChanges(year: number): readonly [number, number] {
  return [lastSunday(year, 3) * DAY_MS + HOUR_MS, lastSunday(year, 10) * DAY_MS + HOUR_MS];
}

/** What London's clocks are ahead of UTC at an instant: 0 or one hour, in ms. */
export function londonOffsetMs(at: EpochMs): number {
  const [toSummer, toWinter] = clockChanges(civilDateOf(Math.floor(at / DAY_MS)).year);
  return at >= toSummer && at < toWinter ? HOUR_MS : 0;
}

/** The next instant strictly after `after` at which London's clocks change. */
export function nextClockChange(after: EpochMs): EpochMs {
  const { year } = civilDateOf(Math.floor(after / DAY_MS));
  const next = [...clockChanges(year), ...clockChanges(year + 1)].find((instant) => instant > after);
  return epochMs(next ?? after);
}

/** What a wall clock and calendar in London show. */
export interface LondonTime {
  /** Days since 1970-01-01, by the local calendar. */
  readonly dayNumber: number;
  /** 0 is Monday. */
  readonly weekday: number;
  /** Minutes since local midnight, whole. */
  readonly minute: number;
}

export function londonTime(at: EpochMs): LondonTime {
  const local = at + londonOffsetMs(at);
  const dayNumber = Math.floor(local / DAY_MS);
  return { dayNumber, weekday: weekdayOf(dayNumber), minute: Math.floor((local - dayNumber * DAY_MS) / MINUTE_MS) };
}

/** The instants at which London's clocks show that minute of that day: one; two when it repeats in autumn; none in spring's gap. */
export function londonInstants(dayNumber: number, minute: number): EpochMs[] {
  const asUtc = dayNumber * DAY_MS + minute * MINUTE_MS;
  const candidates = [epochMs(asUtc - HOUR_MS), epochMs(asUtc)];
  return candidates.filter((instant) => instant + londonOffsetMs(instant) === asUtc);
}

/** `2026-09-01` as days since 1970-01-01; undefined when there is no such day. */
export function parseLocalDate(text: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const dayNumber = dayNumberOf(year, month, day);
  const back = civilDateOf(dayNumber);
  return back.year === year && back.month === month && back.day === day ? dayNumber : undefined;
}

/** `09:30` as minutes since midnight; `24:00` is 1440. */
export function parseTimeOfDay(text: string): number | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (match === null) return text === '24:00' ? 1440 : undefined;
  return Number(match[1]) * 60 + Number(match[2]);
}

/**
 * An ISO 8601 date and time. Without `Z` or an offset it is London wall time: the first of the two when the clocks
 * repeat it, an hour later when they skip it. Undefined when there is no such time.
 */
export function parseInstant(text: string): EpochMs | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,3}))?)?(Z|[+-]\d{2}:\d{2})?$/.exec(text);
  if (match === null) return undefined;
  const dayNumber = parseLocalDate(match[1] ?? '');
  if (dayNumber === undefined) return undefined;
  const minute = Number(match[2]) * 60 + Number(match[3]);
  const withinMs = Number(match[4] ?? 0) * 1000 + Number((match[5] ?? '').padEnd(3, '0'));
  const asUtc = dayNumber * DAY_MS + minute * MINUTE_MS;
  const zone = match[6];
  if (zone === undefined) return epochMs((londonInstants(dayNumber, minute)[0] ?? asUtc) + withinMs);
  if (zone === 'Z') return epochMs(asUtc + withinMs);
  const offsetMinutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4));
  return epochMs(asUtc + withinMs - (zone[0] === '-' ? -offsetMinutes : offsetMinutes) * MINUTE_MS);
}

const two = (value: number): string => String(value).padStart(2, '0');
const DAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** `Friday 2026-06-12 09:00`, as London's clocks show it. */
export function formatLondon(at: EpochMs): string {
  const { dayNumber, weekday, minute } = londonTime(at);
  const { year, month, day } = civilDateOf(dayNumber);
  return `${DAY_NAMES[weekday]} ${year}-${two(month)}-${two(day)} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** ISO 8601 with milliseconds, UTC. */
export function formatInstant(at: EpochMs): string {
  const dayNumber = Math.floor(at / DAY_MS);
  const { year, month, day } = civilDateOf(dayNumber);
  const rest = at - dayNumber * DAY_MS;
  const seconds = Math.floor(rest / 1000);
  const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${time}.${String(rest % 1000).padStart(3, '0')}Z`;
}
