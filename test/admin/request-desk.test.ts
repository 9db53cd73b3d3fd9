import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccessRecord } from '../../core/access-record.ts';
import { decisionIdGenerator } from '../../core/decision-id.ts';
import { countPeopleMet } from '../../storage/people-met.ts';
import { openRecordSpool } from '../../storage/record-spool/writer.ts';
import { makeRecord } from '../storage/record-spool/record.ts';
import { type AdminFixture, openAdminFixture } from '../support/admin-fixture.ts';

const HOUR = 3_600_000;
let admin: AdminFixture;
let desk: { authorization: string };
beforeEach(async () => {
  admin = await openAdminFixture({}, { requests: { webhook: { url: 'https://desk.example/' } } });
  desk = await admin.tokenFor('it-operator');
});
afterEach(() => admin.close());

const ASKED = { kind: 'unblock', url: 'https://games.example/', reason: 'for maths', requestedBy: 'mrs.smith', school: 'north' };
const send = (method: 'GET' | 'POST', url: string, payload?: object, headers: object = desk) =>
  admin.app.inject({ method, url: `/api/v1/requests${url}`, headers: { ...headers }, ...(payload && { payload }) });
const filed = async (more: object = {}) => (await send('POST', '', { ...ASKED, ...more })).json<{ id: string }>().id;
const approve = (id: string) => send('POST', `/${id}/approve`, { scope: { kind: 'school', id: 'north' }, until: null, reason: 'fine' });
const owed = async () =>
  (await admin.context.stores.outbox.pending(admin.context.clock(), 0, 100)).map(({ channel, to, payload }) => [
    channel,
    to,
    payload['event'],
  ]);

describe('who is told of a request', () => {
  it('the helpdesk of everything, the requester of what was decided, where an address is known', async () => {
    const id = await filed({ email: 'm.smith@school.example' });
    expect(await owed()).toEqual([['webhook', 'requests', 'filed']]);
    await send('POST', `/${id}/comments`, { text: 'asked the head of maths' });
    await approve(id);
    expect(await owed()).toEqual([
      ['webhook', 'requests', 'filed'],
      ['webhook', 'requests', 'commented'],
      ['webhook', 'requests', 'approved'],
      ['email', 'm.smith@school.example', 'approved'],
    ]);
    const other = await filed({ url: 'https://b.example/', requestedBy: 'head@school.example' });
    await send('POST', `/${other}/decline`, { reason: 'no' + ' thanks' });
    expect((await owed()).slice(4)).toEqual([
      ['webhook', 'requests', 'filed'],
      ['webhook', 'requests', 'declined'],
      ['email', 'head@school.example', 'declined'],
    ]);
  });

  it('nobody at an address that is none', async () => {
    for (const email of ['a@b', 'a b@c.example', 'a@b.example\r\nBcc: all@c.example', '"x"@c.example', 'a@b.example, c@d.example']) {
      expect((await send('POST', '', { ...ASKED, email })).json()).toMatchObject({ code: 'bad-request' });
    }
    await filed({ requestedBy: 'x <a@b.example>' });
    expect((await owed()).map(([channel]) => channel)).toEqual(['webhook']);
  });
});

describe('a request at the desk', () => {
  it('shows what others wrote, to those who decide', async () => {
    const id = await filed();
    const commented = await send('POST', `/${id}/comments`, { text: 'asked the head of maths' });
    expect([commented.statusCode, commented.json()]).toEqual([
      201,
      { id: expect.any(String), at: expect.any(String), author: 'token:it-operator-1', text: 'asked the head of maths' },
    ]);
    const shown = (await send('GET', `/${id}`)).json();
    expect(shown).toMatchObject({
      id,
      comments: [{ text: 'asked the head of maths' }],
      met: { people: 0, refused: 0, days: 7, complete: true },
      suggestion: {
        body: { scope: { kind: 'person', id: 'mrs.smith' }, until: null, reason: 'As asked for: for maths' },
        hosts: ['games.example'],
      },
    });
    expect((await send('GET', '/none')).statusCode).toBe(404);
    expect((await send('POST', '/none/comments', { text: 'x' })).statusCode).toBe(404);
    const teacher = await admin.tokenFor('teacher');
    expect((await send('GET', `/${id}`, undefined, teacher)).statusCode).toBe(403);
    const { sequence } = await admin.context.stores.audit.head();
    expect(await admin.context.stores.audit.list({ after: sequence - 2, limit: 1 })).toMatchObject([
      { action: 'request.comment', subject: id },
    ]);
  });

  it('stops counting in time, though no record names the site, and counts once for all who ask at once', async () => {
    const folder = join(admin.dataFolder, 'records');
    const now = admin.context.clock();
    const day = join(folder, new Date(now).toISOString().slice(0, 10));
    await mkdir(day, { recursive: true });
    const line = `${JSON.stringify({ host: 'other.example', filler: 'x'.repeat(1_000) })}\n`;
    await writeFile(join(day, 'proxy-1-20261123T100000000Z-1-0.ndjson'), line.repeat(3_000));
    const asked = { folder, host: 'games.example', school: null, now, days: 7, budgetMs: 2_000 };
    let reads = 0;
    const slow = () => 1_000 * reads++;
    expect(await countPeopleMet(asked, slow)).toMatchObject({ people: 0, complete: false });
    expect(reads).toBeLessThanOrEqual(4);
    reads = 0;
    const answers = await Promise.all([countPeopleMet(asked, slow), countPeopleMet(asked, slow)]);
    expect([answers[0] === answers[1], reads <= 4]).toEqual([true, true]);
    expect(await countPeopleMet({ ...asked, budgetMs: 60_000 })).toMatchObject({ complete: true });
  });

  it('says how many met the site in the last week, and never who', async () => {
    const { clock } = admin.context;
    const nextId = decisionIdGenerator(1, 0);
    const writer = await openRecordSpool({
      folder: join(admin.dataFolder, 'records'),
      writer: 'proxy-1',
      clock,
      reserveBytes: 65_536,
      onProblem: () => {},
    });
    const record = (more: Partial<AccessRecord>) =>
      new Promise<void>((done) => {
        const one = makeRecord({
          id: nextId(clock()),
          time: new Date(clock()).toISOString(),
          host: 'games.example',
          school: 'north',
          ...more,
        });
        writer.appendDurable(one, () => done());
      });
    await record({ username: 'a.amy', action: 'block' });
    await record({ username: 'a.amy', action: 'block' });
    await record({ username: 'b.bobby', host: 'www.games.example', action: 'allow' });
    await record({ username: 'c.cathy', school: 'south', action: 'coach' });
    await record({ username: null, clientIp: '10.0.0.7', action: 'block' });
    for (const host of ['notgames.example', 'games.example.evil.example']) await record({ username: 'dan', host, action: 'block' });
    await record({ username: 'eve', categories: ['support'] });
    await writer.close();
    const id = await filed();
    const shown = await send('GET', `/${id}`);
    expect(shown.json().met).toEqual({ people: 4, refused: 3, days: 7, complete: true });
    expect(shown.body).not.toMatch(/amy|bobby|cathy|10\.0\.0\.7/);
    const north = await admin.tokenFor('it-operator', { school: 'north' });
    expect((await send('GET', `/${id}`, undefined, north)).json().met).toMatchObject({ people: 3, refused: 2 });
    admin.advance(8 * 24 * HOUR);
    expect((await send('GET', `/${id}`)).json().met).toMatchObject({ people: 0 });
  });

  it('is overdue after its time, which the list, its filter and /health say', async () => {
    const [urgent] = [await filed({ urgent: true }), await filed({ url: 'https://b.example/' })];
    const health = async () => (await admin.app.inject({ url: '/health' })).json().requests;
    const overdue = async () => (await send('GET', '?overdue=true')).json().items.map(({ id }: { id: string }) => id);
    expect([await overdue(), await health()]).toEqual([[], { open: 2, overdue: 0 }]);
    admin.advance(HOUR + 1);
    expect([await overdue(), await health()]).toEqual([[urgent], { open: 2, overdue: 1 }]);
    await approve(urgent);
    expect([await overdue(), await health()]).toEqual([[], { open: 1, overdue: 0 }]);
  });

  it('is listed page by page, each once, while others are decided', async () => {
    const all = new Set<string>();
    for (let i = 0; i < 7; i++) all.add(await filed({ url: `https://s${i}.example/` }));
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const { items, next } = (await send('GET', `?limit=3${cursor}`)).json<{ items: { id: string }[]; next: string | null }>();
      seen.push(...items.map(({ id }) => id));
      if (seen.length === 3) await approve(seen[0] ?? '');
      if (next === null) break;
      cursor = `&cursor=${next}`;
    }
    // The one that was decided meanwhile stands behind the others now.
    expect(seen).toHaveLength(8);
    expect(new Set(seen)).toEqual(all);
    for (const cursor of ['x', '0.0.0.', '2.0.0.a', "0.0.0.a';--", '0.0.9999999999999999.a'])
      expect((await send('GET', `?cursor=${encodeURIComponent(cursor)}`)).json()).toMatchObject({ code: 'bad-request' });
  });
});
