import { hash, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorityFolder, readIntermediate } from '../../storage/authority-files.ts';
import { ARGS, CHROMIUM } from './clients/browser.ts';
import { isInstalled, TEXT, type World } from './clients/world.ts';
import { DOWNLOAD, type InspectedSite, SOUND_SECONDS } from './inspection-site.ts';

/** Programs on a device that has the school’s certificate, at sites that are opened; last, for it sits somebody else down at this address. */
export function inspected(world: () => World): void {
  describe('on a device with the school’s certificate', { timeout: 60_000 }, () => {
    const rootPath = () => join(world().folder, 'school.pem');
    beforeAll(async () => {
      const { product } = world();
      await product.lease('127.0.0.1', 'pupil1', 'juniors', 'managed1');
      writeFileSync(rootPath(), `${(await product.cli(['ca', 'show'])).out}\n`);
    });
    curl(world, rootPath);
    browser(world);
  });
}

function siteOf({ inspected: site }: World, skip: (why: string) => void): InspectedSite {
  if (site === null) skip('port 443 cannot be had');
  return site as InspectedSite;
}

function curl(world: () => World, rootPath: () => string): void {
  describe.skipIf(!isInstalled('curl'))('curl', () => {
    const curled = async (...words: string[]) => {
      const { product, run } = world();
      return run('curl', ['-sS', '--max-time', '20', '--noproxy', '', '-x', product.proxyUrl, '--cacert', rootPath(), ...words]);
    };

    it('reads a page, whose whole address is recorded', async ({ skip }) => {
      siteOf(world(), skip);
      expect(await curled('https://curl.localhost/text?term=private')).toEqual({ code: 0, out: TEXT, err: '' });
      expect(await world().product.find(({ url }) => url === 'https://curl.localhost/text')).toMatchObject({
        ...{ event: 'request', visibility: 'url', action: 'allow', status: 200, contentType: 'text/plain', username: 'pupil1' },
        ...{ computer: 'managed1', group: 'juniors', attribution: 'lease' },
      });
    });

    it('uploads, and reads a part', async ({ skip }) => {
      siteOf(world(), skip);
      const big = join(world().folder, 'inspected-upload');
      writeFileSync(big, Buffer.alloc(3_000_000, 'x'));
      expect((await curled('-T', big, 'https://curl.localhost/upload')).out).toBe('PUT 3000000 bytes, by length\n');
      expect((await curled('-r', '4-8', 'https://curl.localhost/text')).out).toBe('quick');
      expect(await world().product.find(({ url }) => url === 'https://curl.localhost/upload')).toMatchObject({ bytesUp: 3_000_000 });
    });
  });
}

function browser(world: () => World): void {
  const present = existsSync(CHROMIUM);
  describe.skipIf(!present)('Chromium', () => {
    let chrome: Browser;
    let page: Page;
    beforeAll(async () => {
      const { product } = world();
      // It trusts what stands beneath this key, and nothing else that its own roots do not vouch for.
      const trusted = `--ignore-certificate-errors-spki-list=${publicKeyHash(product.dataFolder)}`;
      const proxy = { server: product.proxyUrl, bypass: '<-loopback>' };
      chrome = await chromium.launch({ executablePath: CHROMIUM, args: [...ARGS, trusted], proxy });
      page = await chrome.newPage();
    });
    afterAll(() => chrome?.close());

    const recorded = (path: string) => world().product.find(({ url }) => url === `https://web.localhost${path}`);

    it('opens a page under the school’s certificate', async ({ skip }) => {
      siteOf(world(), skip);
      const answer = await page.goto('https://web.localhost/page');
      expect([answer?.status(), await page.title()]).toEqual([200, 'Open page']);
      expect((await answer?.securityDetails())?.issuer).toMatch(/^Schoolgate inspection/);
      expect(await recorded('/page')).toMatchObject({ action: 'allow', intent: 'navigation', username: 'pupil1', visibility: 'url' });
    });

    it('shows the block page of a secure site', async ({ skip }) => {
      siteOf(world(), skip);
      const answer = await page.goto('https://gambling.schoolgate.test/casino');
      expect(answer?.status()).toBe(403);
      expect(await page.locator('main').textContent()).toContain('gambling.schoolgate.test');
      const id = answer?.headers()['schoolgate-decision'];
      expect(await world().product.find((record) => record.id === id)).toMatchObject({
        ...{ event: 'request', action: 'block', url: 'https://gambling.schoolgate.test/casino', visibility: 'url', username: 'pupil1' },
      });
      await page.goto('https://web.localhost/page');
    });

    it('speaks WebSocket', async ({ skip }) => {
      siteOf(world(), skip);
      const said = await page.evaluate(`new Promise((done, fail) => {
        const socket = new WebSocket('wss://web.localhost/ws');
        socket.onopen = () => socket.send('over the filter');
        socket.onmessage = ({ data }) => { socket.close(); done(data); };
        socket.onerror = () => fail(new Error('no WebSocket'));
      })`);
      expect(said).toBe('over the filter');
      expect(await recorded('/ws')).toMatchObject({ event: 'request', status: 101, visibility: 'url' });
      expect(await world().product.find(({ event, url }) => event === 'tunnel-close' && url === 'https://web.localhost/ws')).toMatchObject({
        status: 101,
      });
    });

    it('gets events as they come, and waits for a long poll', async ({ skip }) => {
      const site = siteOf(world(), skip);
      const listening = site.asked('/events');
      const first = page.evaluate(`new Promise((done, fail) => {
        window.source = new EventSource('/events');
        window.source.onmessage = ({ data }) => done(data);
        window.source.onerror = () => fail(new Error('no events'));
      })`);
      await listening;
      site.tell('one');
      expect(await first).toBe('one');
      const second = page.evaluate(
        `new Promise((done) => { window.source.onmessage = ({ data }) => { window.source.close(); done(data); }; })`,
      );
      const polling = site.asked('/poll');
      const answer = page.evaluate(`fetch('/poll').then((response) => response.text())`);
      await polling;
      site.tell('two');
      expect([await second, await answer]).toEqual(['two', 'two']);
      expect(await recorded('/events')).toMatchObject({ status: 200, contentType: 'text/event-stream' });
    });

    it('plays from the middle, by asking for a part', async ({ skip }) => {
      const site = siteOf(world(), skip);
      const ranges: (string | undefined)[] = [];
      const note = async (): Promise<void> => void ranges.push((await site.asked('/sound')).headers.range);
      const firstPart = note();
      await page.evaluate(`new Promise((done, fail) => {
        window.video = document.createElement('video');
        video.preload = 'metadata';
        video.onloadedmetadata = done;
        video.onerror = () => fail(new Error(video.error.message));
        video.src = '/sound';
        document.body.append(video);
      })`);
      await firstPart;
      const laterPart = note();
      const at = await page.evaluate(`new Promise((done) => {
        video.onseeked = () => done([video.currentTime, video.duration]);
        video.currentTime = 100;
      })`);
      await laterPart;
      expect(at).toEqual([100, SOUND_SECONDS]);
      expect(ranges).toEqual(['bytes=0-', expect.stringMatching(/^bytes=1\d{7}-$/)]);
      await page.evaluate(`video.removeAttribute('src'); video.load()`);
      expect(await recorded('/sound')).toMatchObject({ status: 206, contentType: 'audio/wav' });
    });

    it('downloads', async ({ skip }) => {
      siteOf(world(), skip);
      await page.evaluate(`document.body.innerHTML = '<a href="/download">numbers</a>'`);
      const [download] = await Promise.all([page.waitForEvent('download'), page.click('a')]);
      expect(readFileSync(await download.path()).equals(DOWNLOAD)).toBe(true);
      expect((await recorded('/download')).bytesDown).toBeGreaterThanOrEqual(DOWNLOAD.length);
    });
  });
}

/** Of what stands between the school's root and what browsers are shown. */
function publicKeyHash(dataFolder: string): string {
  const read = readIntermediate(authorityFolder(dataFolder));
  if (!read.ok || read.value === null) throw new Error('there is no authority');
  return hash('sha256', new X509Certificate(read.value.certificatePem).publicKey.export({ type: 'spki', format: 'der' }), 'base64');
}
