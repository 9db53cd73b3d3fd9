import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAddressRange } from '../../../core/address.ts';
import { type Hostname, parseHostname } from '../../../core/hostname.ts';
import { errorCode } from '../../../outbound/failure.ts';
import { endpointOfUrl, ownEndpointCheck } from '../../../outbound/own-endpoints.ts';
import { createResolver, type QueryDns } from '../../../outbound/resolve.ts';
import { createDialler, type Dial } from '../../../outbound/upstream.ts';
import { type Origin, rawOrigin } from '../../support/origin.ts';
import { vectorRows } from '../../support/vectors.ts';

const folder = mkdtempSync(join(tmpdir(), 'schoolgate-addresses-'));
const hostsPath = join(folder, 'hosts');
writeFileSync(hostsPath, '');
const origins: Record<string, Origin> = {};
beforeAll(async () => {
  for (const name of ['site', 'admin', 'redis', 'database']) origins[name] = await rawOrigin((socket) => socket.resume());
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  for (const origin of Object.values(origins)) await origin.close();
});

const portOf = (name: string): number => origins[name]?.port ?? 0;
let now = 0;

/** The real way upstream, with a name server that answers as the test says. */
function dialler(answer: (host: string) => string): Dial {
  const query: QueryDns = (host, family, done) => {
    const addresses = answer(host)
      .split(' ')
      .filter((text) => text !== '' && text.includes(':') === (family === 6));
    const records = addresses.map((address) => ({ address, ttl: 0 }));
    setImmediate(() => done(records.length === 0 ? { ok: false, code: 'ENODATA' } : { ok: true, records }));
  };
  const resolve = createResolver({ nowMs: () => now, query, hostsPath, ipv6: () => true });
  const own = [
    { host: null, port: portOf('admin') },
    ...[`redis://127.0.0.1:${portOf('redis')}`, `postgres://localhost:${portOf('database')}/x`].flatMap(
      (url) => endpointOfUrl(url, 0) ?? [],
    ),
  ];
  const opened = [parseAddressRange('127.0.0.1/32') ?? expect.fail('no range')];
  return createDialler({ resolve, isOwnEndpoint: ownEndpointCheck(own, resolve, () => now), opened, connectTimeoutMs: 2_000 });
}

/** Where the connection really went, or why it went nowhere. */
function outcome(dial: Dial, host: Hostname, port: number): Promise<string> {
  return new Promise((done) => {
    dial({ hostname: host, port }, (error: Error | null, socket: Socket | null) => {
      if (socket === null) return done(errorCode(error) === 'ADDRESS_GATE' ? 'refused' : errorCode(error));
      done(socket.remoteAddress ?? '');
      socket.destroy();
    });
  });
}

describe('an address trick', () => {
  const rows = vectorRows('address-tricks.txt') as [string, string, string, string][];
  it('has vectors', () => expect(rows.length).toBeGreaterThan(50));

  it.each(rows)('%s at the port of %s, resolving to "%s": %s', async (host, place, answers, expected) => {
    const before = Object.values(origins).map(({ accepted }) => accepted.length);
    const hostname = parseHostname(host) ?? expect.fail(`no host: ${host}`);
    expect(
      await outcome(
        dialler(() => answers),
        hostname,
        portOf(place),
      ),
    ).toBe(expected);
    if (expected === 'refused') expect(Object.values(origins).map(({ accepted }) => accepted.length)).toEqual(before);
  });
});

describe('a name that answers one thing to the check and another afterwards', () => {
  const host = 'rebinding.test' as Hostname;

  it('is asked once for a connection, and the address that was judged is the one connected to', async () => {
    const answers = ['127.0.0.1', '10.0.0.1', '127.0.0.1'];
    const asked: string[] = [];
    const dial = dialler((name) => {
      asked.push(name);
      return answers[Math.floor((asked.length - 1) / 2)] ?? '';
    });
    // Both families are asked for: two questions to a look-up.
    expect(await outcome(dial, host, portOf('site'))).toBe('127.0.0.1');
    expect(asked).toHaveLength(2);
    expect(await outcome(dial, host, portOf('site'))).toBe('127.0.0.1');
    expect(asked).toHaveLength(2);
    now += 6_001;
    expect(await outcome(dial, host, portOf('site'))).toBe('refused');
    expect(asked).toHaveLength(4);
    now += 6_001;
    expect(await outcome(dial, host, portOf('site'))).toBe('127.0.0.1');
  });

  it('gains nothing by an answer for each family', async () => {
    expect(
      await outcome(
        dialler(() => '127.0.0.1 ::1'),
        host,
        portOf('site'),
      ),
    ).toBe('127.0.0.1');
    expect(
      await outcome(
        dialler(() => '10.0.0.1 ::ffff:127.0.0.2'),
        host,
        portOf('site'),
      ),
    ).toBe('refused');
  });
});
