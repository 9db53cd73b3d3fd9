import { once } from 'node:events';
import { createServer as createTlsServer, type TLSSocket, connect as tlsConnect } from 'node:tls';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../core/decision.ts';
import type { RequestFacts } from '../../core/facts.ts';
import { parseHostname } from '../../core/hostname.ts';
import { type Origin, rawOrigin } from '../support/origin.ts';
import { allowed, blocked, type ProxyFixture } from '../support/proxy-fixture.ts';
import { closing } from '../support/proxy-fixture-closing.ts';
import { type RawClient, statusOf } from '../support/raw-client.ts';

const { later, proxy, client } = closing();

const ESTABLISHED = 'HTTP/1.1 200 Connection established\r\n\r\n';
/** TLS without certificates: what is tested is what passes through, not whom it trusts. */
const PSK = { ciphers: 'PSK-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' } as const;
const KEY = Buffer.from('0123456789abcdef');

async function open(socket: RawClient, authority: string): Promise<void> {
  socket.send(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\nProxy-Authorization: Basic x\r\n\r\n`);
  expect(await socket.until('\r\n\r\n')).toBe(ESTABLISHED);
  socket.clear();
}

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
    await open(socket, 'site.test:443');
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
    await open(socket, 'innocent.test:443');
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
    await open(socket, '127.0.0.1:443');
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
    await open(socket, 'cdn.test:443');
    const tls = await handshake(socket, 'search.test');
    tls.write('safe');
    expect(String((await once(tls, 'data'))[0])).toBe('safe');
    expect(plain.accepted[0]?.bytesRead).toBe(0);
    tls.destroy();
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
    await open(socket, 'site.test:443');
    socket.send(bytes);
    await socket.untilClosed();
    expect(await records.event('tunnel-close')).toMatchObject({
      action: 'block',
      rule: 'protocol',
      reason: 'What the client sent first was not TLS.',
    });
    expect(origin.accepted[0]?.bytesRead).toBe(0);
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

describe('a tunnel to another configured port', () => {
  it('passes bytes both ways, keeps half-closed connections and counts', async () => {
    const origin = later(
      await rawOrigin((socket) => {
        let sent = '';
        socket.on('data', (chunk: Buffer) => {
          sent += chunk;
        });
        socket.on('end', () => socket.end(`you said ${sent}`));
      }),
    );
    const { port, records } = await proxy({ connectPorts: [origin.port] });
    const socket = await client(port);
    await open(socket, `site.test:${origin.port}`);
    socket.send('something');
    socket.socket.end();
    expect(await socket.untilClosed()).toBe('you said something');
    expect(await records.event('tunnel-close')).toMatchObject({ bytesUp: 9, bytesDown: 18, status: 200, action: 'allow' });
  });

  it('keeps the other direction when the origin ends first', async () => {
    const heard: Buffer[] = [];
    const origin = later(
      await rawOrigin((socket) => {
        socket.on('data', (chunk: Buffer) => heard.push(chunk));
        socket.once('data', () => socket.end('bye'));
      }),
    );
    const { port, records } = await proxy({ connectPorts: [origin.port] });
    const accepted = origin.nextConnection();
    const socket = await client(port);
    await open(socket, `site.test:${origin.port}`);
    const upstream = await accepted;
    socket.send('hello, ');
    expect(await socket.untilClosed()).toBe('bye');
    socket.send('still here');
    const ended = once(upstream, 'end');
    socket.socket.end();
    await ended;
    expect(Buffer.concat(heard).toString()).toBe('hello, still here');
    expect(await records.event('tunnel-close')).toMatchObject({ bytesUp: 17, bytesDown: 3 });
  });

  it('carries much more than any buffer in both directions, with a slow reader on either side', async () => {
    const size = 24 * 1024 * 1024;
    const pattern = Buffer.alloc(64 * 1024, 'schoolgate-');
    const origin = later(
      await rawOrigin((socket) => {
        let received = 0;
        let sent = 0;
        const more = (): void => {
          while (sent < size && socket.write(pattern)) sent += pattern.length;
          if (sent < size) sent += pattern.length;
          else socket.end();
        };
        socket.on('drain', more);
        socket.on('data', (chunk: Buffer) => {
          received += chunk.length;
          if (received === 5) more();
          socket.pause();
          setImmediate(() => socket.resume());
        });
      }),
    );
    const { port, records } = await proxy({ connectPorts: [origin.port] });
    const socket = await client(port);
    await open(socket, `site.test:${origin.port}`);
    socket.socket.removeAllListeners('data');
    let received = 0;
    let wrong = 0;
    socket.socket.on('data', (chunk: Buffer) => {
      for (let i = 0; i < chunk.length; i += 4_099) if (chunk[i] !== pattern[(received + i) % pattern.length]) wrong++;
      received += chunk.length;
      if (Math.random() < 0.05) {
        socket.socket.pause();
        setTimeout(() => socket.socket.resume(), 3);
      }
    });
    socket.send('start');
    await once(socket.socket, 'end');
    socket.socket.end();
    expect(wrong).toBe(0);
    const record = await records.event('tunnel-close');
    expect(record.bytesDown).toBe(received);
    expect(received).toBeGreaterThanOrEqual(size);
  });

  it.each(['origin', 'client'])('closes both sides when the %s resets', async (who) => {
    const origin = later(await rawOrigin((socket) => socket.resume()));
    const { port, records, proxy: dataPath } = await proxy({ connectPorts: [origin.port] });
    const accepted = origin.nextConnection();
    const socket = await client(port);
    await open(socket, `site.test:${origin.port}`);
    const upstream = await accepted;
    const closed = once(upstream, 'close');
    if (who === 'origin') upstream.resetAndDestroy();
    else socket.socket.resetAndDestroy();
    await closed.catch(() => {});
    await socket.untilClosed();
    expect(await records.event('tunnel-close')).toMatchObject({ reason: expect.stringContaining('reset') });
    expect(dataPath.tunnels.size).toBe(0);
  });
});

describe('open tunnels', () => {
  async function tunnel(fixture: ProxyFixture, origin: Origin, host = 'site.test'): Promise<RawClient> {
    const socket = await client(fixture.port);
    await open(socket, `${host}:${origin.port}`);
    return socket;
  }

  it('are closed within two seconds of a policy that blocks them, and only those', async () => {
    const origin = later(await rawOrigin((socket) => socket.pipe(socket)));
    const fixture = await proxy({ connectPorts: [origin.port] });
    const cut = await Promise.all(Array.from({ length: 250 }, () => tunnel(fixture, origin, 'bets.test')));
    const kept = await tunnel(fixture, origin, 'site.test');
    fixture.policy = (facts) => (facts.target.hostname === 'bets.test' ? blocked({ reason: 'Now blocked.' }) : allowed());
    const before = performance.now();
    fixture.swap();
    await Promise.all(cut.map((socket) => socket.untilClosed()));
    expect(performance.now() - before).toBeLessThan(2_000);
    expect(await fixture.records.event('tunnel-close')).toMatchObject({
      action: 'block',
      rule: 'category',
      reason: 'Now blocked.',
      host: 'bets.test',
    });
    kept.send('alive');
    await kept.until('alive');
    expect(fixture.proxy.tunnels.size).toBe(1);
  });

  it('end with the lease of their address, and kept connections too', async () => {
    const origin = later(await rawOrigin((socket) => socket.pipe(socket)));
    const fixture = await proxy({ connectPorts: [origin.port] });
    const leased = await tunnel(fixture, origin);
    const idle = await client(fixture.port);
    idle.send('GET http://nowhere.example/ HTTP/1.1\r\nHost: x\r\n\r\n');
    await idle.until('name: ');
    fixture.identity = { ...fixture.identity, attribution: 'proxy-auth' };
    const signedIn = await tunnel(fixture, origin);
    fixture.endLease('127.0.0.1');
    await leased.untilClosed();
    await idle.untilClosed();
    expect(await fixture.records.event('tunnel-close')).toMatchObject({ reason: 'The lease of this address ended.' });
    signedIn.send('alive');
    await signedIn.until('alive');
  });

  it('end when idle or old for too long', async () => {
    const origin = later(await rawOrigin((socket) => socket.pipe(socket)));
    for (const [settings, reason] of [
      [{ tunnelIdleMs: 600 }, 'idle'],
      [{ tunnelLifetimeMs: 600 }, 'lifetime'],
    ] as const) {
      const fixture = await proxy({ connectPorts: [origin.port], settings });
      const socket = await tunnel(fixture, origin);
      await socket.untilClosed();
      expect(await fixture.records.event('tunnel-close')).toMatchObject({ reason: expect.stringContaining(reason) });
    }
  });
});
