import { describe, expect, it } from 'vitest';
import type { Summary } from '../../console/src/it/answers.ts';
import { CATEGORY_TITLES } from '../../console/src/it/categories.ts';
import { takeEvents } from '../../console/src/it/event-stream.ts';
import { LiveRows, MOST_ROWS } from '../../console/src/it/live-rows.ts';
import type { LiveItem } from '../../console/src/it/live-stream.ts';
import { needsOf } from '../../console/src/it/needs.ts';
import { openingBody } from '../../console/src/it/opening-fields.tsx';
import { periodEnd } from '../../console/src/it/period-field.tsx';
import { isDecisionReference, RULE_TITLES, spanWords } from '../../console/src/it/words.ts';
import { siteUrl } from '../../console/src/site-url.ts';
import { CATEGORIES } from '../../core/category.ts';
import { RULE_IDS } from '../../core/decision.ts';

const item = (id: number): LiveItem => ({
  ...{
    id: String(id),
    time: '2026-11-23T09:00:00Z',
    host: 'example.test',
    categories: [],
    rule: 'default',
    group: 'seniors',
    school: null,
  },
  action: 'allow',
});
const items = (from: number, count: number) => Array.from({ length: count }, (_, at) => item(from + at));

/** Live rows whose frames come when the test says so. */
function liveRows() {
  const frames: (() => void)[] = [];
  const rows = new LiveRows((draw) => frames.push(draw));
  const frame = () => {
    for (const draw of frames.splice(0)) draw();
  };
  return { rows, frames, frame };
}

describe('live rows', () => {
  it('draw once for all that came between two frames, the newest first', () => {
    const { rows, frames, frame } = liveRows();
    let told = 0;
    rows.subscribe(() => told++);
    rows.add(items(1, 2), 0);
    rows.add(items(3, 1), 4);
    expect([frames.length, told, rows.view().rows.length]).toEqual([1, 0, 0]);
    frame();
    expect(told).toBe(1);
    expect(rows.view().rows.map(({ id }) => id)).toEqual(['3', '2', '1']);
    expect(rows.view().skipped).toBe(4);
  });

  it('keep no more than are shown, however many come while nothing is drawn', () => {
    const { rows, frame } = liveRows();
    for (let at = 0; at < 50; at++) rows.add(items(at * 200, 200), 0);
    frame();
    expect(rows.view().rows.length).toBe(MOST_ROWS);
    expect(rows.view().rows[0]?.id).toBe('9999');
    rows.add(items(10_000, 1), 0);
    frame();
    expect(rows.view().rows.length).toBe(MOST_ROWS);
    expect(rows.view().rows[0]?.id).toBe('10000');
  });

  it('stand still while paused, and say how many came', () => {
    const { rows, frame } = liveRows();
    rows.add(items(1, 1), 0);
    frame();
    rows.pause(true);
    rows.add(items(2, 700), 0);
    frame();
    expect(rows.view()).toMatchObject({ rows: [{ id: '1' }], held: 700 });
    rows.pause(false);
    frame();
    expect(rows.view().held).toBe(0);
    expect(rows.view().rows[0]?.id).toBe('701');
  });
});

describe('an event stream', () => {
  const text = 'retry: 1000\n\nevent: hello\ndata: {"names":false}\n\n: still here\n\nevent: decisions\ndata: {"items":[]}\n\n';

  it('is read alike however it is cut', () => {
    for (let cut = 0; cut <= text.length; cut++) {
      const first = takeEvents(text.slice(0, cut));
      const second = takeEvents(first.rest + text.slice(cut));
      expect([...first.events, ...second.events]).toEqual([
        { name: 'hello', data: '{"names":false}' },
        { name: 'decisions', data: '{"items":[]}' },
      ]);
      expect(second.rest).toBe('');
    }
  });
});

const WELL: Summary = {
  at: '2026-11-23T09:00:00Z',
  role: 'it-operator',
  schools: [{ id: 'north', name: 'North Academy', colours: null }],
  goLive: true,
  alertsNotLive: [],
  protection: { ok: true, lacking: [] },
  requests: { open: 0, more: false, awaitingSecond: 0, overdue: 0, urgent: 0 },
  health: { ok: true, problems: [] },
  lists: { version: '1', builtAt: '2026-11-23T08:00:00Z', sources: [] },
};

describe('what needs IT', () => {
  it('is nothing when all is well', () => {
    expect(needsOf(WELL)).toEqual([]);
  });

  it('comes the most pressing first', () => {
    const summary: Summary = {
      ...WELL,
      alertsNotLive: ['north'],
      protection: { ok: false, lacking: [{ class: 'pornography', title: 'Pornography', status: 'stale' }] },
      requests: { open: 5, more: false, awaitingSecond: 1, overdue: 1, urgent: 1 },
      health: { ok: false, problems: [{ part: 'alerts', detail: 'Mail is late' }] },
    };
    expect(needsOf(summary).map(({ key, tone }) => `${tone} ${key}`)).toEqual([
      'danger requests',
      'danger health alerts',
      'danger alerts-not-live',
      'warning out-of-date',
    ]);
    expect(needsOf(summary)[0]?.words).toBe('5 requests wait for an answer: 1 urgent, 1 overdue, 1 for a second person.');
    expect(needsOf(summary).find(({ key }) => key === 'alerts-not-live')?.words).toContain('North Academy');
  });

  it('says what to do about a list that is missing', () => {
    const lacking = [{ class: 'sealed-child-abuse', title: 'Child sexual abuse material', status: 'missing' as const }];
    const [need] = needsOf({ ...WELL, protection: { ok: false, lacking } });
    expect(need).toMatchObject({ tone: 'danger', tag: 'Not protected' });
    expect(need?.advice).toContain('blocklists.sources');
  });
});

describe('an opening', () => {
  const week = { choice: 'week', date: '' } as const;
  const now = Date.parse('2026-06-12T22:30:00Z');

  it('ends when it says', () => {
    expect(periodEnd({ choice: 'hour', date: '' }, now)).toBe('2026-06-12T23:30:00.000Z');
    expect(periodEnd(week, now)).toBe('2026-06-19T22:30:00.000Z');
    expect(periodEnd({ choice: 'today', date: '' }, now)).toBe('2026-06-12T23:59');
    expect(periodEnd({ choice: 'date', date: '2026-07-01T09:00' }, now)).toBe('2026-07-01T09:00');
    expect(periodEnd({ choice: 'date', date: '' }, now)).toBeUndefined();
  });

  it('names whom it is for, an end and a reason, or says what is missing', () => {
    const made = openingBody({ scope: { kind: 'person', id: ' j.doe ' }, period: week, reason: ' Coursework ' }, 'x');
    expect(made).toMatchObject({ body: { scope: { kind: 'person', id: 'j.doe' }, reason: 'Coursework' } });
    expect(openingBody({ scope: { kind: 'trust', id: 'left over' }, period: week, reason: 'Everyone needs it' }, 'x')).toMatchObject({
      body: { scope: { kind: 'trust' } },
    });
    const lacking = openingBody({ scope: { kind: 'class', id: '' }, period: { choice: 'date', date: '' }, reason: 'x' }, 'x');
    expect('problems' in lacking && lacking.problems.map(({ field }) => field)).toEqual(['x-whom', 'x-end', 'x-reason']);
  });
});

describe('words', () => {
  it('name every category and every rule as the product has them', () => {
    expect(CATEGORY_TITLES).toEqual(Object.fromEntries(Object.entries(CATEGORIES).map(([id, { title }]) => [id, title])));
    expect(Object.keys(RULE_TITLES).sort()).toEqual([...RULE_IDS].sort());
  });

  it('tell a reference from an address', () => {
    expect(isDecisionReference('0ABC-1DEF-2GHJ-3KMN')).toBe(true);
    expect(isDecisionReference('0abc1def2ghj3kmn')).toBe(true);
    expect(isDecisionReference('www.example.org')).toBe(false);
    expect(isDecisionReference('')).toBe(false);
    expect(siteUrl(' bbc.co.uk/sport ')).toBe('https://bbc.co.uk/sport');
    expect(siteUrl('http://bbc.co.uk')).toBe('http://bbc.co.uk');
  });

  it('say how long', () => {
    expect(spanWords(59_000)).toBe('less than a minute');
    expect(spanWords(60_000)).toBe('1 minute');
    expect(spanWords(47 * 3_600_000)).toBe('47 hours');
    expect(spanWords(48 * 3_600_000)).toBe('2 days');
  });
});
