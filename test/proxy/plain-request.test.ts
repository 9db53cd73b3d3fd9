import { describe, expect, it } from 'vitest';
import { httpOrigin, rawOrigin, scriptedOrigin } from '../support/origin.ts';
import { closing } from '../support/proxy-fixture-closing.ts';
import { bodyOf, statusOf } from '../support/raw-client.ts';

const { later, proxy, client } = closing();
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

function headersOf(head: string): string[] {
  return head.split('\r\n').slice(1).filter(Boolean);
}

describe('a plain request', () => {
  it('is forwarded, answered and recorded', async () => {
    const origin = later(
      await scriptedOrigin('HTTP/1.1 200 Fine\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\n\r\nhello'),
    );
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send(
      `GET http://user:secret@site.test:${origin.port}//a//b?q=1 HTTP/1.1\r\nHost: ignored.test\r\nSec-Fetch-Mode: navigate\r\n\r\n`,
    );
    const response = await socket.until('hello');
    expect(response).toMatch(/^HTTP\/1\.1 200 Fine\r\n/);
    expect(origin.heads[0]).toMatch(/^GET \/\/a\/\/b\?q=1 HTTP\/1\.1\r\n/);
    expect(headersOf(origin.heads[0] ?? '').filter((line) => /^host:/i.test(line))).toEqual([`host: site.test:${origin.port}`]);
    const record = await records.event('request');
    expect(record).toMatchObject({
      event: 'request',
      username: 'pupil',
      computer: 'PC-1',
      clientIp: '127.0.0.1',
      method: 'GET',
      url: `http://site.test:${origin.port}//a//b`,
      host: 'site.test',
      action: 'allow',
      rule: 'default',
      intent: 'navigation',
      visibility: 'url',
      contentType: 'text/plain; charset=utf-8',
      status: 200,
      bytesUp: 0,
      bytesDown: 5,
    });
    expect(records.all).toHaveLength(1);
  });

  it.each(['/a/../b', '/%7Euser/%2e%2e/', '/a;b=c/d', '/?', '/?a=%zz&b', '//', '/a//'])('keeps the path bytes of %s', async (path) => {
    const origin = later(await scriptedOrigin(OK));
    const { port } = await proxy();
    const socket = await client(port);
    socket.send(`GET http://site.test:${origin.port}${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await socket.until('ok');
    expect(origin.heads[0]?.split(' ')[1]).toBe(path);
  });

  it('asks a server-wide OPTIONS with an asterisk', async () => {
    const origin = later(await scriptedOrigin(OK));
    const { port } = await proxy();
    const socket = await client(port);
    socket.send(`OPTIONS http://site.test:${origin.port} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await socket.until('ok');
    expect(origin.heads[0]).toMatch(/^OPTIONS \* HTTP\/1\.1/);
  });

  it('removes what belongs to one hop, on the way up', async () => {
    const origin = later(await scriptedOrigin(OK));
    const { port } = await proxy();
    const socket = await client(port);
    socket.send(
      `GET http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\nProxy-Authorization: Basic cHVwaWw6cHc=\r\nProxy-Connection: keep-alive\r\n` +
        'Connection: keep-alive, X-Named\r\nX-Named: gone\r\nKeep-Alive: timeout=5\r\nTE: trailers\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n' +
        'X-MiXeD: One\r\nx-mixed: Two\r\nCookie: a=b\r\nAccept-Encoding: gzip\r\n\r\n',
    );
    await socket.until('ok');
    const lines = headersOf(origin.heads[0] ?? '');
    expect(lines).toEqual(
      expect.arrayContaining(['X-MiXeD: One', 'x-mixed: Two', 'Cookie: a=b', 'Accept-Encoding: gzip', 'Via: 1.1 schoolgate-test']),
    );
    expect(lines.join('\n')).not.toMatch(/proxy-|x-named|keep-alive: timeout|^te:|^upgrade|http2-settings/im);
  });

  it('removes what belongs to one hop, on the way down, and keeps the rest as it came', async () => {
    const origin = later(
      await scriptedOrigin(
        'HTTP/1.1 200 OK\r\nSeRvEr: odd\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nConnection: X-Hop\r\nX-Hop: gone\r\nKeep-Alive: timeout=9\r\n' +
          'Upgrade: h2c\r\nProxy-Authenticate: Basic realm="steal"\r\nVia: 1.0 other\r\nContent-Length: 2\r\n\r\nok',
      ),
    );
    const { port } = await proxy();
    const socket = await client(port);
    socket.send(`GET http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    const lines = headersOf((await socket.until('ok')).split('\r\n\r\n')[0] ?? '');
    expect(lines).toEqual(
      expect.arrayContaining([
        'SeRvEr: odd',
        'Set-Cookie: a=1',
        'Set-Cookie: b=2',
        'Via: 1.0 other',
        'Via: 1.1 schoolgate-test',
        'Content-Length: 2',
      ]),
    );
    expect(lines.join('\n')).not.toMatch(/x-hop|timeout=9|upgrade|proxy-authenticate/i);
  });

  it('answers a loop without forwarding it', async () => {
    const origin = later(await scriptedOrigin(OK));
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send(
      `GET http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\nVia: 1.0 other, 1.1 schoolgate-test (x)\r\nConnection: close\r\n\r\n`,
    );
    expect(statusOf(await socket.untilClosed())).toBe(508);
    expect(origin.accepted).toHaveLength(0);
    expect(await records.event('request')).toMatchObject({ action: 'block', rule: 'protocol', status: 508 });
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

  it('reuses connections on both sides', async () => {
    const origin = later(await scriptedOrigin(OK));
    const { port } = await proxy();
    const socket = await client(port);
    for (let i = 0; i < 5; i++) {
      socket.send(`GET http://site.test:${origin.port}/${i} HTTP/1.1\r\nHost: x\r\n\r\n`);
      await socket.until('ok');
      socket.clear();
    }
    expect(origin.heads).toHaveLength(5);
    expect(origin.accepted).toHaveLength(1);
  });

  it('answers pipelined requests in their order', async () => {
    const origin = later(
      await httpOrigin((request, response) => {
        const wait = request.url === '/0' ? 60 : 0;
        setTimeout(() => response.end(`<${request.url}>`), wait);
      }),
    );
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send([0, 1, 2].map((i) => `GET http://site.test:${origin.port}/${i} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
    const received = await socket.until('</2>');
    expect(received.match(/<\/\d>/g)).toEqual(['</0>', '</1>', '</2>']);
    await records.find((record) => record.url.endsWith('/2'));
    expect(records.all).toHaveLength(3);
  });

  it('ends what was pipelined behind when the client goes away', async () => {
    const origin = later(await rawOrigin((socket) => socket.resume()));
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send([0, 1].map((i) => `GET http://site.test:${origin.port}/${i} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
    while (origin.accepted.length < 2) await origin.nextConnection();
    socket.close();
    await records.find((record) => record.url.endsWith('/1'));
    expect(records.all.map((record) => record.status)).toEqual([null, null]);
    await Promise.all(origin.accepted.map((each) => each.readableEnded || new Promise((resolve) => each.once('end', resolve))));
  });

  it('passes trailers and interim responses on', async () => {
    const origin = later(
      await scriptedOrigin(
        'HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nConnection: x-y\r\nX-Y: 1\r\n\r\n' +
          'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 9\r\nSet-Cookie: t=1\r\n\r\n',
      ),
    );
    const { port } = await proxy();
    const socket = await client(port);
    socket.send(`GET http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    const received = await socket.until('X-Sum: 9\r\n\r\n');
    expect(received).toMatch(/^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a\.css>\r\n/);
    expect(received).not.toMatch(/x-y|t=1/i);
    expect(received).toContain('3\r\nabc\r\n');
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

  it('speaks HTTP/1.0 to a client that does', async () => {
    const origin = later(await scriptedOrigin('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'));
    const { port } = await proxy();
    const socket = await client(port);
    socket.send(`GET http://site.test:${origin.port}/ HTTP/1.0\r\n\r\n`);
    const received = await socket.untilClosed();
    expect(bodyOf(received)).toBe('abc');
    expect(origin.heads[0]).toContain('Via: 1.0 schoolgate-test');
  });

  it('repeats a GET once when the kept connection turns out dead', async () => {
    const origin = later(
      await scriptedOrigin((head, socket) => {
        if (head.includes('/die')) socket.resetAndDestroy();
        else socket.write(OK);
      }),
    );
    const { port, counters } = await proxy();
    const socket = await client(port);
    socket.send(`GET http://site.test:${origin.port}/first HTTP/1.1\r\nHost: x\r\n\r\n`);
    await socket.until('ok');
    socket.send(`GET http://site.test:${origin.port}/die HTTP/1.1\r\nHost: x\r\n\r\n`);
    await socket.until('502');
    expect(origin.heads.filter((head) => head.includes('/die'))).toHaveLength(2);
    expect(counters.retries.value).toBe(1);
  });

  it('keeps a login that clings to a connection to the client it belongs to', async () => {
    const origin = later(
      await scriptedOrigin((head, socket) => {
        const user = /authorization: NTLM (\w+)/i.exec(head)?.[1];
        if (user !== undefined) Object.assign(socket, { user });
        const known = (socket as { user?: string }).user ?? 'nobody';
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${known.length + 2}\r\n\r\n<${known}>`);
      }),
    );
    const { port } = await proxy();
    const ann = await client(port);
    const bob = await client(port);
    const get = `GET http://intranet.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\n`;
    ann.send(`${get}Authorization: NTLM ann\r\n\r\n`);
    await ann.until('<ann>');
    bob.send(`${get}\r\n`);
    expect(await bob.until('>')).toContain('<nobody>');
    ann.clear();
    ann.send(`${get}\r\n`);
    expect(await ann.until('>')).toContain('<ann>');
    ann.clear();
    ann.send(`POST http://intranet.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`);
    expect(await ann.until('>')).toContain('<ann>');
    const annsUpstream = origin.accepted.find((socket) => (socket as { user?: string }).user === 'ann');
    const closed = new Promise((resolve) => annsUpstream?.once('close', resolve));
    ann.close();
    await closed;
  });
});
