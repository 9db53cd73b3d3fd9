import { describe, expect, it } from 'vitest';
import { rawOrigin } from '../../support/origin.ts';
import { closing } from '../../support/proxy-fixture-closing.ts';
import { ALL_WAYS, WAYS } from './ways.ts';

const { later, proxy, client } = closing();

describe.each(ALL_WAYS)('an origin that answers a %s with interim responses only', (way) => {
  it('does not go on for ever', async () => {
    const interim = `HTTP/1.1 103 Early Hints\r\nLink: <${'a'.repeat(1_000)}>; rel=preload\r\n\r\n`.repeat(50);
    const origin = later(
      await rawOrigin((socket) => {
        const more = (): void => {
          while (!socket.destroyed && socket.write(interim));
        };
        socket.on('drain', more).once('data', more);
      }),
    );
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send(WAYS[way](origin.port));
    const response = await socket.untilClosed();
    expect(response.match(/HTTP\/1\.1 103/g)?.length ?? 0).toBeLessThanOrEqual(100);
    expect(response).toContain('HTTP/1.1 502 ');
    expect(await records.event('request')).toMatchObject({ status: 502 });
  });
});

it('an origin whose head is larger than the limit is told of as that', async () => {
  const head = `HTTP/1.1 200 OK\r\nX-Long: ${'a'.repeat(9_000)}\r\nContent-Length: 0\r\n\r\n`;
  const origin = later(await rawOrigin((socket) => socket.once('data', () => socket.write(head))));
  const { port, records } = await proxy({ settings: { maxHeaderBytes: 8_192 } });
  const socket = await client(port);
  socket.send(WAYS.GET(origin.port));
  expect(await socket.until('larger headers than the proxy accepts')).toContain('HTTP/1.1 502 ');
  expect(await records.event('request')).toMatchObject({ status: 502, reason: expect.stringContaining('larger headers') });
});
