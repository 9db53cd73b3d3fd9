import { describe, expect, it } from 'vitest';
import { scriptedOrigin } from '../support/origin.ts';
import { closing } from '../support/proxy-fixture-closing.ts';
import { bodyOf, statusOf } from '../support/raw-client.ts';

const { later, proxy, client } = closing();
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

function headersOf(head: string): string[] {
  return head.split('\r\n').slice(1).filter(Boolean);
}

describe('what a request and its answer carry', () => {
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

  it('speaks HTTP/1.0 to a client that does', async () => {
    const origin = later(await scriptedOrigin('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'));
    const { port } = await proxy();
    const socket = await client(port);
    socket.send(`GET http://site.test:${origin.port}/ HTTP/1.0\r\n\r\n`);
    const received = await socket.untilClosed();
    expect(bodyOf(received)).toBe('abc');
    expect(origin.heads[0]).toContain('Via: 1.0 schoolgate-test');
  });
});
