import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../config/load.ts';
import type { Config } from '../../config/schema/config.ts';
import { formatTarget, parseAbsoluteTarget, type Target } from '../../core/target.ts';
import { openPageFetcher } from '../../outbound/open-page-fetcher.ts';
import type { PageFetch } from '../../outbound/page-fetch.ts';
import { createResolver } from '../../outbound/resolve.ts';
import { leaf, newChain } from '../proxy/tls/test-authorities.ts';
import { httpOrigin, rawOrigin, scriptedOrigin } from '../support/origin.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function site(listener: RequestListener): Promise<string> {
  const origin = await httpOrigin(listener);
  closing.push(origin.close);
  return `http://page.example:${origin.port}`;
}

/** Every name under .example is this machine's. */
const here = createResolver({
  nowMs: () => performance.now(),
  ipv6: () => false,
  query: (host, _family, done) =>
    done(host.endsWith('.example') ? { ok: true, records: [{ address: '127.0.0.1', ttl: 1 }] } : { ok: false, code: 'ENOTFOUND' }),
});

const target = (url: string): Target => {
  const parsed = parseAbsoluteTarget(url);
  if (!parsed.ok) throw new Error(url);
  return parsed.value;
};

interface Around {
  readonly at?: Partial<Config['at']>;
  readonly proxy?: Partial<Config['proxy']>;
  readonly mayAsk?: (target: Target) => boolean;
}

function fetchIt(url: string, { at, proxy, mayAsk = () => true }: Around = {}): Promise<PageFetch> {
  const config = loadConfig({ env: {}, cwd: tmpdir() });
  if (!config.ok) throw new Error(config.failure.message);
  const { value } = config;
  const fetcher = openPageFetcher(
    { ...value, at: { ...value.at, allowUpstream: ['127.0.0.0/8'], ...at }, proxy: { ...value.proxy, ...proxy } },
    here,
  );
  if (!fetcher.ok) throw new Error(fetcher.failure.message);
  return fetcher.value(target(url), mayAsk);
}

const asHtml = { 'content-type': 'text/html; charset=utf-8' };

describe('fetching a page', () => {
  it('asks as nobody: no cookie, no referrer, no login, and none that an earlier answer set', async () => {
    const seen: IncomingHttpHeaders[] = [];
    const base = await site((request, response) => {
      seen.push(request.headers);
      if (request.url === '/') response.writeHead(302, { location: '/two?x=1', 'set-cookie': 'who=tom' }).end();
      else response.writeHead(200, asHtml).end('<title>Two</title>');
    });
    const { hops, outcome } = await fetchIt(`${base}/`);
    expect(hops.map((hop) => formatTarget(hop, true))).toEqual([`${base}/`, `${base}/two?x=1`]);
    expect(outcome).toEqual({ kind: 'page', status: 200, html: '<title>Two</title>', isWhole: true });
    for (const headers of seen) {
      expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'accept-language', 'connection', 'host', 'user-agent']);
    }
  });

  it('asks before each address, and goes nowhere that is refused', async () => {
    const reached: string[] = [];
    const base = await site((request, response) => {
      reached.push(String(request.url));
      response.writeHead(301, { location: 'http://sealed.example/x' }).end();
    });
    const { hops, outcome } = await fetchIt(`${base}/a`, { mayAsk: ({ hostname }) => hostname !== 'sealed.example' });
    expect([hops.length, outcome.kind, reached]).toEqual([1, 'kept-out', ['/a']]);
    expect((await fetchIt(`${base}/b`, { mayAsk: () => false })).hops).toEqual([]);
    expect(reached).toEqual(['/a']);
  });

  it.each([
    ['a private address', 'http://10.1.2.3/'],
    ['a metadata service', 'http://169.254.169.254/latest'],
    ['an address of ours in disguise', 'http://[::ffff:7f00:1]/'],
    ['loopback by name', 'http://localhost/'],
  ])('never connects to %s', async (_what, url) => {
    expect((await fetchIt(url, { at: { allowUpstream: [] } })).outcome.kind).toBe('address');
  });

  it('gates a redirect as it gates what was asked', async () => {
    const base = await site((_request, response) => response.writeHead(302, { location: 'http://192.168.0.1/' }).end());
    expect((await fetchIt(base)).outcome.kind).toBe('address');
  });

  it('does not connect to what the installation itself listens at, whatever is opened', async () => {
    const base = await site((_request, response) => response.writeHead(200, asHtml).end('ours'));
    const adminPort = Number(new URL(base).port);
    expect((await fetchIt(base, { at: { adminPort } })).outcome.kind).toBe('address');
  });

  it.each(['http://page.example:25/', 'https://page.example:22/', 'ws://page.example/'])(
    'asks no other protocol’s port: %s',
    async (url) => {
      const { hops, outcome } = await fetchIt(url);
      expect([hops, outcome.kind]).toEqual([[], 'address']);
    },
  );

  it('follows five redirects and no sixth, and none to what is no page', async () => {
    const base = await site((request, response) => {
      const at = Number(request.url?.slice(1));
      response.writeHead(307, { location: `/${at + 1}` }).end();
    });
    const { hops, outcome } = await fetchIt(`${base}/1`);
    expect([hops.length, outcome.kind]).toEqual([6, 'too-many-redirects']);
    const away = await site((_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end());
    expect((await fetchIt(away)).outcome.kind).toBe('not-a-page');
  });

  it('reads no more than half a megabyte, of what comes out of a packed answer, too', async () => {
    const large = Buffer.alloc(5 * 1024 * 1024, 'x');
    const base = await site((request, response) => {
      if (request.url === '/plain') response.writeHead(200, asHtml).end(large);
      else response.writeHead(200, { ...asHtml, 'content-encoding': 'gzip' }).end(gzipSync(large));
    });
    for (const path of ['/plain', '/packed']) {
      const { outcome } = await fetchIt(base + path);
      expect(outcome).toMatchObject({ kind: 'page', isWhole: false });
      expect(outcome.kind === 'page' && outcome.html.length).toBe(512 * 1024);
    }
  });

  it('reads pages alone, in the letters they are written in', async () => {
    const base = await site((request, response) => {
      if (request.url === '/pdf') response.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF');
      else response.writeHead(200, { 'content-type': 'text/html; charset=iso-8859-1' }).end(Buffer.from('caf\xe9', 'latin1'));
    });
    expect((await fetchIt(`${base}/pdf`)).outcome.kind).toBe('not-a-page');
    expect((await fetchIt(`${base}/cafe`)).outcome).toMatchObject({ html: 'café' });
  });

  it('says plainly what a broken site does', async () => {
    const origin = await rawOrigin((socket) => socket.destroy());
    closing.push(origin.close);
    expect((await fetchIt(`http://page.example:${origin.port}/`)).outcome).toEqual({
      kind: 'unreachable',
      words: 'The site closed the connection without a complete answer.',
    });
    expect((await fetchIt('http://nowhere.test/')).outcome).toEqual({
      kind: 'unreachable',
      words: 'The name of the site could not be found.',
    });
  });

  it('goes by the parent proxy where there is one, with its login and for no address inside', async () => {
    const parent = await scriptedOrigin((head, socket) => {
      const isTunnel = head.startsWith('CONNECT');
      socket.write(isTunnel ? 'HTTP/1.1 403 No\r\n\r\n' : 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nok');
    });
    closing.push(parent.close);
    const proxy = { parentProxy: `http://us:pw@parent.example:${parent.port}` };
    expect((await fetchIt('http://far.test/a?b', { proxy })).outcome).toMatchObject({ kind: 'page', html: 'ok' });
    expect(parent.heads[0]).toMatch(/^GET http:\/\/far\.test\/a\?b HTTP\/1\.1\r\n/);
    expect(parent.heads[0]).toContain(`Proxy-Authorization: Basic ${Buffer.from('us:pw').toString('base64')}`);
    expect((await fetchIt('http://10.0.0.1/', { proxy })).outcome.kind).toBe('address');
    expect(parent.heads).toHaveLength(1);
    expect((await fetchIt('https://far.test/', { proxy })).outcome).toEqual({
      kind: 'unreachable',
      words: 'The parent proxy refused the connection.',
    });
    expect(parent.heads[1]).toMatch(/^CONNECT far\.test:443 HTTP\/1\.1\r\n/);
  });
});

describe('fetching a page by TLS', () => {
  it('holds the certificate against the host, by the roots that the proxy trusts', async () => {
    const { root } = newChain();
    const good = leaf({ hosts: ['good.example'], signedBy: root });
    const server = createServer(good, (_request, response) => response.writeHead(200, asHtml).end('<title>Safe</title>'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const folder = mkdtempSync(join(tmpdir(), 'sg-fetch-'));
    closing.push(() => rmSync(folder, { recursive: true }));
    const upstreamCaPath = join(folder, 'roots.pem');
    writeFileSync(upstreamCaPath, root.certificatePem);
    const at = { connectPorts: [port], upstreamCaPath };
    expect((await fetchIt(`https://good.example:${port}/`, { at })).outcome).toMatchObject({ kind: 'page', html: '<title>Safe</title>' });
    const other = (await fetchIt(`https://other.example:${port}/`, { at })).outcome;
    expect(other).toMatchObject({ kind: 'unreachable', words: expect.stringContaining('certificate is for another site') });
    const untrusted = (await fetchIt(`https://good.example:${port}/`, { at: { connectPorts: [port] } })).outcome;
    expect(untrusted).toMatchObject({ kind: 'unreachable', words: expect.stringContaining('certificate') });
  });
});
