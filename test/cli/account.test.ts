import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { epochMs } from '../../core/units.ts';
import { openStores } from '../../storage/open-stores.ts';
import { isPassword } from '../../storage/password.ts';
import { deskOf } from './desk.ts';

const NOW = epochMs(Date.UTC(2026, 8, 1, 9));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sg-account-'));
  writeFileSync(join(folder, 'schoolgate.yaml'), 'schools: [{ id: north, name: North }]\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const { cli, json } = deskOf(() => folder, NOW);
async function kept() {
  const stores = await openStores({ databaseUrl: null, sqlitePath: join(folder, 'data/db/schoolgate.sqlite'), clock: () => NOW });
  try {
    return { accounts: await stores.accounts.list(), audit: await stores.audit.list({ limit: 100 }) };
  } finally {
    await stores.close();
  }
}
const lastWord = (line: string | undefined) => line?.split(' ').at(-1) ?? '';

describe('accounts', () => {
  it('are made, listed, reset and removed on the machine, each with an audit row and without a secret in it', async () => {
    const made = await cli('account', 'add', 'Jo', '--role', 'dsl', '--school', 'north', '--email', 'jo@north.example');
    expect(made).toMatchObject({ code: 0, err: [] });
    const first = lastWord(made.out[0]);
    const { accounts } = await kept();
    expect(accounts).toMatchObject([{ name: 'jo', displayName: 'Jo', role: 'dsl', school: 'north', email: 'jo@north.example' }]);
    expect(await isPassword(accounts[0]?.passwordHash ?? '', first)).toBe(true);
    expect(await json('account', 'list')).toEqual([
      {
        name: 'jo',
        displayName: 'Jo',
        email: 'jo@north.example',
        role: 'dsl',
        school: 'north',
        hasTotp: false,
        mustSetPassword: true,
        lastSignInAt: null,
      },
    ]);
    expect((await cli('account', 'list')).out[1]).toMatch(/^jo +dsl +north +no +never$/);
    const { oneTimePassword } = await json('account', 'reset', 'JO');
    expect(oneTimePassword).not.toBe(first);
    expect(await isPassword((await kept()).accounts[0]?.passwordHash ?? '', oneTimePassword)).toBe(true);
    expect(await cli('account', 'remove', 'jo')).toEqual({ code: 0, err: [], out: ['account jo removed'] });
    const { audit } = await kept();
    expect(audit.map(({ actor, action, subject }) => [actor, action, subject])).toEqual(
      ['add', 'reset', 'remove'].map((what) => ['cli:tester', `account.${what}`, 'jo']),
    );
    for (const secret of [first, oneTimePassword]) expect(JSON.stringify(audit)).not.toContain(secret);
  });

  it.each([
    ['an unknown school', ['add', 'jo', '--role', 'dsl', '--school', 'west'], 1, 'there is no school "west"; schools: north'],
    ['two words for a name', ['add', 'jo b', '--role', 'dsl'], 1, 'name: one word, without colons and slashes.'],
    ['an address that is none', ['add', 'jo', '--role', 'dsl', '--email', 'x'], 1, 'email: not an e-mail address.'],
    ['nobody of that name', ['reset', 'jo'], 1, 'There is no account "jo".'],
    ['no role', ['add', 'jo'], 2, "required option '--role <role>' not specified"],
  ])('say in one line what is wrong with %s', async (_what, words, code, message) => {
    const { out, ...rest } = await cli('account', ...words);
    expect([out, rest]).toEqual([[], { code, err: [`schoolgate: ${message}`] }]);
  });

  it('keep the last administrator', async () => {
    await cli('account', 'add', 'root', '--role', 'trust-admin');
    expect((await cli('account', 'remove', 'root')).err).toEqual([
      'schoolgate: This is the last trust administrator: make another one first.',
    ]);
  });
});
