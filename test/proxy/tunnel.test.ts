import { once } from 'node:events';
import { createServer as createTlsServer, type TLSSocket, connect as tlsConnect } from 'node:tls';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../core/decision.ts';
import type { RequestFacts } from '../../core/facts.ts';
import { parseHostname } from '../../core/hostname.ts';
import { type Origin, rawOrigin } from '../support/origin.ts';
import { allowed, blocked, type ProxyFixture } from '../support/proxy-fixture.ts';
import { closing } from '../support/proxy-fixture-closing.ts';
import { openTunnel, type RawClient, statusOf } from '../support/raw-client.ts';

const { later, proxy, client } = closing();

const ESTABLISHED = 'HTTP/1.1 200 Connection established\r\n\r\n';
/** TLS without certificates: what is tested is what passes through, not whom it trusts. */
const PSK = { ciphers: 'PSK-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' } as const;
const KEY = Buffer.from('0123456789abcdef');

/** An origin that the proxy takes for port 443: decisions see 443, the stub resolver and dialler see where it really is. */
async function echoTls(): Promise<Origin> {
  const origin = await rawOrigin(() => {});
  const tls = createTlsServer({ ...PSK, pskCallback: () => KEY }, (socket) => socket.pipe(socket));
  tls.on('tlsClientError', () => {});
  origin.server.on('connection', (socket) => tls.emit('connection', socket));
  return origin;
}

async function handshake(socket: RawClient, servername: string): Promise<TLSSocket> {
  socket.socket.removeAllListeners('data');
  const tls = tlsConnect({
    ...PSK,
    socket: socket.socket,
    servername,
    pskCallback: () => ({ psk: KEY, identity: 'test' }),
    checkServerIdentity: () => undefined,
  });
  tls.on('error', () => {});
  await once(tls, 'secureConnect');
  return tls;
}

describe('a tunnel to port 443', () => {
  /** Port 443 cannot be bound by a test; a proxy whose connections all go to the origin's port stands in. */
  async function proxyTo(origin: Origin, policy?: (facts: RequestFacts) => Decision): Promise<ProxyFixture> {
    return proxy({ redirectPort: origin.port, ...(policy && { policy }) });
  }

  it('carries TLS both ways and is recorded at both ends', async () => {
    const origin = later(await echoTls());
    const { port, records } = await proxyTo(origin);
    const socket = await client(port);
    await openTunnel(socket, 'site.test:443');
    expect(await records.event('tunnel-open')).toMatchObject({
      method: 'CONNECT',
      url: 'https://site.test',
      host: 'site.test',
      action: 'allow',
      status: 200,
      visibility: 'host',
      username: 'pupil',
    });
    const tls = await handshake(socket, 'site.test');
    tls.write('hello through the tunnel');
    expect(String((await once(tls, 'data'))[0])).toBe('hello through the tunnel');
    tls.end();
    const closed = await records.event('tunnel-close');
    expect(closed.id).toBe(records.all[0]?.id);
    expect(closed.bytesUp).toBeGreaterThan(200);
    expect(closed.bytesDown).toBeGreaterThan(100);
    expect(records.all).toHaveLength(2);
  });

  it('sends nothing upstream before the server name is decided, and closes when that is blocked', async () => {
    const origin = later(await rawOrigin((socket) => socket.resume()));
    const { port, records } = await proxyTo(origin, (facts) =>
      facts.serverName === 'hidden.test' ? blocked({ signal: 'warning' }) : allowed(),
    );
    const socket = await client(port);
    await openTunnel(socket, 'innocent.test:443');
    const tls = tlsConnect({ socket: socket.socket, servername: 'hidden.test' });
    tls.on('error', () => {});
    const closed = await records.event('tunnel-close');
    await socket.untilClosed();
    expect(closed).toMatchObject({
      action: 'block',
      rule: 'category',
      host: 'hidden.test',
      url: 'https://innocent.test',
      signal: 'warning',
    });
    expect(origin.accepted[0]?.bytesRead).toBe(0);
    expect(records.all.map((record) => record.event)).toEqual(['tunnel-open', 'tunnel-close']);
  });

  it('records a second name that is allowed', async () => {
    const origin = later(await echoTls());
    const { port, records } = await proxyTo(origin);
    const socket = await client(port);
    await openTunnel(socket, '127.0.0.1:443');
    const tls = await handshake(socket, 'named.test');
    const opens = records.all.filter((record) => record.event === 'tunnel-open');
    expect(opens.map((record) => [record.id, record.host])).toEqual([
      [opens[0]?.id, '127.0.0.1'],
      [opens[0]?.id, 'named.test'],
    ]);
    tls.destroy();
    expect(await records.event('tunnel-close')).toMatchObject({ host: 'named.test' });
  });

  it('dials again when the server name asks for SafeSearch', async () => {
    const plain = later(await rawOrigin((socket) => socket.resume()));
    const enforcing = later(await echoTls());
    const dialHost = parseHostname('enforcing.test');
    const ports = { 'enforcing.test': enforcing.port, 'cdn.test': plain.port };
    const { port } = await proxy({
      redirectPort: (host) => ports[host as keyof typeof ports] ?? 0,
      policy: (facts) => allowed(facts.serverName === 'search.test' && dialHost !== undefined ? { dialHost } : {}),
    });
    const socket = await client(port);
    await openTunnel(socket, 'cdn.test:443');
    const tls = await handshake(socket, 'search.test');
    tls.write('safe');
    expect(String((await once(tls, 'data'))[0])).toBe('safe');
    expect(plain.accepted[0]?.bytesRead).toBe(0);
    tls.destroy();
  });

  it('goes nowhere any more when it was cut while the record of its second name was on its way to disk', async () => {
    const plain = later(await rawOrigin((socket) => socket.resume()));
    const enforcing = later(await rawOrigin((socket) => socket.resume()));
    const dialHost = parseHostname('enforcing.test');
    const ports = { 'enforcing.test': enforcing.port, 'cdn.test': plain.port };
    let isClosed = false;
    const fixture = await proxy({
      redirectPort: (host) => ports[host as keyof typeof ports] ?? 0,
      policy({ serverName }) {
        if (serverName !== 'search.test' || dialHost === undefined) return allowed();
        return isClosed ? blocked() : allowed({ signal: 'warning', dialHost });
      },
    });
    const { port, records } = fixture;
    const socket = await client(port);
    await openTunnel(socket, 'cdn.test:443');
    records.hold();
    const tls = tlsConnect({ socket: socket.socket, servername: 'search.test' });
    tls.on('error', () => {});
    await expect.poll(() => records.all.some(({ host, event }) => event === 'tunnel-open' && host === 'search.test')).toBe(true);
    isClosed = true;
    fixture.swap();
    await records.event('tunnel-close');
    records.release();
    // What comes after it is there, and so would be what it had dialled.
    await openTunnel(await client(port), 'cdn.test:443');
    expect([plain.accepted.length, enforcing.accepted.length]).toEqual([2, 0]);
  });

  it.each([
    ['plain HTTP', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['a TLS record that is no handshake', Buffer.from([23, 3, 3, 0, 1, 0])],
    ['a handshake that is no ClientHello', Buffer.from([22, 3, 1, 0, 4, 2, 0, 0, 0])],
  ])('closes on %s, and records it', async (_, bytes) => {
    const origin = later(await rawOrigin((socket) => socket.resume()));
    const { port, records } = await proxyTo(origin);
    const socket = await client(port);
    await openTunnel(socket, 'site.test:443');
    socket.send(bytes);
    await socket.untilClosed();
    expect(await records.event('tunnel-close')).toMatchObject({
      action: 'block',
      rule: 'protocol',
      reason: 'What the client sent first was not TLS.',
      signal: 'advisory',
    });
    expect(origin.accepted[0]?.bytesRead).toBe(0);
  });

  it('records a client that leaves without a word as nothing more than that', async () => {
    const origin = later(await rawOrigin((socket) => socket.resume()));
    const { port, records } = await proxyTo(origin);
    const socket = await client(port);
    await openTunnel(socket, 'site.test:443');
    socket.socket.end();
    await socket.untilClosed();
    expect(await records.event('tunnel-close')).toMatchObject({ action: 'allow', reason: expect.stringContaining('before it sent') });
  });

  it('takes a ClientHello that came with the CONNECT', async () => {
    const origin = later(await rawOrigin((socket) => socket.resume()));
    const { port, records } = await proxyTo(origin);
    const socket = await client(port);
    socket.send('CONNECT site.test:443 HTTP/1.1\r\nHost: x\r\n\r\nSSH-2.0-early\r\n');
    await socket.untilClosed();
    expect(await records.event('tunnel-close')).toMatchObject({ rule: 'protocol' });
  });

  it('answers what cannot be reached', async () => {
    const { port, records } = await proxy({ redirectPort: 9 });
    const socket = await client(port);
    socket.send('CONNECT site.test:443 HTTP/1.1\r\nHost: x\r\n\r\n');
    const response = await socket.untilClosed();
    expect(statusOf(response)).toBe(502);
    const opened = await records.event('tunnel-open');
    expect(response).toContain(`Schoolgate-Decision: ${opened.id}`);
    expect(await records.event('tunnel-close')).toMatchObject({ id: opened.id, status: 502, action: 'allow' });
  });

  it('is refused with a record and without a close', async () => {
    const { port, records } = await proxy({ policy: () => blocked() });
    records.hold();
    const socket = await client(port);
    socket.send('CONNECT bets.test:443 HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await records.event('tunnel-open')).toMatchObject({ action: 'block', status: 403 });
    expect(socket.received).toBe('');
    records.release();
    expect(statusOf(await socket.untilClosed())).toBe(403);
    expect(records.all).toHaveLength(1);
  });

  it('is opened only after its record when it is allowed but signalled', async () => {
    const origin = later(await rawOrigin((socket) => socket.resume()));
    const { port, records } = await proxyTo(origin, () => allowed({ signal: 'warning' }));
    records.hold();
    const socket = await client(port);
    socket.send('CONNECT site.test:443 HTTP/1.1\r\nHost: x\r\n\r\n');
    await records.event('tunnel-open');
    expect(origin.accepted).toHaveLength(0);
    records.release();
    expect(await socket.until('\r\n\r\n')).toBe(ESTABLISHED);
  });

  it.each([
    ['10.0.0.1:443', 'address-gate'],
    ['site.test:22', 'protocol'],
  ])('to %s is refused by rule %s', async (authority, rule) => {
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send(`CONNECT ${authority} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(statusOf(await socket.untilClosed())).toBe(403);
    expect(await records.event('tunnel-open')).toMatchObject({ action: 'block', rule, status: 403 });
    expect(records.all).toHaveLength(1);
  });
});
