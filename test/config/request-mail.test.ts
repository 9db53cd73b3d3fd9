import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../config/load.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sg-mail-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function load(mail: object) {
  const path = join(folder, 'schoolgate.yaml');
  writeFileSync(path, JSON.stringify({ requests: { mail } }));
  return loadConfig({ env: { SCHOOLGATE_CONFIG: path }, cwd: folder });
}

const MAIL = { address: 'unblock@trust.example', relays: ['10.20.0.25', '2001:db8::/64'] };

describe('requests.mail', () => {
  it('listens on this machine alone and refuses strangers, unless it says otherwise', () => {
    const loaded = load(MAIL);
    expect(loaded.ok && loaded.value.requests).toEqual({
      mail: { ...MAIL, host: '127.0.0.1', port: 2525, domains: [], unknown: 'refuse' },
    });
  });

  it.each([
    ['no relay', { ...MAIL, relays: [] }, 'requests.mail.relays'],
    ['a relay by name', { ...MAIL, relays: ['mail.example'] }, '"mail.example" is not an address or a network'],
    ['an address that is none', { ...MAIL, address: 'unblock' }, 'requests.mail.address'],
    ['a domain with an @', { ...MAIL, domains: ['@trust.example'] }, 'requests.mail.domains'],
  ])('is refused with %s', (_what, mail, words) => {
    const loaded = load(mail);
    expect(loaded.ok).toBe(false);
    expect(!loaded.ok && loaded.failure.message).toContain(words);
  });
});
