import { describe, expect, it } from 'vitest';
import { rawOrigin } from '../../support/origin.ts';
import { closing } from '../../support/proxy-fixture-closing.ts';
import { statusOf } from '../../support/raw-client.ts';

const { later, proxy, client } = closing();

/** The ways a request goes upstream: undici, node:http, http-proxy. */
const WAYS = {
  GET: (port: number) => `GET http://site.test:${port}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
  POST: (port: number) => `POST http://site.test:${port}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx`,
  WebSocket: (port: number) => `GET http://site.test:${port}/ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
} as const;
type Way = keyof typeof WAYS;
const ALL = Object.keys(WAYS) as Way[];

async function answered(way: Way, bytes: string | Buffer): Promise<{ response: string; status: number | null }> {
  const origin = later(await rawOrigin((socket) => void socket.once('data', () => socket.end(bytes))));
  const { port, records } = await proxy();
  const socket = await client(port);
  socket.send(WAYS[way](origin.port));
  const response = await socket.untilClosed();
  const record = await records.find((each) => each.event === 'request');
  return { response, status: record.status };
}

describe.each(ALL)('what an origin answers a %s with', (way) => {
  it.each([
    ['control characters', Buffer.from('HTTP/1.1 200 O\x01K\r\nContent-Length: 2\r\n\r\nok')],
    ['UTF-8', Buffer.from('HTTP/1.1 200 Prêt—à\r\nContent-Length: 2\r\n\r\nok')],
  ])('is passed on in spite of %s in its reason', async (_, bytes) => {
    const { response, status } = await answered(way, bytes);
    expect(statusOf(response)).toBe(200);
    expect(response.endsWith('\r\n\r\nok')).toBe(true);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not come through
    expect(response.slice(0, response.indexOf('\r\n'))).not.toMatch(/[\x00-\x1f\x7f]/);
    expect(status).toBe(200);
  });

  it.each(['099 Low', '000 None', '101 Nothing asked'])('is a failure when its final status is %s', async (line) => {
    const { response, status } = await answered(way, `HTTP/1.1 ${line}\r\nContent-Length: 0\r\n\r\n`);
    expect(statusOf(response)).toBe(502);
    expect(status).toBe(502);
  });
});

describe.each(['GET', 'POST'] as const)('a switch of protocols that a %s did not ask for', (way) => {
  it('is a failure at once', async () => {
    const { response } = await answered(way, 'HTTP/1.1 101 Switching\r\nUpgrade: foo\r\nConnection: Upgrade\r\n\r\n');
    expect(statusOf(response)).toBe(502);
  });
});

describe.each(ALL)('an origin that answers a %s with interim responses only', (way) => {
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

describe('bytes behind an answer without a body', () => {
  it('do not break the answer', async () => {
    for (const way of ['GET', 'POST'] as const) {
      const { response } = await answered(way, 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello');
      expect(statusOf(response)).toBe(204);
    }
  });
});
