import { describe, expect, it } from 'vitest';
import { compileSchedules, isInForce } from '../../../categoriser/policy/schedule.ts';
import type { PolicyDocument } from '../../../core/policy.ts';
import { instant } from '../../support/policy-facts.ts';

type Windows = NonNullable<PolicyDocument['schedules']>[number]['windows'];
const WEEKDAYS: Windows[number]['days'] = ['mon', 'tue', 'wed', 'thu', 'fri'];

function inForce(
  text: string,
  windows: Windows,
  more: Partial<PolicyDocument> = {},
  dates: 'any' | 'term-time' | 'holidays' = 'any',
): boolean {
  const [schedule] = compileSchedules({ ...more, schedules: [{ id: 'tested', windows, dates }] });
  return schedule !== undefined && isInForce(schedule, instant(text));
}

describe('a schedule', () => {
  const breaks: Windows = [
    { days: WEEKDAYS, from: '10:40', until: '11:00' },
    { days: ['mon', 'wed'], from: '12:30', until: '13:20' },
  ];

  it.each([
    ['2026-03-11T10:39:59', false],
    ['2026-03-11T10:40', true],
    ['2026-03-11T10:59:59.999', true],
    ['2026-03-11T11:00', false],
    ['2026-03-11T12:30', true],
    ['2026-03-12T12:30', false],
    ['2026-03-14T10:45', false],
  ])('with several windows at %s: %s', (text, expected) => {
    expect(inForce(text, breaks)).toBe(expected);
  });

  const night: Windows = [{ days: ['fri'], from: '22:00', until: '06:00' }];
  it.each([
    ['2026-03-13T21:59', false],
    ['2026-03-13T22:00', true],
    ['2026-03-14T05:59', true],
    ['2026-03-14T06:00', false],
    ['2026-03-14T22:30', false],
    ['2026-03-13T05:00', false],
  ])('past midnight at %s: %s', (text, expected) => {
    expect(inForce(text, night)).toBe(expected);
  });

  it.each([
    ['2026-03-15T00:00', true],
    ['2026-03-15T23:59', true],
    ['2026-03-16T00:00', false],
  ])('for a whole day at %s: %s', (text, expected) => {
    expect(inForce(text, [{ days: ['sun'], from: '00:00', until: '24:00' }])).toBe(expected);
  });

  describe('through clock changes', () => {
    it.each([
      // Forward on 2026-03-29: 01:00 GMT is 02:00 BST.
      ['2026-03-27T08:59Z', false],
      ['2026-03-27T09:00Z', true],
      ['2026-03-30T07:59Z', false],
      ['2026-03-30T08:00Z', true],
      // Back on 2026-10-25.
      ['2026-10-23T07:59Z', false],
      ['2026-10-23T08:00Z', true],
      ['2026-10-26T08:59Z', false],
      ['2026-10-26T09:00Z', true],
    ])('09:00 stays 09:00 on the wall: %s is %s', (text, expected) => {
      expect(inForce(text, [{ days: WEEKDAYS, from: '09:00', until: '10:00' }])).toBe(expected);
    });

    it.each([
      ['2026-03-28T22:00Z', true],
      ['2026-03-29T00:59Z', true],
      ['2026-03-29T01:00Z', true],
      ['2026-03-29T04:59Z', true],
      ['2026-03-29T05:00Z', false],
      ['2026-10-24T20:59Z', false],
      ['2026-10-24T21:00Z', true],
      ['2026-10-25T01:30Z', true],
      ['2026-10-25T05:59Z', true],
      ['2026-10-25T06:00Z', false],
    ])('a night across a change ends at 06:00 on the wall: %s is %s', (text, expected) => {
      expect(inForce(text, [{ days: ['sat'], from: '22:00', until: '06:00' }])).toBe(expected);
    });

    it('a window within the hour that is skipped never holds that day; within the hour that repeats it holds twice', () => {
      const window: Windows = [{ days: ['sun'], from: '01:15', until: '01:45' }];
      expect(inForce('2026-03-29T01:20Z', window)).toBe(false);
      expect(inForce('2026-10-25T00:20Z', window)).toBe(true);
      expect(inForce('2026-10-25T01:20Z', window)).toBe(true);
      expect(inForce('2026-10-25T01:50Z', window)).toBe(false);
    });
  });

  describe('by the calendar', () => {
    const calendar = {
      calendar: {
        terms: [
          { name: 'spring', from: '2026-01-05', until: '2026-03-27' },
          { name: 'summer', from: '2026-04-13', until: '2026-07-17' },
        ],
        holidays: [{ name: 'half-term', from: '2026-02-16', until: '2026-02-20' }],
      },
    };
    const lessons: Windows = [{ days: WEEKDAYS, from: '09:00', until: '15:00' }];
    it.each([
      ['2026-01-02T10:00', false],
      ['2026-01-05T10:00', true],
      ['2026-02-16T10:00', false],
      ['2026-02-20T10:00', false],
      ['2026-02-23T10:00', true],
      ['2026-03-27T14:59', true],
      ['2026-03-30T10:00', false],
      ['2026-07-17T10:00', true],
      ['2026-07-20T10:00', false],
    ])('in term time at %s: %s, and the other way round in holidays', (text, expected) => {
      expect(inForce(text, lessons, calendar, 'term-time')).toBe(expected);
      expect(inForce(text, lessons, calendar, 'holidays')).toBe(!expected);
    });

    it('a night that began in term runs out in the holidays, and one that began before term does not run into it', () => {
      const nights: Windows = [{ days: ['fri', 'sun'], from: '20:00', until: '07:00' }];
      expect(inForce('2026-03-28T06:00', nights, calendar, 'term-time')).toBe(true);
      expect(inForce('2026-04-13T06:00', nights, calendar, 'term-time')).toBe(false);
    });
  });
});
