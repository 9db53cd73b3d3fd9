import { londonInstants, londonTime, parseLocalDate } from '../../core/london-time.ts';
import type { PolicyDocument } from '../../core/policy.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';

interface DayRange {
  /** Days since 1970-01-01, both included. */
  readonly from: number;
  readonly until: number;
}

/** When a school is in. Without terms every Monday to Friday is a school day. */
export interface SchoolCalendar {
  readonly terms: readonly DayRange[];
  readonly holidays: readonly DayRange[];
  /** Minutes since local midnight. */
  readonly opensMinute: number;
  readonly closesMinute: number;
}

/** `night` is 22:00 to 06:00 on any day; a weekend in term time is out of lessons, in the holidays it is a holiday. */
export type Period = 'lessons' | 'out-of-lessons' | 'night' | 'holiday';

export interface SchoolDay {
  readonly at: EpochMs;
  /** Days since 1970-01-01 by London's calendar. */
  readonly dayNumber: number;
  readonly period: Period;
}

const OPENS_MINUTE = 8 * 60;
const CLOSES_MINUTE = 16 * 60;
const NIGHT_FROM_MINUTE = 22 * 60;
const NIGHT_UNTIL_MINUTE = 6 * 60;
const SATURDAY = 5;

function rangesOf(ranges: readonly { readonly from: string; readonly until: string }[] | undefined): DayRange[] {
  return (ranges ?? []).map(({ from, until }) => ({ from: parseLocalDate(from) ?? 0, until: parseLocalDate(until) ?? -1 }));
}

/** The calendar of a policy document: its terms and holidays, with school hours of 08:00 to 16:00. */
export function calendarOf(calendar: PolicyDocument['calendar']): SchoolCalendar {
  return {
    terms: rangesOf(calendar?.terms),
    holidays: rangesOf(calendar?.holidays),
    opensMinute: OPENS_MINUTE,
    closesMinute: CLOSES_MINUTE,
  };
}

const holds = (ranges: readonly DayRange[], day: number) => ranges.some(({ from, until }) => day >= from && day <= until);

/** By the calendar alone; weekends within a term count as term time. */
function isTermTime({ terms, holidays }: SchoolCalendar, dayNumber: number): boolean {
  return (terms.length === 0 || holds(terms, dayNumber)) && !holds(holidays, dayNumber);
}

/** What part of a school's day it is in London. */
export function schoolDay(at: EpochMs, calendar: SchoolCalendar): SchoolDay {
  const { dayNumber, weekday, minute } = londonTime(at);
  return { at, dayNumber, period: periodOf(calendar, dayNumber, weekday, minute) };
}

function periodOf(calendar: SchoolCalendar, dayNumber: number, weekday: number, minute: number): Period {
  if (minute >= NIGHT_FROM_MINUTE || minute < NIGHT_UNTIL_MINUTE) return 'night';
  if (!isTermTime(calendar, dayNumber)) return 'holiday';
  return weekday < SATURDAY && minute >= calendar.opensMinute && minute < calendar.closesMinute ? 'lessons' : 'out-of-lessons';
}

/** Monday to Friday in term time. */
export function isSchoolDay(calendar: SchoolCalendar, dayNumber: number): boolean {
  return weekdayOf(dayNumber) < SATURDAY && isTermTime(calendar, dayNumber);
}

/** Day 0 was a Thursday; 0 is Monday. */
function weekdayOf(dayNumber: number): number {
  return (((dayNumber + 3) % 7) + 7) % 7;
}

/** Longer than any holiday: further ahead the calendar has simply not been written. */
const HORIZON_DAYS = 120;

/** The next instant after `at` at which school opens. Where the calendar names no school day ahead, the next weekday's. */
export function nextOpening(at: EpochMs, calendar: SchoolCalendar): EpochMs {
  return nextSchoolDayAt(at, calendar.opensMinute, (day) => isSchoolDay(calendar, day));
}

/** The next instant after `at` at which a school day ends, found in the same way. */
export function nextClosing(at: EpochMs, calendar: SchoolCalendar): EpochMs {
  return nextSchoolDayAt(at, calendar.closesMinute, (day) => isSchoolDay(calendar, day));
}

/** The next instant after `at` that shows that minute on such a day; on the next weekday when there is none within the horizon. */
export function nextSchoolDayAt(at: EpochMs, minute: number, isWanted: (dayNumber: number) => boolean): EpochMs {
  const { dayNumber } = londonTime(at);
  for (const wanted of [isWanted, (day: number) => weekdayOf(day) < SATURDAY]) {
    for (let day = dayNumber; day <= dayNumber + HORIZON_DAYS; day++) {
      const instant = londonInstants(day, minute)[0];
      if (instant !== undefined && instant > at && wanted(day)) return instant;
    }
  }
  return epochMs(at);
}

/** What to say at start-up of a calendar that has run out; null when it reaches beyond `at`, or names no terms at all. */
export function calendarGap(at: EpochMs, { terms }: SchoolCalendar): string | null {
  const { dayNumber } = londonTime(at);
  if (terms.length === 0 || terms.some(({ until }) => until >= dayNumber)) return null;
  return 'policy.calendar.terms has no term from today on: every day is taken for a holiday. Add the next terms.';
}
