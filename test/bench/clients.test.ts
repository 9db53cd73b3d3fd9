import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { deniedDomains } from '../../bench/peers/denied-domains.ts';
import { startOrigin } from '../../bench/support/origin.ts';
import { findProgram } from '../../bench/support/processes.ts';
import { SHARED_DATA } from '../../bench/support/product.ts';
import { clientHello } from '../../bench/work/client-hello.ts';
import { loadByAutocannon, loadByWrk } from '../../bench/work/http-client.ts';
import { BLOCKED_HOST } from '../../bench/work/kinds.ts';
import { runTunnels } from '../../bench/work/tunnels.ts';
import { readClientHello } from '../../proxy/tls/client-hello.ts';
import { blocked } from '../support/proxy-fixture.ts';
import { closing } from '../support/proxy-fixture-closing.ts';

const { later, proxy } = closing();

/** An origin that counts what it is asked for. */
async function countingOrigin() {
  const asked = new Map<string, number>();
  const server = createServer((request, response) => {
    const line = `${request.method} ${request.url} ${request.headers.host}`;
    asked.set(line, (asked.get(line) ?? 0) + 1);
    response.end('x'.repeat(1_024));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  later({
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
  const address = server.address();
  return { asked, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

describe.each([
  ['autocannon', loadByAutocannon],
  ['wrk', findProgram('wrk') === undefined ? null : loadByWrk],
])('%s as a client of an HTTP proxy', (name, load) => {
  if (load === null) {
    it.skip(`${name} is not installed`);
    return;
  }

  it('sends absolute-form requests, which reach the origin by its name and are recorded', async () => {
    const origin = await countingOrigin();
    const fixture = await proxy();
    const url = `http://site.test:${origin.port}/page`;
    const done = await load({ proxy: `http://127.0.0.1:${fixture.port}`, url, connections: 4, seconds: 1, core: undefined });
    expect(done).toMatchObject({ refused: 0, broken: 0 });
    expect(done.requests).toBeGreaterThan(0);
    expect([...origin.asked.keys()]).toEqual([`GET /page site.test:${origin.port}`]);
    // What was under way at the end reached the origin and was not counted.
    expect(origin.asked.values().next().value).toBeGreaterThanOrEqual(done.requests);
    expect(new Set(fixture.records.all.map((record) => record.url))).toEqual(new Set([url]));
  });

  it('tells refusals from answers', async () => {
    const fixture = await proxy({ policy: () => blocked() });
    const load_ = { proxy: `http://127.0.0.1:${fixture.port}`, url: 'http://site.test/', connections: 4, seconds: 1, core: undefined };
    const done = await load(load_);
    expect(done.requests).toBeGreaterThan(0);
    expect(done).toMatchObject({ refused: done.requests, broken: 0 });
  });
});

describe('the client of tunnels', () => {
  async function run(mode: 'set-up' | 'bytes', policy?: () => ReturnType<typeof blocked>) {
    const origin = later(await closable());
    const fixture = await proxy({ names: { localhost: ['127.0.0.1'] }, connectPorts: [origin.tunnelPort], ...(policy && { policy }) });
    const at = { proxy: `127.0.0.1:${fixture.port}`, origin: `localhost:${origin.tunnelPort}` };
    const done = await runTunnels({ mode, ...at, seconds: 1, concurrency: 2, core: undefined });
    return { done, records: fixture.records.all };
  }

  async function closable() {
    const origin = await startOrigin();
    return { ...origin, close: () => origin.stop() };
  }

  it('opens, exchanges and closes, again and again', async () => {
    const { done, records } = await run('set-up');
    expect(done).toMatchObject({ refused: 0, broken: 0, bytes: 0 });
    expect(done.tunnels).toBeGreaterThan(1);
    expect(records.filter(({ event }) => event === 'tunnel-open').length).toBeGreaterThanOrEqual(done.tunnels);
  });

  it('streams', async () => {
    const { done } = await run('bytes');
    expect(done).toMatchObject({ tunnels: 2, refused: 0, broken: 0 });
    expect(done.bytes).toBeGreaterThan(1_000_000);
  });

  it('counts refusals', async () => {
    const { done } = await run('set-up', () => blocked());
    expect(done.tunnels).toBe(0);
    expect(done.refused).toBeGreaterThan(0);
    expect(done.broken).toBe(0);
  });
});

describe('the ClientHello that it sends', () => {
  it('is one, with the name where there is one', () => {
    expect(readClientHello(clientHello('localhost'))).toMatchObject({ kind: 'hello', hello: { serverName: 'localhost' } });
    const { hello } = readClientHello(clientHello()) as { hello?: { serverName?: string } };
    expect(hello).toBeDefined();
    expect(hello?.serverName).toBeUndefined();
  });
});

describe('the domains that peers refuse', () => {
  it('are the canary alone without real lists', () => {
    expect(deniedDomains(false)).toEqual([BLOCKED_HOST]);
  });

  it.skipIf(!existsSync(SHARED_DATA))(
    'are those of the lists, none beneath another, none that covers what is asked for',
    () => {
      const domains = new Set(deniedDomains(true));
      expect(domains.size).toBeGreaterThan(100_000);
      expect(domains).toContain(BLOCKED_HOST);
      const parentsOf = (domain: string) => domain.split('.').map((_, index, labels) => labels.slice(index + 1).join('.'));
      expect([...domains].filter((domain) => parentsOf(domain).some((parent) => domains.has(parent)))).toEqual([]);
      expect(['localhost', 'test', 'schoolgate.test'].filter((domain) => domains.has(domain))).toEqual([]);
    },
    60_000,
  );
});
