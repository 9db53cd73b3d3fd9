import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../config/load.ts';

const SECRET = Buffer.alloc(32, 9).toString('base64');
const TEAMS = 'https://prod-1.westeurope.logic.azure.example/workflows/1?sig=very-secret';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'schoolgate-webhooks-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function load(webhooks: string, env: Record<string, string> = {}, trust = '') {
  writeFileSync(
    join(folder, 'schoolgate.yaml'),
    `trust: { name: T ${trust} }\nschools:\n  - id: north\n    name: North\n    webhooks: [${webhooks}]\n`,
  );
  return loadConfig({ env: { SCHOOLGATE_DATA: folder, ...env }, cwd: folder });
}

function keep(name: string, text: string, mode = 0o600): void {
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), mode);
}

function problem(webhooks: string, env: Record<string, string> = {}): string {
  const loaded = load(webhooks, env);
  return loaded.ok ? 'none' : loaded.failure.message;
}

describe('webhooks in the configuration', () => {
  it('are read with address and secret, the trust’s and the schools’', () => {
    keep('teams.url', `${TEAMS}\n`);
    keep('secret', `whsec_${SECRET}\n`);
    const loaded = load(
      '{ id: a, kind: teams, urlFile: teams.url, severities: [danger] }, { id: b, url: "http://127.0.0.1:9/", secretFile: secret }',
      { HOOK: SECRET },
      ', webhooks: [{ id: c, kind: cpoms, url: "https://x.example/", secretVariable: HOOK }]',
    );
    expect(loaded.ok && loaded.value.at.webhooks).toEqual([
      { id: 'c', kind: 'cpoms', url: 'https://x.example/', secret: SECRET },
      { id: 'a', kind: 'teams', url: TEAMS, secret: null },
      { id: 'b', kind: 'generic', url: 'http://127.0.0.1:9/', secret: SECRET },
    ]);
    expect(loaded.ok && loaded.value.schools[0]?.webhooks?.map(({ severities }) => severities)).toEqual([
      ['danger'],
      ['warning', 'danger'],
    ]);
  });

  it.each<[string, string]>([
    ['{ id: a, url: "http://x.example/", secretVariable: HOOK }', '.url: must begin with https:'],
    ['{ id: a, url: "ftp://127.0.0.1/", secretVariable: HOOK }', '.url: must begin with https:'],
    ['{ id: a, url: "https://u:p@x.example/", secretVariable: HOOK }', '.url: holds a user name or password'],
    ['{ id: a, url: nonsense, secretVariable: HOOK }', '.url: is not an address'],
    ['{ id: a, url: "http://localhost:8080/", secretVariable: HOOK }', '.url: is one of our own ports'],
    ['{ id: a, url: "https://127.1:3128/", secretVariable: HOOK }', '.url: is one of our own ports'],
    ['{ id: a, secretVariable: HOOK }', 'needs an address'],
    ['{ id: a, url: "https://x.example/" }', 'needs a secret'],
    ['{ id: a, url: "https://x.example/", secretVariable: UNSET }', '.secretVariable: UNSET is not set'],
    ['{ id: a, url: "https://x.example/", secretVariable: SHORT }', 'is not base64 of at least 24 bytes'],
    ['{ id: a, url: "https://x.example/", secretVariable: SCHOOLGATE_X }', 'is not the name of a variable'],
    ['{ id: a, url: "https://x.example/", secretVariable: HOOK, secretFile: x }', 'has two secrets'],
    ['{ id: a, url: "https://x.example/", secretFile: missing }', 'cannot be read (ENOENT)'],
    ['{ id: a, url: "https://x.example/", secretVariable: HOOK, severities: [] }', 'severities'],
    ['{ id: a, url: "https://x.example/", secretVariable: HOOK }, { id: a, kind: teams, url: "https://y.example/" }', 'earlier webhook'],
  ])('%s is refused', (webhooks, words) => {
    expect(problem(webhooks, { HOOK: SECRET, SHORT: 'hunter2' })).toContain(words);
  });

  it('never show a secret, and refuse one that others can read', () => {
    keep('open', SECRET, 0o644);
    expect(problem('{ id: a, url: "https://x.example/", secretFile: open }')).toContain('chmod 600');
    keep('teams.url', TEAMS.replace('https', 'http'));
    const told = problem('{ id: a, kind: teams, urlFile: teams.url }');
    expect(told).toContain('urlFile: must begin with https:');
    expect(told).not.toContain('very-secret');
    expect(problem('{ id: a, url: "https://x.example/", secretVariable: SHORT }', { SHORT: 'hunter2' })).not.toContain('hunter2');
  });
});
