import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adoptConfiguration } from '../../admin/configuration.ts';
import { announcementsFor } from '../../admin/services/announcements.ts';
import { mailOpenActions } from '../../admin/services/open-actions-mail.ts';
import { createOverrides } from '../../admin/services/overrides.ts';
import { readBulletin } from '../../alerts/payload.ts';
import { bulletinMail } from '../../alerts/words/bulletin-mail.ts';
import type { Delivery } from '../../core/incident.ts';
import { epochMs } from '../../core/units.ts';
import { addPerson } from '../support/console-visitor.ts';
import { type IncidentsFixture, openIncidentsFixture } from './incidents-fixture.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PRINCIPAL = { actor: 'cli:root', role: 'trust-admin', school: null } as const;

let admin: IncidentsFixture;
beforeAll(async () => {
  admin = await openIncidentsFixture();
  await adoptConfiguration(admin.context.config, admin.context.stores, admin.context.clock());
});
afterAll(() => admin.close());

const services = () => ({ ...admin.context, newId: randomUUID });
/** Those that were queued since they were last looked at. */
const seen = new Set<string>();
const bulletins = async () => {
  const queued = await admin.context.stores.outbox.pending(admin.context.clock(), 1, 100);
  const fresh = queued.filter(({ id, kind }) => kind === 'bulletin' && !seen.has(id));
  for (const { id } of fresh) seen.add(id);
  return fresh.map((one: Delivery) => ({ to: one.to, ...readBulletin(one) }));
};

async function call(method: 'GET' | 'POST' | 'PUT', path: string, headers: Record<string, string>, payload?: object) {
  const response = await admin.app.inject({ method, url: `/api/v1/${path}`, headers, ...(payload && { payload }) });
  return { status: response.statusCode, body: response.json(), etag: String(response.headers.etag) };
}

describe('what was done', () => {
  const AT = '2026-11-23T10:10:00.000Z';

  it('with a lesson grant is told to safeguarding leads of the school, in numbers', async () => {
    const { stores, clock } = admin.context;
    const lesson = {
      ...{ id: 'lesson-1', kind: 'lesson', scope: { kind: 'school', id: 'north' }, hosts: ['video.example'], reason: 'careers' },
      ...{ grantedBy: 't.teacher', from: new Date(clock()).toISOString(), until: new Date(clock() + HOUR).toISOString() },
    };
    const entry = { at: clock(), actor: 'user:t', action: 'lesson.open', subject: 'video.example', outcome: 'done' } as const;
    await stores.audit.append({ ...entry, detail: lesson });
    const reason = 'Allowed by a lesson grant of t.teacher until Monday 2026-11-23 11:00: careers';
    const used = { time: AT, host: 'www.video.example', rule: 'override', reason } as const;
    await admin.record(
      { ...used, username: 'amy' },
      { ...used, username: 'amy' },
      { ...used, username: 'ben', event: 'tunnel-open' },
      { ...used, username: 'ben', event: 'tunnel-close' },
      { ...used, username: 'zoe', host: 'other.example' },
    );
    const { body } = await call('GET', 'lessons/use', await admin.tokenFor('dsl', { school: 'north' }));
    expect(body).toMatchObject({ complete: true, items: [{ id: 'lesson-1', by: 't.teacher', requests: 3, people: 2 }] });
    expect(JSON.stringify(body)).not.toContain('amy');
    expect((await call('GET', 'lessons/use', await admin.tokenFor('dsl', { school: 'south' }))).body.items).toEqual([]);
  });

  it('in an exam window is a file for the exams officer, of those who sat it, and a look that stands in the audit log', async () => {
    const headteacher = await admin.tokenFor('headteacher', { school: 'north' });
    const exam = { audience: { schools: ['north'], computers: ['ICT1-'] }, until: '2026-11-23T11:00', reason: 'GCSE English' };
    const { id } = (await call('POST', 'exams', headteacher, exam)).body;
    const sat = { time: AT, computer: 'ict1-07', school: 'north', group: 'seniors', url: 'http://a.example/=1' } as const;
    await admin.record(
      { ...sat, username: 'amy', searchTerm: '=HYPERLINK("x")' },
      { ...sat, username: 'worried', signal: 'danger' },
      { ...sat, username: 'elsewhere', computer: 'LIB-1' },
      { ...sat, username: 'southern', school: 'south' },
      { ...sat, username: 'early', time: '2026-11-23T09:59:59.999Z' },
      { ...sat, username: 'closing', event: 'request-close' },
    );
    admin.advance(2 * HOUR);
    const file = (format: string, headers: Record<string, string>) =>
      admin.app.inject({ url: `/api/v1/exams/${id}/records?format=${format}&reference=Paper+1`, headers });
    const csv = (await file('csv', headteacher)).body;
    expect(csv.trim().split('\r\n')).toHaveLength(2);
    expect(csv).toContain('"amy","ict1-07"');
    expect(csv).toContain(`"'=HYPERLINK(""x"")"`);
    const lines = (await file('jsonl', headteacher)).body.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).username)).toEqual(['amy']);
    expect(await admin.lastAudit()).toMatchObject({
      action: 'exam.records',
      subject: id,
      detail: { purpose: 'compliance', reference: 'Paper 1' },
    });
    const { items } = (await call('GET', 'lookups', await admin.tokenFor('dpo'))).body;
    expect(items[0]).toMatchObject({ words: 'Took out what was done in an exam window', reference: 'Paper 1' });
    expect((await file('csv', await admin.tokenFor('headteacher', { school: 'south' }))).statusCode).toBe(404);
    expect((await file('csv', await admin.tokenFor('it-operator'))).statusCode).toBe(403);
  });
});

describe('an announcement', () => {
  const GAMES = { groups: { seniors: { categories: { games: 'allow' } } } };
  const put = async (more: object) => {
    const head = await admin.tokenFor('head-of-it');
    const { etag } = await call('GET', 'policy', head);
    const body = { document: GAMES, reason: 'games at lunch', ...more };
    return call('PUT', 'policy', { ...head, 'if-match': etag }, body);
  };

  it('tells those whom a change concerns before it takes effect, and nobody else', async () => {
    const text = 'From Monday you may play games at lunch.';
    expect((await put({ announcement: { text }, effectiveAt: '2026-11-30T08:00' })).status).toBe(200);
    expect(await announcementsFor('seniors', services())).toEqual([{ when: 'From 08:00 on Monday 30 November 2026 on', text }]);
    expect(await announcementsFor('juniors', services())).toEqual([]);
    const later = epochMs(admin.context.clock() + 21 * DAY);
    expect(await announcementsFor('seniors', { ...services(), clock: () => later })).toEqual([]);
  });

  it('comes after an emergency, which takes effect at once, also by itself', async () => {
    const told = { text: 'A site was closed at once.', emergency: true };
    expect((await put({ announcement: told, effectiveAt: '2026-11-30T08:00' })).status).toBe(400);
    expect((await put({})).status).toBe(200);
    const head = await admin.tokenFor('head-of-it');
    expect((await call('POST', 'announcements', head, { ...told, groups: ['seniors', 'staff'] })).status).toBe(201);
    const [shown] = await announcementsFor('staff', services());
    expect(shown).toEqual({ when: 'An emergency change, in force since 12:00 on Monday 23 November 2026', text: told.text });
    expect((await call('POST', 'announcements', await admin.tokenFor('head-of-it', { school: 'north' }), told)).status).toBe(403);
    expect((await admin.lastAudit())?.outcome).toBe('refused');
  });

  it('concerns those whom a list is for, too', async () => {
    const closed = { id: 'closed', action: 'block', reason: 'as reported', owner: 'IT', reviewBy: '2027-07-31', sites: ['a.example'] };
    const told = async (lists: object[], text: string) => {
      expect((await put({ document: { ...GAMES, lists }, announcement: { text } })).status).toBe(200);
      const { items } = (await call('GET', 'announcements', await admin.tokenFor('viewer'))).body;
      return items.find((one: { text: string }) => one.text === text).groups;
    };
    expect(await told([{ ...closed, audience: { groups: ['guests'] } }], 'closed to guests')).toEqual(['guests']);
    expect(await told([{ ...closed, audience: { groups: ['staff'] } }], 'to staff in their place')).toEqual(['staff', 'guests']);
    const looked = { ...closed, audience: { groups: ['staff'] }, reviewBy: '2028-07-31', owner: 'Head', reason: 'looked at again' };
    const more = { ...closed, id: 'more', audience: { groups: ['infants'] } };
    expect(await told([looked, more], 'one more')).toEqual(['infants']);
    await told([looked], 'and one less');
    expect(await told([], 'to nobody')).toEqual(['staff']);
    expect(await told([closed], 'to everybody')).toHaveLength(7);
  });

  it('goes to each school’s list of staff once, with nothing in it that could be followed', async () => {
    const { config } = admin.context;
    const staff = { name: 'All staff', email: 'staff@north.example' };
    for (const school of config.schools) Object.assign(school, { staff });
    try {
      await put({ announcement: { text: 'See https://evil.example/ now.' } });
    } finally {
      for (const school of config.schools) Object.assign(school, { staff: undefined });
    }
    const [mail, ...others] = await bulletins();
    expect([mail?.to, others]).toEqual(['staff@north.example', []]);
    if (mail !== undefined) expect(bulletinMail(mail).text).toContain('hxxps[://]evil[.]example/');
  });
});

it('a sweep tells those who had opened what it ended, where their address is known', async () => {
  await addPerson(admin, 'jo', 'it-operator', { email: 'jo@trust.example' });
  const overrides = createOverrides(services());
  const input = { hosts: ['a.example'], scope: { kind: 'trust' }, reason: 'careers day' } as const;
  await overrides.add({ ...PRINCIPAL, actor: 'user:jo' }, input);
  await overrides.add({ ...PRINCIPAL, actor: 'user:jo' }, { ...input, hosts: ['b.example'] });
  await overrides.add({ ...PRINCIPAL, actor: 'token:desk' }, input);
  expect((await overrides.sweep(PRINCIPAL, 'Christmas')).ended).toHaveLength(3);
  const [mail, ...others] = await bulletins();
  expect([mail?.to, mail?.items.length, others]).toEqual(['jo@trust.example', 2, []]);
  expect((await admin.lastAudit())?.detail).toMatchObject({ count: 3, told: 1 });
});

describe('open actions', () => {
  const list = async (school?: string) =>
    (await call('GET', 'open-actions', await admin.tokenFor('it-operator', school === undefined ? {} : { school }))).body.items;

  it('are what is due, with its owner, of the school that asks', async () => {
    const kinds = async (school?: string) => (await list(school)).map(({ kind, school: where }: never) => [kind, where]);
    expect(await kinds('north')).toEqual([['review-due', 'north']]);
    await admin.context.stores.blocks.add({
      ...{ id: 'b1', site: 'games.example', scope: { kind: 'school', id: 'south' }, urgent: false, reason: 'a fight', owner: 'user:jo' },
      ...{ from: admin.context.clock(), reviewBy: admin.context.clock() - 1, endedAt: null },
    });
    expect(await kinds()).toEqual([
      ['review-due', 'north'],
      ['review-due', 'south'],
      ['block-review', 'south'],
    ]);
    expect((await list('south')).at(-1)).toMatchObject({ owner: 'user:jo', overdue: true });
    expect((await list('north')).length).toBe(1);
  });

  it('are mailed once a week, in the morning, to the school’s IT and what is due of the review to its lead', async () => {
    await mailOpenActions(services());
    const first = await bulletins();
    expect(first.map(({ to }) => to).sort()).toEqual(['dsl@north.example', 'dsl@south.example', 'it@north.example']);
    expect(first[0]?.items[0]).toContain('have not been reviewed yet');
    for (const [ms, count] of [
      [5 * DAY, 0],
      [DAY + 15 * HOUR, 0],
      [8 * HOUR, 3],
    ] as const) {
      admin.advance(ms);
      await mailOpenActions(services());
      expect(await bulletins()).toHaveLength(count);
    }
  });
});
