import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPasswords } from '../../admin/auth/passwords.ts';
import { addFirstAdministrator } from '../../admin/services/accounts.ts';
import { SECOND_FACTOR_ROLES } from '../../admin/services/sign-in.ts';
import { ROLES } from '../../core/identity.ts';
import { type AdminFixture, openAdminFixture } from '../support/admin-fixture.ts';
import { addPerson, PASSWORD, Visitor } from '../support/console-visitor.ts';

const MINUTE = 60_000;

/** One for all: each test has somebody of its own. */
let admin: AdminFixture;
let who: string;
let jo: Visitor;
let since: number;
let people = 0;
beforeAll(async () => {
  admin = await openAdminFixture();
});
afterAll(() => admin.close());
beforeEach(async () => {
  who = `jo${++people}`;
  jo = new Visitor(admin, `10.0.1.${people}`);
  since = (await admin.context.stores.audit.head()).sequence;
});

const now = () => admin.context.clock();
const auditRows = () => admin.context.stores.audit.list({ after: since, limit: 1_000 });
const audited = async () => (await auditRows()).map(({ action, outcome, subject }) => `${action} ${subject} ${outcome}`);
const stepOf = async (visitor: Visitor) => (await visitor.call('GET', '/session')).json().step as string | undefined;
const session = (visitor: Visitor) => visitor.cookies.get('schoolgate_session');

describe('the first administrator', () => {
  it('replaces the one-time password, sets up an app, and is in', async () => {
    const { stores, clock } = admin.context;
    const first = await addFirstAdministrator({ stores, clock, passwords: createPasswords() });
    expect(await addFirstAdministrator({ stores, clock, passwords: createPasswords() })).toBeUndefined();
    const given = first?.oneTimePassword ?? '';
    expect((await jo.signIn('admin', given)).json()).toEqual({ step: 'set-password' });
    const secrets = [session(jo)];
    expect((await jo.call('GET', '/accounts')).json()).toMatchObject({ code: 'unauthenticated', detail: 'The sign-in is not finished.' });
    expect((await jo.call('POST', '/session/password', { password: given })).json().detail).toMatch(/not used before/);
    expect((await jo.call('POST', '/session/password', { password: 'Administrator!' })).json().code).toBe('bad-request');
    expect((await jo.call('POST', '/session/password', { password: PASSWORD })).json()).toEqual({ step: 'enrol-totp' });
    secrets.push(session(jo));
    const { recoveryCodes } = await jo.enrol(now);
    expect(recoveryCodes).toHaveLength(10);
    secrets.push(session(jo));
    expect(new Set(secrets).size).toBe(3);
    expect((await jo.call('GET', '/accounts')).json().items).toEqual([
      expect.objectContaining({ name: 'admin', hasTotp: true, mustSetPassword: false }),
    ]);
    expect(await audited()).toEqual([
      'account.add admin done',
      'account.set-password admin done',
      'account.enrol-totp admin done',
      'sign-in admin done',
    ]);
    const kept = JSON.stringify([await stores.audit.list({ limit: 100 }), admin.log, await stores.accounts.list()]);
    for (const word of [given, PASSWORD, ...recoveryCodes, ...secrets]) expect(kept).not.toContain(word);
    // What the steps before had is worth nothing.
    for (const secret of secrets.slice(0, 2)) {
      jo.cookies.set('schoolgate_session', secret ?? '');
      expect((await jo.call('GET', '/session')).statusCode).toBe(401);
    }
  });

  it('comes too late with a one-time password that is a week old', async () => {
    const hour = 60 * MINUTE;
    for (const [left, status] of [
      [1, 200],
      [0, 401],
    ] as const) {
      await addPerson(admin, `${who}.${left}`, 'trust-admin', { oneTimeUntil: now() + hour });
      admin.advance(hour - left);
      expect((await jo.signIn(`${who}.${left}`)).statusCode).toBe(status);
    }
  });
});

describe('signing in', () => {
  it('asks for a second factor where the role must have one, and lets the others do without', async () => {
    for (const role of ROLES) {
      await addPerson(admin, `${who}.${role}`, role);
      const { step } = (await jo.signIn(` ${who.toUpperCase()}.${role} `)).json();
      expect([role, step]).toEqual([role, SECOND_FACTOR_ROLES.includes(role) ? 'enrol-totp' : 'done']);
    }
    expect(ROLES.filter((role) => !SECOND_FACTOR_ROLES.includes(role))).toEqual(['teacher', 'viewer']);
  });

  it('says the same to a wrong password and to a name that nobody has, and writes no such name down', async () => {
    await addPerson(admin, who, 'teacher');
    const answers = [await jo.signIn(who, 'wrong'), await jo.signIn('nobody', 'wrong'), await jo.signIn('Tr0ub4dor&3', 'wrong')];
    const told = answers.map(({ statusCode, body, headers }) => [statusCode, body, headers['set-cookie']]);
    expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(answers[0]?.json()).toMatchObject({ status: 401, code: 'sign-in-failed' });
    expect(answers[0]?.headers['cache-control']).toBe('no-store');
    // Who typed a password where the name belongs finds it written down nowhere.
    expect(JSON.stringify([await auditRows(), admin.log])).not.toContain('r0ub4dor');
    expect(await audited()).toEqual([`sign-in ${who} refused`, 'sign-in unknown refused', 'sign-in unknown refused']);
  });

  it('takes a code once, also when it comes twice at a time, and not a minute late', async () => {
    await addPerson(admin, who, 'dsl');
    await jo.signIn(who);
    const { code } = await jo.enrol(now);
    await jo.call('DELETE', '/session');
    expect((await jo.signIn(who)).json()).toEqual({ step: 'totp' });
    expect((await jo.call('POST', '/session/totp', { code: code() })).json().code).toBe('sign-in-failed');
    admin.advance(MINUTE);
    const late = code();
    admin.advance(MINUTE);
    expect((await jo.call('POST', '/session/totp', { code: late })).json().code).toBe('sign-in-failed');
    const twice = [new Visitor(admin), new Visitor(admin)];
    for (const one of twice) await one.signIn(who);
    const answers = await Promise.all(twice.map((one) => one.call('POST', '/session/totp', { code: code() })));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401]);
  });

  it('takes a recovery code in place of the app, once', async () => {
    await addPerson(admin, who, 'dpo');
    await jo.signIn(who);
    const { recoveryCodes } = await jo.enrol(now);
    const [first = '', second = ''] = recoveryCodes;
    for (const [given, status] of [
      [first.toUpperCase(), 200],
      [first, 401],
      [second.replaceAll('-', ' '), 200],
    ] as const) {
      const other = new Visitor(admin);
      await other.signIn(who);
      expect((await other.call('POST', '/session/totp', { code: given })).statusCode).toBe(status);
    }
    expect((await auditRows()).filter(({ action }) => action === 'sign-in.recovery-code').map(({ detail }) => detail['left'])).toEqual([
      9, 8,
    ]);
  });

  it('by two who know the password lets one of them set up the first app', async () => {
    await addPerson(admin, who, 'dsl');
    const other = new Visitor(admin);
    await jo.signIn(who);
    await other.signIn(who);
    await other.call('POST', '/session/totp/enrolment');
    await jo.enrol(now);
    expect((await other.call('POST', '/session/totp/enrolment/confirm', { code: '000000' })).statusCode).toBe(401);
    expect((await other.call('GET', '/session')).statusCode).toBe(401);
    expect(await stepOf(jo)).toBe('done');
  });

  it('goes step by step: no step is taken before its time', async () => {
    await addPerson(admin, who, 'dsl');
    const steps = ['/totp', '/totp/enrolment/confirm', '/password'] as const;
    const body = (path: string) => (path === '/password' ? { password: 'quite another phrase' } : { code: '123456' });
    for (const path of steps) expect((await jo.call('POST', `/session${path}`, body(path))).json().code).toBe('unauthenticated');
    await jo.signIn(who);
    for (const path of steps) expect((await jo.call('POST', `/session${path}`, body(path))).json().code).toBe('sign-in-step');
    await jo.enrol(now);
    await jo.call('DELETE', '/session');
    await jo.signIn(who);
    expect((await jo.call('POST', '/session/totp/enrolment')).json().code).toBe('sign-in-step');
    expect((await jo.call('POST', '/session/password', { password: 'quite another phrase', current: PASSWORD })).json().code).toBe(
      'sign-in-step',
    );
    expect((await jo.call('GET', '/protection')).json().code).toBe('unauthenticated');
    admin.advance(15 * MINUTE);
    expect((await jo.call('GET', '/session')).statusCode).toBe(401);
  });
});

describe('somebody who is signed in', () => {
  beforeEach(async () => {
    await addPerson(admin, who, 'teacher', { school: 'north' });
    await jo.signIn(who);
  });

  it('is told who they are and until when; asking that keeps nobody signed in', async () => {
    expect((await jo.call('GET', '/session')).json()).toEqual({
      step: 'done',
      account: { name: who, displayName: who, role: 'teacher', school: 'north', hasTotp: false },
      idleEndsAt: new Date(now() + 30 * MINUTE).toISOString(),
      endsAt: new Date(now() + 12 * 60 * MINUTE).toISOString(),
    });
    admin.advance(29 * MINUTE);
    expect(await stepOf(jo)).toBe('done');
    for (const byItself of [{ 'schoolgate-background': '1' }, { accept: 'text/event-stream' }]) {
      expect((await jo.call('GET', '/protection', undefined, byItself)).statusCode).toBe(200);
    }
    admin.advance(MINUTE);
    expect((await jo.call('GET', '/protection')).statusCode).toBe(401);
    const gone = await jo.call('GET', '/session');
    expect([gone.statusCode, jo.cookies.has('schoolgate_session')]).toEqual([401, false]);
  });

  it('stays so by using it, for half a day at most', async () => {
    for (let i = 0; i < 24 * 60; i += 29) {
      const isOver = i >= 12 * 60;
      expect([i, (await jo.call('GET', '/protection')).statusCode]).toEqual([i, isOver ? 401 : 200]);
      admin.advance(29 * MINUTE);
    }
  });

  it('is the principal of what they do, with their school and person', async () => {
    expect((await jo.call('GET', '/leases')).json().code).toBe('forbidden');
    expect((await auditRows()).at(-1)).toMatchObject({
      actor: `user:${who}`,
      outcome: 'refused',
      action: 'GET /api/v1/leases',
    });
  });

  it('changes their password with the present one, which ends every other session and forgets the device', async () => {
    const other = new Visitor(admin);
    await other.signIn(who);
    const next = 'four yellow submarines';
    expect((await jo.call('POST', '/session/password', { password: next })).json().code).toBe('sign-in-failed');
    expect((await jo.call('POST', '/session/password', { password: next, current: 'wrong' })).json().code).toBe('sign-in-failed');
    expect((await jo.call('POST', '/session/password', { password: next, current: PASSWORD })).json()).toEqual({ step: 'done' });
    expect([await stepOf(jo), await stepOf(other)]).toEqual(['done', undefined]);
    expect([(await other.signIn(who)).statusCode, (await other.signIn(who, next)).statusCode]).toEqual([401, 200]);
  });

  it('sets up an app of their own accord, soon after signing in, and is asked for it from then on', async () => {
    const other = new Visitor(admin);
    await other.signIn(who);
    await jo.enrol(now);
    expect([await stepOf(jo), await stepOf(other)]).toEqual(['done', undefined]);
    expect((await other.signIn(who)).json()).toEqual({ step: 'totp' });
    admin.advance(16 * MINUTE);
    expect((await jo.call('POST', '/session/totp/enrolment')).json().code).toBe('sign-in-step');
  });

  it('is out after five wrong tries of the present password', async () => {
    for (let i = 0; i < 5; i++) await jo.call('POST', '/session/password', { password: 'four yellow submarines', current: `wrong ${i}` });
    expect(await stepOf(jo)).toBeUndefined();
  });

  it('signs out for good', async () => {
    const secret = session(jo) ?? '';
    expect((await jo.call('DELETE', '/session')).json()).toEqual({ ended: true });
    jo.cookies.set('schoolgate_session', secret);
    expect((await jo.call('GET', '/protection')).statusCode).toBe(401);
    expect((await audited()).at(-1)).toBe(`sign-out ${who} done`);
  });
});
