import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browse } from '../integration/browsing-load.ts';
import { ask, connectThrough, PAGE } from '../integration/proxy-client.ts';
import { httpOrigin, type Origin, rawOrigin } from '../support/origin.ts';
import { Product, until } from '../support/product.ts';
import { megabytes, openFiles, residentBytes } from './process-figures.ts';

const TUNNELS = 2_000;
const CLIENTS = ['127.0.0.11', '127.0.0.12', '127.0.0.13', '127.0.0.14'];
/** A change is in force everywhere within a second; the rest is this machine's. */
const IN_FORCE_MS = 3_000;

describe('a long day', () => {
  let product: Product;
  let site: Origin;
  let echo: Origin;
  let token: { authorization: string };
  const workers = () => ['proxy-1', 'proxy-2'].map((instance) => product.pidOf(instance));
  const total = (figure: (pid: number) => number) => workers().reduce((sum, pid) => sum + figure(pid), 0);

  beforeAll(async () => {
    site = await httpOrigin((_request, response) => response.end('open'));
    echo = await rawOrigin((socket) => socket.pipe(socket));
    product = await Product.install({ env: { SCHOOLGATE_CONNECT_PORTS: `443,${echo.port}` } });
    await product.start();
    token = await product.token('it-operator');
    await putLeases(
      ['127.0.0.1', ...CLIENTS].map((ip) => ({ ip, user: `pupil-at-${ip}`, computer: 'desk', group: 'seniors', ttlSeconds: 3_600 })),
    );
  });
  afterAll(async () => {
    await product?.close();
    await Promise.all([site?.close(), echo?.close()]);
  });

  async function putLeases(leases: readonly object[]): Promise<{ inForce: boolean }> {
    const headers = { ...token, 'content-type': 'application/json' };
    const { status, body } = await ask(product.ports.admin, '/api/v1/leases', { method: 'PUT', headers, body: JSON.stringify(leases) });
    expect([status, body]).toEqual([200, expect.any(String)]);
    return JSON.parse(body) as { inForce: boolean };
  }

  const whoIsAt = async (ip: string): Promise<string | null> => {
    const answer = await ask(product.ports.proxy, 'http://gambling.schoolgate.test/', { from: ip, headers: PAGE });
    return (await product.recordOf(answer)).username;
  };

  it(`holds ${TUNNELS} idle tunnels in little memory, and lets go of all they held`, async () => {
    const before = { memory: total(residentBytes), files: total(openFiles) };
    const open = async (index: number): Promise<Socket> => {
      const { status, socket } = await connectThrough(product.ports.proxy, `127.0.0.1:${echo.port}`, { from: CLIENTS[index % 4] ?? '' });
      expect(status).toBe(200);
      return socket;
    };
    const sockets: Socket[] = [];
    for (let from = 0; from < TUNNELS; from += 100)
      sockets.push(...(await Promise.all(Array.from({ length: 100 }, (_, i) => open(from + i)))));
    const perTunnel = (total(residentBytes) - before.memory) / TUNNELS;
    console.log(`${TUNNELS} tunnels: ${(perTunnel / 1_024).toFixed(1)} kB each, ${megabytes(total(residentBytes))} in two workers`);
    expect(perTunnel).toBeLessThan(64 * 1_024);

    const echoed = await Promise.all(
      sockets.map(async (socket, index) => {
        socket.write(`${index}`);
        const [bytes] = (await once(socket, 'data')) as [Buffer];
        return bytes.toString();
      }),
    );
    expect(echoed).toEqual(sockets.map((_, index) => `${index}`));

    // Somebody else sits down at one of the four computers: what the one before had open ends, and nothing else.
    const startedMs = performance.now();
    await putLeases([{ ip: CLIENTS[0], user: 'the-next-one', computer: 'desk', group: 'seniors', ttlSeconds: 3_600 }]);
    const closedAt = (ip: string | undefined) => sockets.filter((socket, index) => CLIENTS[index % 4] === ip && socket.closed).length;
    await until(() => closedAt(CLIENTS[0]) === TUNNELS / 4, 10_000);
    expect(performance.now() - startedMs).toBeLessThan(IN_FORCE_MS);
    expect(CLIENTS.slice(1).map(closedAt)).toEqual([0, 0, 0]);

    for (const socket of sockets) socket.destroy();
    await until(
      () => total(openFiles) <= before.files + 10,
      20_000,
      () => `${total(openFiles)} files open, ${before.files} before`,
    );
    await until(() => product.records().filter(({ event }) => event === 'tunnel-close').length === TUNNELS, 20_000);
  });

  it('follows a change of leases within a second or so while Redis hangs, and fails no request', async () => {
    const load = browse(product, site, 'redis-hangs');
    const redis = product.pidOf('redis');
    process.kill(redis, 'SIGSTOP');
    try {
      const startedMs = performance.now();
      const put = putLeases([{ ip: CLIENTS[1], user: 'meanwhile', computer: 'desk', group: 'seniors', ttlSeconds: 3_600 }]);
      await until(async () => (await whoIsAt(CLIENTS[1] ?? '')) === 'meanwhile', 20_000);
      const tookMs = performance.now() - startedMs;
      console.log(`a lease while Redis hangs: in force after ${Math.round(tookMs)} ms`);
      expect(tookMs).toBeLessThan(IN_FORCE_MS);
      expect(await put).toMatchObject({ inForce: false });
      await until(async () => (await ask(product.ports.admin, '/health')).status === 503, 10_000);
    } finally {
      process.kill(redis, 'SIGCONT');
    }
    await until(async () => (await ask(product.ports.admin, '/health')).status === 200, 10_000);
    await load.finish();
  });

  it('gets another Redis when it is killed, again and again, and fails no request', async () => {
    const load = browse(product, site, 'redis-dies');
    for (let round = 0; round < 5; round++) {
      const redis = product.pidOf('redis');
      process.kill(redis, 'SIGKILL');
      const user = `round-${round}`;
      const put = putLeases([{ ip: CLIENTS[2], user, computer: 'desk', group: 'seniors', ttlSeconds: 3_600 }]);
      await until(async () => (await whoIsAt(CLIENTS[2] ?? '')) === user, 20_000);
      await put;
      await until(() => product.processes().some(({ instance, pid }) => instance === 'redis' && pid !== redis), 10_000);
      await until(async () => (await ask(product.ports.admin, '/health')).status === 200, 20_000);
    }
    await load.finish();
  });

  it('takes ten thousand leases at once, in force on every worker when they are answered', async () => {
    const leases = Array.from({ length: 10_000 }, (_, i) => {
      const ip = i === 9_999 ? (CLIENTS[3] ?? '') : `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
      return { ip, user: `pupil${i}`, computer: `pc${i}`, group: 'juniors', ttlSeconds: 3_600 };
    });
    const load = browse(product, site, 'leases');
    const startedMs = performance.now();
    expect(await putLeases(leases)).toMatchObject({ inForce: true });
    console.log(`10,000 leases: ${Math.round(performance.now() - startedMs)} ms`);
    expect(await whoIsAt(CLIENTS[3] ?? '')).toBe('pupil9999');
    await load.finish();
  });

  it('ends in an orderly way', async () => {
    expect(product.log).not.toMatch(/stopped (by|with)/);
    await product.stop();
  });
});
