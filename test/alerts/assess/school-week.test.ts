import { describe, expect, it } from 'vitest';
import { mailsOf, reportOf } from '../../../bench/school-week.ts';
import { schoolWeek } from '../../../bench/support/made-up-week.ts';

describe('a made-up week of one school', () => {
  it.each([1, 2, 3])('raises every planted danger and concern, and few others (seed %i)', (seed) => {
    const week = schoolWeek(seed, 1);
    const report = reportOf(week, mailsOf(week.records));
    expect(report.dangers).toBeGreaterThan(12);
    expect([report.dangersRaised, report.concernsRaised]).toEqual([report.dangers, report.concerns]);
    expect(report.dslMails / 5).toBeLessThan(12);
    expect(report.dslNoise / report.dslMails).toBeLessThan(0.4);
  });

  it('is the same week for the same seed', () => {
    expect(schoolWeek(7, 1)).toEqual(schoolWeek(7, 1));
  });
});
