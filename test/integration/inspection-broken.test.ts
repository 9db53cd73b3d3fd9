import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyListIndex } from '../../categoriser/categorise.ts';
import { compileInspection } from '../../categoriser/inspection/what-to-open.ts';
import { compileSnapshot } from '../../categoriser/snapshot.ts';
import { upstreamTrust } from '../../outbound/upstream-tls.ts';
import { LeafStore } from '../../proxy/tls/leaf-store.ts';
import { PinningEvidence } from '../../proxy/tls/pinning.ts';
import { leaf, newChain, now } from '../proxy/tls/test-authorities.ts';
import { closing } from '../support/proxy-fixture-closing.ts';
import { connectThrough } from './proxy-client.ts';

const { proxy } = closing();
const school = newChain();
const sites = newChain();
const folder = mkdtempSync(join(tmpdir(), 'schoolgate-broken-'));
const caPath = join(folder, 'sites.pem');
const snapshot = compileSnapshot({ document: {}, policyVersion: 'p', lists: emptyListIndex(), overrides: [], classes: new Map() });

let site: Server;
let answer = '';

beforeAll(async () => {
  writeFileSync(caPath, sites.root.certificatePem);
  site = createServer(leaf({ hosts: ['open.test'], signedBy: sites.root }), (socket) => {
    socket.on('error', () => {}).once('data', () => socket.write(answer, () => socket.destroy()));
  }).listen(0, '127.0.0.1');
  await once(site, 'listening');
});
afterAll(() => {
  site.close();
  rmSync(folder, { recursive: true });
});

/** What a client gets within an inspected tunnel until it closes. */
async function asked(head: string): Promise<{ received: string; port: number }> {
  const trust = upstreamTrust(caPath);
  if (!trust.ok) throw new Error(trust.failure.message);
  const notice = { text: 'We look inside.', from: '2020-01-01', dpia: 'D-1' };
  const policy = compileInspection({ enabled: true, groups: ['seniors'], only: 'selective', notice, bypass: [] });
  const leaves = new LeafStore(school.intermediate, { clock: now });
  const readyPage = { status: 200, headers: {}, body: Buffer.alloc(0) };
  const inspection = { policy, leaves, pinning: new PinningEvidence(now), trust: trust.value, readyPage };
  const { port } = await proxy({ inspection, snapshot, redirectPort: (site.address() as AddressInfo).port });
  const { socket } = await connectThrough(port, 'open.test:443');
  const secure = connect({ socket, servername: 'open.test', ca: school.root.certificatePem });
  secure.on('error', () => {});
  secure.write(head);
  let received = '';
  secure.setEncoding('latin1').on('data', (text: string) => {
    received += text;
  });
  await once(secure, 'close');
  return { received, port };
}

/** Only a reset tells these from whole answers, and a secure connection cannot be reset. */
describe('an inspected site that breaks off where nothing else shows it', () => {
  it.each([
    [
      'its answer to HTTP/1.0',
      'GET /old HTTP/1.0\r\nHost: open.test\r\n\r\n',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n',
      /^HTTP\/1\.1 200 [\s\S]*part$/,
    ],
    [
      'its refusal of a WebSocket',
      'GET /ws HTTP/1.1\r\nHost: open.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
      'HTTP/1.1 403 No\r\nContent-Length: 10\r\n\r\nsorry',
      /^HTTP\/1\.1 403 [\s\S]*sorry$/,
    ],
  ])('%s: the client’s connection ends, and the proxy goes on', async (_what, head, given, expected) => {
    answer = given;
    const { received, port } = await asked(head);
    expect(received).toMatch(expected);
    expect((await connectThrough(port, 'open.test:443')).status).toBe(200);
  });
});
