import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { redisInfo } from '../../cli/redis-info.ts';
import { type LineHub, Lines, openLineHub } from '../support/line-hub.ts';
import { startRedis } from '../support/redis.ts';

let hub: LineHub;
let data: string;
let redisSocket: string;
let ports: [number, number, number];
const started: Run[] = [];

interface Run {
  readonly process: ChildProcess;
  readonly out: Lines;
  readonly err: Lines;
  readonly exited: Promise<number | null>;
}

beforeEach(async () => {
  hub = await openLineHub();
  data = join(mkdtempSync(join(tmpdir(), 'sg-start-')), 'data');
  redisSocket = join(data, 'redis', 'redis.sock');
  ports = await freePorts();
});

afterEach(async () => {
  for (const run of started.splice(0)) {
    run.process.kill('SIGTERM');
    await run.exited;
  }
  // A test that failed half-way may leave the Redis of a killed start behind.
  const redis = await redisInfo(redisSocket);
  if (redis !== undefined) process.kill(redis.pid, 'SIGKILL');
  await hub.close();
  rmSync(join(data, '..'), { recursive: true, force: true });
});

/** Ports that were free a moment ago. */
async function freePorts(): Promise<[number, number, number]> {
  const servers = [createServer(), createServer(), createServer()];
  const found = servers.map(async (server) => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return portOf(server);
  });
  const [a = 0, b = 0, c = 0] = await Promise.all(found);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return [a, b, c];
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

type Plans = Record<string, Record<string, string>>;

function run(plans: Plans = {}, env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../support/fake-start.ts', import.meta.url))], {
    cwd: tmpdir(),
    detached: true, // a process group of its own, to send signals to
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      SCHOOLGATE_DATA: data,
      SCHOOLGATE_PROXY_PORT: String(ports[0]),
      SCHOOLGATE_ADMIN_PORT: String(ports[1]),
      SCHOOLGATE_PORTAL_PORT: String(ports[2]),
      FAKE_HUB: hub.path,
      FAKE_PLANS: JSON.stringify(
        Object.entries(plans).map(([instance, own]) => ({ instance, part: instance.replace(/-\d+$/, ''), env: own })),
      ),
      ...env,
    },
  });
  const out = new Lines();
  const err = new Lines();
  createInterface({ input: child.stdout }).on('line', (line) => out.push(line));
  createInterface({ input: child.stderr }).on('line', (line) => err.push(line));
  const exited = once(child, 'close').then(([code]) => code as number | null);
  const result = { process: child, out, err, exited };
  started.push(result);
  return result;
}

function isAlive(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}

function redisSays(command: string): Promise<string> {
  return new Promise((done, fail) => {
    const socket = connect(redisSocket, () => socket.write(`${command}\r\n`));
    socket.once('data', (answer) => {
      socket.destroy();
      done(answer.toString());
    });
    socket.once('error', fail);
  });
}

describe('start', () => {
  it('says ready once, with addresses, missing protection and a first step; then drains however it is told', async () => {
    const first = run({
      'proxy-1': { FAKE_NAME: 'proxy', FAKE_DRAIN: 'wait' },
      admin: { FAKE_NAME: 'console', FAKE_NOTICE: 'NOT PROTECTED: malware' },
    });
    await first.out.next(/lease add/);
    expect(first.out.all[0]).toBe('schoolgate ready: proxy http://127.0.0.1:0 console http://127.0.0.1:0');
    expect(first.out.all[1]).toBe('NOT PROTECTED: malware');
    expect([data, join(data, 'db'), join(data, 'redis')].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700, 0o700]);
    expect(await redisSays('SET kept yes')).toBe('+OK\r\n');
    expect(await redisSays('CONFIG GET maxmemory-policy')).toContain('noeviction');
    const redis = await redisInfo(redisSocket);
    const group = -(first.process.pid ?? 0);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGTERM', 'SIGHUP'] as const) process.kill(group, signal);
    await hub.lines.next(/^proxy-1 drain$/);
    // Redis is in a group of its own: it still works while the parts drain.
    expect(await redisSays('GET kept')).toContain('yes');
    process.kill(group, 'SIGTERM');
    hub.say('go');
    expect(await first.exited).toBe(0);
    expect(hub.lines.all).toContain('proxy-1 drained');
    expect(
      [redis?.pid, ...hub.lines.all.map((line) => Number(/listening (\d+)/.exec(line)?.[1] ?? -1))]
        .filter((pid) => pid !== -1)
        .map(isAlive),
    ).toEqual([false, false, false]);
    expect(first.err.all).toEqual([]);

    const second = run({ 'proxy-1': { FAKE_NAME: 'proxy' } });
    await second.out.next(/ready/);
    expect(await redisSays('GET kept')).toContain('yes');
    second.process.kill('SIGTERM');
    expect(await second.exited).toBe(0);
    expect(second.out.all).toHaveLength(1);
  });

  it('leaves nothing behind when it is stopped while starting', async () => {
    const early = run({ 'proxy-1': { FAKE_PREPARE: 'wait' } });
    await hub.lines.next(/^proxy-1 prepare /);
    early.process.kill('SIGTERM');
    hub.say('go');
    expect(await early.exited).toBe(0);
    expect(early.out.all).toEqual([]);
    expect(await redisInfo(redisSocket)).toBeUndefined();
  });

  it('leaves nothing behind when it is stopped while it waits for a part whose database is away', async () => {
    const waiting = run({ 'proxy-1': {}, admin: { FAKE_PREPARE: 'away' } });
    await waiting.err.next(/started without admin/);
    waiting.process.kill('SIGTERM');
    expect(await waiting.exited).toBe(0);
    expect(waiting.out.all).toEqual([]);
    expect(await redisInfo(redisSocket)).toBeUndefined();
  });

  it('after a kill: parts drain by themselves, and the next start stops the Redis that was left behind', async () => {
    const killed = run({ 'proxy-1': {}, admin: {} });
    await killed.out.next(/ready/);
    const leftover = await redisInfo(redisSocket);
    killed.process.kill('SIGKILL');
    await Promise.all([hub.lines.next(/^proxy-1 drained/), hub.lines.next(/^admin drained/)]);
    expect(isAlive(leftover?.pid)).toBe(true);
    const next = run({ 'proxy-1': {} });
    await next.out.next(/ready/);
    expect(next.err.all).toEqual([`schoolgate: stopping the Redis that an earlier run left behind (process ${leftover?.pid})`]);
    expect(isAlive(leftover?.pid)).toBe(false);
    expect((await redisInfo(redisSocket))?.pid).not.toBe(leftover?.pid);
  });

  it('refuses to run twice on a data folder, and leaves the first one alone', async () => {
    const first = run({ 'proxy-1': {} });
    await first.out.next(/ready/);
    const redis = await redisInfo(redisSocket);
    const second = run({ 'proxy-1': {} });
    expect(await second.exited).toBe(1);
    expect(second.err.all).toEqual([
      `schoolgate: already running on the data folder ${data} (process ${first.process.pid}); stop it first`,
    ]);
    expect(await redisInfo(redisSocket)).toEqual(redis);
  });

  it('is not fooled by the files of a run that is gone', async () => {
    mkdirSync(join(data, 'run'), { recursive: true });
    mkdirSync(join(data, 'redis'));
    // This process's pid: alive, and neither a schoolgate nor a Redis.
    for (const path of ['run/proxy.pid', 'redis/redis.pid']) writeFileSync(join(data, path), `${process.pid}\n`);
    for (const path of ['run/proxy.lock', 'redis/redis.sock']) writeFileSync(join(data, path), '');
    const next = run({ 'proxy-1': {} });
    await next.out.next(/ready/);
    expect(readFileSync(join(data, 'run/proxy.pid'), 'utf8')).toBe(`${next.process.pid}\n`);
  });

  it('names every port that is in use, and the setting that changes it', async () => {
    const taken = createServer().listen({ port: ports[0], host: '127.0.0.1' });
    await once(taken, 'listening');
    const refused = run({ 'proxy-1': {} });
    expect(await refused.exited).toBe(1);
    expect(refused.err.all).toEqual([
      `schoolgate: port ${ports[0]} on 127.0.0.1 is already in use: stop what uses it or choose another (SCHOOLGATE_PROXY_PORT)`,
    ]);
    expect(hub.lines.all).toEqual([]);
    taken.close();
  });

  it.each([
    ['a part that cannot start', { admin: { FAKE_PREPARE: 'fail' } }, {}, 'the lists cannot be read'],
    ['a wrong setting', {}, { SCHOOLGATE_WORKERS: '0' }, 'SCHOOLGATE_WORKERS: "0" is not a number from 1 to 64'],
    [
      'no redis-server',
      {},
      { PATH: '/nowhere' },
      'redis-server is not installed; install it (Debian, Ubuntu: apt-get install redis-server) or set REDIS_URL',
    ],
    [
      'no data folder',
      {},
      { SCHOOLGATE_DATA: '/dev/null/data' },
      /the data folder \/dev\/null\/data \(SCHOOLGATE_DATA\) cannot be used: ENOTDIR/,
    ],
  ])('%s is one line and exit code 1', async (_, plans: Plans, env, line) => {
    const failed = run({ 'proxy-1': {}, ...plans }, env as Record<string, string>);
    expect(await failed.exited).toBe(1);
    expect(failed.err.all).toEqual([
      expect.stringMatching(line instanceof RegExp ? line : new RegExp(`^schoolgate: ${line.replace(/[()]/g, '\\$&')}$`)),
    ]);
    expect(failed.out.all).toEqual([]);
  });
});

describe('a Redis of the school’s own', () => {
  it('is one line and exit code 1 when it does not answer', async () => {
    const failed = run({ 'proxy-1': {} }, { REDIS_URL: 'redis://:s3cret@127.0.0.1:1/0' });
    expect(await failed.exited).toBe(1);
    expect(failed.err.all).toEqual(['schoolgate: Redis cannot be reached (ECONNREFUSED): look at REDIS_URL, and at Redis itself']);
    expect(hub.lines.all).toEqual([]);
  });

  it('that may lose alerts is used, and said aloud', async () => {
    const redis = await startRedis(['--port', String(ports[2]), '--maxmemory-policy', 'allkeys-lru']);
    onTestFinished(() => redis.stop());
    const product = run(
      { 'proxy-1': {} },
      { REDIS_URL: `redis://127.0.0.1:${ports[2]}/0`, SCHOOLGATE_PORTAL_PORT: String((await freePorts())[0]) },
    );
    await product.out.next(/ready/);
    expect(product.err.all).toEqual([
      'schoolgate: Redis may throw waiting alerts away (maxmemory-policy is allkeys-lru): set maxmemory-policy noeviction.',
      'schoolgate: Redis forgets waiting alerts when it restarts: set appendonly yes.',
    ]);
  });
});

describe('the private Redis', () => {
  it('is back within 2 s when it dies, with its data', async () => {
    const product = run({ 'proxy-1': {} });
    await product.out.next(/ready/);
    await redisSays('SET kept yes');
    const redis = await redisInfo(redisSocket);
    const diedAt = performance.now();
    process.kill(redis?.pid ?? 0, 'SIGKILL');
    await product.err.next(/Redis answers again/);
    expect(performance.now() - diedAt).toBeLessThan(2_000);
    expect(await redisSays('GET kept')).toContain('yes');
    expect(hub.lines.all.filter((line) => line.startsWith('proxy-1 listening'))).toHaveLength(1);
  });

  it('starts empty rather than not at all when its data is damaged', async () => {
    mkdirSync(join(data, 'redis', 'appendonlydir'), { recursive: true });
    writeFileSync(join(data, 'redis', 'appendonlydir', 'appendonly.aof.manifest'), 'nonsense\n');
    const product = run({ 'proxy-1': {} });
    await product.out.next(/ready/);
    expect(product.err.all).toEqual([expect.stringContaining('Redis could not read its data; set aside as')]);
    expect(readFileSync(join(data, 'redis', 'appendonlydir.damaged', 'appendonly.aof.manifest'), 'utf8')).toBe('nonsense\n');
  });

  it('keeps its socket in a private folder of /tmp when the data folder is too deep for one', async () => {
    data = join(data, '..', 'deep'.repeat(30), 'data');
    mkdirSync(data, { recursive: true });
    const product = run({ 'proxy-1': {} });
    await product.out.next(/ready/);
    const [line = ''] = readFileSync(join(data, 'redis', 'redis.log'), 'utf8').match(/\/tmp\/schoolgate-\S+\.sock/) ?? [];
    expect(statSync(join(line, '..')).mode & 0o777).toBe(0o700);
    product.process.kill('SIGTERM');
    expect(await product.exited).toBe(0);
    expect(() => statSync(join(line, '..'))).toThrow('ENOENT');
  });
});
