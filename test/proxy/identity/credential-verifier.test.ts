import { hashSync } from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { epochMs } from '../../../core/units.ts';
import { createAttemptLimits } from '../../../proxy/identity/attempt-limits.ts';
import { createCredentialVerifier } from '../../../proxy/identity/credential-verifier.ts';
import { createHashPool, type HashOutcome, type HashPool } from '../../../proxy/identity/hash-pool.ts';
import { createVerifiedCredentials } from '../../../proxy/identity/verified-credentials.ts';
import { basic, ip, person, policyOf } from './live-policy-stub.ts';

const HERE = ip('10.0.0.1');
const ELSEWHERE = ip('10.0.0.2');
const SECRET_HASH = hashSync('secret');

/** A verifier on a real pool, a clock that the test moves, and a count of the hashes made. */
function setUp(pool: Pick<HashPool, 'verify'>) {
  const time = { now: 1_000_000 };
  let hashes = 0;
  const troubles: string[] = [];
  const policy = policyOf(
    [],
    [person('alice', { passwordHash: SECRET_HASH }), person('bob'), person('Zoë', { passwordHash: SECRET_HASH })],
  );
  const verifier = createCredentialVerifier({
    policy,
    remembered: createVerifiedCredentials({ monotonicMs: () => time.now }),
    limits: createAttemptLimits({ perUserAndClient: 10, perClient: 30 }),
    pool: {
      verify(hash, password) {
        hashes++;
        return pool.verify(hash, password);
      },
    },
    clock: () => epochMs(time.now),
    onTrouble: (trouble) => troubles.push(trouble),
  });
  const verify = (header: string, from = HERE) => verifier.verify(header, from, epochMs(time.now));
  return { verify, policy, time, troubles, hashes: () => hashes };
}

const WRONG = { kind: 'refused', reason: 'credentials-wrong' };
const TOO_MANY = { kind: 'refused', reason: 'too-many-attempts' };

describe('credentials against real argon2id hashes', () => {
  let pool: HashPool;
  beforeAll(() => {
    pool = createHashPool();
  });
  afterAll(() => pool.close());

  it('verifies, whatever the case of the name, and then remembers without a promise', async () => {
    const { verify, hashes } = setUp(pool);
    expect(await verify(basic('ALICE', 'secret'))).toMatchObject({ kind: 'verified', person: { name: 'alice' } });
    expect(verify(basic('ALICE', 'secret'))).toMatchObject({ kind: 'verified', person: { name: 'alice' } });
    expect(hashes()).toBe(1);
    expect(await verify(basic('Zoe\u0308', 'secret'))).toMatchObject({ kind: 'verified', person: { name: 'Zoë' } });
    expect(verify(basic('Zoe\u0308', 'secret'))).toMatchObject({ kind: 'verified', person: { name: 'Zoë' } });
  });

  it('refuses a wrong password, an unknown name, a person without a password and what is not Basic', async () => {
    const { verify, hashes } = setUp(pool);
    for (const header of [basic('alice', 'Secret'), basic('mallory', 'secret'), basic('bob', ''), basic('bob', 'secret')]) {
      expect(await verify(header)).toEqual(WRONG);
    }
    expect(hashes()).toBe(4);
    expect(verify('Negotiate YIIB')).toEqual(WRONG);
    expect(hashes()).toBe(4);
  });

  it('hashes for an unknown name as long as for a known one', async () => {
    const elapsed = async (hash: () => Promise<unknown>) => {
      const from = performance.now();
      await hash();
      return performance.now() - from;
    };
    const { verify } = setUp(pool);
    const known: number[] = [];
    const unknown: number[] = [];
    for (let i = 0; i < 8; i++) {
      known.push(await elapsed(async () => verify(basic('alice', `wrong${i}`))));
      unknown.push(await elapsed(async () => verify(basic(`nobody${i}`, 'wrong'))));
    }
    // The best of several, so that a busy machine does not decide.
    expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...known) * 0.5);
  });

  it('makes one check of the connections that a browser opens together', async () => {
    const { verify, hashes } = setUp(pool);
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => verify(basic('alice', 'secret'))));
    expect(outcomes.every((outcome) => outcome.kind === 'verified')).toBe(true);
    expect(hashes()).toBe(1);
  });

  it('forgets a person at once who changes the password, gets one, or goes', async () => {
    const { verify, policy } = setUp(pool);
    await verify(basic('alice', 'secret'));
    policy.byName.set('alice', person('alice', { passwordHash: hashSync('new') }));
    expect(await verify(basic('alice', 'secret'))).toEqual(WRONG);
    expect(await verify(basic('alice', 'new'))).toMatchObject({ kind: 'verified' });
    policy.byName.delete('alice');
    expect(await verify(basic('alice', 'new'))).toEqual(WRONG);
    expect(await verify(basic('bob', 'secret'))).toEqual(WRONG);
    policy.byName.set('bob', person('bob', { passwordHash: SECRET_HASH }));
    expect(await verify(basic('bob', 'secret'))).toMatchObject({ kind: 'verified' });
  });

  it('does not let a password through that was changed while it was being checked', async () => {
    const { verify, policy } = setUp(pool);
    const pending = verify(basic('alice', 'secret'));
    policy.byName.set('alice', person('alice', { passwordHash: hashSync('new') }));
    expect(await pending).toEqual(WRONG);
  });

  it('answers with the person as of now', async () => {
    const { verify, policy } = setUp(pool);
    await verify(basic('alice', 'secret'));
    policy.byName.set('alice', person('alice', { passwordHash: SECRET_HASH, group: 'staff' }));
    expect(verify(basic('alice', 'secret'))).toMatchObject({ kind: 'verified', person: { group: 'staff' } });
  });

  it('hashes again after ten minutes', async () => {
    const { verify, hashes, time } = setUp(pool);
    await verify(basic('alice', 'secret'));
    time.now += 599_000;
    expect(verify(basic('alice', 'secret'))).not.toBeInstanceOf(Promise);
    time.now += 2_000;
    expect(await verify(basic('alice', 'secret'))).toMatchObject({ kind: 'verified' });
    expect(hashes()).toBe(2);
  });
});

describe('limits on guessing', () => {
  const answering = (outcome: HashOutcome) => ({ verify: async () => outcome });

  it('stops one client guessing one user, without shutting others out', async () => {
    const { verify, time, hashes } = setUp(answering('mismatch'));
    for (let i = 0; i < 10; i++) expect(await verify(basic('alice', `guess${i}`))).toEqual(WRONG);
    expect(verify(basic('Alice', 'guess10'))).toEqual(TOO_MANY);
    expect(hashes()).toBe(10);
    // The same user elsewhere, and another user here, are still checked.
    expect(await verify(basic('alice', 'guess10'), ELSEWHERE)).toEqual(WRONG);
    expect(await verify(basic('bob', 'guess'))).toEqual(WRONG);
    time.now += 60_001;
    expect(await verify(basic('alice', 'guess11'))).toEqual(WRONG);
  });

  it('stops one client guessing many users', async () => {
    const { verify } = setUp(answering('mismatch'));
    for (let i = 0; i < 30; i++) await verify(basic(`user${i}`, 'Password1'));
    expect(verify(basic('user31', 'Password1'))).toEqual(TOO_MANY);
    expect(await verify(basic('user31', 'Password1'), ELSEWHERE)).toEqual(WRONG);
  });

  it('keeps serving credentials it remembers while a client is stopped', async () => {
    const outcomes: HashOutcome[] = ['match'];
    const { verify } = setUp({ verify: async () => outcomes.shift() ?? 'mismatch' });
    expect(await verify(basic('alice', 'secret'))).toMatchObject({ kind: 'verified' });
    for (let i = 0; i < 10; i++) await verify(basic('alice', `guess${i}`));
    expect(verify(basic('alice', 'another'))).toEqual(TOO_MANY);
    expect(verify(basic('alice', 'secret'))).toMatchObject({ kind: 'verified' });
  });

  it('does not count a stale password that a phone sends again and again', async () => {
    const { verify, hashes, time } = setUp(answering('mismatch'));
    for (let i = 0; i < 50; i++) expect(await verify(basic('alice', 'old'))).toEqual(WRONG);
    expect(hashes()).toBe(1);
    time.now += 31_000;
    await verify(basic('alice', 'old'));
    expect(hashes()).toBe(2);
  });

  it('is not locked for ever by a clock that is set back', async () => {
    const { verify, time } = setUp(answering('mismatch'));
    for (let i = 0; i < 10; i++) await verify(basic('alice', `guess${i}`));
    time.now -= 3_600_000;
    expect(await verify(basic('alice', 'more'))).toEqual(WRONG);
  });

  it.each(['busy', 'failed'] as const)('says try later when hashing is %s, and neither counts nor remembers it', async (trouble) => {
    const outcomes: HashOutcome[] = [trouble, 'match'];
    const { verify, troubles } = setUp({ verify: async () => outcomes.shift() ?? 'mismatch' });
    expect(await verify(basic('alice', 'secret'))).toEqual(TOO_MANY);
    expect(troubles).toEqual([trouble]);
    expect(await verify(basic('alice', 'secret'))).toMatchObject({ kind: 'verified' });
  });
});

describe('many guesses at once from one address', () => {
  it('take a part of the queue, so that others still sign in', async () => {
    const waiting: ((outcome: HashOutcome) => void)[] = [];
    const { verify, hashes } = setUp({ verify: () => new Promise((settle) => waiting.push(settle)) });
    const guesses = Array.from({ length: 200 }, (_, at) => verify(basic(`pupil${at}`, 'guess')));
    expect(hashes()).toBe(25);
    expect(guesses.filter((guess) => !(guess instanceof Promise))).toEqual(Array(175).fill(TOO_MANY));
    const other = verify(basic('alice', 'secret'), ELSEWHERE);
    expect(hashes()).toBe(26);
    for (const settle of waiting.splice(0, 25)) settle('mismatch');
    waiting[0]?.('match');
    expect(await other).toMatchObject({ kind: 'verified' });
    expect((await Promise.all(guesses)).slice(0, 25)).toEqual(Array(25).fill(WRONG));
    // What has landed makes room again.
    void verify(basic('later', 'guess'), ELSEWHERE);
    expect(hashes()).toBe(27);
  });
});
