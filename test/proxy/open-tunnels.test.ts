import { describe, expect, it } from 'vitest';
import { type Origin, rawOrigin } from '../support/origin.ts';
import { allowed, blocked, type ProxyFixture } from '../support/proxy-fixture.ts';
import { closing } from '../support/proxy-fixture-closing.ts';
import { openTunnel, type RawClient } from '../support/raw-client.ts';

const { later, proxy, client } = closing();

describe('open tunnels', () => {
  async function tunnel(fixture: ProxyFixture, origin: Origin, host = 'site.test'): Promise<RawClient> {
    const socket = await client(fixture.port);
    await openTunnel(socket, `${host}:${origin.port}`);
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

  it('end when their person comes into another group, and only theirs', async () => {
    const origin = later(await rawOrigin((socket) => socket.pipe(socket)));
    const fixture = await proxy({ connectPorts: [origin.port] });
    const { identity } = fixture;
    const moved = await tunnel(fixture, origin);
    fixture.identity = { ...identity, username: 'another' };
    const other = await tunnel(fixture, origin);
    fixture.identity = { ...identity, group: 'staff' };
    fixture.changePeople(identity.username ?? '');
    await moved.untilClosed();
    expect(await fixture.records.event('tunnel-close')).toMatchObject({ reason: expect.stringContaining('another group') });
    other.send('alive');
    await other.until('alive');
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
