import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../core/identity.ts';
import { type AdminFixture, openAdminFixture } from '../support/admin-fixture.ts';
import { addPerson, sessionFor, Visitor } from '../support/console-visitor.ts';

let admin: AdminFixture;
let root: Record<string, string>;
beforeAll(async () => {
  admin = await openAdminFixture();
  root = await sessionFor(admin, 'trust-admin');
});
afterAll(() => admin.close());

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
const call = (method: Method, url: string, payload?: object, headers: Record<string, string> = root) =>
  admin.app.inject({ method, url: `/api/v1${url}`, headers, ...(payload && { payload }) });
const lastAudit = async () => (await admin.context.stores.audit.list({ limit: 10_000 })).at(-1);
let made = 0;
const fresh = async (role: Role, school: string | null = null) => {
  const name = `person${++made}`;
  await addPerson(admin, name, role, { school });
  return name;
};

describe('accounts', () => {
  it('are made with a one-time password that is shown once, changed, reset and removed, each written down', async () => {
    const body = { name: 'Jo.B', displayName: 'Jo Bloggs', email: 'Jo@north.example', role: 'dsl', school: 'north' };
    const answer = await call('POST', '/accounts', body);
    expect(answer.statusCode).toBe(201);
    const { oneTimePassword, oneTimePasswordUntil, ...shown } = answer.json();
    expect(shown).toEqual({
      name: 'jo.b',
      displayName: 'Jo Bloggs',
      email: 'jo@north.example',
      role: 'dsl',
      school: 'north',
      hasTotp: false,
      needsSecondFactor: true,
      mustSetPassword: true,
      createdAt: new Date(admin.context.clock()).toISOString(),
      lastSignInAt: null,
    });
    expect(Date.parse(oneTimePasswordUntil) - admin.context.clock()).toBe(7 * 86_400_000);
    expect(await lastAudit()).toMatchObject({ action: 'account.add', subject: 'jo.b', detail: { role: 'dsl', school: 'north' } });
    const jo = new Visitor(admin);
    expect((await jo.signIn('jo.b', oneTimePassword)).json()).toEqual({ step: 'set-password' });
    expect((await call('PATCH', '/accounts/JO.B', { displayName: 'J. Bloggs' })).json()).toMatchObject({
      displayName: 'J. Bloggs',
      role: 'dsl',
    });
    expect((await jo.call('GET', '/session')).statusCode).toBe(200);
    expect((await call('PATCH', '/accounts/jo.b', { role: 'deputy-dsl' })).json()).toMatchObject({ role: 'deputy-dsl' });
    expect(await lastAudit()).toMatchObject({
      action: 'account.change',
      detail: { role: 'deputy-dsl', before: { role: 'dsl', school: 'north' } },
    });
    expect((await jo.call('GET', '/session')).statusCode).toBe(401);
    const reset = await call('POST', '/accounts/jo.b/reset');
    expect([
      (await jo.signIn('jo.b', oneTimePassword)).statusCode,
      (await jo.signIn('jo.b', reset.json().oneTimePassword)).statusCode,
    ]).toEqual([401, 200]);
    expect((await call('DELETE', '/accounts/jo.b')).json()).toEqual({ name: 'jo.b' });
    expect(await lastAudit()).toMatchObject({ action: 'account.remove', subject: 'jo.b', outcome: 'done' });
    expect([(await jo.call('GET', '/session')).statusCode, (await jo.signIn('jo.b', reset.json().oneTimePassword)).statusCode]).toEqual([
      401, 401,
    ]);
    const kept = JSON.stringify([await admin.context.stores.audit.list({ limit: 10_000 }), admin.log]);
    for (const word of [oneTimePassword, reset.json().oneTimePassword]) expect(kept).not.toContain(word);
  });

  it.each([
    ['a space in the name', { name: 'a b', role: 'viewer' }, 400],
    ['a colon in the name', { name: 'a:b', role: 'viewer' }, 400],
    ['a slash in the name', { name: 'a/b', role: 'viewer' }, 400],
    ['a role that is none', { name: 'a', role: 'root' }, 400],
    ['a school that is none', { name: 'a', role: 'viewer', school: 'west' }, 400],
    ['an address that is none', { name: 'a', role: 'viewer', email: 'x' }, 400],
    ['a password of the maker’s choice', { name: 'a', role: 'viewer', password: 'x' }, 400],
    ['a name that is taken', { name: 'TAKEN', role: 'viewer' }, 409],
    ['an address that is taken', { name: 'a', role: 'viewer', email: 'TAKEN@x.example' }, 409],
  ])('are not made with %s', async (_what, payload, status) => {
    if ((await admin.context.stores.accounts.get('taken')) === undefined)
      await addPerson(admin, 'taken', 'viewer', { email: 'taken@x.example' });
    const before = await admin.context.stores.accounts.list();
    expect((await call('POST', '/accounts', payload)).statusCode).toBe(status);
    expect(await admin.context.stores.accounts.list()).toEqual(before);
  });

  it('are nobody’s to promote, reset or remove for themselves', async () => {
    const name = await fresh('trust-admin');
    const own = await admin.tokenFor('trust-admin', { person: name });
    for (const [method, url, payload] of [
      ['PATCH', '', { role: 'dsl' }],
      ['PATCH', '', { school: 'north' }],
      ['POST', '/reset', undefined],
      ['DELETE', '', undefined],
    ] as const) {
      expect((await call(method, `/accounts/${name}${url}`, payload, own)).json().code).toBe('forbidden');
      expect(await lastAudit()).toMatchObject({ outcome: 'refused', subject: name });
    }
    expect((await call('PATCH', `/accounts/${name}`, { displayName: 'Me' }, own)).statusCode).toBe(200);
  });

  it('of trust administrators are no business of the Head of IT, nor is making one', async () => {
    const it = await sessionFor(admin, 'head-of-it');
    const name = await fresh('trust-admin');
    const viewer = await fresh('viewer');
    for (const [method, url, payload] of [
      ['POST', '/accounts', { name: 'mine', role: 'trust-admin' }],
      ['PATCH', `/accounts/${viewer}`, { role: 'trust-admin' }],
      ['PATCH', `/accounts/${name}`, { role: 'viewer' }],
      ['POST', `/accounts/${name}/reset`, undefined],
      ['DELETE', `/accounts/${name}`, undefined],
    ] as const)
      expect((await call(method, url, payload, it)).json().code).toBe('forbidden');
    expect((await call('PATCH', `/accounts/${viewer}`, { role: 'teacher' }, it)).statusCode).toBe(200);
  });

  it('of another school are not there for a school’s own administrator', async () => {
    const it = await sessionFor(admin, 'head-of-it', { school: 'north' });
    const [south, trust, north] = [await fresh('teacher', 'south'), await fresh('teacher'), await fresh('teacher', 'north')];
    const listed = (await call('GET', '/accounts', undefined, it)).json<{ items: { name: string; school: string }[] }>().items;
    expect(listed.map(({ name }) => name)).toContain(north);
    expect(new Set(listed.map(({ school }) => school))).toEqual(new Set(['north']));
    for (const name of [south, trust, 'nobody']) {
      for (const [method, url, payload] of [
        ['PATCH', '', { displayName: 'x' }],
        ['POST', '/reset', undefined],
        ['DELETE', '', undefined],
      ] as const)
        expect((await call(method, `/accounts/${name}${url}`, payload, it)).json().code).toBe('not-found');
    }
    expect((await call('POST', '/accounts', { name: 'x', role: 'viewer', school: 'south' }, it)).json().code).toBe('forbidden');
    expect((await call('POST', '/accounts', { name: 'x', role: 'viewer' }, it)).json().code).toBe('forbidden');
    expect((await call('PATCH', `/accounts/${north}`, { school: 'south' }, it)).json().code).toBe('forbidden');
    expect((await call('PATCH', `/accounts/${north}`, { school: null }, it)).json().code).toBe('forbidden');
    expect((await call('POST', `/accounts/${north}/reset`, undefined, it)).statusCode).toBe(200);
  });

  it('never show what they sign in with, and are not made twice by a repeated call', async () => {
    const { body } = await call('GET', '/accounts');
    expect(body).not.toMatch(/argon2|passwordHash|"totp"/);
    expect((await call('POST', '/accounts', { name: 'k', role: 'viewer' }, { ...root, 'idempotency-key': 'k' })).json().code).toBe(
      'bad-request',
    );
  });
});

describe('sessions', () => {
  it('are shown to their owner and to administrators within their school, and ended by them', async () => {
    const name = await fresh('teacher', 'north');
    const [desk, phone, other] = [new Visitor(admin), new Visitor(admin, '10.0.0.2'), new Visitor(admin)];
    await desk.signIn(name);
    await phone.signIn(name);
    await other.signIn(await fresh('teacher', 'south'));
    const listOf = async (visitor: Visitor) =>
      (await visitor.call('GET', '/sessions')).json<{ items: { id: string; account: string; isCurrent: boolean; address: string }[] }>()
        .items;
    const own = await listOf(desk);
    expect(own.map(({ account, isCurrent, address }) => [account, isCurrent, address]).sort()).toEqual([
      [name, false, '10.0.0.2'],
      [name, true, '10.0.0.1'],
    ]);
    const ids = own.map(({ id }) => id);
    expect((await other.call('DELETE', `/sessions/${ids[0]}`)).json().code).toBe('not-found');
    const south = await sessionFor(admin, 'head-of-it', { school: 'south' });
    const ofSouth = (await call('GET', '/sessions', undefined, south)).json<{ items: { id: string; account: string }[] }>().items;
    expect(ofSouth.map(({ account }) => account)).not.toContain(name);
    expect(ofSouth.length).toBeGreaterThan(1);
    expect((await call('DELETE', `/sessions/${ids[0]}`, undefined, south)).statusCode).toBe(404);
    const all = (await call('GET', `/sessions?account=${name}`)).json<{ items: { id: string }[] }>().items;
    expect(all.map(({ id }) => id).sort()).toEqual(ids.toSorted());
    const phoneId = own.find(({ isCurrent }) => !isCurrent)?.id;
    expect((await call('DELETE', `/sessions/${phoneId}`)).json()).toEqual({ id: phoneId });
    expect(await lastAudit()).toMatchObject({ action: 'session.end', subject: name, detail: { address: '10.0.0.2' } });
    expect((await phone.call('GET', '/session')).statusCode).toBe(401);
    const deskId = own.find(({ isCurrent }) => isCurrent)?.id;
    expect((await desk.call('DELETE', `/sessions/${deskId}`)).statusCode).toBe(200);
    expect(desk.cookies.has('schoolgate_session')).toBe(false);
    expect((await call('DELETE', `/sessions/${deskId}`)).statusCode).toBe(404);
  });
});
