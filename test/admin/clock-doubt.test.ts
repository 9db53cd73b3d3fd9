import { describe, expect, it } from 'vitest';
import { ClockDoubt } from '../../admin/clock-doubt.ts';
import { epochMs } from '../../core/units.ts';

const HOUR = 3_600_000;
const at = (text: string) => epochMs(Date.parse(text));

describe('doubt about the date', () => {
  it.each([
    ['a first day', ['2026-11-23']],
    ['nothing recorded', []],
    ['a week of school', ['2026-11-19', '2026-11-20', '2026-11-21', '2026-11-23']],
    ['a Monday after a weekend', ['2026-11-19', '2026-11-20', '2026-11-23']],
  ])('is none with %s', (_, days) => {
    expect(new ClockDoubt(() => 0).isInDoubt(days, at('2026-11-23T10:00:00Z'))).toBe(false);
  });

  it('begins when the clock leaps ahead, and ends when it is put right or has said so for a day', () => {
    let uptime = 0;
    const doubt = new ClockDoubt(() => uptime);
    const days = ['2026-11-19', '2026-11-20', '2026-11-23', '2027-11-23'];
    expect(doubt.isInDoubt(days, at('2027-11-23T10:00:00Z'))).toBe(true);
    uptime = 23 * HOUR;
    expect(doubt.isInDoubt(days, at('2027-11-24T09:00:00Z'))).toBe(true);
    expect(doubt.isInDoubt(days, at('2026-11-24T09:00:00Z'))).toBe(false);
    expect(doubt.isInDoubt(days, at('2027-11-24T09:00:00Z'))).toBe(true);
    uptime += 24 * HOUR;
    expect(doubt.isInDoubt(days, at('2027-11-25T09:00:00Z'))).toBe(false);
  });
});
