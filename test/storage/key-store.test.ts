import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openKeyStore } from '../../storage/key-store.ts';

const PROGRAM = fileURLToPath(new URL('./key-process.ts', import.meta.url));

describe('the key store', () => {
  let parent: string;
  let folder: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'schoolgate-keys-'));
    folder = join(parent, 'data', 'keys');
  });
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  it('makes a key once, for its owner alone', () => {
    const keys = openKeyStore(folder);
    const key = keys.key('coach-token', 32);
    expect(key).toHaveLength(32);
    expect(keys.key('coach-token', 32)).toEqual(key);
    expect(openKeyStore(folder).key('coach-token', 32)).toEqual(key);
    expect(keys.key('cli', 32)).not.toEqual(key);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'coach-token.key')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual(['cli.key', 'coach-token.key']);
  });

  it('gives 20 processes that ask at once the same key', async () => {
    const processes = Array.from({ length: 20 }, () => {
      const child = spawn(process.execPath, [PROGRAM, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
      return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
    });
    for (const { lines } of processes) expect((await lines.next()).value).toBe('ready');
    const ended = processes.map(({ child }) => once(child, 'close'));
    for (const { child } of processes) child.stdin.write('go\n');
    const told = await Promise.all(processes.map(async ({ lines }) => (await lines.next()).value as string));
    await Promise.all(ended);
    expect(told[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(told).size).toBe(1);
    expect(readdirSync(folder)).toEqual(['coach-token.key']);
  });

  it.each([0o640, 0o604, 0o660])('refuses a key file of mode %o', (mode) => {
    const keys = openKeyStore(folder);
    keys.key('cli', 32);
    chmodSync(join(folder, 'cli.key'), mode);
    expect(() => keys.key('cli', 32)).toThrow(/cli\.key is open to other users \(mode 06[0-6][0-6]\): set it to 0600\.$/);
  });

  it('refuses a folder that is open to others', () => {
    openKeyStore(folder);
    chmodSync(folder, 0o750);
    expect(() => openKeyStore(folder)).toThrow(/keys is open to other users \(mode 0750\): set it to 0700\.$/);
  });

  it.each([0, 31])('refuses a file of %d bytes, and keeps it', (bytes) => {
    const keys = openKeyStore(folder);
    keys.key('cli', 32);
    truncateSync(join(folder, 'cli.key'), bytes);
    expect(() => keys.key('cli', 32)).toThrow(`has ${bytes} bytes instead of 32: restore it from a backup.`);
    expect(statSync(join(folder, 'cli.key')).size).toBe(bytes);
  });

  it('refuses what is not a file of its own', () => {
    const keys = openKeyStore(folder);
    writeFileSync(join(parent, 'elsewhere'), 'x'.repeat(32), { mode: 0o600 });
    symlinkSync(join(parent, 'elsewhere'), join(folder, 'link.key'));
    mkdirSync(join(folder, 'folder.key'));
    expect(() => keys.key('link', 32)).toThrow(/link\.key cannot be read/);
    expect(() => keys.key('folder', 32)).toThrow(/folder\.key is not a regular file/);
  });

  it.each(['', '../x', 'A', 'a/b', '.hidden', 'a.key', `a${'b'.repeat(100)}`])('refuses the name %j', (name) => {
    expect(() => openKeyStore(folder).key(name, 32)).toThrow(/is no name for a key/);
  });
});
