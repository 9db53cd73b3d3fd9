import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { duplexPair } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyListIndex } from '../../../categoriser/categorise.ts';
import { compileInspection } from '../../../categoriser/inspection/what-to-open.ts';
import { compileSnapshot } from '../../../categoriser/snapshot.ts';
import type { RequestFacts } from '../../../core/facts.ts';
import { upstreamTrust } from '../../../outbound/upstream-tls.ts';
import type { InspectionBuild } from '../../../proxy/build.ts';
import { LeafStore } from '../../../proxy/tls/leaf-store.ts';
import { PinningEvidence } from '../../../proxy/tls/pinning.ts';
import { allowed, blocked, type FixtureOptions, type ProxyFixture } from '../../support/proxy-fixture.ts';
import { closing } from '../../support/proxy-fixture-closing.ts';
import { leaf, newChain, now } from './test-authorities.ts';

const run = promisify(execFile);
const { proxy } = closing();
const school = newChain();
const sites = newChain();
const BANK = 'www.barclays.co.uk';

let folder: string;
let site: Server;
let stale: Server;
const seen: string[] = [];

function origin(until: number): Server {
  const { cert, key } = leaf({ hosts: ['open.test', 'other.test', BANK], until, signedBy: { ...sites.root, name: sites.root.name } });
  return createServer({ cert, key }, (request, response) => {
    seen.push(`${request.method} ${request.headers.host}${request.url} via ${request.headers.via}`);
    let bytes = 0;
    request.on('data', (chunk: Buffer) => (bytes += chunk.length)).on('end', () => response.end(`got ${bytes} of ${request.url}`));
  }).listen(0, '127.0.0.1');
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'schoolgate-inspection-'));
  writeFileSync(join(folder, 'school.pem'), school.root.certificatePem);
  writeFileSync(join(folder, 'sites.pem'), sites.root.certificatePem);
  site = origin(30);
  stale = origin(-0.5);
  await Promise.all([once(site, 'listening'), once(stale, 'listening')]);
});
afterAll(() => {
  for (const server of [site, stale]) server.close();
  rmSync(folder, { recursive: true, force: true });
});

function parts(): InspectionBuild {
  const trust = upstreamTrust(join(folder, 'sites.pem'));
  if (!trust.ok) throw new Error(trust.failure.message);
  const notice = { text: 'We look inside.', from: '2020-01-01', dpia: 'D-1' };
  return {
    policy: compileInspection({ enabled: true, groups: ['seniors'], only: 'selective', notice, bypass: [] }),
    leaves: new LeafStore(school.intermediate, { clock: now }),
    pinning: new PinningEvidence(now),
    trust: trust.value,
    readyPage: { status: 200, headers: { 'Content-Length': '5' }, body: Buffer.from('ready') },
  };
}

const snapshot = compileSnapshot({ document: {}, policyVersion: 'p', lists: emptyListIndex(), overrides: [], classes: new Map() });
const portOf = (server: Server) => (server.address() as AddressInfo).port;

function inspecting(options: FixtureOptions = {}): Promise<ProxyFixture> {
  const names = { [BANK]: ['127.0.0.1'], 'stale.test': ['127.0.0.1'] };
  return proxy({ inspection: parts(), snapshot, names, redirectPort: () => portOf(site), ...options });
}

async function curl({ port }: ProxyFixture, ca: 'school' | 'sites', ...given: string[]): Promise<{ out: string; failed: boolean }> {
  const shared = ['-s', '-S', '--max-time', '10', '-x', `http://127.0.0.1:${port}`, '--cacert', join(folder, `${ca}.pem`)];
  try {
    const { stdout } = await run('curl', [...shared, ...given]);
    return { out: stdout, failed: false };
  } catch (error) {
    return { out: (error as { stderr: string }).stderr, failed: true };
  }
}

describe('an inspected connection', () => {
  it('brings requests like any other: decided by their whole address, forwarded, recorded with it', async () => {
    const isBad = ({ kind, target }: RequestFacts) => kind === 'request' && target.path.startsWith('/bad');
    const fixture = await inspecting({ policy: (facts) => (isBad(facts) ? blocked({ reason: 'Bad page.' }) : allowed()) });
    const pages = ['https://open.test/one?q=a', 'https://open.test/bad/page', 'https://open.test/three'];
    const answers = await curl(fixture, 'school', ...pages);
    expect(answers).toEqual({ out: 'got 0 of /one?q=arefused: Bad page.got 0 of /three', failed: false });
    expect(seen.splice(0)).toEqual(['GET open.test/one?q=a via 1.1 schoolgate-test', 'GET open.test/three via 1.1 schoolgate-test']);
    const requests = fixture.records.all.filter(({ event }) => event === 'request');
    expect(requests.map(({ url, visibility, action, username, status }) => [url, visibility, action, username, status])).toEqual([
      ['https://open.test/one', 'url', 'allow', 'pupil', 200],
      ['https://open.test/bad/page', 'url', 'block', 'pupil', 403],
      ['https://open.test/three', 'url', 'allow', 'pupil', 200],
    ]);
    expect(await fixture.records.event('tunnel-close')).toMatchObject({ host: 'open.test', visibility: 'host', action: 'allow' });
  });

  it('carries bodies both ways', async () => {
    const fixture = await inspecting();
    const path = join(folder, 'upload');
    writeFileSync(path, Buffer.alloc(3_000_000));
    expect((await curl(fixture, 'school', '--data-binary', `@${path}`, 'https://open.test/up')).out).toBe('got 3000000 of /up');
    expect(await fixture.records.event('request')).toMatchObject({ method: 'POST', bytesUp: 3_000_000 });
    seen.length = 0;
  });

  it('is refused where a request in it is for another site than the connection', async () => {
    const fixture = await inspecting();
    expect((await curl(fixture, 'school', '-H', 'Host: other.test', 'https://open.test/front')).out).toContain('another site');
    expect(await fixture.records.event('request')).toMatchObject({
      ...{ status: 421, rule: 'protocol', host: 'open.test', signal: 'advisory', username: 'pupil' },
    });
    expect(seen).toEqual([]);
  });

  it('tells plainly what is wrong with the site’s own certificate, and never goes on regardless', async () => {
    const fixture = await inspecting({ redirectPort: () => portOf(stale) });
    const { out } = await curl(fixture, 'school', 'https://open.test/');
    expect(out).toMatch(/^tls: The site’s security certificate has run out/);
    expect(await fixture.records.event('request')).toMatchObject({ status: 502 });
    expect(seen).toEqual([]);
  });

  it('ends with a decision that closes the site', async () => {
    const fixture = await inspecting();
    const socket = connect(fixture.port, '127.0.0.1');
    socket.write('CONNECT open.test:443 HTTP/1.1\r\nHost: open.test:443\r\n\r\n');
    await once(socket, 'data');
    const secured = connectTls({ socket, servername: 'open.test', ca: school.root.certificatePem });
    secured.on('error', () => {});
    await once(secured, 'secureConnect');
    fixture.policy = () => blocked({ reason: 'Closed now.' });
    fixture.swap();
    await once(secured, 'close');
    expect(await fixture.records.event('tunnel-close')).toMatchObject({ reason: 'Closed now.' });
    expect(fixture.proxy.tunnels.size).toBe(0);
  });

  it('says of a client that ends right behind its ClientHello that it closed, not that it broke TLS', async () => {
    const fixture = await inspecting();
    const [inner, wire] = duplexPair();
    connectTls({ socket: inner, servername: 'open.test' }).on('error', () => {});
    const [hello] = await once(wire, 'data');
    const socket = connect(fixture.port, '127.0.0.1');
    socket.write('CONNECT open.test:443 HTTP/1.1\r\nHost: open.test:443\r\n\r\n');
    await once(socket, 'data');
    socket.end(hello);
    expect(await fixture.records.event('tunnel-close')).toMatchObject({ reason: expect.stringContaining('closed the connection') });
  });

  it('shows whoever trusts the certificate that the device is ready', async () => {
    const fixture = await inspecting();
    expect((await curl(fixture, 'school', 'https://ready.schoolgate.test/')).out).toBe('ready');
    // Before inspection begins, too: then there is time to mend what is not.
    fixture.identity = { ...fixture.identity, group: 'staff' };
    expect((await curl(fixture, 'school', 'https://ready.schoolgate.test/')).out).toBe('ready');
  });

  it('is not to be had in the name of that page', async () => {
    const fixture = await inspecting({ names: { 'ready.schoolgate.test': ['127.0.0.1'] } });
    fixture.identity = { ...fixture.identity, group: 'staff' };
    const disguised = ['--connect-to', 'open.test:443:ready.schoolgate.test:443', 'https://open.test/'];
    expect(await curl(fixture, 'sites', ...disguised)).toEqual({ out: 'got 0 of /', failed: false });
    expect(fixture.records.all.filter(({ event }) => event === 'request')).toEqual([]);
    seen.length = 0;
  });
});

describe('what is not inspected', () => {
  it('shows the site’s own certificate: a bank, and everything of a group that is not inspected', async () => {
    const fixture = await inspecting();
    expect(await curl(fixture, 'sites', `https://${BANK}/account`)).toEqual({ out: 'got 0 of /account', failed: false });
    fixture.identity = { ...fixture.identity, group: 'guests' };
    expect(await curl(fixture, 'sites', 'https://open.test/guest')).toEqual({ out: 'got 0 of /guest', failed: false });
    expect(fixture.records.all.filter(({ event }) => event === 'request')).toEqual([]);
    seen.length = 0;
  });

  it('fails for a device without the certificate, and says why in the record', async () => {
    const fixture = await inspecting();
    expect((await curl(fixture, 'sites', 'https://open.test/')).failed).toBe(true);
    expect(await fixture.records.event('tunnel-close')).toMatchObject({ reason: expect.stringContaining('does not trust') });
    // After a second site it is known not to have it, and left alone.
    await curl(fixture, 'sites', 'https://other.test/');
    expect(await curl(fixture, 'sites', 'https://open.test/alone')).toEqual({ out: 'got 0 of /alone', failed: false });
    seen.length = 0;
  });
});
