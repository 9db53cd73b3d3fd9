import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarGap, calendarOf, nextClosing, nextOpening, schoolDay } from '../../../alerts/routing/school-day.ts';
import { epochMs } from '../../../core/units.ts';

const at = (iso: string) => epochMs(Date.parse(iso));
const YEAR = calendarOf({
  terms: [
    { from: '2026-09-01', until: '2026-12-18' },
    { from: '2027-01-04', until: '2027-03-26' },
  ],
  holidays: [{ from: '2026-10-26', until: '2026-10-30' }],
});
const NONE = calendarOf(undefined);

describe('schoolDay', () => {
  it.each<[string, string, string]>([
    // Instants in UTC; London is an hour ahead in summer.
    ['2026-10-06T06:59:59Z', 'out-of-lessons', 'one second before school opens'],
    ['2026-10-06T07:00:00Z', 'lessons', 'school opens'],
    ['2026-10-06T14:59:59Z', 'lessons', 'the last second of school'],
    ['2026-10-06T15:00:00Z', 'out-of-lessons', 'school closes'],
    ['2026-10-06T20:59:59Z', 'out-of-lessons', 'before night'],
    ['2026-10-06T21:00:00Z', 'night', '22:00'],
    ['2026-10-07T04:59:59Z', 'night', '05:59'],
    ['2026-10-07T05:00:00Z', 'out-of-lessons', '06:00'],
    ['2026-10-10T10:00:00Z', 'out-of-lessons', 'a Saturday in term'],
    ['2026-10-27T11:00:00Z', 'holiday', 'half-term'],
    ['2026-10-27T23:00:00Z', 'night', 'a night in half-term'],
    ['2026-12-28T11:00:00Z', 'holiday', 'between terms'],
    ['2026-08-31T11:00:00Z', 'holiday', 'before the first term'],
    // The night of 2026-10-25: 01:30 comes twice, and 06:00 GMT is 06:00 UTC.
    ['2026-10-25T00:30:00Z', 'night', '01:30 BST'],
    ['2026-10-25T01:30:00Z', 'night', '01:30 GMT'],
    ['2026-10-25T05:30:00Z', 'night', '05:30 GMT, which was 06:30 the day before'],
    ['2026-10-25T06:00:00Z', 'out-of-lessons', '06:00 GMT'],
    ['2026-11-02T08:00:00Z', 'lessons', 'school opens in winter time'],
    ['2026-11-02T07:59:59Z', 'out-of-lessons', 'an hour later than in UTC before'],
  ])('%s is %s (%s)', (instant, period) => {
    expect(schoolDay(at(instant), YEAR).period).toBe(period);
  });

  it('knows the night the clocks go forward', () => {
    expect(schoolDay(at('2027-03-28T04:59:00Z'), NONE).period).toBe('night');
    expect(schoolDay(at('2027-03-28T05:00:00Z'), NONE).period).toBe('out-of-lessons');
  });

  it('takes every weekday for a school day without a calendar', () => {
    expect(schoolDay(at('2026-12-28T11:00:00Z'), NONE).period).toBe('lessons');
    expect(schoolDay(at('2026-12-27T11:00:00Z'), NONE).period).toBe('out-of-lessons');
  });
});

describe('nextOpening and nextClosing', () => {
  it.each<[string, string, string]>([
    ['2026-10-06T05:00:00Z', '2026-10-06T07:00:00.000Z', '2026-10-06T15:00:00.000Z'],
    ['2026-10-06T07:00:00Z', '2026-10-07T07:00:00.000Z', '2026-10-06T15:00:00.000Z'],
    ['2026-10-06T15:00:00Z', '2026-10-07T07:00:00.000Z', '2026-10-07T15:00:00.000Z'],
    ['2026-10-23T20:00:00Z', '2026-11-02T08:00:00.000Z', '2026-11-02T16:00:00.000Z'],
    ['2026-12-19T12:00:00Z', '2027-01-04T08:00:00.000Z', '2027-01-04T16:00:00.000Z'],
    // Beyond the calendar's end: the next weekday.
    ['2027-03-27T12:00:00Z', '2027-03-29T07:00:00.000Z', '2027-03-29T15:00:00.000Z'],
  ])('after %s', (instant, opening, closing) => {
    expect(new Date(nextOpening(at(instant), YEAR)).toISOString()).toBe(opening);
    expect(new Date(nextClosing(at(instant), YEAR)).toISOString()).toBe(closing);
  });

  it('always lies ahead and begins lessons', () => {
    const instants = fc.integer({ min: Date.UTC(2026, 7, 1), max: Date.UTC(2027, 2, 20) });
    fc.assert(
      fc.property(instants, (instant) => {
        const opening = nextOpening(epochMs(instant), YEAR);
        expect(opening).toBeGreaterThan(instant);
        expect(schoolDay(opening, YEAR).period).toBe('lessons');
        expect(schoolDay(epochMs(opening - 1), YEAR).period).not.toBe('lessons');
      }),
      { numRuns: 200 },
    );
  });
});

describe('calendarGap', () => {
  it('is said when the last term is over', () => {
    expect(calendarGap(at('2027-03-26T12:00:00Z'), YEAR)).toBeNull();
    expect(calendarGap(at('2027-03-27T12:00:00Z'), YEAR)).toContain('policy.calendar.terms');
    expect(calendarGap(at('2027-03-27T12:00:00Z'), NONE)).toBeNull();
  });
});
