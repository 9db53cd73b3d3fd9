import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Hostname } from '../../../core/hostname.ts';
import type { Dial } from '../../../outbound/upstream.ts';
import type { Asking, OriginConnection } from '../../../proxy/forward/origin-connection.ts';
import { OriginPool } from '../../../proxy/forward/origin-pool.ts';

const REQUEST = 'GET / HTTP/1.1\r\nHost: site.test\r\n\r\n';
const EMPTY = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** An origin that says something of each request, by its number on the connection and that of the connection. */
async function origin(answer: (socket: Socket, request: number, connection: number) => void) {
  const sockets: Socket[] = [];
  const dialled: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    const number = sockets.length;
    let requests = 0;
    socket.on('error', () => {}).on('data', () => answer(socket, ++requests, number));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const dial: Dial = (_, done) => {
    const socket = connect({ host: '127.0.0.1', port }, () => done(null, socket));
    dialled.push(socket.on('error', () => {}));
    return () => socket.destroy();
  };
  const pool = new OriginPool({ dial, responseTimeoutMs: 400, maxHeaderBytes: 4_096 });
  ends.push(
    () => pool.close(),
    () => server.close(),
  );
  return { pool, sockets, dialled };
}

/** Asks once, by a connection of the pool; what came of it. */
function ask(pool: OriginPool, hostname = 'site.test'): Promise<{ status?: number; body?: string; error?: string; untouched?: boolean }> {
  return new Promise((resolve) => {
    let status = 0;
    let body = '';
    const asking: Asking = {
      interim: () => {},
      head: (given) => {
        status = given;
      },
      body: (chunk) => {
        body += chunk.toString();
      },
      flush: () => {},
      end: () => resolve({ status, body }),
      fail: (error, untouched) => resolve({ error: 'code' in error ? String(error.code) : error.message, untouched }),
    };
    pool.take({ hostname: hostname as Hostname, port: 80 }, (_, connection: OriginConnection | null) =>
      connection?.ask(REQUEST, false, asking, performance.now()),
    );
  });
}

describe('a connection is used again', () => {
  it('for the same destination only', async () => {
    const { pool, sockets } = await origin((socket) => socket.write(EMPTY));
    await ask(pool);
    await ask(pool);
    expect(sockets).toHaveLength(1);
    await ask(pool, 'other.test');
    expect(sockets).toHaveLength(2);
  });

  it('by one request at a time', async () => {
    const { pool, sockets } = await origin((socket) => socket.write(EMPTY));
    await Promise.all([ask(pool), ask(pool)]);
    expect(sockets).toHaveLength(2);
    await Promise.all([ask(pool), ask(pool)]);
    expect(sockets).toHaveLength(2);
  });

  it.each([
    ['whose origin says it ends soon', EMPTY.replace('\r\n\r\n', '\r\nKeep-Alive: timeout=1, max=9\r\n\r\n')],
    ['whose origin closes it', EMPTY.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')],
    ['on which bytes came that belong to nothing', `${EMPTY}HTTP/1.1 200 OK\r\nX-Evil: 1\r\nContent-Length: 0\r\n\r\n`],
  ])('but not one %s', async (_, text) => {
    const { pool, sockets } = await origin((socket) => socket.write(text));
    await ask(pool);
    await once(sockets[0] ?? expect.fail('no connection'), 'close');
    expect(await ask(pool)).toMatchObject({ status: 200 });
    expect(sockets).toHaveLength(2);
  });

  it('but not one on which an answer came just before anybody asked', async () => {
    const { pool, sockets, dialled } = await origin((socket) => socket.write(EMPTY));
    await ask(pool);
    dialled[0]?.emit('data', Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nPOISON'));
    expect(await ask(pool)).toEqual({ status: 200, body: '' });
    expect(sockets).toHaveLength(2);
  });

  it('but not one that said more behind its answer, in whichever read', async () => {
    const { pool, sockets, dialled } = await origin((socket, _, connection) => connection > 1 && socket.write(EMPTY));
    const asked = ask(pool);
    await vi.waitFor(() => expect(sockets[0]?.bytesRead).toBe(REQUEST.length));
    dialled[0]?.emit('data', Buffer.from(EMPTY));
    dialled[0]?.emit('data', Buffer.from('HTTP/1.1 200 OK\r\n'));
    expect(await asked).toEqual({ status: 200, body: '' });
    expect(await ask(pool)).toEqual({ status: 200, body: '' });
    expect(sockets).toHaveLength(2);
  });

  it('and what came before the request has left is no answer to it', async () => {
    const { pool, dialled } = await origin((socket) => socket.write(EMPTY));
    await ask(pool);
    const asked = ask(pool);
    dialled[0]?.emit('data', Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nPOISON'));
    expect(await asked).toEqual({ error: 'ECONNRESET', untouched: true });
  });

  it('but not one on which something is said that nobody asked for', async () => {
    const { pool, sockets } = await origin((socket) => socket.write(EMPTY));
    await ask(pool);
    const [first = expect.fail('no connection')] = sockets;
    first.write(EMPTY);
    await once(first, 'close');
    await ask(pool);
    expect(sockets).toHaveLength(2);
  });
});

it('of those that are idle only the ones used last are kept', async () => {
  const { pool, sockets } = await origin((socket) => socket.write(EMPTY));
  const hosts = Array.from({ length: 140 }, (_, number) => `h${number}.test`);
  await Promise.all(hosts.map((host) => ask(pool, host)));
  await ask(pool, 'h0.test');
  await vi.waitFor(() => expect(sockets.filter((socket) => !socket.destroyed)).toHaveLength(128));
  await ask(pool, 'h0.test');
  expect(sockets).toHaveLength(140);
  await ask(pool, 'h1.test');
  expect(sockets).toHaveLength(141);
});

describe('a request that fails', () => {
  it('on a kept connection before anything came may be asked again; on a new one it may not', async () => {
    const { pool } = await origin((socket, request) => (request === 1 ? socket.write(EMPTY) : socket.destroy()));
    await ask(pool);
    expect(await ask(pool)).toEqual({ error: 'ECONNRESET', untouched: true });
    const gone = await origin((socket) => socket.destroy());
    expect(await ask(gone.pool)).toEqual({ error: 'ECONNRESET', untouched: false });
  });

  it('within its answer may not', async () => {
    const { pool } = await origin((socket, request) => (request === 1 ? socket.write(EMPTY) : socket.end('HTTP/1.1 2')));
    await ask(pool);
    expect(await ask(pool)).toEqual({ error: 'ECONNRESET', untouched: false });
  });

  it('ends when its origin is silent, or brings a head byte by byte', async () => {
    const silent = await origin(() => {});
    expect(await ask(silent.pool)).toMatchObject({ error: 'RESPONSE_TIMEOUT' });
    const slow = await origin((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nX: ');
      const trickle = setInterval(() => socket.write('a'), 20);
      socket.once('close', () => clearInterval(trickle));
    });
    expect(await ask(slow.pool)).toMatchObject({ error: 'RESPONSE_TIMEOUT' });
  });
});

it('a closed pool keeps nothing', async () => {
  const { pool, sockets } = await origin((socket) => socket.write(EMPTY));
  await ask(pool);
  const closed = once(sockets[0] ?? expect.fail('no connection'), 'close');
  pool.close();
  await closed;
});
