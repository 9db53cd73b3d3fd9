import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BYPASS, BYPASS_BUNDLES } from '../../categoriser/inspection/bypass-bundles.ts';
import { compileInspection, type InspectionSettings } from '../../categoriser/inspection/what-to-open.ts';
import { compileSnapshot } from '../../categoriser/snapshot.ts';
import type { IpAddress } from '../../core/address.ts';
import type { CategoryId } from '../../core/category.ts';
import type { ResolveName } from '../../outbound/resolve.ts';
import { upstreamTrust } from '../../outbound/upstream-tls.ts';
import type { InspectionBuild } from '../../proxy/build.ts';
import { LeafStore } from '../../proxy/tls/leaf-store.ts';
import { PinningEvidence } from '../../proxy/tls/pinning.ts';
import { leaf, newChain, now } from '../proxy/tls/test-authorities.ts';
import { fakeListIndex } from '../support/fake-list-index.ts';
import type { ProxyFixture } from '../support/proxy-fixture.ts';
import { closing } from '../support/proxy-fixture-closing.ts';
import { connectThrough } from './proxy-client.ts';

const { proxy } = closing();
const school = newChain();
const sites = newChain();

/** A site of each category that is never opened, beside the names themselves. */
const BY_CATEGORY = Object.fromEntries(
  BYPASS_BUNDLES.flatMap((id) => BYPASS[id].categories).map((category): [string, CategoryId[]] => [`${category}.example`, [category]]),
);
const NAMES = BYPASS_BUNDLES.flatMap((id) => [...BYPASS[id].hosts]);
/** Opened with either setting. */
const OPENED = ['search.example', 'nobody-knows.example', 'nhs.uk.example', 'notnhs.uk', 'xchildline.org.uk'];
const LISTS = fakeListIndex({ ...BY_CATEGORY, 'search.example': ['search'] });
const snapshot = compileSnapshot({ document: {}, policyVersion: 'p', lists: LISTS, overrides: [], classes: new Map() });
const AT_A_TIME = 8;
const resolve: ResolveName = (_, done) => done({ ok: true, addresses: ['127.0.0.1' as IpAddress] });

let folder: string;
let origin: Server;
let fingerprint: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'schoolgate-bypass-'));
  writeFileSync(join(folder, 'sites.pem'), sites.root.certificatePem);
  const { cert, key } = leaf({ hosts: ['any.example'], signedBy: sites.root });
  fingerprint = new X509Certificate(cert).fingerprint256;
  origin = createServer({ cert, key }, (socket) => socket.on('error', () => {}).end('hello')).listen(0, '127.0.0.1');
  await once(origin, 'listening');
});
afterAll(() => {
  origin.close();
  rmSync(folder, { recursive: true, force: true });
});

function inspecting(only: InspectionSettings['only']): Promise<ProxyFixture> {
  const trust = upstreamTrust(join(folder, 'sites.pem'));
  if (!trust.ok) throw new Error(trust.failure.message);
  const notice = { text: 'We look inside.', from: '2020-01-01', dpia: 'D-1' };
  const inspection: InspectionBuild = {
    policy: compileInspection({ enabled: true, groups: ['seniors'], only, notice, bypass: [] }),
    leaves: new LeafStore(school.intermediate, { clock: now }),
    pinning: new PinningEvidence(now),
    trust: trust.value,
    readyPage: { status: 200, headers: { 'Content-Length': '5' }, body: Buffer.from('ready') },
  };
  const { port } = origin.address() as AddressInfo;
  return proxy({ inspection, snapshot, resolve, redirectPort: port });
}

/** SHA-256 of the certificate that a client is shown. */
async function shown({ port }: ProxyFixture, host: string): Promise<string> {
  const { status, socket } = await connectThrough(port, `${host}:443`);
  expect([host, status]).toEqual([host, 200]);
  const secure = connect({ socket, servername: host.toLowerCase(), rejectUnauthorized: false });
  await once(secure, 'secureConnect');
  const certificate = secure.getPeerX509Certificate();
  secure.destroy();
  return certificate?.fingerprint256 ?? '';
}

/** The hosts whose own certificate the client saw. */
async function untouched(fixture: ProxyFixture, hosts: readonly string[]): Promise<string[]> {
  const own: string[] = [];
  const left = [...hosts];
  const one = async (): Promise<void> => {
    for (let host = left.shift(); host !== undefined; host = left.shift()) if ((await shown(fixture, host)) === fingerprint) own.push(host);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, one));
  return own.sort();
}

describe.each(['selective', 'all'] as const)('with `only: %s`', (only) => {
  it('every site that is never opened shows its own certificate', { timeout: 60_000 }, async () => {
    expect(NAMES.length).toBeGreaterThan(100);
    // Beneath a name as well, and however it is written.
    const hosts = [...NAMES, ...Object.keys(BY_CATEGORY)].map((name, i) =>
      i % 3 === 0 ? name : i % 3 === 1 ? `a.b.${name}` : `WWW.${name}`,
    );
    const fixture = await inspecting(only);
    expect(await untouched(fixture, hosts)).toEqual([...hosts].sort());
    const { all } = fixture.records;
    expect(new Set(all.map(({ event }) => event))).not.toContain('request');
    expect(new Set(all.map(({ visibility }) => visibility))).toEqual(new Set(['host']));
  });

  it('any other shows ours', async () => {
    expect(await untouched(await inspecting(only), OPENED)).toEqual([]);
  });
});
