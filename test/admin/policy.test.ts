import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adoptConfiguration } from '../../admin/configuration.ts';
import type { Role } from '../../core/identity.ts';
import type { PolicyDocument } from '../../core/policy.ts';
import { serialiseRecord } from '../../storage/record-spool/serialise.ts';
import { makeRecord } from '../storage/record-spool/record.ts';
import { type AdminFixture, openAdminFixture } from '../support/admin-fixture.ts';

const GAMES_OPEN: PolicyDocument = { groups: { seniors: { categories: { games: 'allow' } } } };
const SHOPS_OPEN: PolicyDocument = { groups: { seniors: { categories: { shopping: 'allow' } } } };
const GAME = 'http://games.schoolgate.test/';

let admin: AdminFixture;
let headers: { authorization: string };
beforeEach(async () => {
  admin = await openAdminFixture();
  const { config, stores, clock, bus } = admin.context;
  await adoptConfiguration(config, stores, clock());
  await bus.announce('policy', (await stores.revisions()).policy);
  headers = await admin.tokenFor('head-of-it');
});
afterEach(() => admin.close());

const get = (path: string) => admin.app.inject({ url: `/api/v1/policy${path}`, headers });
const post = (path: string, payload: object, more = {}) =>
  admin.app.inject({ method: 'POST', url: `/api/v1/policy${path}`, headers: { ...headers, ...more }, payload });

async function put(document: unknown, { base, role, ...more }: { base?: string; role?: Role; effectiveAt?: string } = {}) {
  const etag = base ?? String((await get('')).headers['etag']);
  const own = role === undefined ? headers : await admin.tokenFor(role);
  const payload = { document, reason: 'agreed with the heads of year', ...more };
  return admin.app.inject({ method: 'PUT', url: '/api/v1/policy', headers: { ...own, 'if-match': etag }, payload: payload as object });
}

async function actionFor(url: string, at?: string): Promise<string> {
  const payload = { url, group: 'seniors', ...(at === undefined ? {} : { at }) };
  return (await admin.app.inject({ method: 'POST', url: '/api/v1/explain', headers, payload })).json().explanation.action;
}

describe('saving a policy', () => {
  it('is in force on every worker when it is answered, and is audited with what changed', async () => {
    expect(await actionFor(GAME)).toBe('block');
    const saved = await put(GAMES_OPEN);
    expect(saved.json()).toMatchObject({ document: GAMES_OPEN, author: 'token:head-of-it-1', inForce: true, waitingFor: [] });
    expect(await actionFor(GAME)).toBe('allow');
    const [entry] = (await admin.context.stores.audit.list({ limit: 10 })).filter(({ actor }) => actor === 'token:head-of-it-1');
    expect(entry).toMatchObject({
      action: 'policy.save',
      subject: saved.json().version,
      detail: { reason: 'agreed with the heads of year', changes: ['groups: added {"seniors":{"categories":{"games":"allow"}}}'] },
    });
  });

  it('of two who began with the same version, tells the second what the first changed', async () => {
    const base = String((await get('')).headers['etag']);
    expect((await put(GAMES_OPEN, { base })).statusCode).toBe(200);
    const second = await put(SHOPS_OPEN, { base });
    expect(second.statusCode).toBe(409);
    expect(second.json()).toMatchObject({
      code: 'conflict',
      errors: ['groups.seniors.categories.games: removed "allow"', 'groups.seniors.categories.shopping: added "allow"'],
    });
    expect((await get('')).json().document).toEqual(GAMES_OPEN);
  });

  it('needs to know what it is based on', async () => {
    const answer = await admin.app.inject({ method: 'PUT', url: '/api/v1/policy', headers, payload: { document: {}, reason: 'because' } });
    expect(answer.json()).toMatchObject({ status: 428, code: 'precondition-required' });
  });

  it.each([
    ['closes support', { groups: { staff: { categories: { support: 'block' } } } }, 'policy-invalid', /support is protected/],
    [
      'names a schedule there is not',
      { groups: { seniors: { uncategorised: { action: 'block', during: 'x', otherwise: 'allow' } } } },
      'policy-invalid',
      /schedule/,
    ],
    [
      'names a school there is not',
      {
        lists: [
          {
            id: 'a',
            action: 'block',
            sites: ['a.test'],
            audience: { schools: ['west'] },
            reason: 'why not',
            owner: 'it',
            reviewBy: '2027-01-01',
          },
        ],
      },
      'policy-invalid',
      /west/,
    ],
    ['has an unknown part', { list: [] }, 'policy-invalid', /policy\.list: .*lists/],
    ['is none', 'games', 'policy-invalid', /object/],
  ])('is refused where it %s', async (_what, document, code, words) => {
    const refused = await put(document);
    expect(refused.json()).toMatchObject({ status: 400, code });
    expect(JSON.stringify(refused.json().errors)).toMatch(words);
    expect((await get('')).json().document).toEqual({});
  });

  it.each(['terrorism', 'child-sexual-abuse'])('never opens %s: that is forbidden, and the try is in the audit log', async (category) => {
    const answer = await put({ groups: { staff: { categories: { [category]: 'allow' } } } });
    expect(answer.json()).toMatchObject({ status: 403, code: 'forbidden', detail: expect.stringMatching(/blocked for everyone/) });
    expect((await admin.context.stores.audit.list({ limit: 100 })).at(-1)).toMatchObject({ action: 'policy.save', outcome: 'refused' });
    expect((await get('')).json().document).toEqual({});
  });

  it('is for the trust: a token of one school may not', async () => {
    const own = await admin.tokenFor('head-of-it', { school: 'north' });
    const etag = String((await get('')).headers['etag']);
    const payload = { document: {}, reason: 'because' };
    const answer = await admin.app.inject({ method: 'PUT', url: '/api/v1/policy', headers: { ...own, 'if-match': etag }, payload });
    expect(answer.statusCode).toBe(403);
  });

  it('for later takes effect then, and not before', async () => {
    const saved = await put(GAMES_OPEN, { effectiveAt: '2026-11-23T12:00' });
    expect(saved.json().effectiveAt).toBe('2026-11-23T12:00:00.000Z');
    expect(await actionFor(GAME)).toBe('block');
    expect((await get('?at=2026-11-23T12:30')).json().document).toEqual(GAMES_OPEN);
    const inForce = new Promise<void>((done) => admin.policy.onSwap(done));
    admin.advance(2 * 3_600_000);
    await inForce;
    expect(await actionFor(GAME)).toBe('allow');
    expect((await put({}, { effectiveAt: '2026-11-01T12:00' })).statusCode).toBe(400);
  });
});

describe('looking back', () => {
  it('tells what was in force at a time, every save, and what is different between two', async () => {
    const first = (await get('')).json().version;
    admin.advance(3_600_000);
    const second = (await put(GAMES_OPEN)).json().version;
    expect((await get('?at=2026-11-23T10:59:59Z')).json()).toMatchObject({ version: first, document: {} });
    expect((await get('?at=2026-11-23T11:00:00Z')).json()).toMatchObject({ version: second });
    expect((await get('?at=2020-01-01T00:00')).statusCode).toBe(404);
    expect((await get('/versions')).json().items.map(({ version }: { version: string }) => version)).toEqual([second, first]);
    expect((await get(`/versions/${first}`)).json().document).toEqual({});
    expect((await get(`/diff?from=${first}&to=${second}`)).json().effects).toEqual([
      { group: 'seniors', about: 'games', before: 'block', after: 'allow' },
    ]);
    expect((await get('/versions/000000000000')).statusCode).toBe(404);
  });

  it('explains by the policy of that time', async () => {
    await put(GAMES_OPEN);
    admin.advance(60_000);
    await put({});
    expect(await actionFor(GAME)).toBe('block');
    expect(await actionFor(GAME, '2026-11-23T10:00:30Z')).toBe('allow');
    const payload = { url: GAME, group: 'seniors', at: '2026-11-23T10:00:30Z' };
    const { notes } = (await admin.app.inject({ method: 'POST', url: '/api/v1/explain', headers, payload })).json();
    expect(notes.join(' ')).toContain('Explained under the policy of that time');
  });

  it('goes back to an earlier version with a reason', async () => {
    const first = (await get('')).json().version;
    await put(GAMES_OPEN);
    const etag = String((await get('')).headers['etag']);
    const back = await post('/rollback', { version: first, reason: 'lessons were disturbed' }, { 'if-match': etag });
    expect(back.json()).toMatchObject({ version: first, reason: 'lessons were disturbed', inForce: true });
    expect(await actionFor(GAME)).toBe('block');
    expect((await get('/versions')).json().items).toHaveLength(3);
  });
});

describe('trying a draft', () => {
  it('tells what recorded decisions would become, by category, group and site, without naming anybody', async () => {
    const seen = (changes: object) =>
      makeRecord({ url: GAME, host: 'games.schoolgate.test', time: '2026-11-23T09:30:00.000Z', ...changes });
    const records = [
      seen({ username: 'amy' }),
      seen({ username: 'amy' }),
      seen({ username: 'bob', event: 'tunnel-open', url: 'games.schoolgate.test:443' }),
      seen({ username: 'mrs.smith', group: 'staff' }),
      seen({ event: 'request-close' }),
      seen({ url: 'sealed:demo:00', host: 'sealed:demo:00' }),
      seen({ url: 'http://support.schoolgate.test/', host: 'support.schoolgate.test', categories: ['support'] }),
      seen({ time: '2026-11-10T09:30:00.000Z', username: 'long.ago' }),
    ];
    for (const day of ['2026-11-10', '2026-11-23']) {
      const folder = join(admin.dataFolder, 'records', day);
      await mkdir(folder, { recursive: true });
      const own = records.filter(({ time }) => time.startsWith(day));
      await writeFile(
        join(folder, `proxy-1-${day.replaceAll('-', '')}T000000000Z-100-0.ndjson`),
        `${own.map(serialiseRecord).join('')}{"torn`,
      );
    }
    const draft: PolicyDocument = { groups: { ...GAMES_OPEN.groups, staff: { categories: { games: 'coach' } } } };
    const trial = await post('/dry-run', { document: draft, days: 1 });
    const tally = (decisions: number, people: number, key?: string) => ({ ...(key === undefined ? {} : { key }), decisions, people });
    expect(trial.json()).toMatchObject({
      effects: [
        { group: 'seniors', about: 'games', before: 'block', after: 'allow' },
        { group: 'staff', about: 'games', before: 'allow', after: 'coach' },
      ],
      replay: {
        decided: 5,
        leftOut: 1,
        changes: {
          'newly-allowed': {
            ...tally(3, 2),
            byCategory: [tally(3, 2, 'games')],
            byGroup: [tally(3, 2, 'seniors')],
            byHost: [tally(3, 2, 'games.schoolgate.test')],
          },
          'newly-coached': tally(1, 1),
          'newly-blocked': { ...tally(0, 0), byHost: [] },
        },
      },
    });
    expect(trial.body).not.toMatch(/amy|bob|mrs\.smith/);
    const trying = await post('/dry-run', { document: { groups: { staff: { categories: { games: 'monitor' } } } }, days: 1 });
    expect(trying.json().replay.changes).toMatchObject({
      'newly-monitored': { ...tally(1, 1), byCategory: [tally(1, 1, 'games')], byGroup: [tally(1, 1, 'staff')] },
      'newly-blocked': tally(0, 0),
    });
    expect((await get('')).json().document).toEqual({});
    expect((await post('/dry-run', { document: draft, days: 31 })).json().replay.decided).toBe(6);
  });

  it('refuses a draft that opens a locked category', async () => {
    const trial = await post('/dry-run', { document: { groups: { staff: { categories: { extremism: 'coach' } } } } });
    expect(trial.json()).toMatchObject({ code: 'policy-invalid' });
  });
});
