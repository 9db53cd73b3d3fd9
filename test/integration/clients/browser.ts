import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../support/product.ts';
import type { World } from './world.ts';

export const CHROMIUM = '/usr/bin/chromium';
export const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
];
/** Where the pictures of the documentation lie; they are taken anew with UPDATE_IMAGES=1. */
const IMAGES = fileURLToPath(new URL('../../../docs/images/', import.meta.url));
const present = existsSync(CHROMIUM);
if (!present) console.warn(`skipped: browsing needs ${CHROMIUM}`);

export function browser(world: () => World): void {
  describe.skipIf(!present)('Chromium', { timeout: 60_000 }, () => {
    let chrome: Browser;
    beforeAll(async () => {
      const { product } = world();
      // The portal is asked directly, as a PAC file says; everything else on this machine too goes through the proxy.
      const proxy = { server: product.proxyUrl, bypass: `<-loopback>,127.0.0.1:${product.ports.portal}` };
      chrome = await chromium.launch({ executablePath: CHROMIUM, args: ARGS, proxy });
    });
    afterAll(() => chrome?.close());

    async function withPage(size: readonly [number, number], act: (page: Page) => Promise<void>, scale = 1): Promise<void> {
      const [width, height] = size;
      const context: BrowserContext = await chrome.newContext({ viewport: { width, height }, deviceScaleFactor: scale });
      try {
        await act(await context.newPage());
      } finally {
        await context.close();
      }
    }

    /** A picture of the whole page, kept where it has a place in the documentation. */
    async function picture(page: Page, name: string | null = null): Promise<void> {
      const isWanted = name !== null && process.env['UPDATE_IMAGES'] === '1';
      const image = await page.screenshot({ fullPage: true, ...(isWanted && { path: `${IMAGES}${name}.png` }) });
      expect(image.length).toBeGreaterThan(5_000);
    }

    const fitsTheWindow = (page: Page) => page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');

    it('opens what is open', async () => {
      await withPage([1280, 800], async (page) => {
        const answer = await page.goto(world().url('browsed', '/page'));
        expect([answer?.status(), await page.title()]).toEqual([200, 'Open page']);
      });
      expect(await world().product.find(({ url }) => url === world().url('browsed', '/page'))).toMatchObject({
        ...{ action: 'allow', intent: 'navigation', username: 'pupil1', contentType: 'text/html' },
      });
    });

    it.each([
      ['desktop', [1280, 800], 'block-page'],
      ['phone', [390, 844], null],
    ] as const)('shows the block page on a %s', async (_what, size, name) => {
      await withPage(size, async (page) => {
        const answer = await page.goto('http://gambling.schoolgate.test/casino');
        expect(answer?.status()).toBe(403);
        expect(await page.locator('h1').textContent()).toBe('This site is blocked');
        expect(await page.locator('main').textContent()).toContain('gambling.schoolgate.test');
        expect(await fitsTheWindow(page)).toBe(true);
        await picture(page, name);
        const id = answer?.headers()['schoolgate-decision'];
        // Browsers tell what a request is for only where the site is trustworthy, which plain HTTP is not (Fetch Metadata).
        const record = await world().product.find((one) => one.id === id);
        expect(record).toMatchObject({ action: 'block', intent: expect.stringMatching(/^(navigation|unknown)$/) });
      });
    });

    it.each([
      ['desktop', [1280, 800]],
      ['phone', [390, 844]],
    ] as const)('shows its own error for a blocked secure site on a %s; the portal explains', async (_what, size) => {
      await withPage(size, async (page) => {
        await expect(page.goto('https://drugs.schoolgate.test/')).rejects.toThrow('ERR_TUNNEL_CONNECTION_FAILED');
        // Nothing of ours can be seen there: that is what the portal is for.
        // A picture of it cannot be taken while it is still being put up.
        const looked = () =>
          page.screenshot().then(
            (image) => image.length > 1_000,
            () => false,
          );
        await until(looked);
        const answer = await page.goto(`${world().product.portalUrl}/blocks`);
        expect(answer?.status()).toBe(200);
        expect(await page.locator('main').textContent()).toContain('drugs.schoolgate.test');
        expect(await fitsTheWindow(page)).toBe(true);
        await picture(page);
      });
      expect(await world().product.find(({ host }) => host === 'drugs.schoolgate.test')).toMatchObject({
        event: 'tunnel-open',
        action: 'block',
      });
    });

    it('leads a sixth-former with one click past the coach page', async () => {
      const { product } = world();
      await product.lease('127.0.0.1', 'sixth1', 'sixth-form');
      await withPage([1280, 800], async (page) => {
        const url = 'http://games.schoolgate.test/play';
        expect((await page.goto(url))?.status()).toBe(403);
        await picture(page);
        // The canary leads nowhere: our page about that is what follows.
        const [answer] = await Promise.all([page.waitForResponse((one) => one.url() === url), page.getByRole('button').click()]);
        expect(answer.status()).toBe(502);
      });
      expect(await product.find(({ rule }) => rule === 'override')).toMatchObject({
        action: 'allow',
        username: 'sixth1',
        host: 'games.schoolgate.test',
      });
    });
  });
}
