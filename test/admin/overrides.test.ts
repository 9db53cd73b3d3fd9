import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AdminFixture, openAdminFixture, openStaffedAdminFixture } from '../support/admin-fixture.ts';

const DAY_MS = 86_400_000;
let admin: AdminFixture;
let it_: { authorization: string };
beforeEach(async () => {
  admin = await openStaffedAdminFixture();
  it_ = await admin.tokenFor('it-operator');
});
afterEach(() => admin.close());

type Headers = { authorization: string };
const post = (payload: object, headers = it_) => admin.app.inject({ method: 'POST', url: '/api/v1/overrides', headers, payload });
const list = async (headers = it_) => (await admin.app.inject({ method: 'GET', url: '/api/v1/overrides', headers })).json();
const end = (id: string, headers = it_) => admin.app.inject({ method: 'DELETE', url: `/api/v1/overrides?id=${id}`, headers });
const lastAudit = async () => (await admin.context.stores.audit.list({ limit: 1000 })).at(-1);
const now = () => admin.context.clock();

async function actionFor(url: string, user: string, group = 'seniors'): Promise<string> {
  const response = await admin.app.inject({ method: 'POST', url: '/api/v1/explain', headers: it_, payload: { url, user, group } });
  return response.json().explanation.action;
}

const GAMES = { hosts: ['games.schoolgate.test'], scope: { kind: 'trust' }, reason: 'games week' };

describe('POST /api/v1/overrides', () => {
  it('answers once every worker opens the site, and lists who, why and until', async () => {
    expect(await actionFor('http://games.schoolgate.test/', 'tom')).toBe('block');
    const response = await post(GAMES);
    expect(response.statusCode).toBe(201);
    const until = new Date(now() + 7 * DAY_MS).toISOString();
    expect(response.json()).toMatchObject({ inForce: true, waitingFor: [], until, warnings: [] });
    expect(await actionFor('http://games.schoolgate.test/', 'tom')).toBe('allow');
    const { id } = response.json();
    expect((await list()).items).toMatchObject([
      { id, reason: 'games week', grantedBy: 'token:it-operator-1', until, scope: { kind: 'trust' } },
    ]);
    expect(await lastAudit()).toMatchObject({
      action: 'override.add',
      subject: 'games.schoolgate.test',
      outcome: 'done',
      detail: { id, until },
    });
  });

  it('is ended at once by DELETE, and only once', async () => {
    const { id } = (await post(GAMES)).json();
    expect((await end(id)).json()).toMatchObject({ id, inForce: true, until: new Date(now()).toISOString() });
    expect(await actionFor('http://games.schoolgate.test/', 'tom')).toBe('block');
    expect(await lastAudit()).toMatchObject({ action: 'override.end', subject: id });
    expect((await end(id)).statusCode).toBe(404);
    expect((await list()).items).toEqual([]);
  });

  it('ends by itself', async () => {
    await post({ ...GAMES, until: new Date(now() + 60_000).toISOString() });
    admin.advance(59_999);
    expect(await actionFor('http://games.schoolgate.test/', 'tom')).toBe('allow');
    admin.advance(1);
    expect(await actionFor('http://games.schoolgate.test/', 'tom')).toBe('block');
  });

  it('lets two overlap: the site closes when the last one has ended', async () => {
    const first = (await post(GAMES)).json();
    const second = (await post({ ...GAMES, until: new Date(now() + DAY_MS).toISOString() })).json();
    await end(first.id);
    expect(await actionFor('http://games.schoolgate.test/', 'tom')).toBe('allow');
    await end(second.id);
    expect(await actionFor('http://games.schoolgate.test/', 'tom')).toBe('block');
  });

  it('opens the whole service of a URL', async () => {
    const response = await post({ url: 'https://www.youtube.com/watch?v=x', scope: { kind: 'person', id: 'Tom' }, reason: 'for history' });
    expect(response.statusCode).toBe(201);
    expect((await list()).items[0].hosts).toContain('ytimg.com');
  });

  it.each([
    ['child-sexual-abuse.schoolgate.test', 'sealed-category', 'sealed:canary:child-sexual-abuse'],
    ['www.unlawful-terrorist-content.schoolgate.test', 'sealed-category', 'sealed:canary:unlawful-terrorist-content'],
    ['terrorism.schoolgate.test', 'forbidden', 'terrorism'],
    ['extremism.schoolgate.test', 'forbidden', 'extremism'],
  ])('never opens %s, audits the try and does not name a sealed site', async (host, code, subject) => {
    for (const role of ['it-operator', 'head-of-it', 'trust-admin'] as const) {
      const headers = await admin.tokenFor(role);
      for (const site of [{ hosts: ['good.example', host] }, { url: `https://${host}/page` }]) {
        const response = await post({ ...site, scope: { kind: 'trust' }, reason: 'please open it' }, headers);
        expect(response.json()).toMatchObject({ status: 403, code });
        expect(await lastAudit()).toMatchObject({ action: 'override.add', outcome: 'refused', subject, detail: { code, role } });
      }
    }
    const told = JSON.stringify(await admin.context.stores.audit.list({ limit: 1000 })) + admin.log.join('');
    if (code === 'sealed-category') expect(told).not.toContain(host.replace('www.', ''));
    expect((await list()).items).toEqual([]);
  });

  it('says when a block stands above it', async () => {
    const payload = { kind: 'block', url: 'bad.example', reason: 'scam found', requestedBy: 'it', urgent: true };
    await admin.app.inject({ method: 'POST', url: '/api/v1/requests', headers: it_, payload });
    const { warnings } = (await post({ ...GAMES, hosts: ['bad.example'] })).json();
    expect(warnings).toEqual([expect.stringContaining('bad.example stays closed')]);
  });

  it.each([
    ['neither hosts nor url', { hosts: undefined }, 'either'],
    ['both', { url: 'https://x.example/' }, 'either'],
    ['no hosts', { hosts: [] }, 'hosts'],
    ['a host with a path', { hosts: ['x.example/path'] }, 'without https'],
    ['a URL as host', { hosts: ['https://x.example'] }, 'without https'],
    ['a top-level name', { hosts: ['com'] }, 'without https'],
    ['a registry', { hosts: ['co.uk'] }, 'registry'],
    ['a line end in a host', { hosts: ['x.example\r\nSet-Cookie: a=b'] }, 'hosts'],
    ['a line end in the reason', { reason: 'fine\r\nSet-Cookie: a=b' }, 'reason'],
    ['NUL in the reason', { reason: 'fine\u0000' }, 'reason'],
    ['half a character in the reason', { reason: 'fine\ud800' }, 'reason'],
    ['no reason', { reason: undefined }, 'reason'],
    ['a reason of nothing', { reason: '' }, 'reason'],
    ['a time past', { until: '2020-01-01T00:00:00Z' }, 'past'],
    ['a time that is none', { until: 'tomorrow' }, 'until'],
    ['a time without end', { until: '9999-01-01T00:00:00Z' }, '366 days'],
    ['an unknown group', { scope: { kind: 'group', id: 'wizards' } }, 'no group'],
    ['an unknown school', { scope: { kind: 'school', id: '../north' } }, 'no school'],
    ['nobody', { scope: { kind: 'person' } }, 'which person'],
    ['an unknown class', { scope: { kind: 'class', id: '10B' } }, 'no class'],
    ['a scope of its own', { scope: { kind: 'planet' } }, 'scope'],
    ['somebody else as the one who grants', { grantedBy: 'head' }, 'additional'],
    ['an id of its own', { id: 'override-1' }, 'additional'],
  ])('refuses %s with problem details, and keeps nothing', async (_what, change, words) => {
    const response = await post({ ...GAMES, ...change });
    expect(response.statusCode).toBe(400);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(JSON.stringify(response.json())).toContain(words);
    expect((await list()).items).toEqual([]);
  });

  it('refuses a body of ten megabytes, and what is no JSON', async () => {
    const headers = { ...it_, 'content-type': 'application/json' };
    const send = (payload: string, type = 'application/json') =>
      admin.app.inject({ method: 'POST', url: '/api/v1/overrides', headers: { ...headers, 'content-type': type }, payload });
    expect((await send(JSON.stringify({ ...GAMES, reason: 'x'.repeat(10_000_000) }))).json()).toMatchObject({ code: 'payload-too-large' });
    expect((await send('{"hosts":[')).json()).toMatchObject({ code: 'bad-request' });
    expect((await send('<a/>', 'text/xml')).json()).toMatchObject({ code: 'unsupported-media-type' });
    expect((await send('{"__proto__":{"role":"trust-admin"},"hosts":["a.example"]}')).statusCode).toBe(400);
  });

  it('is stored and answered when Redis does not answer', async () => {
    const broken = { ...admin.context.bus, announce: async () => false, statuses: async () => Promise.reject(new Error('gone')) };
    const without = await openAdminFixture({ bus: broken });
    const headers = await without.tokenFor('it-operator');
    const response = await without.app.inject({ method: 'POST', url: '/api/v1/overrides', headers, payload: GAMES });
    expect(response.json()).toMatchObject({ inForce: false, waitingFor: ['unknown: Redis does not answer'] });
    expect(await without.context.stores.overrides.list(without.context.clock())).toHaveLength(1);
    await without.close();
  });
});

describe('a teacher', () => {
  it.each([
    [{ scope: { kind: 'trust' } }, 403, 'class and a lesson'],
    [{ scope: { kind: 'group', id: 'seniors' } }, 403, 'class and a lesson'],
    [{ scope: { kind: 'class', id: '10B' }, until: 'in 9 hours' }, 400, '8 hours'],
    [{ scope: { kind: 'class', id: '10B' } }, 400, 'no class'],
  ])('opens sites for a class and a lesson only: %j', async (change, status, words) => {
    const until = 'until' in change ? { until: new Date(now() + 9 * 3_600_000).toISOString() } : {};
    const response = await post({ ...GAMES, ...change, ...until }, await admin.tokenFor('teacher'));
    expect(response.statusCode).toBe(status);
    expect(response.json().detail).toContain(words);
    expect(await admin.context.stores.overrides.list(admin.context.clock())).toEqual([]);
  });
});

describe('a class', () => {
  const IN_CLASS = { ...GAMES, scope: { kind: 'class', id: '10b' } };
  beforeEach(async () => {
    const { bus, policy, stores } = admin.context;
    const teachers = ['mrs.smith'];
    const revision = await stores.classes.put([
      { id: 'north/10b', name: '10B', school: 'north', members: ['ann', 'ben'], teachers },
      { id: 'north/7a', name: '7A', school: 'north', members: ['cat'], teachers: [] },
      { id: 'south/7a', name: '7A', school: 'south', members: ['dan'], teachers: [] },
    ]);
    const known = new Promise<void>((done) => policy.onInForce(() => done()));
    await bus.announce('people', revision);
    await known;
  });

  it('is opened a site that stays closed to everybody else, and closed again', async () => {
    const response = await post(IN_CLASS);
    expect(response.statusCode).toBe(201);
    expect((await list()).items).toMatchObject([{ scope: { kind: 'class', id: 'north/10b' } }]);
    const answers = async () =>
      Promise.all(['Ann', 'ben', 'cat', 'mrs.smith'].map((name) => actionFor('http://games.schoolgate.test/', name)));
    expect(await answers()).toEqual(['allow', 'allow', 'block', 'block']);
    await end(response.json().id);
    expect(await answers()).toEqual(['block', 'block', 'block', 'block']);
  });

  it('has to be named with its school where two schools call one so', async () => {
    expect((await post({ ...IN_CLASS, scope: { kind: 'class', id: '7A' } })).json().detail).toContain('north/7a, south/7a');
    expect((await post({ ...IN_CLASS, scope: { kind: 'class', id: 'South/7A' } })).statusCode).toBe(201);
  });

  it('is of one school: another school’s token neither opens for it, nor sees what is open for it', async () => {
    await post(IN_CLASS);
    const [north, south] = [
      await admin.tokenFor('it-operator', { school: 'north' }),
      await admin.tokenFor('it-operator', { school: 'south' }),
    ];
    expect((await post(IN_CLASS, south)).statusCode).toBe(403);
    expect([(await list(north)).items.length, (await list(south)).items.length]).toEqual([1, 0]);
  });

  it('is opened a site by a teacher only where they teach it', async () => {
    expect((await post(IN_CLASS, await admin.tokenFor('teacher'))).json().detail).toContain('classes they teach');
    expect(await lastAudit()).toMatchObject({ action: 'override.add', outcome: 'refused' });
  });
});

describe('a token of one school', () => {
  let north: Headers;
  beforeEach(async () => {
    north = await admin.tokenFor('it-operator', { school: 'north' });
  });

  it.each([
    [{ kind: 'school', id: 'north' }, 201],
    [{ kind: 'person', id: 'Mrs.Smith' }, 201],
    [{ kind: 'school', id: 'south' }, 403],
    [{ kind: 'person', id: 'tom' }, 403],
    [{ kind: 'person', id: 'nobody.known' }, 403],
    [{ kind: 'group', id: 'staff' }, 403],
    [{ kind: 'trust' }, 403],
  ])('for the scope %j is answered %i', async (scope, status) => {
    const response = await post({ ...GAMES, scope }, north);
    expect(response.statusCode).toBe(status);
    const done = status === 201 ? 'done' : 'refused';
    expect(await lastAudit()).toMatchObject({ action: 'override.add', outcome: done });
    expect((await list(north)).items).toHaveLength(status === 201 ? 1 : 0);
  });

  it('knows its people by their lease where the directory does not', async () => {
    const lease = { ip: '10.1.2.3', user: 'guest.1', computer: 'lab', school: 'north', ttlSeconds: 3600 };
    await admin.app.inject({ method: 'PUT', url: '/api/v1/leases', headers: it_, payload: [lease] });
    expect((await post({ ...GAMES, scope: { kind: 'person', id: 'guest.1' } }, north)).statusCode).toBe(201);
    expect((await list(north)).items).toHaveLength(1);
    expect((await list(await admin.tokenFor('it-operator', { school: 'south' }))).items).toHaveLength(0);
  });

  it('neither sees nor ends what is another school’s or the trust’s', async () => {
    const ids = [];
    for (const scope of [
      { kind: 'school', id: 'south' },
      { kind: 'person', id: 'tom' },
      { kind: 'trust' },
      { kind: 'group', id: 'staff' },
    ]) {
      ids.push((await post({ ...GAMES, scope })).json().id);
    }
    expect((await list(north)).items).toEqual([]);
    for (const id of ids) expect((await end(id, north)).json()).toMatchObject({ status: 404, code: 'not-found' });
    expect((await list()).items).toHaveLength(4);
  });
});
