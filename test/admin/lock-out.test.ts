import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MANY_FOR_NAME, MOST_ADDRESS, MOST_CODES, MOST_CODES_A_DAY, MOST_FROM_ADDRESS, MOST_FROM_DEVICE } from '../../admin/auth/tries.ts';
import { type AdminFixture, openAdminFixture } from '../support/admin-fixture.ts';
import { addPerson, Visitor } from '../support/console-visitor.ts';

const MINUTE = 60_000;

let admin: AdminFixture;
beforeEach(async () => {
  admin = await openAdminFixture();
  await addPerson(admin, 'jo', 'teacher');
});
afterEach(() => admin.close());

const from = (address: string) => new Visitor(admin, address);
const guess = async (visitor: Visitor, times: number, name = 'jo') => {
  const statuses: number[] = [];
  for (let i = 0; i < times; i++) statuses.push((await visitor.signIn(name, 'wrong')).statusCode);
  return statuses;
};
const repeat = (status: number, times: number) => Array.from({ length: times }, () => status);
const locks = async () => (await admin.context.stores.audit.list({ limit: 1_000 })).filter(({ action }) => action === 'sign-in.lock');
describe('whoever guesses', () => {
  it('has a few tries from an address, known name or not, and then waits; the right password does not help', async () => {
    for (const name of ['jo', 'nobody']) {
      const attacker = from('10.6.6.6');
      expect(await guess(attacker, MOST_FROM_ADDRESS + 2, name)).toEqual([...repeat(401, MOST_FROM_ADDRESS), 429, 429]);
    }
    const refused = await from('10.6.6.6').signIn('jo');
    expect([refused.statusCode, refused.json().code, refused.json().detail]).toEqual([
      429,
      'rate-limited',
      'There were too many tries. Try again in 15 minutes.',
    ]);
    expect(refused.headers['retry-after']).toBe('900');
    expect((await locks()).map(({ subject, outcome }) => [subject, outcome])).toEqual([
      ['jo', 'refused'],
      ['unknown', 'refused'],
    ]);
    admin.advance(15 * MINUTE);
    expect((await from('10.6.6.6').signIn('jo')).statusCode).toBe(200);
  });

  it('has the tries of one however many come at once', async () => {
    const attacker = from('10.6.6.6');
    const answers = await Promise.all(Array.from({ length: 20 }, () => attacker.signIn('jo', 'wrong')));
    expect(answers.filter(({ statusCode }) => statusCode === 401)).toHaveLength(MOST_FROM_ADDRESS);
    expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(20 - MOST_FROM_ADDRESS);
  });

  it('keeps nobody else out: not from another address, nor from a device they are known on', async () => {
    const known = from('10.6.6.6');
    await known.signIn('jo');
    const attacker = from('10.6.6.6');
    await guess(attacker, MOST_FROM_ADDRESS + 1);
    expect((await from('10.0.0.7').signIn('jo')).statusCode).toBe(200);
    expect((await known.signIn('jo')).statusCode).toBe(200);
    // Its own mistakes count for a device that is known, and for nobody else.
    expect(await guess(known, MOST_FROM_DEVICE + 1)).toEqual([...repeat(401, MOST_FROM_DEVICE), 429]);
    expect((await from('10.0.0.8').signIn('jo')).statusCode).toBe(200);
  });

  it('goes through names from one address no longer than through one', async () => {
    const attacker = from('2001:db8::1');
    for (let i = 0; i < MOST_ADDRESS; i++) expect((await attacker.signIn(`name${i}`, 'wrong')).statusCode).toBe(401);
    expect((await attacker.signIn('name', 'wrong')).statusCode).toBe(429);
    // Of the same network, which is one customer's; and of the next.
    expect((await from('2001:db8::ffff:1').signIn('jo')).statusCode).toBe(429);
    expect((await from('2001:db8:0:1::1').signIn('jo')).statusCode).toBe(200);
  });

  it('has one try from each address once a name is guessed at from everywhere, and so has its owner', async () => {
    for (let i = 0; i < MANY_FOR_NAME / 5; i++) await guess(from(`10.7.0.${i}`), 5);
    expect(await guess(from('10.8.0.1'), 2)).toEqual([401, 429]);
    const owner = from('10.9.0.1');
    expect((await owner.signIn('jo')).statusCode).toBe(200);
    expect((await owner.signIn('jo')).statusCode).toBe(200);
    admin.advance(60 * MINUTE);
    expect(await guess(from('10.8.0.2'), 2)).toEqual([401, 401]);
  });
});

describe('whoever has the password and guesses codes', () => {
  it('begins again after five, and is done after a hundred in a day, while a known device is not', async () => {
    await addPerson(admin, 'al', 'dsl');
    const owner = from('10.0.0.9');
    await owner.signIn('al');
    const { code } = await owner.enrol(() => admin.context.clock());
    let guesses = 0;
    for (let i = 0; i < MOST_CODES_A_DAY / MOST_CODES; i++) {
      const attacker = from(`10.7.1.${i}`);
      await attacker.signIn('al');
      for (let j = 0; j < MOST_CODES; j++) {
        const answer = await attacker.call('POST', '/session/totp', { code: 'aaaa-bbbb-cccc-dddd' });
        guesses += answer.statusCode === 401 ? 1 : 0;
      }
      expect((await attacker.call('POST', '/session/totp', { code: code() })).json().code).toBe('unauthenticated');
    }
    expect(guesses).toBe(MOST_CODES_A_DAY);
    admin.advance(MINUTE);
    const attacker = from('10.7.2.1');
    await attacker.signIn('al');
    expect((await attacker.call('POST', '/session/totp', { code: code() })).statusCode).toBe(429);
    await owner.signIn('al');
    expect((await owner.call('POST', '/session/totp', { code: code() })).statusCode).toBe(200);
  });
});
