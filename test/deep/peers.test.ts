import { execFileSync } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../integration/proxy-client.ts';
import { largeBodyOrigin } from '../support/large-body-origin.ts';
import { httpOrigin, type Origin, rawOrigin } from '../support/origin.ts';
import { Product, until } from '../support/product.ts';
import { RawClient, statusOf } from '../support/raw-client.ts';
import { megabytes, openFiles, residentBytes } from './process-figures.ts';

const GB = 2 ** 30;
const FLOOD = 5_000;
const LIMIT = 1_000;
const OPEN_FILES = 300;
const SETTINGS = `blocklists: { sources: [] }
proxy: { maxConnectionsPerClient: ${LIMIT}, headersTimeoutMs: 5000, responseTimeoutMs: 2000, connectTimeoutMs: 1000 }
`;

let site: Origin;
let product: Product;
const held: (Socket | RawClient)[] = [];

beforeAll(async () => {
  site = await httpOrigin((_, response) => response.end('open'));
});
afterAll(async () => {
  await site?.close();
});
afterEach(() => {
  for (const each of held.splice(0)) each instanceof RawClient ? each.close() : each.destroy();
});

async function serves(from = '127.0.0.9'): Promise<boolean> {
  try {
    return (await ask(product.ports.proxy, `http://127.0.0.1:${site.port}/`, { from })).status === 200;
  } catch {
    return false;
  }
}

const healthIs = async (status: number): Promise<boolean> => (await ask(product.ports.admin, '/health')).status === status;

async function start(more: { openFiles?: number } = {}): Promise<void> {
  product = await Product.install({ config: SETTINGS, env: { SCHOOLGATE_WORKERS: '1' }, ...more });
  await product.start();
}

describe('a worker', () => {
  beforeAll(() => start());
  afterAll(() => product?.close());

  it.each([
    ['from', 10 * GB],
    ['to', 2 * GB],
  ] as const)('carries a body %s a site in flat memory', async (way, size) => {
    const worker = product.pidOf('proxy-1');
    // The heap takes its size in the first second or so.
    await carry(way, GB / 2);
    const before = residentBytes(worker);
    let highest = 0;
    const watching = setInterval(() => {
      highest = Math.max(highest, residentBytes(worker));
    }, 250);
    const startedMs = performance.now();
    await carry(way, size);
    clearInterval(watching);
    const rate = Math.round(size / 2 ** 20 / ((performance.now() - startedMs) / 1_000));
    console.log(`${size / GB} GB ${way} a site: ${rate} MB/s, at most ${megabytes(highest - before)} more than before`);
    expect(highest - before).toBeLessThan(100 * 2 ** 20);
  });

  it(`refuses what one client opens beyond ${LIMIT} connections, and serves the others meanwhile`, async () => {
    const worker = product.pidOf('proxy-1');
    const filesBefore = openFiles(worker);
    let refused = 0;
    for (let from = 0; from < FLOOD; from += 250) {
      const batch = await Promise.all(Array.from({ length: 250 }, () => RawClient.open(product.ports.proxy)));
      for (const client of batch) client.socket.on('data', () => refused++);
      held.push(...batch);
      expect(await serves()).toBe(true);
    }
    await until(
      () => refused === FLOOD - LIMIT,
      20_000,
      () => `${refused} refused`,
    );
    expect(openFiles(worker)).toBeLessThan(filesBefore + LIMIT + 50);
    for (const each of held.splice(0)) if (each instanceof RawClient) each.close();
    await until(() => serves('127.0.0.1'));
    await until(() => openFiles(worker) <= filesBefore + 10);
  });

  it('sheds clients whose heads trickle in, and serves the others meanwhile', async () => {
    const slow = await Promise.all(Array.from({ length: 500 }, () => RawClient.open(product.ports.proxy)));
    held.push(...slow);
    const trickling = setInterval(() => {
      for (const { socket } of slow) if (!socket.destroyed && socket.writable) socket.write('x');
    }, 500);
    for (const client of slow) client.send('GET http://127.0.0.1/ HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    expect(await serves()).toBe(true);
    const answers = await Promise.all(slow.map((client) => client.untilClosed()));
    clearInterval(trickling);
    expect(new Set(answers.map(statusOf))).toEqual(new Set([408]));
  });

  it('closes a client that does not read, and the connection to the site with it', async () => {
    const origin = await largeBodyOrigin(GB);
    const connected = origin.nextConnection();
    const client = await RawClient.open(product.ports.proxy);
    held.push(client);
    client.send(`GET http://127.0.0.1:${origin.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    await client.until('\r\n\r\n');
    client.socket.pause();
    const upstream = await connected;
    await until(() => upstream.destroyed, 40_000);
    await product.find(({ event, status, bytesDown }) => event === 'request-close' && status === 200 && bytesDown > 0 && bytesDown < GB);
    await origin.close();
  });
});

describe('a worker with few open files', () => {
  beforeAll(() => start({ openFiles: OPEN_FILES }));
  afterAll(() => product?.close());

  it('refuses clearly what it has no room for, says so, and recovers by itself', async () => {
    const answers: string[] = [];
    for (let i = 0; i < OPEN_FILES; i++) {
      const client = await RawClient.open(product.ports.proxy);
      held.push(client);
      client.socket.on('data', (chunk: Buffer) => answers.push(chunk.toString('latin1')));
    }
    await until(() => answers.length > 0 && answers.every((answer) => statusOf(answer) === 503));
    await until(() => healthIs(503), 10_000);
    expect((await ask(product.ports.admin, '/health')).body).toContain('no room');
    for (const each of held.splice(0)) if (each instanceof RawClient) each.close();
    await until(() => serves(), 5_000);
    await until(() => healthIs(200), 60_000);
  });

  it('survives having none left at all', async () => {
    const worker = product.pidOf('proxy-1');
    const silent = await rawOrigin((socket) => socket.resume());
    const limit = (files: number): unknown => execFileSync('prlimit', ['--pid', String(worker), `--nofile=${files}:${OPEN_FILES}`]);
    limit(openFiles(worker) + 20);
    for (let i = 0; i < 60; i++) {
      const socket = connect(product.ports.proxy, '127.0.0.1').on('error', () => {});
      held.push(socket);
      socket.write(`GET http://127.0.0.1:${silent.port}/${i} HTTP/1.1\r\nHost: x\r\n\r\n`);
    }
    await product.find(({ status, reason }) => status === 503 && reason.includes('no room'));
    await until(() => healthIs(503), 10_000);
    for (const each of held.splice(0)) if (!(each instanceof RawClient)) each.destroy();
    limit(OPEN_FILES);
    await until(() => serves(), 10_000);
    await until(() => healthIs(200), 60_000);
    expect(product.pidOf('proxy-1')).toBe(worker);
    await silent.close();
  });
});

/** Sends or fetches a body through the proxy, until it is recorded. */
async function carry(way: 'from' | 'to', size: number): Promise<void> {
  const swallowing = () => httpOrigin((request, response) => request.resume().on('end', () => response.end('ok')));
  const origin = await (way === 'from' ? largeBodyOrigin(size) : swallowing());
  const client = await RawClient.open(product.ports.proxy);
  held.push(client);
  const line = (method: string) => `${method} http://127.0.0.1:${origin.port}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n`;
  if (way === 'from') {
    client.socket.removeAllListeners('data').resume();
    client.send(`${line('GET')}\r\n`);
  } else {
    client.send(`${line('POST')}Content-Length: ${size}\r\n\r\n`);
    sendBytes(client.socket, size);
  }
  await client.untilClosed();
  await product.find((record) => record[way === 'from' ? 'bytesDown' : 'bytesUp'] === size);
  await origin.close();
}

function sendBytes(socket: Socket, size: number): void {
  const chunk = Buffer.alloc(2 ** 18, 'x');
  let sent = 0;
  const more = (): void => {
    let room = true;
    while (room && sent < size) {
      room = socket.write(chunk);
      sent += chunk.length;
    }
  };
  socket.on('drain', more);
  more();
}
