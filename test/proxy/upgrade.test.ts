import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { httpOrigin, type Origin, rawOrigin } from '../support/origin.ts';
import { allowed, blocked } from '../support/proxy-fixture.ts';
import { closing } from '../support/proxy-fixture-closing.ts';
import { bodyOf, statusOf } from '../support/raw-client.ts';

const { later, proxy, client } = closing();

const HANDSHAKE =
  'Host: ignored\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n' +
  'Proxy-Authorization: Basic x\r\nX-MiXeD: One\r\nOrigin: http://page.test\r\n\r\n';

/** Accepts every WebSocket and sends back what it is sent, raw. */
async function echoOrigin(seen: string[] = []): Promise<Origin> {
  const origin = await httpOrigin((_, response) => response.writeHead(426, { Upgrade: 'websocket' }).end('upgrade first'));
  origin.server.on('upgrade', (request, socket: Socket, head: Buffer) => {
    seen.push(`${request.method} ${request.url}\n${request.rawHeaders.join('\n')}`);
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade, X-Hop\r\nX-Hop: gone\r\nX-Kept: Yes\r\n' +
        `Sec-WebSocket-Accept: ${accept}\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\nfirst frame`,
    );
    if (head.length > 0) socket.write(head);
    socket.pipe(socket);
    socket.on('error', () => {});
  });
  return origin;
}

describe('an upgrade to WebSocket', () => {
  it('is carried both ways, with the headers that belong end to end', async () => {
    const seen: string[] = [];
    const origin = later(await echoOrigin(seen));
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send(`GET http://site.test:${origin.port}//ws//a?room=1 HTTP/1.1\r\n${HANDSHAKE}`);
    const response = await socket.until('first frame');
    expect(response).toMatch(/^HTTP\/1\.1 101 /);
    expect(response).toContain('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
    expect(response).toMatch(/X-Kept: Yes\r\n/);
    expect(response).toMatch(/Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n/);
    expect(response).toMatch(/^connection: upgrade\r$/im);
    expect(response).not.toMatch(/x-hop/i);
    expect(seen[0]).toMatch(/^GET \/\/ws\/\/a\?room=1\n/);
    expect(seen[0]).toContain(`Host\nsite.test:${origin.port}`);
    expect(seen[0]).toContain('X-MiXeD\nOne');
    expect(seen[0]).toContain('Via\n1.1 schoolgate-test');
    expect(seen[0]).not.toMatch(/proxy-authorization/i);
    socket.clear();
    socket.send('ping');
    await socket.until('ping');
    expect(await records.event('request')).toMatchObject({ status: 101, url: `http://site.test:${origin.port}//ws//a`, action: 'allow' });
    socket.socket.end();
    await socket.untilClosed();
    expect(await records.event('tunnel-close')).toMatchObject({ status: 101, id: records.all[0]?.id, bytesUp: 4, bytesDown: 15 });
    expect(records.all).toHaveLength(2);
  });

  it('is refused like any other request', async () => {
    const { port, records } = await proxy({ policy: () => blocked() });
    const socket = await client(port);
    socket.send(`GET http://bets.test/ws HTTP/1.1\r\n${HANDSHAKE}`);
    expect(statusOf(await socket.untilClosed())).toBe(403);
    expect(await records.event('request')).toMatchObject({ action: 'block', status: 403, url: 'http://bets.test/ws' });
  });

  it.each([
    ['a length', 'Content-Length: 6\r\n\r\nsorry!'],
    ['chunks', 'Transfer-Encoding: chunked\r\n\r\n3\r\nsor\r\n3\r\nry!\r\n0\r\n\r\n'],
  ])('passes on a refusal of the origin that is framed by %s', async (_, framed) => {
    const origin = later(
      await rawOrigin((socket) => socket.once('data', () => socket.write(`HTTP/1.1 403 No\r\nX-Why: Because\r\n${framed}`))),
    );
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send(`GET http://site.test:${origin.port}/ws HTTP/1.1\r\n${HANDSHAKE}`);
    const response = await socket.untilClosed();
    expect(statusOf(response)).toBe(403);
    expect(response).toContain('X-Why: Because');
    expect(bodyOf(response)).toBe('sorry!');
    socket.close();
    expect(await records.event('request')).toMatchObject({ status: 403, action: 'allow', bytesDown: 6 });
  });

  it.each([
    ['refuses the connection', async () => 9, 502],
    ['resets at once', async () => later(await rawOrigin((socket) => socket.once('data', () => socket.resetAndDestroy()))).port, 502],
    ['says nothing', async () => later(await rawOrigin((socket) => socket.resume())).port, 504],
  ])('is answered when the origin %s', async (_, originPort, status) => {
    const { port, records } = await proxy({ settings: { responseTimeoutMs: 300 } });
    const socket = await client(port);
    socket.send(`GET http://site.test:${await originPort()}/ws HTTP/1.1\r\n${HANDSHAKE}`);
    const response = await socket.untilClosed();
    expect(statusOf(response)).toBe(status);
    const record = await records.event('request');
    expect(record).toMatchObject({ status, action: 'allow' });
    expect(response).toContain(record.id);
  });

  it('is cut when the policy changes', async () => {
    const origin = later(await echoOrigin());
    const fixture = await proxy();
    const socket = await client(fixture.port);
    socket.send(`GET http://site.test:${origin.port}/ws HTTP/1.1\r\n${HANDSHAKE}`);
    await socket.until('first frame');
    const upstreamClosed = Promise.all(origin.accepted.map((upstream) => once(upstream, 'close')));
    fixture.policy = (facts) => (facts.target.path === '/ws' ? blocked({ reason: 'Now blocked.' }) : allowed());
    fixture.swap();
    await socket.untilClosed();
    await upstreamClosed;
    expect(await fixture.records.event('tunnel-close')).toMatchObject({ action: 'block', reason: 'Now blocked.' });
    expect(fixture.proxy.tunnels.size).toBe(0);
  });

  it('to anything else is an offer that is not taken', async () => {
    const origin = later(await httpOrigin((request, response) => response.end(`upgrade: ${request.headers.upgrade}`)));
    const { port } = await proxy();
    const socket = await client(port);
    socket.send(
      `GET http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AA\r\n\r\n`,
    );
    expect(statusOf(await socket.until('upgrade: undefined'))).toBe(200);
  });
});

describe('a tunnel to port 80', () => {
  it('carries a WebSocket, which is decided and recorded by its own URL', async () => {
    const origin = later(await echoOrigin());
    const { port, records } = await proxy({ redirectPort: origin.port });
    const socket = await client(port);
    socket.send('CONNECT site.test:80 HTTP/1.1\r\nHost: site.test:80\r\n\r\n');
    await socket.until('200 Connection established\r\n\r\n');
    expect(origin.accepted).toHaveLength(0);
    socket.clear();
    socket.send(`GET /chat?x=1 HTTP/1.1\r\n${HANDSHAKE}`);
    await socket.until('first frame');
    socket.clear();
    socket.send('ping');
    await socket.until('ping');
    socket.close();
    const opened = await records.event('tunnel-open');
    expect(opened).toMatchObject({ url: 'http://site.test', method: 'CONNECT', status: 200 });
    expect(await records.event('request')).toMatchObject({ url: 'http://site.test/chat', status: 101 });
    expect(await records.find((record) => record.event === 'tunnel-close' && record.id === opened.id)).toMatchObject({ action: 'allow' });
    expect(await records.find((record) => record.event === 'tunnel-close' && record.id !== opened.id)).toMatchObject({
      url: 'http://site.test/chat',
    });
  });

  it('asks for whoever opened it', async () => {
    const origin = later(await echoOrigin());
    const { port, records } = await proxy({
      redirectPort: origin.port,
      identity: {
        resolve: ({ proxyAuthorization }) =>
          proxyAuthorization === 'Basic tunnel'
            ? { kind: 'identified', identity: { username: 'ann', computer: null, school: null, group: 'staff', attribution: 'proxy-auth' } }
            : { kind: 'challenge', reason: 'credentials-missing' },
      },
    });
    const socket = await client(port);
    socket.send('CONNECT site.test:80 HTTP/1.1\r\nHost: site.test:80\r\nProxy-Authorization: Basic tunnel\r\n\r\n');
    await socket.until('established\r\n\r\n');
    socket.send('GET /chat HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    await socket.until('first frame');
    expect(await records.event('request')).toMatchObject({ username: 'ann' });
  });

  it('is refused inside when the URL is blocked', async () => {
    const { port, records } = await proxy({ policy: (facts) => (facts.target.path === '/chat' ? blocked() : allowed()) });
    const socket = await client(port);
    socket.send(`CONNECT site.test:80 HTTP/1.1\r\nHost: x\r\n\r\nGET /chat HTTP/1.1\r\n${HANDSHAKE}`);
    const received = await socket.untilClosed();
    expect(received).toMatch(/^HTTP\/1\.1 200 Connection established\r\n\r\nHTTP\/1\.1 403 /);
    expect(await records.event('request')).toMatchObject({ action: 'block', url: 'http://site.test/chat' });
  });

  it.each([
    ['a plain request', 'GET / HTTP/1.1\r\nHost: site.test\r\n\r\n'],
    ['another CONNECT', 'CONNECT inner.test:443 HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['TLS', Buffer.from([22, 3, 1, 0, 200, 1, 0, 0, 196])],
    ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ])('closes on %s, and records it', async (_, bytes) => {
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send('CONNECT site.test:80 HTTP/1.1\r\nHost: x\r\n\r\n');
    await socket.until('established\r\n\r\n');
    socket.clear();
    socket.send(bytes);
    expect(await socket.untilClosed()).toBe('');
    expect(await records.event('tunnel-close')).toMatchObject({ action: 'block', rule: 'protocol' });
  });

  it.each(['', `GET /chat HTTP/1.1\r\n${HANDSHAKE}`])(
    'ends at once for a client that had said all before it was decided (%j)',
    async (early) => {
      const { port, records } = await proxy({ policy: ({ kind }) => allowed({ signal: kind === 'connect' ? 'advisory' : 'none' }) });
      records.hold();
      const socket = await client(port);
      socket.send(`CONNECT site.test:80 HTTP/1.1\r\nHost: x\r\n\r\n${early}`);
      await records.event('tunnel-open');
      socket.socket.end();
      // Answered later than its end has come.
      const other = await client(port);
      other.send('GET http://site.test:9/ HTTP/1.1\r\nHost: site.test:9\r\nConnection: close\r\n\r\n');
      await other.untilClosed();
      records.release();
      expect((await records.event('tunnel-close')).reason).toBe('The client closed before it sent a WebSocket handshake.');
    },
  );
});
