import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type IpAddress, parseAddressRange } from '../../core/address.ts';
import type { Hostname } from '../../core/hostname.ts';
import { endpointOfUrl, ownEndpointCheck } from '../../outbound/own-endpoints.ts';
import type { ResolveName } from '../../outbound/resolve.ts';
import { createDialler, type Destination } from '../../outbound/upstream.ts';
import { rawOrigin } from '../support/origin.ts';
import { closing } from '../support/proxy-fixture-closing.ts';

const { later } = closing();
const LOOPBACK = ['127.0.0.0/8', '192.0.2.0/24'].flatMap((text) => parseAddressRange(text) ?? []);

function answering(...addresses: string[]): ResolveName {
  return (_, done) => done({ ok: true, addresses: addresses as IpAddress[] });
}

function dial(
  resolve: ResolveName,
  destination: Partial<Destination>,
  more: { connectTimeoutMs?: number; own?: number[] } = {},
): Promise<{ error: (Error & { code?: string }) | null; socket: Socket | null }> {
  const dialler = createDialler({
    resolve,
    opened: LOOPBACK,
    connectTimeoutMs: more.connectTimeoutMs ?? 2_000,
    isOwnEndpoint: ownEndpointCheck(
      (more.own ?? []).map((port) => ({ host: null, port })),
      resolve,
      () => 0,
    ),
  });
  return new Promise((settled) => {
    dialler({ hostname: 'site.example' as Hostname, port: 80, ...destination }, (error, socket) => settled({ error, socket }));
  });
}

describe('the dialler', () => {
  it('connects to the first address that works', async () => {
    const origin = later(await rawOrigin((socket) => socket.resume()));
    const { socket } = await dial(answering('127.0.0.2', '127.0.0.1'), { port: origin.port });
    expect(socket?.remoteAddress).toBe('127.0.0.1');
    socket?.destroy();
  });

  it('does not wait for an address that says nothing', async () => {
    const origin = later(await rawOrigin((socket) => socket.resume()));
    const before = performance.now();
    // RFC 5737: nobody answers there.
    const { socket } = await dial(answering('192.0.2.1', '127.0.0.1'), { port: origin.port });
    expect(socket?.remoteAddress).toBe('127.0.0.1');
    expect(performance.now() - before).toBeLessThan(1_500);
    socket?.destroy();
  });

  it.each([
    ['every address refused', ['127.0.0.1', '127.0.0.2'], 'ECONNREFUSED'],
    ['every address behind the gate', ['10.0.0.1', '169.254.169.254'], 'ADDRESS_GATE'],
    ['no address', [], 'ADDRESS_GATE'],
  ])('fails on %s', async (_, addresses, code) => {
    const { error, socket } = await dial(answering(...addresses), { port: 9 });
    expect(socket).toBeNull();
    expect(error?.code).toBe(code);
  });

  it('fails with the look-up', async () => {
    const { error } = await dial((_, done) => done({ ok: false, code: 'ESERVFAIL' }), {});
    expect(error?.code).toBe('ESERVFAIL');
  });

  it('resolves the dial host in place of the name', async () => {
    const asked: string[] = [];
    const { error } = await dial(
      (host, done) => {
        asked.push(host);
        done({ ok: false, code: 'ENOTFOUND' });
      },
      { dialHost: 'enforcing.example' as Hostname },
    );
    expect(asked).toEqual(['enforcing.example']);
    expect(error?.code).toBe('ENOTFOUND');
  });

  it('gives up without a call when told to', async () => {
    const origin = later(await rawOrigin((socket) => socket.resume()));
    const accepted = origin.nextConnection();
    const dialler = createDialler({
      resolve: answering('127.0.0.1'),
      opened: LOOPBACK,
      connectTimeoutMs: 1_000,
      isOwnEndpoint: (_ip, _port, done) => done(false),
    });
    let called = false;
    const destination = { hostname: 'site.example' as Hostname, port: origin.port };
    dialler(destination, () => {
      called = true;
    })();
    const second = await dial(answering('127.0.0.1'), { port: origin.port });
    await accepted;
    second.socket?.destroy();
    expect(called).toBe(false);
  });

  it('hands over a socket that survives its own errors', async () => {
    const origin = later(await rawOrigin((socket) => socket.once('data', () => socket.resetAndDestroy())));
    const { socket } = await dial(answering('127.0.0.1'), { port: origin.port });
    if (socket === null) throw new Error('no socket');
    socket.resume().write('x');
    await new Promise((resolve) => socket.once('close', resolve));
    expect(socket.destroyed).toBe(true);
  });
});

describe('our own endpoints', () => {
  it('are known by every address of this machine', async () => {
    for (const address of ['127.0.0.1', '127.3.3.3']) {
      expect((await dial(answering(address), { port: 8080 }, { own: [8080] })).error?.code).toBe('ADDRESS_GATE');
    }
    expect((await dial(answering('127.0.0.1'), { port: 9 }, { own: [8080] })).error?.code).toBe('ECONNREFUSED');
  });

  it('are read from the URLs of the database and of Redis', () => {
    expect(endpointOfUrl('postgres://user:pw@db.example/name', 5432)).toEqual({ host: 'db.example', port: 5432 });
    expect(endpointOfUrl('redis://[::1]:7000/0', 6379)).toEqual({ host: '::1', port: 7000 });
    expect(endpointOfUrl('unix:/run/redis.sock', 6379)).toBeUndefined();
  });

  it('are refused under any name that leads to them', () => {
    const names: Record<string, string[]> = { 'db.example': ['192.0.2.5'], 'near.example': ['127.0.0.1'] };
    const resolve: ResolveName = (host, done) => done({ ok: true, addresses: (names[host] ?? []) as IpAddress[] });
    const isOwn = ownEndpointCheck(
      [
        { host: 'db.example' as Hostname, port: 5432 },
        { host: 'near.example' as Hostname, port: 6379 },
      ],
      resolve,
      () => 0,
    );
    const answer = (ip: string, port: number): boolean => {
      let own = false;
      isOwn(ip as IpAddress, port, (is) => {
        own = is;
      });
      return own;
    };
    expect(answer('192.0.2.5', 5432)).toBe(true);
    expect(answer('192.0.2.5', 443)).toBe(false);
    expect(answer('192.0.2.6', 5432)).toBe(false);
    expect(answer('127.0.0.9', 6379)).toBe(true);
  });
});
