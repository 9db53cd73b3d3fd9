import { request as httpsRequest } from 'node:https';
import { connect as connectTls } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../support/product.ts';
import { ask, connectThrough, PAGE } from '../proxy-client.ts';
import { opensslIsInstalled, type TlsOrigin, tlsOrigin } from '../tls-origin.ts';
import { AT, type Running } from './running.ts';

export function browsing(running: () => Running): void {
  describe('a pupil with a lease', () => {
    beforeAll(() => running().product.lease(AT.pupil, 'pupil1', 'seniors', 'desk1'));

    it('gets the block page; who, which computer, where, when and why are recorded', async () => {
      const { product } = running();
      const beforeMs = Date.now();
      const answer = await ask(product.ports.proxy, 'http://self-harm.schoolgate.test/some/page?q=1', { headers: PAGE });
      expect(answer.status).toBe(403);
      expect(answer.headers['content-type']).toContain('text/html');
      for (const words of ['self-harm.schoolgate.test', '0800 1111', 'North Academy']) expect(answer.body).toContain(words);
      const record = await product.recordOf(answer);
      expect(record).toMatchObject({
        ...{ event: 'request', username: 'pupil1', computer: 'desk1', clientIp: AT.pupil, group: 'seniors', attribution: 'lease' },
        ...{ method: 'GET', url: 'http://self-harm.schoolgate.test/some/page', host: 'self-harm.schoolgate.test' },
        ...{ categories: ['self-harm'], action: 'block', rule: 'category', signal: 'danger' },
        ...{ visibility: 'url', intent: 'unknown', status: 403 },
      });
      expect(Date.parse(record.time)).toBeGreaterThanOrEqual(beforeMs);
      expect(Date.parse(record.time)).toBeLessThanOrEqual(Date.now());
      expect([record.reason, record.policyVersion, record.listVersion]).not.toContain('');
      await product.find(({ id, event }) => id === record.id && event === 'request-close');
    });

    it.each([
      ['a program', { accept: 'application/json' }, 'application/json', /"decision|"reference|"code/],
      ['an image', { accept: 'image/avif,image/webp,*/*;q=0.8', 'sec-fetch-dest': 'image' }, undefined, /^$/],
      ['a script', { accept: '*/*', 'sec-fetch-dest': 'script' }, undefined, /^$/],
    ])('gets an answer that suits %s', async (_what, headers, type, body) => {
      const { product } = running();
      const answer = await ask(product.ports.proxy, 'http://gambling.schoolgate.test/thing', { headers });
      expect(answer.status).toBe(403);
      if (type !== undefined) expect(answer.headers['content-type']).toContain(type);
      expect(answer.body).toMatch(body);
      expect(await product.recordOf(answer)).toMatchObject({ action: 'block', username: 'pupil1' });
    });

    it('is led to what is open, and that is recorded when it ends, without the query', async () => {
      const { product, origin } = running();
      const url = `http://open.localhost:${origin.port}/page`;
      const answer = await ask(product.ports.proxy, `${url}?private=yes`, { headers: { 'proxy-connection': 'keep-alive' } });
      expect([answer.status, answer.body, answer.headers['x-origin']]).toEqual([200, 'GET /page?private=yes', 'yes']);
      const record = await product.find((one) => one.url === url);
      expect(record).toMatchObject({ event: 'request', action: 'allow', status: 200, contentType: 'text/plain', username: 'pupil1' });
      expect(record.bytesDown).toBeGreaterThan(0);
      expect(JSON.stringify(product.records())).not.toContain('private=yes');
    });

    it('is refused a blocked CONNECT, and finds it among their recent blocks', async () => {
      const { product } = running();
      const { socket, ...answer } = await connectThrough(product.ports.proxy, 'dating.schoolgate.test:443');
      socket.destroy();
      expect(answer.status).toBe(403);
      expect(await product.recordOf(answer)).toMatchObject({
        ...{ event: 'tunnel-open', method: 'CONNECT', host: 'dating.schoolgate.test', action: 'block', visibility: 'host', status: 403 },
      });
      const recent = (from: string) => ask(product.ports.portal, '/blocks', { headers: PAGE, from });
      await until(async () => (await recent(AT.pupil)).body.includes('dating.schoolgate.test'), 2_000);
      // Somebody else at another address does not.
      expect((await recent(AT.somebodyElse)).body).not.toContain('dating');
    });

    it('is refused a port that is not open', async () => {
      const { product, origin } = running();
      const { socket, ...answer } = await connectThrough(product.ports.proxy, `open.localhost:${origin.port}`);
      socket.destroy();
      expect(answer.status).toBe(403);
      expect(await product.recordOf(answer)).toMatchObject({ action: 'block', rule: 'protocol' });
    });

    it('never reaches the product itself through the proxy', async () => {
      const { product } = running();
      for (const host of ['127.0.0.1', 'localhost', '127.0.0.9']) {
        for (const port of Object.values(product.ports)) {
          const answer = await ask(product.ports.proxy, `http://${host}:${port}/health`);
          expect(answer.status).toBe(403);
          expect(await product.recordOf(answer)).toMatchObject({ action: 'block', rule: 'address-gate' });
        }
      }
    });
  });

  describe('TLS through a CONNECT (needs openssl, and the right to listen on port 443)', () => {
    it.skipIf(!opensslIsInstalled)('is spliced untouched, and decided by the name in its first bytes', async ({ skip }) => {
      const { product } = running();
      const names = ['secure.example', 'piracy.schoolgate.test'];
      const tls: TlsOrigin | null = await tlsOrigin(names, SECURE, 443, (_request, response) => response.end('over TLS')).catch(() => null);
      if (tls === null) return skip('port 443 cannot be had');
      try {
        expect(await readOverTls(product.ports.proxy, 'secure.example', tls.ca)).toBe('over TLS');
        const opened = await product.find(({ host, event }) => host === SECURE && event === 'tunnel-open');
        expect(opened).toMatchObject({ method: 'CONNECT', action: 'allow', visibility: 'host', username: 'pupil1' });
        const closed = await product.find(({ id, event }) => id === opened.id && event === 'tunnel-close');
        expect(Math.min(closed.bytesUp, closed.bytesDown)).toBeGreaterThan(200);

        // An open door with another name on the letter: both names are decided, and the stricter answer wins.
        await expect(readOverTls(product.ports.proxy, 'piracy.schoolgate.test', tls.ca)).rejects.toThrow();
        const refused = await product.find(({ host, action }) => host === 'piracy.schoolgate.test' && action === 'block');
        expect(refused).toMatchObject({ event: 'tunnel-close', categories: ['piracy'], rule: 'category', username: 'pupil1' });
      } finally {
        await tls.close();
      }
    });
  });
}

/** A loopback address of its own: port 443 of the usual one may be somebody else's. */
const SECURE = '127.0.44.3';

/** What an HTTPS site says through the proxy, its certificate checked. */
async function readOverTls(proxyPort: number, servername: string, ca: string): Promise<string> {
  const { status, socket } = await connectThrough(proxyPort, `${SECURE}:443`);
  expect(status).toBe(200);
  const secure = connectTls({ socket, ca, servername });
  return new Promise((done, fail) => {
    const outgoing = httpsRequest({ host: servername, createConnection: () => secure, headers: { connection: 'close' } }, (response) => {
      response.setEncoding('utf8').on('data', done);
    });
    outgoing.on('error', fail).end();
  });
}
