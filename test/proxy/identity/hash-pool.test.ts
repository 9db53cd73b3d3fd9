import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hashSync } from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DUMMY_HASH } from '../../../proxy/identity/credential-verifier.ts';
import { createHashPool } from '../../../proxy/identity/hash-pool.ts';

describe('hash pool', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hash-pool-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function workerOf(source: string): Promise<URL> {
    const path = join(folder, `${Math.random()}.mjs`);
    await writeFile(path, `import { parentPort } from 'node:worker_threads';\n${source}`);
    return pathToFileURL(path);
  }

  it('checks real argon2id hashes on its own thread, in order, and survives a hash that is none', async () => {
    const pool = createHashPool();
    const hash = hashSync('pä55 🔑');
    expect(
      await Promise.all([
        pool.verify(hash, 'pä55 🔑'),
        pool.verify(hash, 'pa55'),
        pool.verify('not a hash', 'x'),
        pool.verify(DUMMY_HASH, 'x'),
      ]),
    ).toEqual(['match', 'mismatch', 'mismatch', 'mismatch']);
    await pool.close();
    expect(await pool.verify(hash, 'pä55 🔑')).toBe('failed');
  });

  it('fails the check whose thread dies and does the waiting ones on a new thread', async () => {
    const dies = `parentPort.on('message', (job) => { if (job.password === 'die') process.exit(3); parentPort.postMessage({ id: job.id, matches: true }); });`;
    const pool = createHashPool({ workerUrl: await workerOf(dies) });
    expect(await Promise.all(['a', 'die', 'b', 'die', 'c'].map((password) => pool.verify('h', password)))).toEqual([
      'match',
      'failed',
      'match',
      'failed',
      'match',
    ]);
    await pool.close();
  });

  it('fails every check, and keeps trying, when the thread cannot start', async () => {
    const pool = createHashPool({ workerUrl: await workerOf(`throw new Error('no module');`) });
    expect(await Promise.all([pool.verify('h', 'a'), pool.verify('h', 'b')])).toEqual(['failed', 'failed']);
    await pool.close();
  });

  it('gives up a check that hangs', async () => {
    const hangs = `parentPort.on('message', (job) => { if (job.password === 'hang') for (;;); parentPort.postMessage({ id: job.id, matches: true }); });`;
    const pool = createHashPool({ workerUrl: await workerOf(hangs), jobTimeoutMs: 300 });
    expect(await Promise.all([pool.verify('h', 'hang'), pool.verify('h', 'next')])).toEqual(['failed', 'match']);
    await pool.close();
  });

  it('refuses what is over its queue, and fails what waits when it is closed', async () => {
    const silent = `parentPort.on('message', () => {});`;
    const pool = createHashPool({ workerUrl: await workerOf(silent), maxQueued: 2 });
    const [running, first, second, over] = ['a', 'b', 'c', 'd'].map((password) => pool.verify('h', password));
    expect(await over).toBe('busy');
    await pool.close();
    expect(await Promise.all([running, first, second])).toEqual(['failed', 'failed', 'failed']);
  });
});
