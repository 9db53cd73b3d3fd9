import { describe, expect, it } from 'vitest';
import { type WeeklyMailInput, weeklyMail } from '../../../alerts/words/weekly-mail.ts';
import type { Incident } from '../../../core/incident.ts';
import { incident } from '../routing/incidents.ts';

const UNTIL = Date.parse('2026-11-23T07:30:00Z');
const DAY = 86_400_000;
const FROM = UNTIL - 7 * DAY;
const MINUTE = 60_000;

let ids = 0;
const raised = (daysBefore: number, change: Partial<Incident> = {}) =>
  incident({ id: `INC${++ids}`, firstAt: UNTIL - daysBefore * DAY, lastAt: UNTIL - daysBefore * DAY, ...change });

function report(change: Partial<WeeklyMailInput> = {}) {
  const base = { school: 'North Academy', from: FROM, until: UNTIL, incidents: [], answeredAt: new Map(), weeks: 8 };
  return weeklyMail({ ...base, reason: 'You are the headteacher.', ...change });
}

describe('the weekly report', () => {
  it('tells how much, how quickly it was answered and what came of it, and names nobody', () => {
    const week = [
      raised(1, { severity: 'danger', theme: 'self-harm-suicide', status: 'closed', outcome: 'early-help', person: 'p.one' }),
      raised(2, { severity: 'warning', theme: 'bullying-hate', status: 'acknowledged', person: 'p.two' }),
      raised(3, { severity: 'warning', theme: 'bullying-hate', status: 'new', person: 'p.three' }),
      raised(4, { severity: 'advisory', theme: 'gambling' }),
    ];
    const before = [raised(9, { severity: 'danger', theme: 'bullying-hate' }), raised(50, { severity: 'warning', theme: 'drugs-alcohol' })];
    const answeredAt = new Map(week.slice(0, 2).map(({ id, firstAt }, index) => [id, firstAt + (index === 0 ? 4 : 200) * MINUTE]));
    const { subject, text, html } = report({ incidents: [...week, ...before], answeredAt });
    expect(subject).toBe('[Schoolgate] Weekly report: 1 danger, 2 warnings this week - North Academy');
    for (const words of [
      'Monday 16 November 2026 to Monday 23 November 2026',
      'Answered: 2 of 3',
      'Half of them within: 4 min',
      'The slowest after: 3 h',
      'Not closed yet: 2',
      'early help: 1',
      'usually 0.1',
    ])
      expect(text).toContain(words);
    // Eight weeks, this one last.
    expect(text).toMatch(/to 16 November .* 1 .*1 danger/);
    expect(text).toMatch(/to 23 November .* 3 .*1 danger/);
    for (const part of [subject, text, html]) expect(part).not.toMatch(/p\.one|p\.two|p\.three|INC\d/);
    expect(html).not.toContain('href');
  });

  it('is sent when there was nothing, too', () => {
    const { subject, text } = report();
    expect(subject).toContain('No incident this week');
    expect(text).toContain('Dangers: 0');
  });
});
