import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { rawOrigin } from '../../support/origin.ts';
import type { ProxyFixture } from '../../support/proxy-fixture.ts';
import { closing } from '../../support/proxy-fixture-closing.ts';
import { RawClient, statusOf } from '../../support/raw-client.ts';
import { until } from '../../support/until.ts';
import { ALL_WAYS, WAYS, type Way } from './ways.ts';

const { later, proxy, client } = closing();

type End = 'fin' | 'reset';
const ENDS: readonly End[] = ['fin', 'reset'];

function end(socket: Socket, how: End): void {
  if (how === 'fin') socket.end();
  else socket.resetAndDestroy();
}

/** Nothing is left of what was begun: neither connections nor tunnels, and each attempt has been recorded to its end. */
async function expectNothingLeft({ proxy: { server, tunnels }, records }: ProxyFixture, attempts: number): Promise<void> {
  await until(() => server.connections.count === 0 && tunnels.size === 0);
  const ids = new Set(records.all.map(({ id }) => id));
  expect(ids.size).toBe(attempts);
  for (const id of ids) {
    const events = records.all.filter((record) => record.id === id).map(({ event }) => event);
    expect(events.length, events.join()).toBeLessThanOrEqual(2);
    if (events[0] === 'tunnel-open') expect(events[1]).toBe('tunnel-close');
  }
}

/** What an origin has sent when it ends, and whether that is a whole head. */
const ANSWERED = [
  ['nothing', '', false],
  ['part of a status line', 'HTTP/1.1 20', false],
  ['part of a head', 'HTTP/1.1 200 OK\r\nContent-Le', false],
  ['an interim answer', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n', false],
  ['a head', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n', true],
  ['part of a body with a length', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nsome', true],
  ['part of a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nsome', true],
  ['chunks without a last one', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nsome\r\n', true],
  ['part of the trailers', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nsome\r\n0\r\nX-S', true],
] as const;

describe.each(ALL_WAYS)('an origin that breaks off its answer to a %s', (way: Way) => {
  it.each(ENDS)('at every phase, by %s', async (how) => {
    const fixture = await proxy();
    for (const [what, bytes, hasHead] of ANSWERED) {
      const origin = later(
        await rawOrigin((socket) => {
          socket.once('data', () => {
            if (bytes === '') end(socket, how);
            // Read by the other side before a reset can overtake it.
            else socket.write(bytes, () => setImmediate(() => end(socket, how)));
          });
        }),
      );
      const socket = await RawClient.open(fixture.port);
      socket.send(WAYS[way](origin.port));
      const answer = (await socket.untilClosed()).replace(/^HTTP\/1\.1 103[\s\S]*?\r\n\r\n/, '');
      // A reset may throw away what the kernel had not handed over yet.
      const seen = statusOf(answer);
      if (!hasHead) expect(seen, what).toBe(502);
      else if (how === 'fin') expect(seen, what).toBe(200);
      if (seen === 200) expect(answer, what).not.toMatch(/0\r\n\r\n$/);
      socket.close();
      await origin.close();
    }
    await expectNothingLeft(fixture, ANSWERED.length);
  });
});

it.each(ENDS)('an origin that ends a connection as soon as it is made, by %s, is an answer each way', async (how) => {
  const origin = later(await rawOrigin((socket) => end(socket, how)));
  const fixture = await proxy();
  for (const way of ALL_WAYS) {
    const socket = await RawClient.open(fixture.port);
    socket.send(WAYS[way](origin.port));
    expect(statusOf(await socket.untilClosed()), way).toBe(502);
    socket.close();
  }
  await expectNothingLeft(fixture, ALL_WAYS.length);
});

/** What a client has sent when it goes, and what it has waited for before. */
const ASKED: readonly (readonly [string, (port: number) => string, string])[] = [
  ['an answer that does not come', WAYS.GET, ''],
  ['an answer to a body', WAYS.POST, ''],
  ['half of its body', (port) => `POST http://site.test:${port}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf`, ''],
  ['half of a chunk', (port) => `POST http://site.test:${port}/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf`, ''],
  [
    'a 100 that does not come',
    (port) => `PUT http://site.test:${port}/ HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n`,
    '',
  ],
  ['a switch that does not come', WAYS.WebSocket, ''],
  ['half of an answer', (port) => WAYS.GET(port).replace('/ HTTP', '/half HTTP'), 'some'],
  ['half of an answer to a body', (port) => WAYS.POST(port).replace('/ HTTP', '/half HTTP'), 'some'],
  ['frames', (port) => WAYS.WebSocket(port).replace('/ HTTP', '/switch HTTP'), 'frame'],
  ['a tunnel', (port) => `CONNECT site.test:${port} HTTP/1.1\r\nHost: x\r\n\r\n`, 'established\r\n\r\n'],
];
const HALF = 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nsome';
const SWITCH = 'HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nframe';

describe('a client that goes away', () => {
  it.each(ENDS)('at every phase, by %s, leaves nothing behind upstream', async (how) => {
    const origin = later(
      await rawOrigin((socket) => {
        socket.on('data', (chunk: Buffer) => {
          const path = chunk.toString('latin1').split(' ')[1];
          if (path === '/half') socket.write(HALF);
          if (path === '/switch') socket.write(SWITCH);
        });
        socket.on('end', () => socket.end());
      }),
    );
    // Nobody reads from a client whose switch is awaited: only time ends that.
    const fixture = await proxy({ connectPorts: [origin.port], settings: { responseTimeoutMs: 1_000 } });
    for (const [what, request, awaited] of ASKED) {
      const connected = origin.nextConnection();
      const socket = await RawClient.open(fixture.port);
      socket.send(request(origin.port));
      const upstream = await connected;
      if (awaited !== '') await socket.until(awaited);
      end(socket.socket, how);
      await until(
        () => upstream.closed,
        2_000,
        () => `${what}: the connection upstream is still open`,
      );
      socket.close();
    }
    await expectNothingLeft(fixture, ASKED.length);
  });

  it('at every byte of a request leaves nothing behind, and the next one is served', async () => {
    const origin = later(
      await rawOrigin((socket) => socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))),
    );
    const fixture = await proxy();
    for (const how of ENDS) {
      const request = WAYS.POST(origin.port);
      for (let length = 0; length <= request.length; length += 5) {
        const socket = await RawClient.open(fixture.port);
        await new Promise<void>((sent) => socket.socket.write(request.slice(0, length), () => sent()));
        end(socket.socket, how);
        socket.close();
      }
    }
    await until(() => fixture.proxy.server.connections.count === 0);
    const socket = await client(fixture.port);
    socket.send(WAYS.GET(origin.port));
    await socket.until('ok');
  });
});
