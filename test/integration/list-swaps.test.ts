import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealList } from '../../blocklists/seal.ts';
import { httpOrigin, type Origin } from '../support/origin.ts';
import { Product } from '../support/product.ts';
import { browse } from './browsing-load.ts';
import { type Answer, ask, connectThrough, PAGE } from './proxy-client.ts';

const EXTRA = '{ id: extra, format: domains, category: gambling, url: "file:extra.domains" }';
const SEALED = '{ id: statutory, format: sealed, category: child-sexual-abuse, url: "file:list.sealed", keyFile: list.key }';
const KEY = Buffer.alloc(32, 7);
/** Synthetic names, which nothing else in this file writes down. */
const HOSTS = Array.from({ length: 5_000 }, (_, i) => `quartz${i}.test`);
const PAGES = Array.from({ length: 5_000 }, (_, i) => `http://shared${i % 50}.test/opal${i}/view`);
const NAMES = /quartz\d|opal\d/;
const SEALED_REFERENCE = /^sealed:statutory:[0-9a-f]{64}$/;

describe('lists that change while pupils browse', { timeout: 180_000 }, () => {
  let product: Product;
  let origin: Origin;
  beforeAll(async () => {
    origin = await httpOrigin((_request, response) => response.end('open'));
    product = await Product.install({ config: `blocklists: { sources: [ ${EXTRA} ] }\n` });
    product.write('extra.domains', 'first.test\n');
    product.write('list.key', `${KEY.toString('hex')}\n`, 0o600);
    await product.start();
    await product.lease('127.0.0.1', 'pupil1', 'seniors');
  }, 180_000);
  afterAll(async () => {
    await product?.close();
    await origin?.close();
  });

  const visit = (url: string): Promise<Answer> => ask(product.ports.proxy, url, { headers: PAGE });

  async function update(...sources: string[]): Promise<string> {
    const { version, state } = await product.answer<{ version: string; state: string }>('blocklists', 'update', ...sources);
    expect(state).toBe('in force on all 2 workers');
    return version;
  }

  it('are swapped ten times: no request fails, each is recorded, and each swap holds as soon as the command returns', async () => {
    const load = browse(product, origin, 'swaps');
    const versions = new Set<string>();
    for (let round = 0; round < 10; round++) {
      const [now, before] = round % 2 === 0 ? ['even.test', 'odd.test'] : ['odd.test', 'even.test'];
      product.write('extra.domains', `${now}\nround${round}.test\n`);
      const version = await update('extra');
      versions.add(version);
      const listed = await visit(`http://www.${now}/`);
      expect(listed.status).toBe(403);
      expect(await product.recordOf(listed)).toMatchObject({ categories: ['gambling'], listVersion: version });
      // Such names lead nowhere: that it is tried is what can be seen.
      expect((await visit(`http://www.${before}/`)).status).toBe(502);
    }
    expect(versions.size).toBe(10);
    await load.more(50);
    await load.finish();
    expect(load.answers.length).toBeGreaterThan(500);
  });

  it('keep the last good version when a source turns out empty, and say so', async () => {
    product.write('extra.domains', '');
    const { code, err } = await product.cli(['blocklists', 'update', 'extra']);
    expect([code, err.split('\n').at(-1)]).toEqual([1, expect.stringMatching(/^schoolgate: extra: /)]);
    expect((await visit('http://odd.test/')).status).toBe(403);
  });

  describe('a sealed list of 10,000 hosts and pages', () => {
    it('comes into force under load, and once more when it changes', async () => {
      const load = browse(product, origin, 'sealing');
      product.configure(`blocklists: { sources: [ ${EXTRA}, ${SEALED} ] }\n`);
      for (const more of ['quartz-one.test', 'quartz-two.test']) {
        product.write('list.sealed', `${[...sealList([...HOSTS, ...PAGES, more], KEY)].join('\n')}\n`);
        await update('statutory');
        for (const url of [
          `http://${HOSTS[0]}/`,
          `http://deep.${HOSTS[4_999]}/x`,
          PAGES[0] ?? '',
          `${PAGES[4_999]}?from=here`,
          `http://${more}/`,
        ]) {
          const answer = await visit(url);
          expect(answer.status).toBe(403);
          const record = await product.recordOf(answer);
          expect(record).toMatchObject({ action: 'block', rule: 'sealed', signal: 'danger', categories: ['child-sexual-abuse'] });
          for (const told of [record.url, record.host]) expect(told).toMatch(SEALED_REFERENCE);
        }
      }
      await load.finish();
    });

    it('closes hosts for a CONNECT as well', async () => {
      const { socket, ...answer } = await connectThrough(product.ports.proxy, `${HOSTS[77]}:443`);
      socket.destroy();
      expect(answer.status).toBe(403);
      expect((await product.recordOf(answer)).host).toMatch(SEALED_REFERENCE);
    });

    it('keeps pages page-level: their neighbours and their hosts stay open', async () => {
      for (const url of ['http://shared1.test/', 'http://shared1.test/other', 'http://shared2.test/view']) {
        const answer = await visit(url);
        expect([url, answer.status]).toEqual([url, 502]);
        expect(await product.find((record) => record.url === url)).toMatchObject({ action: 'allow', host: new URL(url).host });
      }
      const { socket, status } = await connectThrough(product.ports.proxy, 'shared3.test:443');
      socket.destroy();
      expect(status).toBe(502);
    });

    it('can be asked about without being named', async () => {
      const answers = [
        await product.cli(['blocklists', 'lookup', HOSTS[3] ?? '']),
        await product.cli(['blocklists', 'lookup', PAGES[3] ?? '', '--json']),
        await product.cli(['explain', '--url', `http://${HOSTS[4]}/`, '--group', 'seniors']),
        await product.cli(['explain', '--url', PAGES[4] ?? '', '--group', 'seniors', '--json']),
      ];
      for (const { code, out, err } of answers) {
        expect(code).toBe(0);
        expect(out).toContain('sealed:statutory:');
        expect(out + err).not.toMatch(NAMES);
      }
    });

    it('is named nowhere: not in a record, log, page, metric, nor in any file the product keeps', async () => {
      const spoken = await Promise.all([
        visit(`http://${HOSTS[9]}/`),
        ask(product.ports.portal, '/blocks', { headers: PAGE }),
        ask(product.ports.admin, '/metrics'),
        ask(product.ports.admin, '/health'),
      ]);
      for (const { body } of spoken) expect(body).not.toMatch(NAMES);
      expect(product.log).not.toMatch(NAMES);
      const files = readdirSync(product.dataFolder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      expect(files.length).toBeGreaterThan(10);
      const naming = files.map(({ parentPath, name }) => join(parentPath, name)).filter((path) => NAMES.test(readFileSync(path, 'latin1')));
      expect(naming).toEqual([]);
    });
  });

  it('leave nothing running', async () => {
    await product.stop();
  });
});
