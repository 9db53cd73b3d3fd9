import { describe, expect, it } from 'vitest';
import { clientHello } from '../../../bench/work/client-hello.ts';
import { decideConnect } from '../../../categoriser/decide-connect.ts';
import { decideRequest } from '../../../categoriser/decide-request.ts';
import type { Decision } from '../../../core/decision.ts';
import type { RequestFacts } from '../../../core/facts.ts';
import { fakeListIndex } from '../../support/fake-list-index.ts';
import { type Origin, rawOrigin, scriptedOrigin } from '../../support/origin.ts';
import { snapshotOf } from '../../support/policy-facts.ts';
import { closing } from '../../support/proxy-fixture-closing.ts';
import { openTunnel, statusOf } from '../../support/raw-client.ts';
import { unescaped, vectorRows } from '../../support/vectors.ts';

const { later, proxy, client } = closing();
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

const snapshot = snapshotOf({ lists: fakeListIndex({ 'gambling.test': ['gambling'], 'harm.test': ['suicide'] }) });
const decide = (facts: RequestFacts): Decision =>
  facts.kind === 'connect' ? decideConnect(facts, snapshot) : decideRequest(facts, snapshot);

/** A proxy with a real policy for which every name lives on this machine, whatever its port. */
async function filtering(origin: Origin, names: Readonly<Record<string, readonly string[]>> = {}) {
  const hosts = vectorRows('bypass.txt').flatMap(([, , , host]) => (host === undefined ? [] : [[host, ['127.0.0.1']] as const]));
  return proxy({
    policy: decide,
    redirectPort: origin.port,
    names: { ...Object.fromEntries(hosts), ...names },
    connectPorts: [443, 80, 8443],
  });
}

describe('another spelling, place or carrier of a blocked site', () => {
  const rows = vectorRows('bypass.txt') as [string, string, string, string, string][];
  it('has vectors', () => expect(rows.length).toBeGreaterThan(60));

  it.each(rows)('%s: %s by %s', async (request, status, rule, host, categories) => {
    const origin = later(await scriptedOrigin(OK));
    const { port, records } = await filtering(origin);
    const socket = await client(port);
    socket.send(`${request} HTTP/1.1\r\nHost: whatever.test\r\n\r\n`);
    expect(statusOf(await socket.until('\r\n\r\n'))).toBe(Number(status));
    if (host === '-') return expect(records.all).toEqual([]); // no HTTP at all
    const record = await records.find(({ event }) => event === 'request' || event === 'tunnel-open');
    expect(record).toMatchObject({
      rule,
      host,
      categories: categories === '-' ? [] : [categories],
      action: status === '200' ? 'allow' : 'block',
    });
    if (status !== '200') expect(origin.accepted).toHaveLength(0);
    if (categories === 'suicide') expect(record.signal).toBe('danger');
  });
});

describe('what is not the TLS that a CONNECT was allowed for', () => {
  it.each(vectorRows('bypass-tunnels.txt') as [string, string, string, string][])(
    '%s saying %s: %s',
    async (authority, bytes, outcome, reason) => {
      const origin = later(await rawOrigin((socket) => socket.pipe(socket)));
      const { port, records } = await filtering(origin);
      const socket = await client(port);
      await openTunnel(socket, authority);
      const name = bytes.startsWith('hello:') ? bytes.slice(6) : undefined;
      const sent = name === undefined ? Buffer.from(unescaped(bytes), 'latin1') : clientHello(name === '' ? undefined : name);
      socket.send(sent);
      if (outcome === 'passed') {
        expect(await socket.untilBytes(sent.length)).toEqual(sent);
        return;
      }
      expect(await socket.untilClosed()).toBe('');
      expect(await records.event('tunnel-close')).toMatchObject({ action: 'block', rule: outcome, reason });
      expect(origin.accepted[0]?.bytesRead ?? 0).toBe(0);
    },
  );
});

describe('the address of a blocked site', () => {
  const names = { 'gambling.test': ['127.0.0.21', '127.0.0.1'], 'shared.test': ['127.0.0.1'] };
  const get = (host: string) => `GET http://${host}/ HTTP/1.1\r\nHost: whatever.test\r\n\r\n`;

  /** A proxy that has refused the blocked site, and opened another one where both live. */
  async function informed(origin: Origin) {
    const fixture = await filtering(origin, names);
    const socket = await client(fixture.port);
    for (const host of ['www.gambling.test', 'shared.test']) {
      socket.send(get(host));
      await socket.until(host === 'shared.test' ? 'ok' : 'refused');
      socket.clear();
    }
    return fixture;
  }

  it.each([
    ['127.0.0.21', 'block', 'category'],
    ['2130706453', 'block', 'category'],
    ['[::ffff:127.0.0.21]', 'block', 'category'],
    ['127.0.0.1', 'allow', 'default'],
    ['127.0.0.23', 'allow', 'default'],
  ])('%s as a plain request: %s', async (address, action, rule) => {
    const { port, records } = await informed(later(await scriptedOrigin(OK)));
    const before = records.all.length;
    const socket = await client(port);
    socket.send(get(address));
    await socket.until('\r\n\r\n');
    const host = action === 'block' ? '127.0.0.21' : address;
    const record = await records.find((one) => records.all.indexOf(one) >= before && one.event === 'request');
    expect(record).toMatchObject({ action, rule, host, categories: [action === 'block' ? 'gambling' : 'uncategorised'] });
  });

  it('in a CONNECT is decided by the name inside, and by who lives there when there is none', async () => {
    const origin = later(await rawOrigin((socket) => socket.pipe(socket)));
    const { port, records } = await filtering(origin, { 'gambling.test': ['127.0.0.1'] });
    const first = await client(port);
    first.send(get('gambling.test'));
    await first.until('refused');

    const unnamed = await client(port);
    await openTunnel(unnamed, '127.0.0.1:443');
    unnamed.send(clientHello());
    expect(await unnamed.untilClosed()).toBe('');
    expect(await records.event('tunnel-close')).toMatchObject({ action: 'block', rule: 'category', categories: ['gambling'] });
    expect(origin.accepted[0]?.bytesRead).toBe(0);

    const named = await client(port);
    await openTunnel(named, '127.0.0.1:443');
    const hello = clientHello('open.test');
    named.send(hello);
    expect(await named.untilBytes(hello.length)).toEqual(hello);

    const elsewhere = await client(port);
    elsewhere.send('CONNECT 127.0.0.1:8443 HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(statusOf(await elsewhere.until('refused'))).toBe(403);
  });
});
