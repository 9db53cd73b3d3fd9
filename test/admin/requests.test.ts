import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyListIndex } from '../../categoriser/categorise.ts';
import type { ListIndex } from '../../categoriser/list-index.ts';
import { compileSnapshot } from '../../categoriser/snapshot.ts';
import { emptyVerdict, verdictOf } from '../../categoriser/verdict.ts';
import type { Config } from '../../config/schema/config.ts';
import type { Role } from '../../core/identity.ts';
import { epochMs } from '../../core/units.ts';
import type { LivePolicy } from '../../snapshot/live-policy.ts';
import { type AdminFixture, openAdminFixture, openStaffedAdminFixture } from '../support/admin-fixture.ts';

type Headers = { authorization: string };
const DAY_MS = 86_400_000;
let admin: AdminFixture;
let operator: Headers;
beforeEach(async () => {
  admin = await openStaffedAdminFixture();
  operator = await admin.tokenFor('it-operator');
});
afterEach(() => admin.close());

const ASKED = { kind: 'unblock', url: 'https://www.games.schoolgate.test/chess?id=1', reason: 'chess club', requestedBy: 'tom' };
const file = (payload: object, headers = operator) => admin.app.inject({ method: 'POST', url: '/api/v1/requests', headers, payload });
const filed = async (change: object = {}, headers = operator): Promise<string> => (await file({ ...ASKED, ...change }, headers)).json().id;
const list = async (headers = operator, query = '') =>
  (await admin.app.inject({ method: 'GET', url: `/api/v1/requests${query}`, headers })).json().items;
const act = (id: string, action: 'approve' | 'decline', payload: object, headers = operator) =>
  admin.app.inject({ method: 'POST', url: `/api/v1/requests/${id}/${action}`, headers, payload });
const approve = (id: string, change: object = {}, headers = operator) =>
  act(id, 'approve', { scope: { kind: 'trust' }, until: null, reason: 'fine for now', ...change }, headers);
const audit = () => admin.context.stores.audit.list({ limit: 1000 });
const overrides = () => admin.context.stores.overrides.list(admin.context.clock());

async function decided(url: string, user: string): Promise<{ action: string; rule: string; reason: string }> {
  return (await admin.app.inject({ method: 'POST', url: '/api/v1/explain', headers: operator, payload: { url, user } })).json().explanation;
}

describe('a request', () => {
  it('is taken with 201, and shows why the site was closed to the requester', async () => {
    const response = await file(ASKED);
    expect(response.statusCode).toBe(201);
    const { id, status } = response.json();
    expect(status).toBe('open');
    admin.advance(90_000);
    const [item] = await list();
    expect(item).toMatchObject({ id, host: 'games.schoolgate.test', group: 'seniors', school: 'south', ageSeconds: 90, overdue: false });
    expect(item.explanation).toMatchObject({ action: 'block', rule: 'category', category: 'games', identity: { username: 'tom' } });
    // Who looks for the whole of it opens the request.
    expect(item.explanation).not.toHaveProperty('chain');
    const { explanation } = (await admin.app.inject({ url: `/api/v1/requests/${id}`, headers: operator })).json();
    expect(explanation).toMatchObject({ ...item.explanation, chain: expect.any(Array), wouldChange: expect.any(Array) });
    expect((await audit()).at(-1)).toMatchObject({ action: 'request.file', subject: id, detail: { requestedBy: 'tom' } });
    admin.advance(DAY_MS);
    expect((await list())[0].overdue).toBe(true);
  });

  it('opens the site when approved, for whom and until when it says, and is decided once', async () => {
    const id = await filed();
    const response = await approve(id, { scope: { kind: 'person' } });
    expect(response.json()).toMatchObject({ id, status: 'approved', inForce: true, waitingFor: [] });
    expect(await decided('http://games.schoolgate.test/', 'tom')).toMatchObject({ action: 'allow', rule: 'override' });
    expect((await decided('http://games.schoolgate.test/', 'someone.else')).action).toBe('block');
    expect(await overrides()).toMatchObject([{ scope: { kind: 'person', id: 'tom' }, until: admin.context.clock() + 7 * DAY_MS }]);
    expect((await approve(id)).json()).toMatchObject({ status: 409, code: 'conflict' });
    expect((await act(id, 'decline', { reason: 'changed my mind' })).json()).toMatchObject({ code: 'conflict' });
    expect((await audit()).slice(-2).map(({ action }) => action)).toEqual(['request.approve', 'override.add']);
  });

  it('is approved once by two at the same moment', async () => {
    const id = await filed();
    const codes = (await Promise.all([approve(id), approve(id)])).map(({ statusCode }) => statusCode).sort();
    expect(codes).toEqual([200, 409]);
    expect(await overrides()).toHaveLength(1);
  });

  it('shows earlier decisions on the same site to whoever decides the next', async () => {
    const first = await filed();
    expect((await act(first, 'decline', {})).statusCode).toBe(400);
    expect((await act(first, 'decline', { reason: 'not for lessons' })).json()).toEqual({ id: first, status: 'declined', effect: null });
    await filed({ url: 'http://games.schoolgate.test/' });
    const [open, old] = await list();
    expect(open).toMatchObject({ status: 'open', earlier: [{ id: first, status: 'declined', reason: 'not for lessons' }] });
    expect(old).toMatchObject({ id: first, decision: { by: 'token:it-operator-1', reason: 'not for lessons' } });
    expect(await list(operator, '?status=declined')).toHaveLength(1);
    expect(await list(operator, '?limit=1')).toHaveLength(1);
  });

  it('comes first in the list when it is urgent', async () => {
    await filed();
    admin.advance(1000);
    const urgent = await filed({ urgent: true, url: 'other.example' });
    expect((await list()).map(({ id }: { id: string }) => id)[0]).toBe(urgent);
  });

  it('does not carry user names and passwords of a URL', async () => {
    await filed({ url: 'http://tom:secret@games.schoolgate.test/' });
    expect(JSON.stringify([await list(), await audit()])).not.toContain('secret');
  });
});

describe('an urgent block', () => {
  const BAD = { kind: 'block', url: 'https://www.bad.example/x', reason: 'scam found', requestedBy: 'mrs.smith', urgent: true };

  it.each(['it-operator', 'head-of-it', 'trust-admin'] as const)('by %s is in force at once, above every grant', async (role) => {
    const grant = { hosts: ['bad.example'], scope: { kind: 'trust' }, reason: 'was fine once' };
    await admin.app.inject({ method: 'POST', url: '/api/v1/overrides', headers: operator, payload: grant });
    expect((await decided('http://bad.example/', 'tom')).action).toBe('allow');
    const response = await file({ ...BAD, requestedBy: 'someone.unknown' }, await admin.tokenFor(role));
    expect(response.statusCode).toBe(201);
    expect(response.json()).toMatchObject({ status: 'approved', inForce: true });
    expect(await decided('http://www.bad.example/y', 'tom')).toMatchObject({ action: 'block', rule: 'urgent-block' });
    const id = response.json().effect;
    const listed = (await admin.app.inject({ method: 'GET', url: '/api/v1/overrides', headers: operator })).json();
    expect(listed.blocks).toMatchObject([{ id, site: 'bad.example', scope: { kind: 'trust' }, urgent: true, reason: 'scam found' }]);
    expect((await audit()).at(-1)).toMatchObject({ action: 'block.add', subject: 'bad.example' });
    const ended = await admin.app.inject({ method: 'DELETE', url: `/api/v1/overrides?id=${id}`, headers: operator });
    expect(ended.json()).toMatchObject({ inForce: true });
    expect((await decided('http://bad.example/', 'tom')).rule).toBe('override');
  });

  it('is everywhere, wherever the reporter sits', async () => {
    await file(BAD);
    expect((await decided('http://bad.example/', 'tom')).rule).toBe('urgent-block');
  });

  it('for one school leaves the others alone', async () => {
    await file({ ...BAD, school: 'south', requestedBy: 'tom' });
    expect((await decided('http://bad.example/', 'tom')).rule).toBe('urgent-block');
    expect((await decided('http://bad.example/', 'mrs.smith')).action).toBe('allow');
  });

  it('asked for by a teacher waits for IT, who may widen or narrow it', async () => {
    const response = await file(BAD, await admin.tokenFor('teacher'));
    expect(response.json()).toEqual({ id: expect.any(String), status: 'open', effect: null });
    expect((await decided('http://bad.example/', 'tom')).action).toBe('allow');
    const { id } = response.json();
    expect((await approve(id, { scope: { kind: 'person' } })).statusCode).toBe(400);
    expect((await approve(id)).json()).toMatchObject({ status: 'approved', inForce: true });
    expect((await decided('http://bad.example/', 'tom')).rule).toBe('urgent-block');
  });

  it('never closes support', async () => {
    await file({ ...BAD, url: 'support.schoolgate.test' });
    expect((await decided('http://support.schoolgate.test/', 'tom')).rule).toBe('support');
  });
});

describe('a request for a sealed site', () => {
  const SEALED = { url: 'http://child-sexual-abuse.schoolgate.test/page', reason: 'child-sexual-abuse.schoolgate.test is fine' };

  it('is taken, names the site nowhere, and is approved by nobody', async () => {
    const response = await file({ ...ASKED, ...SEALED });
    expect(response.statusCode).toBe(201);
    const { id } = response.json();
    for (const role of ['it-operator', 'head-of-it', 'trust-admin'] as const) {
      const refusal = await approve(id, {}, await admin.tokenFor(role));
      expect(refusal.json()).toMatchObject({ status: 403, code: 'sealed-category' });
      expect((await audit()).at(-1)).toMatchObject({
        action: 'request.approve',
        outcome: 'refused',
        detail: { role, code: 'sealed-category' },
      });
    }
    expect(await overrides()).toEqual([]);
    const told = JSON.stringify([await list(), await audit(), await admin.context.stores.requests.get(id)]) + admin.log.join('');
    expect(told).not.toContain('child-sexual-abuse.schoolgate.test');
    expect((await act(id, 'decline', { reason: 'statutory list' })).statusCode).toBe(200);
  });

  it('names neither a sealed page nor its host, which is on no list itself', async () => {
    const page = { category: 'child-sexual-abuse', list: 'l', entry: 'sealed:l:00ff', kind: 'sealed' } as const;
    const lists: ListIndex = {
      ...emptyListIndex(),
      categoriseHost: () => emptyVerdict,
      lookUpHost: () => ({ verdict: emptyVerdict, pageHosts: [] }),
      categoriseTarget: ({ path }) => (path.startsWith('/secret') ? verdictOf([page]) : emptyVerdict),
    };
    const snapshot = compileSnapshot({ document: {}, policyVersion: 'p', lists, overrides: [], classes: new Map() });
    const policy = { ...admin.policy, snapshot: () => snapshot, leaseFor: () => undefined, person: () => undefined } as LivePolicy;
    const other = await openAdminFixture({ policy });
    const headers = await other.tokenFor('it-operator');
    const payload = { ...ASKED, url: 'https://host.example/secret', reason: 'why is host.example closed' };
    expect((await other.app.inject({ method: 'POST', url: '/api/v1/requests', headers, payload })).statusCode).toBe(201);
    const told = [await other.context.stores.requests.list({ limit: 9 }), await other.context.stores.audit.list({ limit: 9 })];
    expect(JSON.stringify(told)).toContain('sealed:l:00ff');
    expect(JSON.stringify(told)).not.toMatch(/host\.example|secret/);
    await other.close();
  });

  it('stays refused when it is filed as urgent block, which it is already', async () => {
    const { status, id } = (await file({ ...ASKED, ...SEALED, kind: 'block', urgent: true })).json();
    expect(status).toBe('open');
    expect((await approve(id)).json()).toMatchObject({ code: 'sealed-category' });
    expect(await admin.context.stores.blocks.list()).toEqual([]);
  });
});

describe('a request for a locked site', () => {
  const LOCKED = { kind: 'research', url: 'https://extremism.schoolgate.test/', requestedBy: 'mrs.smith', reason: 'A-level politics' };
  const FOR_HER = { scope: { kind: 'person', id: 'mrs.smith' } };
  const tokens = (...roles: Role[]) => Promise.all(roles.map((role) => admin.tokenFor(role)));

  it.each([
    ['head-of-it', 'it-operator'],
    ['it-operator', 'head-of-it'],
    ['head-of-it', 'head-of-it'],
  ] as const)('needs %s and a second person, %s', async (first, second) => {
    const [one = operator, other = operator] = await tokens(first, second);
    const id = await filed(LOCKED);
    expect((await approve(id, FOR_HER, one)).json()).toEqual({ id, status: 'awaiting-second', effect: null });
    expect((await decided('http://extremism.schoolgate.test/', 'mrs.smith')).rule).toBe('locked');
    expect((await approve(id, FOR_HER, one)).json()).toMatchObject({ status: 403, detail: expect.stringContaining('second person') });
    expect((await list())[0]).toMatchObject({ status: 'awaiting-second', approvals: [{ role: first }], proposal: { person: 'mrs.smith' } });
    expect((await approve(id, FOR_HER, other)).json()).toMatchObject({ status: 'approved', inForce: true });
    expect((await decided('http://extremism.schoolgate.test/', 'mrs.smith')).action).toBe('allow');
    expect((await decided('http://extremism.schoolgate.test/', 'tom')).rule).toBe('locked');
    expect(await overrides()).toMatchObject([{ kind: 'research', scope: FOR_HER.scope }]);
    admin.advance(7 * DAY_MS);
    expect((await decided('http://extremism.schoolgate.test/', 'mrs.smith')).rule).toBe('locked');
  });

  const dsl = { name: 'D Lead', email: 'dsl@north.example' };
  const trustLead = { name: 'T Lead', email: 'lead@trust.example' };
  const north = { id: 'north', name: 'North' };
  it.each<[string, Partial<Config>, string[]]>([
    ['the school’s lead', { schools: [{ ...north, dsl }], trust: { name: 'Trust', safeguardingLead: trustLead } }, [dsl.email]],
    [
      'the trust’s where the school has none',
      { schools: [north], trust: { name: 'Trust', safeguardingLead: trustLead } },
      [trustLead.email],
    ],
    [
      'the trust’s where the school’s is whom it is for',
      { schools: [{ ...north, dsl: { ...dsl, email: 'mrs.smith@north.example' } }], trust: { name: 'Trust', safeguardingLead: trustLead } },
      [trustLead.email],
    ],
    ['nobody where there is none, and says so', { schools: [north], trust: { name: 'Trust' } }, []],
  ])('tells %s, once it is open', async (_whom, settings, to) => {
    Object.assign(admin.context.config, settings);
    const [one = operator, other = operator] = await tokens('head-of-it', 'it-operator');
    const id = await filed(LOCKED);
    const told = async () =>
      (await admin.context.stores.outbox.pending(epochMs(admin.context.clock() + DAY_MS), 0, 10)).map((owed) => owed.to);
    await approve(id, FOR_HER, one);
    expect(await told()).toEqual([]);
    const { warnings } = (await approve(id, FOR_HER, other)).json();
    expect([await told(), warnings.length]).toEqual([to, to.length === 0 ? 1 : 0]);
  });

  it('is opened neither by one person with two tokens, nor by whoever it is for', async () => {
    const token = (role: Role, person: string) => admin.tokenFor(role, { person });
    const id = await filed(LOCKED);
    const forHer = await approve(id, FOR_HER, await token('head-of-it', 'Mrs.Smith'));
    expect(forHer.json()).toMatchObject({ status: 403, detail: expect.stringContaining('for themselves') });
    await approve(id, FOR_HER, await token('head-of-it', 'jo'));
    const again = await approve(id, FOR_HER, await token('it-operator', 'JO'));
    expect(again.json()).toMatchObject({ status: 403, detail: expect.stringContaining('second person') });
    expect(await overrides()).toEqual([]);
  });

  it('is not opened by two people of whom none is the Head of IT', async () => {
    const [one = operator, other = operator] = await tokens('it-operator', 'trust-admin');
    const id = await filed(LOCKED);
    await approve(id, FOR_HER, one);
    expect((await approve(id, FOR_HER, other)).json()).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('Head of IT') });
    expect(await overrides()).toEqual([]);
  });

  it.each([
    ['a group', { scope: { kind: 'group', id: 'staff' } }, 403],
    ['the trust', { scope: { kind: 'trust' } }, 403],
    ['a pupil', { scope: { kind: 'person', id: 'tom' } }, 403],
    ['somebody unknown', { scope: { kind: 'person', id: 'x' } }, 403],
    ['a year', { ...FOR_HER, until: '2027-10-01T00:00:00Z' }, 400],
  ])('is not opened for %s', async (_what, change, status) => {
    const [head = operator] = await tokens('head-of-it');
    const id = await filed(LOCKED);
    expect((await approve(id, change, head)).statusCode).toBe(status);
    expect((await list())[0].status).toBe('open');
  });

  it('is opened for the person both agreed on, until the earlier end', async () => {
    const [one = operator, other = operator] = await tokens('head-of-it', 'it-operator');
    await admin.context.stores.people.put([{ name: 'mr.jones', group: 'staff', school: 'north', role: null, passwordHash: null }]);
    const known = new Promise<void>((done) => admin.policy.onPeopleChanged(() => done()));
    await admin.context.bus.announce('people', 2);
    await known;
    const id = await filed(LOCKED);
    const until = new Date(admin.context.clock() + DAY_MS).toISOString();
    await approve(id, { ...FOR_HER, until }, one);
    expect((await approve(id, { scope: { kind: 'person', id: 'mr.jones' } }, other)).json()).toMatchObject({ code: 'conflict' });
    await approve(id, FOR_HER, other);
    expect(await overrides()).toMatchObject([{ until: Date.parse(until) }]);
  });
});

describe('an AI tool', () => {
  it('is approved by the Head of IT alone', async () => {
    const id = await filed({ kind: 'ai-approval', url: 'https://ai-tools.schoolgate.test/' });
    for (const role of ['it-operator', 'trust-admin'] as const) {
      expect((await approve(id, {}, await admin.tokenFor(role))).json()).toMatchObject({ status: 403, code: 'forbidden' });
    }
    expect((await approve(id, {}, await admin.tokenFor('head-of-it'))).json()).toMatchObject({ status: 'approved' });
  });
});

describe('a token of one school', () => {
  it('neither sees, approves nor declines another school’s requests, nor learns of its people', async () => {
    const north = await admin.tokenFor('it-operator', { school: 'north' });
    const southern = await filed();
    const nobodys = await filed({ requestedBy: 'someone.unknown' });
    const own = await filed({ requestedBy: 'mrs.smith' }, north);
    expect((await list(north)).map(({ id }: { id: string }) => id)).toEqual([own]);
    for (const id of [southern, nobodys]) {
      expect((await approve(id, { scope: { kind: 'school', id: 'north' } }, north)).json()).toMatchObject({ code: 'not-found' });
      expect((await act(id, 'decline', { reason: 'not ours' }, north)).json()).toMatchObject({ code: 'not-found' });
    }
    expect((await file(ASKED, north)).json()).toMatchObject({ code: 'forbidden' });
    expect((await file({ ...ASKED, requestedBy: 'mrs.smith', school: 'south' }, north)).json()).toMatchObject({ code: 'forbidden' });
    for (const scope of [
      { kind: 'trust' },
      { kind: 'group', id: 'staff' },
      { kind: 'school', id: 'south' },
      { kind: 'person', id: 'tom' },
    ]) {
      expect((await approve(own, { scope }, north)).json()).toMatchObject({ code: 'forbidden' });
    }
    expect((await approve(own, { scope: { kind: 'school' } }, north)).json()).toMatchObject({ status: 'approved' });
    expect((await list(north))[0].earlier).toEqual([]);
  });

  it('blocks at once for its own school only', async () => {
    const north = await admin.tokenFor('it-operator', { school: 'north' });
    await file({ kind: 'block', url: 'bad.example', reason: 'scam found', requestedBy: 'it desk', urgent: true }, north);
    expect((await decided('http://bad.example/', 'mrs.smith')).rule).toBe('urgent-block');
    expect((await decided('http://bad.example/', 'tom')).action).toBe('allow');
  });
});

describe('hostile input', () => {
  it.each([
    ['a name with a line end', { requestedBy: 'tom\r\nx: y' }],
    ['a name with a NUL', { requestedBy: 'tom\u0000' }],
    ['a reason with an escape', { reason: 'ab\u001b[2J' }],
    ['a reason of 501 characters', { reason: 'x'.repeat(501) }],
    ['a URL that is none', { url: 'http://' }],
    ['a script', { url: 'javascript:alert(1)' }],
    ['a file', { url: 'file:///etc/passwd' }],
    ['a host that is no site', { url: 'http://localhost/' }],
    ['a registry', { url: 'http://co.uk/' }],
    ['a URL without end', { url: `http://x.example/${'a'.repeat(3000)}` }],
    ['an unknown kind', { kind: 'destroy' }],
    ['a path as school', { school: '../south' }],
    ['an unknown school', { school: 'west' }],
    ['a status of its own', { status: 'approved' }],
    ['a number as name', { requestedBy: { $ne: null } }],
  ])('%s is refused with problem details', async (_what, change) => {
    const response = await file({ ...ASKED, ...change });
    expect(response.statusCode).toBe(400);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(await list()).toEqual([]);
  });

  it.each(['../x', '%2e%2e', 'a%00', "' or 1=1 --", 'x'.repeat(90)])('the id %j is no request', async (id) => {
    const response = await approve(encodeURIComponent(id));
    expect([400, 404]).toContain(response.statusCode);
    expect(response.headers['content-type']).toContain('application/problem+json');
  });

  it('markup stays text', async () => {
    const id = await filed({ reason: '<script>alert(1)</script>', requestedBy: '"><img src=x>' });
    expect((await admin.context.stores.requests.get(id))?.reason).toBe('<script>alert(1)</script>');
  });

  it('refuses a body of ten megabytes', async () => {
    expect((await file({ ...ASKED, reason: 'x'.repeat(10_000_000) })).json()).toMatchObject({ code: 'payload-too-large' });
  });
});
