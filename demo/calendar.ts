import { londonInstants, londonTime, parseTimeOfDay } from '../core/london-time.ts';
import { type EpochMs, epochMs } from '../core/units.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const SATURDAY = 5;

/** The seven days that a demo tells of. Days are counted as London's calendar counts them, from 1970-01-01. */
export interface Week {
  /** When the trust began: of the time before the week only what was of concern is told. */
  readonly begun: EpochMs;
  readonly from: EpochMs;
  readonly until: EpochMs;
  /** Oldest first; the first and the last are parts of days. */
  readonly days: readonly number[];
  /** Mondays to Fridays that are whole and over, newest first: at least four. */
  readonly schoolDays: readonly number[];
}

export function weekUntil(until: EpochMs, earlierWeeks = 0): Week {
  const from = epochMs(until - 7 * DAY_MS);
  const today = londonTime(until).dayNumber;
  const days = Array.from({ length: 8 }, (_, index) => today - 7 + index);
  const isWhole = (day: number) => isWeekday(day) && day < today && at(day, '07:00') >= from;
  return { begun: epochMs(from - earlierWeeks * 7 * DAY_MS), from, until, days, schoolDays: days.filter(isWhole).reverse() };
}

/** Day 0 was a Thursday. */
export function isWeekday(day: number): boolean {
  return (day + 3) % 7 < SATURDAY;
}

/** When London's clocks show that time of a day. */
export function at(day: number, time: string): EpochMs {
  const minute = parseTimeOfDay(time) ?? 0;
  return londonInstants(day, minute)[0] ?? epochMs(day * DAY_MS + minute * MINUTE_MS);
}

/** `2026-09-01`, a day of London's calendar. */
export function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function isoTime(at: number): string {
  return new Date(at).toISOString();
}
