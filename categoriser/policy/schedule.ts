import { londonInstants, londonTime, nextClockChange, parseLocalDate, parseTimeOfDay } from '../../core/london-time.ts';
import { DAYS, type PolicyDocument, type Schedule } from '../../core/policy.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';

/**
 * Timetables in Europe/London wall time. A window belongs to the day it starts on, also past midnight: a Friday window
 * 22:00–06:00 holds on Saturday until 06:00, and on the last evening of term it runs out at 06:00 like any other.
 */
interface CompiledWindow {
  /** Bit 0 is Monday. */
  readonly days: number;
  /** Minutes since local midnight; `until` is beyond 1440 when the window runs past midnight. */
  readonly from: number;
  readonly until: number;
}

interface DayRange {
  readonly from: number;
  readonly until: number;
}

export interface CompiledSchedule {
  readonly id: string;
  readonly windows: readonly CompiledWindow[];
  readonly dates: 'any' | 'term-time' | 'holidays';
  readonly terms: readonly DayRange[];
  readonly holidays: readonly DayRange[];
}

const DAY_MINUTES = 1440;

function compileWindow(window: Schedule['windows'][number]): CompiledWindow {
  const from = parseTimeOfDay(window.from) ?? 0;
  const until = parseTimeOfDay(window.until) ?? 0;
  const days = window.days.reduce((bits, day) => bits | (1 << DAYS.indexOf(day)), 0);
  return { days, from, until: until > from ? until : until + DAY_MINUTES };
}

function compileRanges(ranges: readonly { readonly from: string; readonly until: string }[]): DayRange[] {
  return ranges.map(({ from, until }) => ({ from: parseLocalDate(from) ?? 0, until: parseLocalDate(until) ?? -1 }));
}

/** The schedules of a checked document, each with the calendar it is read by. */
export function compileSchedules(document: PolicyDocument): CompiledSchedule[] {
  const terms = compileRanges(document.calendar?.terms ?? []);
  const holidays = compileRanges(document.calendar?.holidays ?? []);
  return (document.schedules ?? []).map(({ id, windows, dates }) => ({
    id,
    windows: windows.map(compileWindow),
    dates: dates ?? 'any',
    terms,
    holidays,
  }));
}

function countsOn(schedule: CompiledSchedule, dayNumber: number): boolean {
  if (schedule.dates === 'any') return true;
  const within = (range: DayRange) => dayNumber >= range.from && dayNumber <= range.until;
  const isTermTime = schedule.terms.some(within) && !schedule.holidays.some(within);
  return isTermTime === (schedule.dates === 'term-time');
}

/** Whether the schedule is in force at that instant. */
export function isInForce(schedule: CompiledSchedule, at: EpochMs): boolean {
  const { dayNumber, weekday, minute } = londonTime(at);
  const dayBefore = (weekday + 6) % 7;
  for (const { days, from, until } of schedule.windows) {
    if ((days >> weekday) & 1 && minute >= from && minute < until && countsOn(schedule, dayNumber)) return true;
    if ((days >> dayBefore) & 1 && minute + DAY_MINUTES < until && countsOn(schedule, dayNumber - 1)) return true;
  }
  return false;
}

/** Days ahead that hold every edge a weekly timetable has. */
const HORIZON_DAYS = 8;

/**
 * The next instant strictly after `after` at which any of the schedules may begin or end; null without schedules.
 * An edge on a day that does not count, or that another window covers, is still given: it costs one decision too many.
 */
export function nextScheduleEdge(schedules: readonly CompiledSchedule[], after: EpochMs): EpochMs | null {
  if (schedules.length === 0) return null;
  const minutes = new Set<number>();
  for (const { windows } of schedules) for (const { from, until } of windows) minutes.add(from % DAY_MINUTES).add(until % DAY_MINUTES);
  const { dayNumber } = londonTime(after);
  let next: number = nextClockChange(after);
  for (let day = dayNumber; day <= dayNumber + HORIZON_DAYS; day++) {
    for (const minute of minutes) {
      for (const instant of londonInstants(day, minute)) if (instant > after && instant < next) next = instant;
    }
    if (next < (londonInstants(day + 1, 0)[0] ?? 0)) break;
  }
  return epochMs(next);
}
