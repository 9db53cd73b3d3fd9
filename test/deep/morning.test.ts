import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quantile } from '../../bench/support/statistics.ts';
import { ask, connectThrough } from '../integration/proxy-client.ts';
import { Product, until } from '../support/product.ts';
import { megabytes, openFiles, residentBytes } from './process-figures.ts';

const DEVICES = 1_200;
const CONNECTIONS_EACH = 6;
const WITHIN_MS = 10_000;
const SLOWEST_P99_MS = 1_000;
const MOST_BYTES_A_TUNNEL = 40 * 1_024;
/** In a process of its own: what the devices do here is not to keep it from accepting. */
const ECHO = `require('node:net').createServer((socket) => socket.on('error', () => {}).pipe(socket))
  .listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, function () { process.send(this.address().port); })`;
const addressOf = (device: number) => `127.1.${Math.floor(device / 250)}.${(device % 250) + 1}`;

describe(`nine o'clock: ${DEVICES} devices open ${CONNECTIONS_EACH} tunnels each within ${WITHIN_MS / 1_000} s, two workers`, () => {
  let product: Product;
  let site: ChildProcess;
  let port = 0;
  const sockets: Socket[] = [];
  const workers = () => ['proxy-1', 'proxy-2'].map((instance) => product.pidOf(instance));
  const total = (figure: (pid: number) => number) => workers().reduce((sum, pid) => sum + figure(pid), 0);

  beforeAll(async () => {
    site = spawn(process.execPath, ['-e', ECHO], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    [port] = (await once(site, 'message')) as [number];
    product = await Product.install({ env: { SCHOOLGATE_CONNECT_PORTS: `443,${port}` } });
    await product.start();
    const headers = { ...(await product.token('it-operator')), 'content-type': 'application/json' };
    const leases = Array.from({ length: DEVICES }, (_, device) => ({
      ...{ ip: addressOf(device), user: `pupil${device}`, computer: `desk${device}`, group: 'seniors', ttlSeconds: 3_600 },
    }));
    const { status } = await ask(product.ports.admin, '/api/v1/leases', { method: 'PUT', headers, body: JSON.stringify(leases) });
    expect(status).toBe(200);
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await product?.close();
    site?.kill();
  });

  it('refuses none, answers in time, and holds them all in little memory', async () => {
    const before = { memory: total(residentBytes), files: total(openFiles) };
    const waitsMs: number[] = [];
    const startedMs = performance.now();
    const open = async (number: number): Promise<void> => {
      const dueMs = startedMs + (number / (DEVICES * CONNECTIONS_EACH)) * WITHIN_MS;
      await delay(Math.max(0, dueMs - performance.now()));
      const { status, socket } = await connectThrough(product.ports.proxy, `127.0.0.1:${port}`, { from: addressOf(number % DEVICES) });
      waitsMs.push(performance.now() - dueMs);
      sockets.push(socket);
      expect(status).toBe(200);
    };
    await Promise.all(Array.from({ length: DEVICES * CONNECTIONS_EACH }, (_, number) => open(number)));
    const bytes = (total(residentBytes) - before.memory) / (DEVICES * CONNECTIONS_EACH);
    const [p50, p99] = [quantile(waitsMs, 0.5), quantile(waitsMs, 0.99)];
    console.log(
      `${waitsMs.length} tunnels in ${((performance.now() - startedMs) / 1_000).toFixed(1)} s: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms; ` +
        `${(bytes / 1_024).toFixed(1)} kB each, ${megabytes(total(residentBytes))} in two workers`,
    );
    expect(waitsMs).toHaveLength(DEVICES * CONNECTIONS_EACH);
    expect(p99).toBeLessThanOrEqual(SLOWEST_P99_MS);
    expect(bytes).toBeLessThanOrEqual(MOST_BYTES_A_TUNNEL);

    await until(() => new Set(product.records().map(({ username }) => username)).size === DEVICES, 20_000);
    for (const socket of sockets) socket.destroy();
    await until(() => total(openFiles) <= before.files + 10, 30_000);
  }, 120_000);
});
