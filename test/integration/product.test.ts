import { readdirSync, readFileSync } from 'node:fs';
import { get as httpsGet } from 'node:https';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseIpAddress } from '../../core/address.ts';
import { parseDecisionId } from '../../core/decision-id.ts';
import { parseHostname } from '../../core/hostname.ts';
import { epochMs } from '../../core/units.ts';
import { type CoachGrant, createCoachTokens } from '../../storage/coach-token.ts';
import { openKeyStore } from '../../storage/key-store.ts';
import { httpOrigin, type Origin } from '../support/origin.ts';
import { Product, until } from '../support/product.ts';
import { type PortWatch, watchPorts } from './port-watch.ts';
import { ask, basic, connectThrough, PAGE } from './proxy-client.ts';
import { opensslIsInstalled, type TlsOrigin, tlsOrigin } from './tls-origin.ts';

const CLASSES = 'sealed-child-abuse, sealed-terrorist, terrorism-extremism, pornography, malware, self-harm, circumvention';
const CONFIG = `
trust: { name: Example Trust }
schools: [ { id: north, name: North Academy } ]
blocklists: { sources: [] }
proxy: { askForCredentials: true }
`;
/** Addresses of clients, all on loopback. */
const PUPIL = '127.0.0.1';
const SIXTH_FORMER = '127.0.0.2';
const NOBODY = '127.0.0.3';
const TEACHER = '127.0.0.4';

describe('the running product', { timeout: 60_000 }, () => {
  let product: Product;
  let origin: Origin;
  let readyLines: readonly string[];
  let whileHeldBack: { readonly watch: PortWatch; readonly wasReady: boolean };

  beforeAll(async () => {
    origin = await httpOrigin((request, response) => {
      if (request.url === '/slow') return dripped(response);
      response.writeHead(200, { 'content-type': 'text/plain', 'x-origin': 'yes' }).end(`${request.method} ${request.url}`);
    });
    product = await Product.install({ config: CONFIG });
    [readyLines, whileHeldBack] = await startHoldingBack(product, 'admin');
  }, 180_000);

  afterAll(async () => {
    await product?.close();
    await origin?.close();
  });

  describe('a start', () => {
    it('listens nowhere while one part is not ready, though the others are', () => {
      expect(whileHeldBack.wasReady).toBe(false);
      expect(whileHeldBack.watch.tried).toBeGreaterThan(100);
      expect([...whileHeldBack.watch.accepted]).toEqual([]);
    });

    it('says where it listens, and what is not protected', () => {
      expect(readyLines[0]).toContain('ready');
      for (const url of [product.proxyUrl, product.adminUrl, product.portalUrl]) expect(readyLines[0]).toContain(url);
      expect(readyLines[1]).toBe(`NOT PROTECTED: ${CLASSES}`);
    });

    it.each(['proxyUrl', 'adminUrl', 'portalUrl'] as const)('accepts at its %s from then on', async (name) => {
      const watch = watchPorts([Number(new URL(product[name]).port)]);
      await until(() => watch.accepted.size > 0, 1_000);
      await watch.stop();
    });
  });

  describe('what cannot start says so in one line', () => {
    it.each([
      ['a second instance on the same data folder', {}, /^schoolgate: already running on the data folder .+ \(process \d+\); stop it first$/],
      ['a port in use', { SCHOOLGATE_DATA: 'other' }, /^schoolgate: port \d+ on 127\.0\.0\.1 is already in use/m],
      ['broken YAML', { SCHOOLGATE_CONFIG: 'broken.yaml' }, /^schoolgate: .*broken\.yaml:2: /],
      ['a key that is not known', { SCHOOLGATE_CONFIG: 'unknown.yaml' }, /^schoolgate: .*unknown\.yaml:1: .*schools/],
      ['a missing Redis', { SCHOOLGATE_DATA: 'other', PATH: '/nowhere', ...nobodysPorts() }, /^schoolgate: redis-server is not installed/],
    ])('%s', async (what, env, line) => {
      product.write('broken.yaml', 'trust: { name: x }\nschools: [ {\n');
      product.write('unknown.yaml', 'shools: []\n');
      const { code, out, err } = await product.cli(['start'], { env });
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toMatch(line);
      expect(err).not.toMatch(/^\s+at /m);
      // Three ports are in use: each is named, with its setting.
      expect(err.split('\n')).toHaveLength(what === 'a port in use' ? 3 : 1);
      expect((await ask(product.ports.admin, '/health')).status).toBe(200);
    });
  });

  describe('a pupil with a lease', () => {
    beforeAll(() => product.lease(PUPIL, 'pupil1', 'seniors', 'desk1'));

    it('gets the block page, recorded with who, where, what, when and why', async () => {
      const before = Date.now();
      const answer = await ask(product.ports.proxy, 'http://self-harm.schoolgate.test/some/page?q=1', { headers: PAGE });
      expect(answer.status).toBe(403);
      expect(answer.headers['content-type']).toContain('text/html');
      expect(answer.body).toContain('self-harm.schoolgate.test');
      expect(answer.body).toContain('0800 1111');
      const record = await product.recordOf(answer);
      expect(record).toMatchObject({
        ...{ event: 'request', username: 'pupil1', computer: 'desk1', clientIp: PUPIL, group: 'seniors', attribution: 'lease', method: 'GET' },
        ...{ url: 'http://self-harm.schoolgate.test/some/page', host: 'self-harm.schoolgate.test', categories: ['self-harm'] },
        ...{ action: 'block', rule: 'category', signal: 'danger', visibility: 'url', intent: 'unknown', status: 403 },
      });
      expect(Date.parse(record.time)).toBeGreaterThanOrEqual(before);
      expect(Date.parse(record.time)).toBeLessThanOrEqual(Date.now());
      expect([record.reason, record.policyVersion, record.listVersion].filter((text) => text === '')).toEqual([]);
      await product.find(({ id, event }) => id === record.id && event === 'request-close');
    });

    it('is forwarded to what is open, and that is recorded when it ends', async () => {
      const url = `http://open.localhost:${origin.port}/page`;
      const answer = await ask(product.ports.proxy, `${url}?secret=1`);
      expect([answer.status, answer.body, answer.headers['x-origin']]).toEqual([200, 'GET /page?secret=1', 'yes']);
      const record = await product.find((one) => one.url === url);
      expect(record).toMatchObject({ action: 'allow', rule: 'default', status: 200, contentType: 'text/plain', username: 'pupil1' });
      expect(record.bytesDown).toBeGreaterThan(0);
      expect(JSON.stringify(product.records())).not.toContain('secret');
    });

    it('is refused a blocked CONNECT, and finds it on the portal', async () => {
      const { socket, ...answer } = await connectThrough(product.ports.proxy, 'gambling.schoolgate.test:443');
      socket.destroy();
      expect(answer.status).toBe(403);
      expect(await product.recordOf(answer)).toMatchObject({ event: 'tunnel-open', method: 'CONNECT', action: 'block', visibility: 'host' });
      const { body } = await ask(product.ports.portal, '/blocks', { headers: PAGE });
      expect(body).toContain('gambling.schoolgate.test');
    });

    it('never reaches the product itself through the proxy', async () => {
      for (const port of Object.values(product.ports)) {
        const answer = await ask(product.ports.proxy, `http://127.0.0.1:${port}/health`);
        expect(answer.status).toBe(403);
        expect(await product.recordOf(answer)).toMatchObject({ action: 'block', rule: 'address-gate' });
      }
    });
  });

  it.skipIf(!opensslIsInstalled)('splices real TLS, decided by name, without touching it (needs openssl, and port 443)', async ({ skip }) => {
    const names = ['secure.localhost', 'gambling.schoolgate.test'];
    const tls: TlsOrigin | null = await tlsOrigin(names, 443, (_request, response) => response.end('over TLS')).catch(() => null);
    if (tls === null) return skip('port 443 on 127.0.0.1 cannot be had');
    const { ca } = tls;
    const { status, socket } = await connectThrough(product.ports.proxy, 'secure.localhost:443');
    expect(status).toBe(200);
    const secure = connectTls({ socket, ca, servername: 'secure.localhost' });
    const body = await new Promise<string>((done, fail) => {
      const options = { host: 'secure.localhost', createConnection: () => secure, agent: false, headers: { connection: 'close' } };
      httpsGet(options, (response) => response.setEncoding('utf8').on('data', done)).on('error', fail);
    });
    expect(body).toBe('over TLS');
    const open = await product.find((one) => one.host === 'secure.localhost' && one.event === 'tunnel-open');
    expect(open).toMatchObject({ method: 'CONNECT', url: 'https://secure.localhost/', action: 'allow', username: 'pupil1' });
    const closed = await product.find((one) => one.id === open.id && one.event === 'tunnel-close');
    expect(Math.min(closed.bytesUp, closed.bytesDown)).toBeGreaterThan(200);

    // The same door with another name on the letter: the ClientHello's name counts, the stricter answer wins.
    const disguised = await connectThrough(product.ports.proxy, 'secure.localhost:443');
    const refused = connectTls({ socket: disguised.socket, ca, servername: 'gambling.schoolgate.test' });
    await expect(new Promise((done, fail) => refused.once('secureConnect', done).once('error', fail).once('close', fail))).rejects.toBeDefined();
    await product.find((one) => one.host === 'gambling.schoolgate.test' && one.action === 'block' && one.event.startsWith('tunnel'));
    await tls.close();
  });
});
