import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVICES } from '../../core/service-bundles.ts';
import { Product } from '../support/product.ts';
import { vectorRows } from '../support/vectors.ts';
import { openReplicaWeb, type ReplicaWeb } from './replica-web.ts';

const CHROMIUM = '/usr/bin/chromium';
const present = existsSync(CHROMIUM);
if (!present) console.warn(`skipped: services in a browser need ${CHROMIUM}`);
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
];
/** What is closed is closed on open tunnels within two seconds (contract, "The proxy"); the rest is this machine's. */
const CLOSED_WITHIN_MS = 5_000;

const words = (text = '') => text.split(/\s+/).filter((word) => word !== '');
const PAGES = vectorRows('service-pages.txt').map(([service = '', page = '', inside, outside]) => ({
  ...{ service, page, inside: words(inside), outside: words(outside) },
}));
const CAME = [true, true, true];
const CAME_NOT = [false, false, false];

/**
 * A teacher opens a service for a class that may see nothing else. The pages are replicas with the hosts that the services' own pages
 * load from; the whole web is a parent proxy on loopback, so that no name is looked up and nothing leaves the machine.
 */
describe.skipIf(!present)('a service in Chromium', () => {
  let web: ReplicaWeb;
  let product: Product;
  let chrome: Browser;
  let teacher: Record<string, string>;

  beforeAll(async () => {
    web = await openReplicaWeb((host) => {
      const found = PAGES.find(({ page }) => page === host);
      return found === undefined ? [] : [...found.inside, ...found.outside];
    });
    const config = `schools: [{ id: north, name: North }]
blocklists: { sources: [] }
proxy: { parentProxy: "http://127.0.0.1:${web.port}" }
policy: { groups: { seniors: { walledGarden: true, safeSearch: off, youtube: off } } }
`;
    product = await Product.install({ config });
    await product.start();
    const people = product.write(
      'people.csv',
      'username,group,school,classes,teaches\namy,seniors,north,10B,\nt.teacher,staff,north,,10B\n',
    );
    await product.answer('people', 'import', people);
    await product.lease('127.0.0.1', 'amy', 'seniors');
    const made = await product.answer<{ token: string }>('token', 'create', '--name', 't', '--role', 'teacher', '--person', 't.teacher');
    teacher = { authorization: `Bearer ${made.token}` };
    chrome = await chromium.launch({ executablePath: CHROMIUM, args: ARGS, proxy: { server: product.proxyUrl } });
  });
  afterAll(async () => {
    await chrome?.close();
    await product?.close();
    await web?.close();
  });

  async function lessons<T>(method: 'POST' | 'DELETE', query: string, body?: object): Promise<T> {
    const json = body && { headers: { ...teacher, 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await fetch(`${product.adminUrl}/api/v1/lessons${query}`, { method, headers: teacher, ...json });
    const told = (await answer.json()) as T & { inForce?: boolean };
    expect(told).toMatchObject({ inForce: true });
    return told;
  }

  /** A browser of its own each time: nothing is remembered, no connection is kept. */
  async function inNewBrowser(act: (page: Page) => Promise<void>): Promise<void> {
    const context: BrowserContext = await chrome.newContext({ ignoreHTTPSErrors: true });
    try {
      await act(await context.newPage());
    } finally {
      await context.close();
    }
  }

  const isClosed = (url: string) =>
    inNewBrowser(async (page) => {
      await expect(page.goto(url)).rejects.toThrow('ERR_TUNNEL_CONNECTION_FAILED');
    });

  it('has a page here for every service that can be opened', () => {
    expect(PAGES.map(({ service }) => service).sort()).toEqual(SERVICES.map(({ id }) => id).sort());
  });

  it.each(PAGES)(
    '$service works whole in its lesson, and nothing else does',
    { timeout: 60_000 },
    async ({ service, page: host, inside, outside }) => {
      const url = `https://${host}/`;
      await isClosed(url);
      web.arrivals();
      const lesson = await lessons<{ id: string }>('POST', '', { class: '10B', service, reason: 'how it works' });
      await inNewBrowser(async (page) => {
        expect((await page.goto(url))?.status()).toBe(200);
        const outcomes = await page.evaluate('window.outcomes');
        expect(outcomes).toEqual(Object.fromEntries([...inside.map((one) => [one, CAME]), ...outside.map((one) => [one, CAME_NOT])]));
        const arrived = web.arrivals();
        expect([...arrived].sort()).toEqual([...new Set([host, ...inside])].sort());
        await page.waitForFunction('window.hasBegun === true');
        await lessons('DELETE', `?id=${lesson.id}`);
        // The tunnel that was open all the while is closed too.
        await page.waitForFunction('window.hasEnded', undefined, { timeout: CLOSED_WITHIN_MS });
      });
      await isClosed(url);
      expect(web.arrivals()).toEqual(new Set());
    },
  );
});
