import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccessRecord } from '../../core/access-record.ts';
import type { Role } from '../../core/identity.ts';
import type { SuggestedBypass } from '../../core/suggested-bypass.ts';
import { type IncidentsFixture, openIncidentsFixture } from './incidents-fixture.ts';

const HOUR = 3_600_000;
let admin: IncidentsFixture;
beforeEach(async () => {
  admin = await openIncidentsFixture();
});
afterEach(() => admin.close());

async function get(path: string, role: Role, school?: string) {
  const headers = await admin.tokenFor(role, school === undefined ? {} : { school });
  const response = await admin.app.inject({ url: `/api/v1/${path}`, headers });
  return { status: response.statusCode, body: response.json() };
}

async function post(path: string, role: Role, payload: object, school?: string) {
  const headers = await admin.tokenFor(role, school === undefined ? {} : { school });
  const response = await admin.app.inject({ method: 'POST', url: `/api/v1/${path}`, headers, payload });
  return { status: response.statusCode, body: response.json() };
}

describe('the front page', () => {
  it('tells each role what waits, in numbers, and no role what is not theirs', async () => {
    await admin.raise({ username: 'a' });
    await admin.raise({ username: 's', school: 'south', signal: 'warning' });
    const request = { kind: 'block', url: 'http://a.example/', reason: 'not for school', requestedBy: 'x', school: 'south' };
    await post('requests', 'teacher', request);
    admin.advance(25 * HOUR);
    const dsl = (await get('summary', 'dsl', 'north')).body;
    expect(dsl.incidents).toEqual({
      ...{ open: 1, more: false, unacknowledged: 1, danger: 1, warning: 0, advisory: 0 },
      oldestOpenAt: '2026-11-23T10:00:00.000Z',
    });
    expect(dsl.schools).toEqual([{ id: 'north', name: 'North Academy', colours: null }]);
    expect([dsl.alertsNotLive, dsl.goLive, dsl.protection.ok, dsl.protection.lacking.length]).toEqual([['north'], false, false, 7]);
    for (const part of ['requests', 'health', 'lists', 'drafts', 'openNow', 'leases']) expect(dsl).not.toHaveProperty(part);
    const it = (await get('summary', 'it-operator')).body;
    expect(it).not.toHaveProperty('incidents');
    expect(it).toMatchObject({
      requests: { open: 1, awaitingSecond: 0, overdue: 1, urgent: 0 },
      openNow: { overrides: 0, lessons: 0, exams: 0, suspensions: 0, blocks: 0 },
      ...{ drafts: { waiting: 0 }, leases: { count: 0 }, lists: { version: null, sources: [] }, health: { ok: true, problems: [] } },
    });
    expect((await get('summary', 'it-operator', 'north')).body.requests.open).toBe(0);
    const teacher = (await get('summary', 'teacher', 'north')).body;
    expect(Object.keys(teacher).sort()).toEqual(['alertsNotLive', 'at', 'goLive', 'protection', 'role', 'school', 'schools']);
  });
});

describe('what is blocked most', () => {
  const SITE: Partial<AccessRecord> = { action: 'block', rule: 'category', categories: ['games'] };
  beforeEach(async () => {
    await admin.record(
      ...['a', 'b', 'b', 'b'].map((username) => ({ ...SITE, host: 'www.quiz.example', username })),
      ...['a', 'b', 'c'].map((username) => ({ ...SITE, host: 'south.example', username, school: 'south', group: 'juniors' })),
      { ...SITE, host: 'closing.example', event: 'request-close' },
      { ...SITE, host: 'seen.example', action: 'allow' },
      { ...SITE, host: 'tried-out.example', action: 'allow', wouldBlock: true, school: 'south' },
      { ...SITE, host: 'tried.schoolgate.test', username: 'try-it-1' },
      { ...SITE, host: 'harm.example', categories: ['self-harm'], signal: 'danger' },
      { ...SITE, host: 'shut.example', rule: 'exam' },
      { ...SITE, host: 'co.uk' },
      { ...SITE, host: 'sealed:iwf:ab', categories: ['child-sexual-abuse'], rule: 'sealed' },
    );
  });
  type Site = { host: string; whyNot: string | null; suggestion: { body: object; words: string } | null };
  const sites = async (query: string, role: Role = 'it-operator', school?: string): Promise<Site[]> =>
    (await get(`blocked-sites${query}`, role, school)).body.items;

  it('is counted by host and people, with the narrowest rule that would open it', async () => {
    const { body } = await get('blocked-sites', 'it-operator');
    expect(body).toMatchObject({ since: '2026-11-22T10:00:00.000Z', complete: true });
    expect(body.items.slice(0, 2)).toEqual([
      {
        ...{ host: 'south.example', category: 'games', rule: 'category', action: 'block', decisions: 3, people: 3 },
        ...{ groups: [{ group: 'juniors', decisions: 3 }], schools: ['south'], lastAt: '2026-11-23T10:00:00.000Z', whyNot: null },
        suggestion: {
          body: { hosts: ['south.example'], scope: { kind: 'school', id: 'south' } },
          words: 'Open south.example to the school south for a week.',
        },
      },
      expect.objectContaining({ host: 'www.quiz.example', decisions: 4, people: 2 }),
    ]);
    expect(JSON.stringify(body)).not.toMatch(/sealed|closing|tried|tried-out|seen\.example|"[abc]"/);
  });

  it('suggests what works as it stands, and nothing where that would not be safe or not help', async () => {
    const [quiz] = await sites('', 'it-operator', 'north');
    expect(quiz?.suggestion?.body).toEqual({ hosts: ['quiz.example'], scope: { kind: 'school', id: 'north' } });
    const opened = await post('overrides', 'it-operator', { ...quiz?.suggestion?.body, reason: 'for a quiz' }, 'north');
    expect([opened.status, opened.body.inForce]).toEqual([201, true]);
    const reasons = Object.fromEntries((await sites('')).map(({ host, whyNot }) => [host, whyNot]));
    expect(reasons['harm.example']).toContain('safe');
    expect(reasons['shut.example']).toContain('exam');
    expect(reasons['co.uk']).toContain('no single site');
  });

  it('tells apart what is only monitored, and opens nothing that is open', async () => {
    const [site, ...others] = await sites('?show=monitored');
    expect([site?.host, site?.suggestion, others]).toEqual(['tried-out.example', null, []]);
    expect(site?.whyNot).toContain('only monitored');
    expect(await sites('?show=monitored', 'headteacher', 'north')).toEqual([]);
  });

  it('keeps schools apart', async () => {
    expect((await sites('', 'headteacher', 'north')).map(({ host }) => host)).not.toContain('south.example');
    expect((await sites('?school=south')).map(({ host }) => host)).toEqual(['south.example']);
    expect((await get('blocked-sites?school=south', 'it-operator', 'north')).status).toBe(403);
    admin.advance(2 * HOUR);
    expect(await sites('?hours=1')).toEqual([]);
  });
});

describe('suggested bypasses', () => {
  const seen = (host: string, refusals: number): SuggestedBypass => ({
    ...{ host, refusals: { 'unknown-ca': refusals }, accepted: 1, devices: 2, firstAt: 1, lastAt: 2 },
  });

  it('are what the workers saw together, for IT and the data protection officer', async () => {
    const { bus, clock, policy } = admin.context;
    const status = { part: 'proxy', pid: 2, at: clock(), metrics: [], ...policy.state() } as const;
    await bus.report({ ...status, instance: 'proxy-2', refusedInspections: [seen('app.example', 2), seen('once.example', 1)] });
    await bus.report({ ...status, instance: 'proxy-3', refusedInspections: [seen('app.example', 2)] });
    for (const role of ['it-operator', 'dpo'] as const) {
      expect((await get('bypass-suggestions', role)).body).toEqual({
        inspection: false,
        items: [{ ...seen('app.example', 4), accepted: 2 }],
      });
    }
    expect((await get('bypass-suggestions', 'it-operator', 'north')).status).toBe(403);
    expect((await get('bypass-suggestions', 'dsl')).status).toBe(403);
  });
});

describe('set-up', () => {
  type Step = { id: string; state: string; words: string[]; write: string | null };

  it('says of each step what is missing and what to write, and what the leads have confirmed', async () => {
    const { body } = await get('setup', 'head-of-it');
    const steps: Record<string, Step> = Object.fromEntries((body.steps as Step[]).map((step) => [step.id, step]));
    expect(body).toMatchObject({ live: false, readyToGoLive: false });
    expect(steps['schools']).toMatchObject({ state: 'done', words: [], write: null });
    expect(steps['retention']).toMatchObject({ state: 'to-do', write: expect.stringContaining('mode: chosen') });
    expect(steps['alerts']?.words).toHaveLength(2);
    expect(steps['lists']).toMatchObject({ state: 'to-do' });
    expect(steps['mail']?.words.join()).toContain('SMTP_URL');
    expect(body.schools[0]).toMatchObject({ id: 'north', dsl: { email: 'dsl@north.example' }, alertsLive: false, confirmedAt: null });
    const at = admin.context.clock();
    await admin.context.stores.incidentAccess.confirm({ school: 'north', recipient: 'dsl@north.example', at });
    expect((await get('setup', 'trust-admin')).body.schools[0]).toMatchObject({
      alertsLive: true,
      confirmedAt: '2026-11-23T10:00:00.000Z',
    });
    expect((await get('setup', 'trust-admin', 'north')).status).toBe(403);
    expect((await get('setup', 'dsl')).status).toBe(403);
  });

  it('checks answers as a start would, and shows them as they are to be written', async () => {
    const answers = { retention: { mode: 'chosen', routineDays: 30, signalledDays: 365, auditDays: 1095 }, goLive: true };
    const { body } = await post('setup/configuration', 'head-of-it', answers);
    expect(body).toMatchObject({ ok: true, problems: [] });
    expect(body.yaml).toBe('retention:\n  mode: chosen\n  routineDays: 30\n  signalledDays: 365\n  auditDays: 1095\ngoLive: true');
    const bad = { networks: [{ cidr: '10.20.0.0/99', name: 'x', school: 'nowhere' }], goLive: true, mail: { form: 'x' } };
    const refused = (await post('setup/configuration', 'head-of-it', bad)).body;
    expect([refused.ok, refused.problems]).toEqual([false, [expect.stringContaining('mail')]]);
    const { mail: _, ...worse } = bad;
    expect((await post('setup/configuration', 'head-of-it', worse)).body.problems).toHaveLength(3);
    expect((await post('setup/configuration', 'trust-admin', {}, 'north')).status).toBe(403);
  });
});
