import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandContext } from '../../cli/context.ts';
import { runCommand } from '../../cli/program.ts';
import { type RootPlace, renewIntermediate } from '../../cli/root-authority.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';
import { readWorkerAuthority } from '../../proxy/tls/worker-authority.ts';
import { readIntermediate, readRoots } from '../../storage/authority-files.ts';
import { openStores } from '../../storage/open-stores.ts';

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 8, 1, 9);

let folder: string;
let authority: string;
let at: EpochMs;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sg-ca-'));
  authority = join(folder, 'data/keys/authority');
  at = epochMs(START);
  writeFileSync(join(folder, 'schoolgate.yaml'), 'trust: { name: Tŷ Mawr Trust }\nblocklists: { sources: [] }\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function cli(line: string): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const context: CommandContext = {
    env: {},
    cwd: folder,
    clock: () => at,
    osUser: 'tester',
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    errText: (text) => err.push(text),
    isTerminal: false,
    readStdin: async () => '',
    stop: new AbortController().signal,
  };
  return { code: await runCommand(line.split(' '), context), out: out.join('\n'), err: err.join('\n') };
}

async function audited(): Promise<{ action: string; subject: string; actor: string }[]> {
  const stores = await openStores({ databaseUrl: null, sqlitePath: join(folder, 'data/db/schoolgate.sqlite'), clock: () => at });
  try {
    return (await stores.audit.list({ limit: 100 })).map(({ action, subject, actor }) => ({ action, subject, actor }));
  } finally {
    await stores.close();
  }
}

const pass = (days: number): void => {
  at = epochMs(at + days * DAY_MS);
};
const place = (): RootPlace => ({ folder: authority, keyFolder: authority, organization: 'Tŷ Mawr Trust', clock: () => at });
const rootIds = () => {
  const roots = readRoots(authority);
  return roots.ok ? roots.value.map(({ id }) => id) : roots.failure.code;
};
const workersRoot = () => {
  const read = readIntermediate(authority);
  return read.ok ? read.value?.rootId : read.failure.code;
};
const privateKeys = () =>
  readdirSync(authority)
    .map((name) => readFileSync(join(authority, name), 'utf8'))
    .flatMap((text) => text.replaceAll('\\n', '\n').match(/-----BEGIN PRIVATE KEY-----\n([^-]+)-----END/g) ?? []);

describe('ca init', () => {
  it('makes a root and an authority for the workers, in files for their owner alone, and says so in the audit log', async () => {
    const made = await cli('ca init');
    expect(made).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^root [0-9a-f]{16} made; SHA-256 (?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/),
    });
    for (const name of readdirSync(authority)) expect(statSync(join(authority, name)).mode & 0o777).toBe(0o600);
    expect(statSync(authority).mode & 0o777).toBe(0o700);
    expect(readWorkerAuthority(authority, () => at).ok).toBe(true);
    const [id] = rootIds();
    expect(await audited()).toContainEqual({ action: 'ca.init', subject: id, actor: 'cli:tester' });
  });

  it('replaces nothing', async () => {
    await cli('ca init');
    const before = rootIds();
    expect(await cli('ca init')).toMatchObject({ code: 1, err: expect.stringContaining('there is a root already') });
    expect(rootIds()).toEqual(before);
  });

  it('never shows a key: not on the screen, not in the audit log, not in what is exported', async () => {
    const outcomes = [];
    for (const line of ['ca init', 'ca show', 'ca show --json', 'ca export', 'ca export --format mobileconfig', 'ca rotate', 'ca rotate'])
      outcomes.push(await cli(line));
    const shown = JSON.stringify([outcomes, await audited()]);
    const keys = privateKeys();
    expect(keys).toHaveLength(3);
    for (const key of keys) expect(shown).not.toContain(key.split('\n')[1]);
    expect(shown).not.toContain('PRIVATE');
  });
});

describe('ca show and export', () => {
  it('show prints the root as PEM, and about it on standard error', async () => {
    expect(await cli('ca show')).toMatchObject({ code: 1, err: expect.stringContaining('run "schoolgate ca init"') });
    await cli('ca init');
    const { out, err } = await cli('ca show');
    const shown = new X509Certificate(out);
    expect(shown.subject).toContain('O=Tŷ Mawr Trust');
    expect(err).toContain(shown.fingerprint256);
    expect(err).toMatch(/\(in use\): signs from 2026-09-01, valid 2026-09-01 to 2036-08-31/);
    expect(JSON.parse((await cli('ca show --json')).out)).toMatchObject({
      roots: [{ fingerprint: shown.fingerprint256, state: 'in use' }],
      workers: { until: '2026-10-01T09:00:00.000Z' },
    });
  });

  it('export writes PEM, DER and a profile for Apple’s systems, all of the same certificate', async () => {
    await cli('ca init');
    const { out } = await cli('ca export');
    expect(await cli('ca export --format der')).toMatchObject({ code: 1, err: expect.stringContaining('--out FILE') });
    expect((await cli('ca export --format der --out root.der')).code).toBe(0);
    const { raw } = new X509Certificate(out);
    expect(readFileSync(join(folder, 'root.der')).equals(raw)).toBe(true);
    const profile = (await cli('ca export --format mobileconfig')).out;
    expect(profile).toContain(`<data>${raw.toString('base64')}</data>`);
    expect(profile).toContain('<string>Tŷ Mawr Trust: web filter certificate</string>');
    expect((await cli('ca export --format p12')).code).toBe(2);
    expect((await cli('ca export --root ffff')).code).toBe(1);
    expect((await cli('ca export --out missing/root.pem')).err).toContain('(ENOENT)');
    expect((await audited()).filter(({ action }) => action === 'ca.export')).toHaveLength(3);
  });
});

describe('rotation', () => {
  it('gives devices the next root first, and signs with the old one until the day it takes over', async () => {
    await cli('ca init');
    const { out } = await cli('ca rotate --overlap 20d');
    expect(out).toMatch(/takes over on 2026-09-21/);
    const [old, next] = rootIds();
    expect(new X509Certificate((await cli('ca export')).out).fingerprint256.replaceAll(':', '').toLowerCase()).toContain(next);
    expect(workersRoot()).toBe(old);
    expect(await cli('ca rotate')).toMatchObject({ code: 1, err: expect.stringContaining('2026-09-21') });

    pass(19);
    await renewIntermediate(place());
    expect(workersRoot()).toBe(old);
    pass(1);
    expect(await renewIntermediate(place())).toMatchObject({ ok: true, value: 'renewed' });
    expect(workersRoot()).toBe(next);
    expect((await cli('ca show')).err).toMatch(new RegExp(`${old} \\(replaced\\)[\\s\\S]*${next} \\(in use\\)`));
  });

  it('needs a root to replace', async () => {
    expect(await cli('ca rotate')).toMatchObject({ code: 1, err: expect.stringContaining('use "ca init"') });
  });
});

it('keeps roots’ keys in another folder when told to', async () => {
  writeFileSync(join(folder, 'schoolgate.yaml'), 'inspection: { rootKeyFolder: vault }\nblocklists: { sources: [] }\n');
  expect((await cli('ca init')).code).toBe(0);
  expect(readdirSync(authority).sort()).toEqual(['intermediate.json', 'roots.json']);
  const [name = ''] = readdirSync(join(folder, 'vault'));
  expect(createPrivateKey(readFileSync(join(folder, 'vault', name))).asymmetricKeyType).toBe('ec');
  expect(statSync(join(folder, 'vault', name)).mode & 0o777).toBe(0o600);
  rmSync(join(folder, 'vault'), { recursive: true });
  // With the vault away everything goes on until a new authority is due.
  expect((await cli('ca show')).code).toBe(0);
  expect(readWorkerAuthority(authority, () => at).ok).toBe(true);
});
