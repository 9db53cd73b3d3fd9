import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInstant, formatLondon, londonInstants, londonTime, nextClockChange, parseInstant } from '../../../core/london-time.ts';
import { epochMs } from '../../../core/units.ts';

const HOUR_MS = 3_600_000;
const platform = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  weekday: 'long',
  hourCycle: 'h23',
});

function platformLondon(at: number): string {
  const part = Object.fromEntries(platform.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${part['weekday']} ${part['year']}-${part['month']}-${part['day']} ${part['hour']}:${part['minute']}`;
}

describe('London time', () => {
  it('agrees with the platform at every hour of the days around each change, 2020 to 2040', () => {
    let checked = 0;
    for (let year = 2020; year <= 2040; year++) {
      for (const month of [2, 9]) {
        for (let at = Date.UTC(year, month, 22); at < Date.UTC(year, month + 1, 3); at += HOUR_MS) {
          for (const instant of [at - 1, at, at + 1]) expect(formatLondon(epochMs(instant))).toBe(platformLondon(instant));
          checked++;
        }
      }
    }
    expect(checked).toBeGreaterThan(10_000);
  });

  it('agrees with the platform at any instant', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1996, 0, 1), max: Date.UTC(2100, 0, 1) }), (at) => {
        expect(formatLondon(epochMs(at))).toBe(platformLondon(at));
        expect(formatInstant(epochMs(at))).toBe(new Date(at).toISOString());
      }),
    );
  });

  it('finds the instants of a wall time, and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2020, 0, 1) / 60_000, max: Date.UTC(2040, 0, 1) / 60_000 }), (minutes) => {
        const at = epochMs(minutes * 60_000);
        const { dayNumber, minute } = londonTime(at);
        expect(londonInstants(dayNumber, minute)).toContain(at);
      }),
    );
    const springDay = londonTime(epochMs(Date.UTC(2026, 2, 29))).dayNumber;
    const autumnDay = londonTime(epochMs(Date.UTC(2026, 9, 25))).dayNumber;
    expect(londonInstants(springDay, 90)).toEqual([]);
    expect(londonInstants(autumnDay, 90)).toEqual([Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)]);
  });

  it('knows the next clock change', () => {
    expect(nextClockChange(epochMs(Date.UTC(2026, 0, 1)))).toBe(Date.UTC(2026, 2, 29, 1));
    expect(nextClockChange(epochMs(Date.UTC(2026, 2, 29, 1)))).toBe(Date.UTC(2026, 9, 25, 1));
    expect(nextClockChange(epochMs(Date.UTC(2026, 11, 31)))).toBe(Date.UTC(2027, 2, 28, 1));
  });

  it.each([
    ['2026-01-12T09:00', '2026-01-12T09:00:00.000Z'],
    ['2026-06-12T09:00', '2026-06-12T08:00:00.000Z'],
    ['2026-06-12T09:00:30.5', '2026-06-12T08:00:30.500Z'],
    ['2026-06-12T09:00Z', '2026-06-12T09:00:00.000Z'],
    ['2026-06-12T09:00:00-02:30', '2026-06-12T11:30:00.000Z'],
    ['2026-10-25T01:30', '2026-10-25T00:30:00.000Z'],
    ['2026-03-29T01:30', '2026-03-29T01:30:00.000Z'],
    ['2024-02-29T00:00', '2024-02-29T00:00:00.000Z'],
  ])('reads %s', (text, expected) => {
    const at = parseInstant(text);
    expect(at === undefined ? at : formatInstant(at)).toBe(expected);
  });

  it.each(['2026-02-29T09:00', '2026-13-01T09:00', '2026-06-12', '2026-06-12T24:00', '2026-06-12 09:00', 'tomorrow'])(
    'refuses %s',
    (text) => {
      expect(parseInstant(text)).toBeUndefined();
    },
  );
});
