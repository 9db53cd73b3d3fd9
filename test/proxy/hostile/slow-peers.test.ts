import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { connectionsThatFit, watchRoom } from '../../../proxy/room.ts';
import { largeBodyOrigin } from '../../support/large-body-origin.ts';
import { rawOrigin, scriptedOrigin } from '../../support/origin.ts';
import { closing } from '../../support/proxy-fixture-closing.ts';
import { RawClient, statusOf } from '../../support/raw-client.ts';
import { until } from '../../support/until.ts';
import { ALL_WAYS, WAYS } from './ways.ts';

const { later, proxy, client } = closing();
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** Sends the same piece for as long as the other side lives: each one a write of its own, `everyMs` apart. */
function trickle(socket: Socket, piece: string, everyMs: number): void {
  const timer = setInterval(() => socket.write(piece), everyMs);
  socket.once('close', () => clearInterval(timer));
}

function flood(socket: Socket, piece: string): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', more);
  more();
}

describe.each(ALL_WAYS)('a %s to an origin', (way) => {
  it('that says nothing is answered in time', async () => {
    const origin = later(await rawOrigin((socket) => socket.resume()));
    const { port, records } = await proxy({ settings: { responseTimeoutMs: 250 } });
    const socket = await client(port);
    socket.send(WAYS[way](origin.port));
    expect(statusOf(await socket.untilClosed())).toBe(504);
    expect(await records.event('request')).toMatchObject({ action: 'allow', status: 504 });
  });

  it('whose head trickles in is answered in time', async () => {
    const origin = later(
      await rawOrigin((socket) => {
        socket.resume().write('HTTP/1.1 200 OK\r\nX-Slow: ');
        trickle(socket, 'x', 20);
      }),
    );
    const { port } = await proxy({ settings: { responseTimeoutMs: 400 } });
    const socket = await client(port);
    socket.send(WAYS[way](origin.port));
    expect(statusOf(await socket.untilClosed())).toBe(504);
  });

  it('whose head never ends is answered at the limit', async () => {
    const origin = later(
      await rawOrigin((socket) => {
        socket.resume().write('HTTP/1.1 200 OK\r\n');
        flood(socket, `X-Many: ${'x'.repeat(1_000)}\r\n`);
      }),
    );
    const { port } = await proxy();
    const socket = await client(port);
    socket.send(WAYS[way](origin.port));
    expect(statusOf(await socket.untilClosed())).toBe(502);
  });

  it('whose name nobody resolves is answered in time', async () => {
    const { port, records } = await proxy({ resolve: () => {}, settings: { connectTimeoutMs: 200 } });
    const socket = await client(port);
    socket.send(WAYS[way](80));
    expect(statusOf(await socket.untilClosed())).toBe(504);
    expect(await records.event('request')).toMatchObject({ reason: 'The name server did not answer in time.' });
  });
});

describe('a body', () => {
  it('whose trailers never end is cut, whoever sends them', async () => {
    const trailers = `X-Many: ${'x'.repeat(1_000)}\r\n`;
    const origin = later(
      await rawOrigin((socket) => {
        socket.once('data', () => {
          socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n');
          flood(socket, trailers);
        });
      }),
    );
    const { port } = await proxy();
    const receiving = await client(port);
    receiving.send(WAYS.GET(origin.port));
    expect(await receiving.untilClosed()).not.toMatch(/0\r\n/);
    const sending = await client(port);
    sending.send(`POST http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n`);
    flood(sending.socket, trailers);
    await sending.untilClosed();
  });

  it('that the origin does not read is answered in time', async () => {
    const origin = later(await rawOrigin((socket) => socket.pause()));
    const { port } = await proxy({ settings: { responseTimeoutMs: 500 } });
    const socket = await client(port);
    socket.send(`POST http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\nContent-Length: ${2 ** 40}\r\n\r\n`);
    flood(socket.socket, 'x'.repeat(65_536));
    expect(statusOf(await socket.until('\r\n\r\n'))).toBe(504);
  });

  it('of any length passes in little memory', async () => {
    const size = 2 ** 27;
    const origin = later(await largeBodyOrigin(size));
    const { port, records } = await proxy();
    const fetchOne = async (): Promise<void> => {
      const socket = await client(port);
      socket.socket.removeAllListeners('data').resume();
      socket.send(WAYS.GET(origin.port));
      await socket.untilClosed();
    };
    // What a first one leaves behind is for all that follow.
    await fetchOne();
    const before = process.memoryUsage().rss;
    await fetchOne();
    const last = await records.find(({ bytesDown }) => bytesDown === size);
    expect(last.status).toBe(200);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20);
  });
});

describe('room', () => {
  it('is what the open files allow, two for each connection', () => {
    const limits = (files: string): string =>
      `Limit  Soft Limit  Hard Limit  Units\nMax open files            ${files}                 9999 files\n`;
    expect(connectionsThatFit(limits('1024'))).toBe(448);
    expect(connectionsThatFit(limits('64'))).toBe(1);
    expect(connectionsThatFit(limits('unlimited'))).toBe(Number.POSITIVE_INFINITY);
    expect(connectionsThatFit()).toBeGreaterThan(1);
  });

  it('for no more is said clearly, counted, told to health, and passes by itself', async () => {
    const origin = later(await scriptedOrigin(OK));
    const { port, counters } = await proxy({ maxConnections: 3 });
    let nowMs = 0;
    const problem = watchRoom(counters, () => nowMs);
    expect(problem()).toBeNull();
    const held = [await client(port), await client(port), await client(port)];
    for (const socket of held) {
      socket.send(`GET http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
      await socket.until('ok');
    }
    expect(statusOf(await (await client(port)).untilClosed())).toBe(503);
    expect([counters.noRoom.value, counters.connectionsRefused.value]).toEqual([1, 0]);
    expect(problem()).toContain('no room');
    held[0]?.close();
    const served = await until(async () => {
      const socket = await RawClient.open(port);
      socket.send(WAYS.GET(origin.port));
      return statusOf(await socket.untilClosed()) === 200;
    });
    expect(served).toBe(true);
    nowMs += 29_000;
    expect(problem()).toContain('no room');
    nowMs += 30_000;
    expect(problem()).toBeNull();
  });

  it('of one client is its own: the flood of one address costs another nothing', async () => {
    const origin = later(await scriptedOrigin(OK));
    const { port, counters } = await proxy({ settings: { maxConnectionsPerClient: 20 } });
    const flooding = await Promise.all(Array.from({ length: 300 }, async () => later(await RawClient.open(port))));
    await until(() => counters.connectionsRefused.value === 280);
    const other = later(await RawClient.open(port, '127.0.0.1', '127.0.0.2'));
    other.send(WAYS.GET(origin.port));
    expect(statusOf(await other.untilClosed())).toBe(200);
    for (const socket of flooding) socket.close();
    await until(async () => {
      const socket = await RawClient.open(port);
      socket.send(WAYS.GET(origin.port));
      return statusOf(await socket.untilClosed()) === 200;
    });
  });
});

it('a clock that steps changes neither how long things take nor whether an id is unique', async () => {
  let stepMs = 0;
  const origin = later(
    await scriptedOrigin((_, socket) => {
      stepMs = stepMs === 0 ? -3_600_000 : 86_400_000;
      socket.write(OK);
    }),
  );
  const { port, records } = await proxy({ clock: () => Date.now() + stepMs });
  const socket = await client(port);
  for (let i = 0; i < 6; i++) {
    if (i % 2 === 0) stepMs = 0;
    socket.send(`GET http://site.test:${origin.port}/${i} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await socket.until('ok');
    socket.clear();
    await records.find(({ url }) => url.endsWith(`/${i}`));
  }
  expect(new Set(records.all.map(({ id }) => id)).size).toBe(6);
  for (const { durationMs } of records.all) {
    expect(durationMs).toBeGreaterThanOrEqual(0);
    expect(durationMs).toBeLessThan(5_000);
  }
});
