import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { csvText } from '../../admin/services/csv-text.ts';
import type { Role } from '../../core/identity.ts';
import type { Incident } from '../../core/incident.ts';
import { type IncidentsFixture, openIncidentsFixture } from './incidents-fixture.ts';

const DAY = 86_400_000;
let admin: IncidentsFixture;
beforeEach(async () => {
  admin = await openIncidentsFixture();
});
afterEach(() => admin.close());

interface Week {
  readonly week: string;
  readonly from: string;
  readonly total: number;
  readonly open: number;
  readonly bySeverity: Record<string, number>;
  readonly byTheme: Record<string, number>;
  readonly byOutcome: Record<string, number>;
}

describe('trends', () => {
  const trends = async (role: Role, query = '', school: string | null = 'north') => {
    const { status, body } = await admin.call(role, 'GET', `/trends${query}`, undefined, school);
    return { status, ...(body as unknown as { weeks: Week[]; total: number; themes: unknown[]; complete: boolean }) };
  };
  const ago = (days: number) => ({ at: admin.context.clock() - days * DAY });
  const totals = async (...[role, query, school]: Parameters<typeof trends>) =>
    (await trends(role, query, school)).weeks.map(({ total }) => total);

  it('are counted by the week in London that an incident began in, by theme, severity and outcome', async () => {
    await admin.raise({ username: 'a' });
    const b = await admin.raise({ username: 'b', theme: 'gambling', signal: 'advisory' });
    await admin.raise({ username: 'c', ...ago(7) });
    await admin.raise({ username: 'd', ...ago(8) });
    await admin.raise({ username: 'e', ...ago(100) });
    const close = { kind: 'close', outcome: 'pastoral', note: 'talked' } as const;
    await admin.context.stores.incidents.change(b.id, b.version, close, 'user:a.lead', admin.context.clock());
    const { weeks, total, themes, complete } = await trends('dsl', '?weeks=4');
    expect(weeks.map(({ week, from }) => [week, from])).toEqual([
      ['2026-W45', '2026-11-02'],
      ['2026-W46', '2026-11-09'],
      ['2026-W47', '2026-11-16'],
      ['2026-W48', '2026-11-23'],
    ]);
    expect([weeks.map((one) => one.total), total, complete]).toEqual([[0, 1, 1, 2], 4, true]);
    expect(weeks.at(-1)).toMatchObject({
      open: 1,
      bySeverity: { danger: 1, warning: 0, advisory: 1 },
      byTheme: { 'self-harm-suicide': 1, gambling: 1 },
      byOutcome: { pastoral: 1 },
    });
    expect(themes).toEqual([
      { theme: 'self-harm-suicide', title: 'Self-harm and suicide', total: 3, lastWeek: 1, weekBefore: 1 },
      { theme: 'gambling', title: 'Gambling', total: 1, lastWeek: 0, weekBefore: 0 },
    ]);
  });

  it('count only what the reader may see: the school, never staff for a lead, never oneself', async () => {
    await admin.raise({ username: 'a' });
    await admin.raise({ username: 's', school: 'south' });
    await admin.raise({ username: 'a.teacher', group: 'staff' });
    await admin.raise({ username: 'dsl-9', group: 'seniors' });
    expect(await totals('dsl', '?weeks=1')).toEqual([2]);
    expect(await totals('headteacher', '?weeks=1')).toEqual([3]);
    expect(await totals('deputy-dsl', '?weeks=1', 'south')).toEqual([1]);
    expect(await totals('dsl', '?weeks=1', null)).toEqual([3]);
    expect(await totals('dsl', '?weeks=1&school=south', null)).toEqual([1]);
    expect((await trends('dsl', '?weeks=1&school=south')).status).toBe(403);
    for (const role of ['head-of-it', 'it-operator', 'dpo', 'teacher'] as const) expect((await trends(role)).status).toBe(403);
  });
});

describe('what an incident may belong together with', () => {
  it('is the person’s own and what is alike at the school, open, readable and mergeable', async () => {
    const one = await admin.raise({ username: 'p' });
    const own = await admin.raise({ username: 'p', theme: 'gambling' });
    const friend = await admin.raise({ username: 'q' });
    await admin.raise({ username: 'r', theme: 'gambling' });
    await admin.raise({ username: 't', school: 'south' });
    await admin.raise({ username: 'a.teacher', group: 'staff' });
    await admin.raise({ username: 'old', at: admin.context.clock() - 3 * DAY });
    const closed = await admin.raise({ username: 'p', theme: 'drugs-alcohol' });
    const close = { kind: 'close', outcome: 'no-concern', note: 'x' } as const;
    await admin.context.stores.incidents.change(closed.id, closed.version, close, 'system', admin.context.clock());
    for (const role of ['dsl', 'headteacher'] as const) {
      const { body } = await admin.call(role, 'GET', `/${one.id}/merge-candidates`);
      expect(body.items.map(({ id, because }: { id: string; because?: string }) => [id, because])).toEqual([
        [own.id, 'same-person'],
        [friend.id, 'same-theme'],
      ]);
    }
    const foreign = await admin.call('dsl', 'GET', `/${one.id}/merge-candidates`, undefined, 'south');
    expect(foreign.status).toBe(404);
    expect(await admin.lastAudit()).toMatchObject({ action: 'incident.merge-candidates', subject: one.id, outcome: 'refused' });
    expect((await admin.call('head-of-it', 'GET', `/${one.id}/merge-candidates`)).status).toBe(403);
  });
});

describe('an incident taken out', () => {
  const exported = async ({ id }: Incident, query: string, role: Role = 'dsl', school = 'north') =>
    admin.app.inject({ url: `/api/v1/incidents/${id}/export${query}`, headers: await admin.tokenFor(role, { school }) });
  const hostile = {
    searchTerm: '=HYPERLINK("http://evil.example/x","click")',
    url: 'http://harm.example/a?<script>alert(1)</script>',
    computer: '@SUM(A1)',
    username: '+p.pupil',
  };

  it('is plain words without anything that leads anywhere, and is audited with the case it goes to', async () => {
    const raised = await admin.raise(hostile);
    const note = { kind: 'note', text: 'Spoke with the tutor. See https://notes.example/7' } as const;
    await admin.context.stores.incidents.change(raised.id, raised.version, note, 'user:a.lead', admin.context.clock());
    await admin.deliver();
    const { statusCode, headers, body } = await exported(raised, '?reference=CPOMS%207');
    expect([statusCode, headers['content-type'], headers['content-disposition']]).toEqual([
      200,
      'text/plain; charset=utf-8',
      `attachment; filename="incident-${raised.id}.txt"`,
    ]);
    for (const words of ['Case: CPOMS 7', 'About: +p.pupil', 'School: North Academy', 'Self-harm and suicide, danger', 'hxxp']) {
      expect(body).toContain(words);
    }
    for (const words of ['10:00 on Monday 23 November 2026', 'Note by a.lead: Spoke with the tutor.', 'by email: accepted']) {
      expect(body).toContain(words);
    }
    expect(body).not.toMatch(/https?:\/\/|\bexample\.|@north\.example/);
    expect(await admin.lastAudit()).toMatchObject({
      action: 'incident.export',
      subject: raised.id,
      outcome: 'done',
      detail: { role: 'dsl', purpose: 'safeguarding', reference: 'CPOMS 7', format: 'text' },
    });
  });

  it('is a table in which no spreadsheet finds a formula', async () => {
    const { headers, body } = await exported(await admin.raise(hostile), '?format=csv');
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    const rows = parse(body, { bom: true }) as string[][];
    expect(rows[0]?.slice(0, 3)).toEqual(['case', 'incident', 'about']);
    expect(rows.slice(1).map((row) => row[8])).toEqual(expect.arrayContaining(['seen', 'done']));
    expect(body).not.toMatch(/https?:\/\//);
    for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
  });

  it('of a sealed list is the card, and nothing of what it was', async () => {
    const factors = [{ id: 'sealed', effect: 'marks' as const, words: 'On the sealed list "iwf".' }];
    const sealed = 'sealed:iwf:0a1b2c';
    const raised = await admin.raise({ theme: 'child-sexual-abuse', host: sealed, url: sealed, searchTerm: sealed }, { factors });
    for (const format of ['text', 'csv']) {
      const { body } = await exported(raised, `?format=${format}`);
      expect(body).not.toContain('0a1b2c');
    }
    expect((await exported(raised, '')).body).toContain('Do not view, copy or investigate');
  });

  it('is for nobody who may not read it', async () => {
    const raised = await admin.raise();
    const staff = await admin.raise({ username: 'a.teacher', group: 'staff' });
    expect((await exported(raised, '', 'dsl', 'south')).statusCode).toBe(404);
    expect(await admin.lastAudit()).toMatchObject({ action: 'incident.export', subject: raised.id, outcome: 'refused' });
    expect((await exported(staff, '')).statusCode).toBe(404);
    expect((await exported(staff, '', 'headteacher')).statusCode).toBe(200);
    for (const role of ['head-of-it', 'trust-admin', 'dpo'] as const) expect((await exported(raised, '', role)).statusCode).toBe(403);
  });
});

describe('a table as text', () => {
  it('reads back as as many cells, none of them a formula, whatever they held', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('=1', ' =1', '\t=1', '"=1', '-1', '\r\n+1', '@x', '\u200b=1', 'a"b', ''),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
        const read = parse(csvText(['a', 'b'], rows), { bom: true }) as string[][];
        expect(read.map((row) => row.length)).toEqual([2, ...rows.map(() => 2)]);
        for (const text of read.flat()) expect(text).not.toMatch(/^[\s\p{Cf}]*[=+\-@|%]/u);
      }),
      { numRuns: 40 },
    );
  });
});
