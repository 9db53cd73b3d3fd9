import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEVICE_KNOWN_MS, deviceOf, newDeviceMark } from '../../../admin/auth/known-device.ts';
import { createPasswords, passwordFault } from '../../../admin/auth/passwords.ts';
import { newOneTimePassword, newRecoveryCodes, recoveryHash } from '../../../admin/auth/secret-words.ts';
import { createSignInKey } from '../../../admin/auth/sign-in-key.ts';
import { epochMs } from '../../../core/units.ts';
import type { Account } from '../../../storage/accounts.ts';
import { hashPassword } from '../../../storage/password.ts';

const key = createSignInKey(randomBytes(32));
const account: Account = {
  name: 'jo',
  displayName: 'Jo Bloggs',
  email: null,
  role: 'dsl',
  school: null,
  passwordHash: '$argon2id$1',
  oneTimeUntil: null,
  totp: null,
  createdAt: 0,
  lastSignInAt: null,
};

describe('what is sealed', () => {
  it('opens for its account under its key, and for nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.nat(), (secret, name, at) => {
        const plain = secret.toWellFormed();
        const sealed = key.seal(name, plain);
        expect(key.open(name, sealed)).toBe(plain);
        expect(key.open(`${name}x`, sealed)).toBeUndefined();
        expect(createSignInKey(randomBytes(32)).open(name, sealed)).toBeUndefined();
        const bytes = Buffer.from(sealed, 'base64url');
        const place = at % bytes.length;
        bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
        expect(key.open(name, bytes.toString('base64url'))).toBeUndefined();
        expect(key.open(name, sealed.slice(0, at % sealed.length))).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });

  it('is other each time, and marks are the same each time', () => {
    expect(key.seal('jo', 'a')).not.toBe(key.seal('jo', 'a'));
    expect(key.markOf('a', 'bc')).toBe(key.markOf('a', 'bc'));
    expect(key.markOf('a', 'bc')).not.toBe(key.markOf('ab', 'c'));
  });
});

describe('words that are shown once', () => {
  it('have the bits they promise, and no letter that is taken for another', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
    expect(newOneTimePassword()).toMatch(/^([0-9a-hjkmnp-tv-z]{5}-){3}[0-9a-hjkmnp-tv-z]{5}$/);
    expect(newOneTimePassword()).not.toBe(newOneTimePassword());
  });

  it('are one recovery code however they are typed, of one account alone', () => {
    const hash = recoveryHash('jo', '01ab-cdef-ghjk-mnpq');
    for (const typed of ['01ABCDEFGHJKMNPQ', ' oiab cdef ghjk mnpq ', 'OLAB-CDEF-GHJK-MNPQ']) expect(recoveryHash('jo', typed)).toBe(hash);
    expect(recoveryHash('al', '01ab-cdef-ghjk-mnpq')).not.toBe(hash);
  });
});

describe('a device that an account is known on', () => {
  const now = epochMs(1_000);
  const mark = newDeviceMark(account, now, key);

  it('is known by its mark for a term', () => {
    expect(deviceOf(mark, account, now, key)).toMatch(/^[\w-]{22}$/);
    expect(deviceOf(mark, account, epochMs(now + DEVICE_KNOWN_MS), key)).toBeUndefined();
    expect(deviceOf(newDeviceMark(account, now, key), account, now, key)).not.toBe(deviceOf(mark, account, now, key));
  });

  it.each([
    ['no mark', undefined, account],
    ['no account', mark, undefined],
    ['another account', mark, { ...account, name: 'al' }],
    ['another password since', mark, { ...account, passwordHash: '$argon2id$2' }],
    ['a later end', mark.replace(/^\d+/, (until) => `${until}0`), account],
    ['another device', mark.replace(/\.[\w-]{22}\./, '.AAAAAAAAAAAAAAAAAAAAAA.'), account],
    ['nonsense', 'a.b.c.d', account],
    ['nothing', '', account],
  ])('is none with %s', (_what, given, whose) => {
    expect(deviceOf(given, whose, now, key)).toBeUndefined();
  });
});

describe('passwords', () => {
  it('are verified in any Unicode form; nobody’s is never right', async () => {
    const passwords = createPasswords();
    const hash = await passwords.hash('Zoë’s long phrase');
    expect(await passwords.isRight(hash, 'Zoe\u0308’s long phrase')).toBe(true);
    expect(await passwords.isRight(hash, 'Zoe’s long phrase')).toBe(false);
    expect(await passwords.isRight(null, 'Zoë’s long phrase')).toBe(false);
  });

  it('cost the same whether there is somebody or not', async () => {
    const passwords = createPasswords();
    const hash = await hashPassword('something long');
    await passwords.isRight(null, 'warm up');
    const took = async (against: string | null) => {
      const from = process.cpuUsage();
      for (let i = 0; i < 5; i++) await passwords.isRight(against, 'something wrong');
      return process.cpuUsage(from).user;
    };
    const [somebody, nobody] = [await took(hash), await took(null)];
    expect(nobody / somebody).toBeGreaterThan(0.4);
    expect(nobody / somebody).toBeLessThan(2.5);
  });

  it('are verified two at a time, and beyond so many waiting people are sent away', async () => {
    const passwords = createPasswords(3);
    const tries = await Promise.allSettled(Array.from({ length: 9 }, () => passwords.hash('a')));
    expect(tries.filter(({ status }) => status === 'rejected')).toHaveLength(4);
    expect(tries.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'rate-limited' });
    expect(await passwords.hash('a')).toMatch(/^\$argon2id/);
  });

  it.each([
    'short',
    'aaaaaaaaaaaaaaaa',
    'ababababababab',
    'Password1234',
    'jobloggsjobloggs',
    'SCHOOLGATE-2026',
    'Example Trust 1',
    '123456789012',
    '💩💩💩💩💩💩💩💩💩💩💩💩',
  ])('%j will not do', (password) => expect(passwordFault(password, ['jo', 'Jo Bloggs', 'jobloggs', 'Example Trust'])).toBeDefined());

  it.each(['three purple wombats', 'jo rides a red bicycle', 'пароль из трёх слов', '06ssz-asfq5-7q86n-ny4xt'])('%j will do', (password) =>
    expect(passwordFault(password, ['jo', 'Jo Bloggs', 'Example Trust'])).toBeUndefined(),
  );
});
