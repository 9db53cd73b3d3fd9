import { describe, expect, it } from 'vitest';
import { httpOrigin, rawOrigin, scriptedOrigin } from '../support/origin.ts';
import { closing } from '../support/proxy-fixture-closing.ts';
import { bodyOf, statusOf } from '../support/raw-client.ts';

const { later, proxy, client } = closing();
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

function _headersOf(head: string): string[] {
  return head.split('\r\n').slice(1).filter(Boolean);
}

describe('the framing of a request', () => {
  it.each([
    ['both lengths', 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
    ['two lengths', 'Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd', 400],
    ['a signed length', 'Content-Length: +3\r\n\r\nabc', 400],
    ['an unknown coding', 'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n', 501],
    ['chunked not last', 'Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n', 400],
    ['two hosts', 'Host: y\r\n\r\n', 400],
    ['a bare line feed', 'X: a\nY: b\r\n\r\n', 400],
    ['a space before the colon', 'X : a\r\n\r\n', 400],
    ['a folded header', 'X: a\r\n b\r\n\r\n', 400],
    ['a zero byte', 'X: a\0b\r\n\r\n', 400],
    ['a carriage return in a value', 'X: a\rb\r\n\r\n', 400],
  ])('refuses %s', async (_, rest, status) => {
    const origin = later(await scriptedOrigin(OK));
    const { port } = await proxy();
    const socket = await client(port);
    socket.send(`POST http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${rest}`);
    expect(statusOf(await socket.untilClosed())).toBe(status);
    expect(origin.accepted).toHaveLength(0);
  });

  it.each([
    ['/origin-form', 400],
    ['https://site.test/', 400],
    ['ftp://site.test/', 400],
    ['http://', 400],
    ['http://site.test:99999/', 400],
    ['http://site.test/#fragment', 400],
  ])('refuses the target %s', async (target, status) => {
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(statusOf(await socket.untilClosed())).toBe(status);
    expect(await records.event('request')).toMatchObject({ action: 'block', rule: 'protocol', status });
  });

  it.each([
    ['content-length', 'Content-Length: 11\r\n\r\nhello world', 'Content-Length: 11', 'hello world'],
    [
      'chunked',
      'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\n\r\n',
      'Transfer-Encoding: chunked',
      'hello world',
    ],
  ])('carries a body framed by %s', async (_, framing, expectedHeader, body) => {
    const seen: string[] = [];
    const origin = later(
      await httpOrigin((request, response) => {
        seen.push(request.rawHeaders.join('|'));
        request.setEncoding('latin1').on('data', (chunk: string) => seen.push(chunk));
        request.on('end', () => response.end(`got ${seen.slice(1).join('')}`));
      }),
    );
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send(`POST http://site.test:${origin.port}/form HTTP/1.1\r\nHost: x\r\n${framing}`);
    await socket.until(`got ${body}`);
    expect(seen[0]).toContain(expectedHeader.replace(': ', '|'));
    expect(await records.event('request')).toMatchObject({ method: 'POST', status: 200, bytesUp: body.length, bytesDown: 4 + body.length });
  });

  it('carries a POST without a body and keeps the connection', async () => {
    const origin = later(await scriptedOrigin(OK));
    const { port } = await proxy();
    const socket = await client(port);
    for (let i = 0; i < 2; i++) {
      socket.send(`POST http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`);
      await socket.until('ok');
      socket.clear();
    }
    expect(origin.heads).toHaveLength(2);
    expect(origin.accepted).toHaveLength(1);
  });

  it('answers HEAD, 204 and 304 without a body and goes on', async () => {
    const answers: Record<string, string> = {
      '/head': 'HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n',
      '/204': 'HTTP/1.1 204 No Content\r\n\r\n',
      '/304': 'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 99\r\n\r\n',
      '/last': 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlast',
    };
    const origin = later(await scriptedOrigin((head, socket) => socket.write(answers[head.split(' ')[1] ?? ''] ?? '')));
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send(`HEAD http://site.test:${origin.port}/head HTTP/1.1\r\nHost: x\r\n\r\n`);
    for (const path of ['/204', '/304', '/last']) socket.send(`GET http://site.test:${origin.port}${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    const received = await socket.until('last');
    expect(received.match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 204', 'HTTP/1.1 304', 'HTTP/1.1 200']);
    expect(received).toContain('Content-Length: 1234');
    expect(received.match(/Transfer-Encoding/gi)).toBeNull();
    await records.find((record) => record.url.endsWith('/last'));
    expect(records.all.map((record) => [record.status, record.bytesDown])).toEqual(
      expect.arrayContaining([
        [200, 0],
        [204, 0],
        [304, 0],
        [200, 4],
      ]),
    );
  });

  it('sends a request body only after the origin asked for it', async () => {
    const origin = later(
      await rawOrigin((socket) => {
        socket.once('data', (chunk: Buffer) => {
          expect(chunk.toString()).toMatch(/expect: 100-continue/i);
          expect(chunk.toString()).not.toContain('payload');
          socket.write('HTTP/1.1 100 Continue\r\n\r\n');
          socket.once('data', () => socket.end(OK));
        });
      }),
    );
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send(`PUT http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 7\r\n\r\n`);
    await socket.until('HTTP/1.1 100 Continue\r\n\r\n');
    socket.send('payload');
    await socket.until('ok');
    expect(await records.event('request')).toMatchObject({ status: 200, bytesUp: 7 });
  });

  it('passes on an answer that comes before the body is complete, and closes behind it', async () => {
    const origin = later(
      await rawOrigin((socket) => {
        socket.once('data', () => socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig'));
      }),
    );
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send(`POST http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nfirst part`);
    const received = await socket.untilClosed();
    expect(statusOf(received)).toBe(413);
    expect(bodyOf(received)).toBe('big');
    expect(received).toMatch(/connection: close/i);
    expect(await records.event('request')).toMatchObject({ status: 413 });
  });
});
