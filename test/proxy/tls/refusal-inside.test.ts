import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyListIndex } from '../../../categoriser/categorise.ts';
import { compileInspection } from '../../../categoriser/inspection/what-to-open.ts';
import { compileSnapshot } from '../../../categoriser/snapshot.ts';
import type { Decision } from '../../../core/decision.ts';
import type { RequestFacts } from '../../../core/facts.ts';
import { upstreamTrust } from '../../../outbound/upstream-tls.ts';
import { LeafStore } from '../../../proxy/tls/leaf-store.ts';
import { PinningEvidence } from '../../../proxy/tls/pinning.ts';
import { allowed, blocked, type FixtureOptions, type ProxyFixture } from '../../support/proxy-fixture.ts';
import { closing } from '../../support/proxy-fixture-closing.ts';
import { until } from '../../support/until.ts';
import { asHost, leaf, newChain, now } from './test-authorities.ts';

const run = promisify(execFile);
const { proxy } = closing();
const school = newChain();
const sites = newChain();
const BANK = 'www.barclays.co.uk';

let folder: string;
let site: Server;
let pinning: PinningEvidence;
let dialled: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'schoolgate-refusal-'));
  writeFileSync(join(folder, 'school.pem'), school.root.certificatePem);
  writeFileSync(join(folder, 'sites.pem'), sites.root.certificatePem);
  const { cert, key } = leaf({ hosts: ['open.test', 'shut.test'], signedBy: { ...sites.root, name: sites.root.name } });
  site = createServer({ cert, key }, ({ url, headers }, response) => {
    response.end(`${url} ${headers['x-googapps-allowed-domains'] ?? '-'} ${headers['youtube-restrict'] ?? '-'}`);
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
});
afterAll(() => {
  site.close();
  rmSync(folder, { recursive: true, force: true });
});

/** `shut.test` and the bank are refused by name, and what is in them as well. */
function decide({ target, serverName }: RequestFacts): Decision {
  const names = [target.hostname, serverName];
  return names.includes(asHost('shut.test')) || names.includes(asHost(BANK)) ? blocked({ signal: 'warning' }) : allowed();
}

function inspecting(options: FixtureOptions = {}): Promise<ProxyFixture> {
  const trust = upstreamTrust(join(folder, 'sites.pem'));
  if (!trust.ok) throw new Error(trust.failure.message);
  const notice = { text: 'We look inside.', from: '2020-01-01', dpia: 'D-1' };
  pinning = new PinningEvidence(now);
  dialled = [];
  return proxy({
    policy: decide,
    inspection: {
      policy: compileInspection({ enabled: true, groups: ['seniors'], only: 'selective', notice, bypass: [] }),
      leaves: new LeafStore(school.intermediate, { clock: now }),
      pinning,
      trust: trust.value,
      readyPage: { status: 200, headers: { 'Content-Length': '0' }, body: Buffer.alloc(0) },
    },
    snapshot: compileSnapshot({ document: {}, policyVersion: 'p', lists: emptyListIndex(), overrides: [], classes: new Map() }),
    redirectPort: (name) => {
      dialled.push(name);
      return (site.address() as AddressInfo).port;
    },
    ...options,
  });
}

async function curl({ port }: ProxyFixture, ca: 'school' | 'sites', ...given: string[]): Promise<string> {
  const shared = ['-s', '-S', '--max-time', '10', '-x', `http://127.0.0.1:${port}`, '--cacert', join(folder, `${ca}.pem`)];
  try {
    return (await run('curl', [...shared, ...given])).stdout;
  } catch (error) {
    return (error as { stderr: string }).stderr;
  }
}

async function secured({ port }: ProxyFixture, host: string, serverName = host): Promise<TLSSocket> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n`);
  await once(socket, 'data');
  const inner = connectTls({ socket, servername: serverName, ca: school.root.certificatePem });
  inner.on('error', () => {});
  return inner;
}

async function answerTo(socket: TLSSocket, request: string): Promise<string> {
  socket.write(request);
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  return bytes.toString('latin1');
}

/** What was recorded by the time that everything is closed; a request's close says the same again. */
async function recorded({ proxy: path, records }: ProxyFixture): Promise<string[]> {
  await until(() => path.tunnels.size === 0);
  return records.all.flatMap(({ event, url, visibility, action, status, signal }) =>
    event === 'request-close' ? [] : [event, url, visibility, action, status, signal].join(' '),
  );
}

describe('a site refused by name to a device that is inspected', () => {
  it('shows its page, decided and recorded once by the whole address; nothing is dialled', async () => {
    const fixture = await inspecting();
    const answer = await curl(fixture, 'school', '-i', 'https://shut.test/a/page?q=1');
    expect(answer).toMatch(/HTTP\/1\.1 403 .*Schoolgate-Decision: .*refused: Gambling is blocked\.$/s);
    expect(await recorded(fixture)).toEqual(['request https://shut.test/a/page url block 403 warning']);
    expect(dialled).toEqual([]);
  });

  it('is answered as before where nothing is ever opened: guests, what is spared, a port that is closed', async () => {
    const fixture = await inspecting();
    expect(await curl(fixture, 'school', `https://${BANK}/`)).toContain('response 403');
    fixture.identity = { ...fixture.identity, group: 'guests' };
    expect(await curl(fixture, 'school', 'https://shut.test/')).toContain('response 403');
    expect(await recorded(fixture)).toEqual([
      `tunnel-open https://${BANK} host block 403 warning`,
      'tunnel-open https://shut.test host block 403 warning',
    ]);
    const closed = await inspecting({ connectPorts: [8443] });
    expect(await curl(closed, 'school', 'https://open.test/')).toContain('response 403');
  });

  it('is recorded by its name where nobody gets as far as a page, and suggested for nothing', async () => {
    const fixture = await inspecting();
    for (let i = 0; i < 3; i++) expect(await curl(fixture, 'sites', 'https://shut.test/')).toContain('certificate');
    expect((await recorded(fixture)).slice(0, 2)).toEqual([
      'tunnel-open https://shut.test host block 200 warning',
      'tunnel-close https://shut.test host block 200 warning',
    ]);
    expect(fixture.records.all.slice(0, 2).map(({ reason }) => reason)).toEqual([
      'Gambling is blocked.',
      'The device or program does not trust the school’s certificate.',
    ]);
    expect(await curl(fixture, 'school', 'https://open.test/')).toContain('/');
    expect(pinning.seen()).toEqual([]);
  });

  it('is recorded by its name where the first request is none', async () => {
    const fixture = await inspecting();
    expect(await curl(fixture, 'school', '-H', 'Host: open.test', 'https://shut.test/')).toContain('another site');
    expect(await recorded(fixture)).toEqual([
      'request https://shut.test/ url block 421 advisory',
      'tunnel-open https://shut.test host block 200 warning',
      'tunnel-close https://shut.test host block 200 warning',
    ]);
  });

  it('stays open to the way on: what is allowed meanwhile is allowed on the same connection', async () => {
    const fixture = await inspecting({ policy: () => blocked({ action: 'coach', reason: 'Think first.' }) });
    const socket = await secured(fixture, 'shut.test');
    const request = 'GET /x HTTP/1.1\r\nHost: shut.test\r\n\r\n';
    expect(await answerTo(socket, request)).toMatch(/^HTTP\/1\.1 403 /);
    fixture.swap();
    fixture.policy = () => allowed();
    expect(await answerTo(socket, request)).toMatch(/^HTTP\/1\.1 200 /);
    // From then on it is a tunnel like any other.
    fixture.swap();
    fixture.policy = () => blocked();
    fixture.swap();
    await once(socket, 'close');
    expect(await recorded(fixture)).toEqual([
      'request https://shut.test/x url coach 403 none',
      'request https://shut.test/x url allow 200 none',
    ]);
  });
});

describe('two names of one connection', () => {
  it('shows the page of the inner name, where that is the one refused', async () => {
    const fixture = await inspecting();
    const answer = await curl(fixture, 'school', '--connect-to', 'shut.test:443:open.test:443', 'https://shut.test/inner');
    expect(answer).toBe('refused: Gambling is blocked.');
    expect(await recorded(fixture)).toEqual([
      'tunnel-open https://open.test host allow 200 none',
      'request https://shut.test/inner url block 403 warning',
      'tunnel-close https://open.test host allow 200 none',
    ]);
    expect(dialled).toEqual([]);
  });

  it('is closed where the outer name is refused, whatever the inner one is', async () => {
    const fixture = await inspecting();
    const socket = await secured(fixture, 'shut.test', 'open.test');
    await until(() => socket.destroyed);
    expect((await recorded(fixture))[0]).toBe('tunnel-open https://shut.test host block 200 warning');
    expect(dialled).toEqual([]);
  });
});

it('signals a connection that names two sites where both are open', async () => {
  const fixture = await inspecting({ policy: () => allowed() });
  expect(await curl(fixture, 'school', '--connect-to', 'shut.test:443:open.test:443', 'https://shut.test/both')).toBe('/both - -');
  expect((await recorded(fixture)).filter((line) => line.endsWith('advisory'))).toEqual([
    'tunnel-open https://open.test host allow 200 advisory',
    'tunnel-close https://open.test host allow 200 advisory',
  ]);
});

it('sends an inspected request on as the policy rewrites it, and never what the client says in its place', async () => {
  const rewrite = { query: [['safe', 'active']], headers: [['X-GoogApps-Allowed-Domains', 'north.example']] } as const;
  const fixture = await inspecting({ policy: () => allowed({ rewrite }) });
  const own = ['-H', 'x-googapps-allowed-domains: evil.example', '-H', 'YouTube-Restrict: Moderate'];
  expect(await curl(fixture, 'school', ...own, 'https://open.test/search?q=a&SAFE=off')).toBe('/search?q=a&safe=active north.example -');
  expect(await curl(fixture, 'school', '-d', 'body', 'https://open.test/post')).toBe('/post?safe=active north.example -');
});
