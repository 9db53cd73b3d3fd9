import type { Cohort, PersonHistory } from '../../../alerts/assess/history.ts';
import { calendarOf, type Period, type SchoolDay, schoolDay } from '../../../alerts/routing/school-day.ts';
import type { Sighting } from '../../../core/incident.ts';
import { epochMs } from '../../../core/units.ts';

/** Tuesday 2026-10-06, 11:00 in London. */
export const IN_LESSONS = Date.UTC(2026, 9, 6, 10);
const MOMENTS: Record<Period, number> = {
  lessons: IN_LESSONS,
  'out-of-lessons': Date.UTC(2026, 9, 6, 17),
  night: Date.UTC(2026, 9, 6, 22, 40),
  holiday: Date.UTC(2026, 9, 27, 11),
};
const CALENDAR = calendarOf({ terms: [{ from: '2026-09-01', until: '2026-10-23' }] });

export const FIRST: PersonHistory = { attemptsToday: 1 };
export const ALONE: Cohort = { people: 1, pupilsOfSchool: 1 };

export function dayIn(period: Period): SchoolDay {
  return schoolDay(epochMs(MOMENTS[period]), CALENDAR);
}

export function sighting(change: Partial<Sighting> = {}): Sighting {
  return {
    id: 'd1',
    at: IN_LESSONS,
    username: 'pupil1',
    computer: 'pc-1',
    clientIp: '10.20.1.7',
    school: 'north',
    group: 'seniors',
    theme: 'drugs-alcohol',
    signal: 'warning',
    categories: ['drugs'],
    host: 'drugs.example',
    url: 'http://drugs.example/',
    searchTerm: null,
    action: 'block',
    intent: 'navigation',
    visibility: 'url',
    attribution: 'lease',
    ...change,
  };
}
