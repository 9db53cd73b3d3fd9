import { describe, expect, it } from 'vitest';
import { epochMs } from '../../core/units.ts';
import type { Account } from '../../storage/accounts.ts';
import { type ConsoleSession, MOST_UNFINISHED, SESSION_IDLE_MS } from '../../storage/sessions.ts';
import type { TryLimit } from '../../storage/sign-in-tries.ts';
import { type Bench, DAY, HOUR, START } from './bench.ts';

const at = (ms: number) => epochMs(START + ms);
const hash = (text: string) => text.padEnd(64, '-');

export function accountTests(bench: Bench): void {
  describe('accounts', () => keepingTests(bench));
  describe('second factors', () => factorTests(bench));
  describe('sessions', () => sessionTests(bench));
  describe('tries to sign in', () => tryTests(bench));
}

const account = (name: string, more: Partial<Account> = {}): Account => ({
  name,
  displayName: 'Zoë "Z"',
  email: null,
  role: 'dsl',
  school: 'north',
  passwordHash: '$argon2id$1',
  oneTimeUntil: START + DAY,
  totp: null,
  createdAt: START,
  lastSignInAt: null,
  ...more,
});

const session = (id: string, more: Partial<ConsoleSession> = {}): ConsoleSession => ({
  id,
  account: 'jo',
  step: 'done',
  factor: 'totp',
  by: 'password',
  address: '10.0.0.1',
  client: 'Browser/1',
  enrolment: null,
  createdAt: START,
  lastSeenAt: START,
  endsAt: START + 12 * HOUR,
  ...more,
});

/** As somebody does who has just shown who they are. */
async function begin({ stores }: Bench, one: ConsoleSession, secretHash: string): Promise<void> {
  const as = await stores.accounts.get(one.account);
  if (as === undefined || !(await stores.sessions.begin(one, secretHash, as))) throw new Error('not begun');
}

function keepingTests(bench: Bench): void {
  it('have one name and one address each, however they are written', async () => {
    const { accounts } = bench.stores;
    expect(await accounts.add(account('JO', { email: 'Jo@School.example' }))).toBe('added');
    expect(await accounts.add(account('jo'))).toBe('name-taken');
    expect(await accounts.add(account('al', { email: 'JO@school.EXAMPLE' }))).toBe('email-taken');
    expect(await accounts.add(account('al'))).toBe('added');
    expect(await accounts.add(account('bo'))).toBe('added');
    const jo = account('jo', { email: 'jo@school.example' });
    expect(await accounts.get('Jo')).toEqual(jo);
    expect(await accounts.byEmail('jO@school.example')).toEqual(jo);
    expect([await accounts.get('x'), await accounts.byEmail('x')]).toEqual([undefined, undefined]);
    expect((await accounts.list()).map(({ name }) => name)).toEqual(['al', 'bo', 'jo']);
    await accounts.signedIn('jo', at(5));
    expect(await accounts.get('jo')).toEqual({ ...jo, lastSignInAt: START + 5 });
  });

  it('have one first, whoever makes it', async () => {
    const first = await Promise.all(['a', 'b', 'c'].map((name) => bench.stores.accounts.addFirst(account(name))));
    expect(first.filter(Boolean)).toHaveLength(1);
    expect(await bench.stores.accounts.list()).toHaveLength(1);
    expect(await bench.stores.accounts.addFirst(account('d'))).toBe(false);
  });

  it('lose their sessions with their role, school, password and life, and not with a new name to be called by', async () => {
    const { accounts, sessions } = bench.stores;
    await accounts.add(account('jo'));
    const alive = async () => (await sessions.list(START)).map(({ id }) => id).sort();
    const again = async () => {
      for (const { id } of await sessions.list(START)) await sessions.end(id);
      for (const id of ['one', 'two']) await begin(bench, session(id), hash(id));
    };
    await again();
    expect(await accounts.change('JO', { displayName: 'Jo', email: 'j@x.example' })).toMatchObject({ displayName: 'Jo', role: 'dsl' });
    expect(await alive()).toEqual(['one', 'two']);
    expect(await accounts.change('jo', { role: 'teacher' })).toMatchObject({ role: 'teacher', email: 'j@x.example' });
    expect(await alive()).toEqual([]);
    await again();
    expect(await accounts.change('jo', { school: null })).toMatchObject({ school: null });
    expect(await alive()).toEqual([]);
    await again();
    expect(await accounts.setPassword('Jo', { hash: '2', oneTimeUntil: null }, 'two')).toBe(true);
    expect(await alive()).toEqual(['two']);
    expect(await accounts.setPassword('jo', { hash: '4', oneTimeUntil: null }, 'one')).toBe(false);
    expect(await accounts.get('jo')).toMatchObject({ passwordHash: '2', oneTimeUntil: null });
    await again();
    expect(await accounts.reset('jo', { hash: '3', oneTimeUntil: START + 9 })).toBe(true);
    expect(await alive()).toEqual([]);
    expect(await accounts.get('jo')).toMatchObject({ passwordHash: '3', oneTimeUntil: START + 9 });
    await again();
    expect(await accounts.remove('JO')).toMatchObject({ name: 'jo' });
    expect(await alive()).toEqual([]);
    const gone = [
      await accounts.remove('jo'),
      await accounts.change('jo', {}),
      await accounts.reset('jo', { hash: '', oneTimeUntil: null }),
    ];
    expect(gone).toEqual(['not-found', 'not-found', false]);
  });

  it('keep one administrator of the whole trust, also when two leave at once', async () => {
    const { accounts } = bench.stores;
    for (const name of ['a', 'b']) await accounts.add(account(name, { role: 'trust-admin', school: null }));
    await accounts.add(account('c', { role: 'trust-admin', school: 'north' }));
    const left = await Promise.all([accounts.remove('a'), accounts.change('b', { role: 'viewer' })]);
    expect(left.filter((one) => one === 'last-administrator')).toHaveLength(1);
    const last = (await accounts.list()).find(({ role, school }) => role === 'trust-admin' && school === null)?.name ?? '';
    expect([await accounts.remove(last), await accounts.change(last, { school: 'north' })]).toEqual([
      'last-administrator',
      'last-administrator',
    ]);
    expect(await accounts.change(last, { displayName: 'A' })).toMatchObject({ displayName: 'A' });
    await accounts.add(account('d', { email: 'd@x.example' }));
    expect(await accounts.change(last, { email: 'd@x.example' })).toBe('email-taken');
  });
}

function factorTests(bench: Bench): void {
  const enrolment = (totp: string, step = 100) => ({ totp, step, recoveryHashes: ['r1', 'r2', 'r3'].map((one) => hash(one + totp)) });

  it('are set up by one of those who come first, which ends the others’ sessions', async () => {
    const { accounts, sessions } = bench.stores;
    await accounts.add(account('jo'));
    for (const id of ['one', 'two']) await begin(bench, session(id), hash(id));
    const options = { isFirst: true, session: 'one' };
    const both = await Promise.all(['x', 'y'].map((totp) => accounts.enrol('Jo', enrolment(totp), options)));
    expect(both.filter(Boolean)).toHaveLength(1);
    expect((await sessions.list(START)).map(({ id }) => id)).toEqual(['one']);
    expect(await accounts.enrol('jo', enrolment('z'), { isFirst: false, session: 'one' })).toBe(true);
    expect(await accounts.enrol('jo', enrolment('w'), { isFirst: false, session: 'two' })).toBe(false);
    expect(await accounts.get('jo')).toMatchObject({ totp: 'z' });
  });

  it('are used up: a time step with those before it, a recovery code alone, each by one who tries', async () => {
    const { accounts } = bench.stores;
    await accounts.add(account('jo'));
    await accounts.add(account('al'));
    await begin(bench, session('one'), hash('one'));
    expect(await accounts.enrol('jo', enrolment('z'), { isFirst: true, session: 'one' })).toBe(true);
    expect([await accounts.spendStep('jo', 100), await accounts.spendStep('jo', 99), await accounts.spendStep('none', 200)]).toEqual([
      false,
      false,
      false,
    ]);
    expect((await Promise.all([1, 2, 3].map(() => accounts.spendStep('JO', 101)))).filter(Boolean)).toHaveLength(1);
    expect(await accounts.spendRecoveryCode('al', hash('r1z'))).toBeUndefined();
    const spent = await Promise.all([1, 2, 3].map(() => accounts.spendRecoveryCode('Jo', hash('r1z'))));
    expect(spent.filter((left) => left !== undefined)).toEqual([2]);
    await accounts.reset('jo', { hash: '', oneTimeUntil: null });
    expect(await accounts.spendRecoveryCode('jo', hash('r2z'))).toBeUndefined();
    expect((await accounts.get('jo'))?.totp).toBeNull();
    // A code that was seen before the reset is worth nothing after it.
    expect(await accounts.spendStep('jo', 101)).toBe(false);
  });
}

function sessionTests(bench: Bench): void {
  it('are found by their secret, with the account as it is, until they end or lie idle', async () => {
    const { accounts, sessions } = bench.stores;
    await accounts.add(account('jo'));
    await begin(bench, session('one'), hash('a'));
    expect(await sessions.find(hash('a'), START)).toEqual({ session: session('one'), account: account('jo') });
    expect(await sessions.find(hash('b'), START)).toBeUndefined();
    expect(await sessions.find(hash('a'), at(SESSION_IDLE_MS - 1))).toBeDefined();
    expect(await sessions.find(hash('a'), at(SESSION_IDLE_MS))).toBeUndefined();
    await sessions.touch('one', at(12 * HOUR - 2));
    expect(await sessions.find(hash('a'), at(12 * HOUR - 1))).toBeDefined();
    expect(await sessions.find(hash('a'), at(12 * HOUR))).toBeUndefined();
    expect([await sessions.list(at(12 * HOUR - 1)), await sessions.list(at(12 * HOUR))]).toEqual([
      [session('one', { lastSeenAt: START + 12 * HOUR - 2 })],
      [],
    ]);
    expect([await sessions.purge(at(12 * HOUR - 1)), await sessions.purge(at(12 * HOUR))]).toEqual([0, 1]);
  });

  it('do not begin for an account that has changed since, or is gone', async () => {
    const { accounts, sessions } = bench.stores;
    const as = account('jo');
    expect(await sessions.begin(session('one'), hash('a'), as)).toBe(false);
    await accounts.add(as);
    for (const other of [{ passwordHash: '2' }, { totp: 'x' }, { role: 'viewer' }, { school: null }] as const) {
      expect(await sessions.begin(session('one'), hash('a'), { ...as, ...other })).toBe(false);
    }
    expect(await sessions.begin(session('one'), hash('a'), as)).toBe(true);
    expect(await sessions.list(START)).toHaveLength(1);
  });

  it('go on from the step they are at, once, under a new secret', async () => {
    const { accounts, sessions } = bench.stores;
    await accounts.add(account('jo'));
    await begin(bench, session('one', { step: 'totp', factor: 'none' }), hash('a'));
    await sessions.offer('one', 'sealed');
    expect((await sessions.find(hash('a'), START))?.session.enrolment).toBe('sealed');
    expect(await sessions.list(START)).toEqual([]);
    const to = { step: 'done', factor: 'totp', endsAt: START + HOUR } as const;
    const moved = await Promise.all(['b', 'c'].map((secret) => sessions.advance('one', 'totp', to, hash(secret))));
    expect(moved.filter(Boolean)).toHaveLength(1);
    expect(await sessions.find(hash('a'), START)).toBeUndefined();
    expect(await sessions.list(START, 'JO')).toEqual([session('one', to)]);
    expect(await sessions.list(START, 'al')).toEqual([]);
    expect([await sessions.end('one'), await sessions.end('one')]).toEqual([true, false]);
  });

  it('that are not finished give way to newer ones; those that are do not', async () => {
    const { accounts, sessions } = bench.stores;
    await accounts.add(account('jo'));
    await begin(bench, session('done'), hash('done'));
    for (let i = 0; i < MOST_UNFINISHED + 2; i++) {
      await begin(bench, session(`s${i}`, { step: 'totp', createdAt: START + i }), hash(`x${i}`));
    }
    const isThere = async (secret: string) => (await sessions.find(hash(secret), START)) !== undefined;
    expect([await isThere('done'), await isThere('x1'), await isThere('x2'), await isThere(`x${MOST_UNFINISHED + 1}`)]).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });
}

function tryTests(bench: Bench): void {
  const limit = (key: string, most: number): TryLimit => ({ key, most, windowMs: HOUR });

  it('are counted before they are made, against all keys or none', async () => {
    const { signInTries } = bench.stores;
    const taken = await Promise.all(Array.from({ length: 8 }, () => signInTries.take([limit('a', 3), limit('b', 9)], START)));
    expect(taken.filter(({ kind }) => kind === 'taken')).toHaveLength(3);
    const refused = taken.filter((one) => one.kind === 'refused');
    expect(refused.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(refused[0]).toMatchObject({ key: 'a', until: START + HOUR });
    expect([await signInTries.count('a', START), await signInTries.count('b', START), await signInTries.count('c', START)]).toEqual([
      3, 3, 0,
    ]);
  });

  it('are given back when right, and begin anew when the window is over or the clock was set back', async () => {
    const { signInTries } = bench.stores;
    const take = async (ms: number) => (await signInTries.take([limit('a', 1)], at(ms))).kind;
    expect([await take(0), await take(1)]).toEqual(['taken', 'refused']);
    await signInTries.giveBack(['a', 'none']);
    expect([await take(2), await take(HOUR - 1), await take(HOUR)]).toEqual(['taken', 'refused', 'taken']);
    expect([await take(-DAY), await take(-DAY + 1)]).toEqual(['taken', 'refused']);
    expect(await signInTries.count('a', at(-DAY + HOUR))).toBe(0);
    expect([await signInTries.purge(at(-DAY + HOUR - 1)), await signInTries.purge(at(-DAY + HOUR))]).toEqual([0, 1]);
    await take(0);
    await signInTries.forget(['a']);
    expect(await take(1)).toBe('taken');
  });
}
