import { describe, expect, it } from 'vitest';
import { rawOrigin } from '../support/origin.ts';
import { closing } from '../support/proxy-fixture-closing.ts';
import { bodyOf, statusOf } from '../support/raw-client.ts';

const { later, proxy, client } = closing();

describe('a failed way upstream', () => {
  const get = (host: string): string => `GET http://${host}/ HTTP/1.1\r\nHost: x\r\n\r\n`;

  it.each([
    ['an unknown name', 'nowhere.example', 502, 'name: '],
    ['a refused connection', 'site.test:9', 502, 'connect: '],
  ])('answers %s', async (_, host, status, text) => {
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send(get(host));
    const response = await socket.until(text);
    expect(statusOf(response)).toBe(status);
    const record = await records.event('request');
    expect(response).toContain(`Schoolgate-Decision: ${record.id}`);
    expect(record).toMatchObject({ action: 'allow', status, rule: 'default' });
    expect(bodyOf(response)).toContain(record.reason);
  });

  it('answers an origin that accepts and says nothing', async () => {
    const origin = later(await rawOrigin((socket) => socket.resume()));
    const { port, records } = await proxy({ settings: { responseTimeoutMs: 300 } });
    const socket = await client(port);
    socket.send(get(`site.test:${origin.port}`));
    expect(statusOf(await socket.until('timeout: '))).toBe(504);
    expect(await records.event('request')).toMatchObject({ status: 504 });
  });

  it.each([
    ['before a status line', ''],
    ['within the status line', 'HTTP/1.1 20'],
    ['within the headers', 'HTTP/1.1 200 OK\r\nContent-Le'],
  ])('answers an origin that resets %s', async (_, before) => {
    const origin = later(
      await rawOrigin((socket) => {
        socket.once('data', () => {
          if (before === '') socket.resetAndDestroy();
          else socket.write(before, () => setTimeout(() => socket.resetAndDestroy(), 20));
        });
      }),
    );
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send(get(`site.test:${origin.port}`));
    expect(statusOf(await socket.until('reset: '))).toBe(502);
    expect(await records.event('request')).toMatchObject({ status: 502 });
  });

  it.each([
    ['a length', 'Content-Length: 100\r\n\r\nsome', 'HTTP/1.1'],
    ['chunks', 'Transfer-Encoding: chunked\r\n\r\n4\r\nsome\r\n', 'HTTP/1.1'],
    ['the end of the connection', '\r\nsome', 'HTTP/1.0'],
  ])('lets the client see a body broken off that is framed by %s', async (_, framing, version) => {
    const origin = later(
      await rawOrigin((socket) => {
        socket.once('data', () => {
          socket.write(`HTTP/1.1 200 OK\r\n${framing}`, () => setTimeout(() => socket.resetAndDestroy(), 30));
        });
      }),
    );
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send(`GET http://site.test:${origin.port}/ ${version}\r\nHost: x\r\n\r\n`);
    await socket.until('some');
    const received = await socket.untilClosed();
    expect(received).not.toContain('0\r\n\r\n');
    if (version === 'HTTP/1.0') expect(socket.wasReset).toBe(true);
    expect(await records.event('request')).toMatchObject({
      status: 200,
      bytesDown: 4,
      reason: 'The site stopped in the middle of its answer.',
    });
  });

  it('gives up upstream when the client goes away', async () => {
    const origin = later(
      await rawOrigin((socket) => {
        socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome'));
      }),
    );
    const { port, records } = await proxy();
    const accepted = origin.nextConnection();
    const socket = await client(port);
    socket.send(get(`site.test:${origin.port}`));
    await socket.until('some');
    const upstreamEnded = accepted.then((upstream) => new Promise((resolve) => upstream.once('end', resolve)));
    socket.close();
    await upstreamEnded;
    expect(await records.event('request')).toMatchObject({ status: 200, bytesDown: 4, reason: expect.stringContaining('client closed') });
  });

  it('gives up upstream when the client goes away in the middle of its body', async () => {
    const origin = later(await rawOrigin((socket) => socket.resume()));
    const { port, records } = await proxy();
    const accepted = origin.nextConnection();
    const socket = await client(port);
    socket.send(`POST http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nsome`);
    const upstream = await accepted;
    const ended = new Promise((resolve) => upstream.once('close', resolve).once('end', resolve));
    socket.close();
    await ended;
    expect(await records.event('request')).toMatchObject({ status: null, bytesUp: 4 });
  });
});
