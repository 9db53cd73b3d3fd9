import { Agent } from 'node:http';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, PAGE } from '../integration/proxy-client.ts';
import { until } from '../support/product.ts';
import { scroll, watchUntilUsable, whenUsable } from './console/speed.ts';
import { ConsoleWorld, type Desk, isBrowserHere } from './console/world.ts';

/**
 * How quick the console feels. Chromium here has no graphics card: it draws every frame with the processor, beside the product on the
 * same cores. A page of plain text that scrolls shows what the machine can do at best; figures are printed.
 */
const ROWS = 100_000;
const LEAST_FRAMES = 50;
const MOST_OPENING_MS = 1_500;
/** LIVE_SECONDS=600: as long as the requirement says. */
const LIVE_SECONDS = Number(process.env['LIVE_SECONDS'] ?? 60);
const LIVE_RATE = 500;
const SETTLING_MS = 15_000;

if (!isBrowserHere) console.warn('skipped: the speed of the console needs Chromium');

describe.skipIf(!isBrowserHere)('the speed of the console', () => {
  let world: ConsoleWorld;
  beforeAll(async () => {
    world = await ConsoleWorld.open();
  }, 240_000);
  afterAll(() => world?.close());

  async function sitDown(user: string): Promise<void> {
    const lease = `--ip 127.0.0.1 --user ${user} --computer lab-07 --group seniors --school north --ttl 8h`;
    await world.product.answer('lease', 'add', ...lease.split(' '));
  }

  describe('for IT', () => {
    let desk: Desk;
    let page: Page;
    beforeAll(async () => {
      desk = await world.enter('i.technician', 'it-operator');
      // Whoever looks on sees what is of their own school.
      await sitDown('ben.pupil');
      page = desk.page;
    }, 60_000);
    afterAll(() => desk?.context.close());

    it(`scrolls ${ROWS.toLocaleString('en-GB')} rows`, { timeout: 120_000 }, async () => {
      await page.route('**/api/v1/leases*', (route) => route.fulfill({ json: { items: leases(), next: null } }));
      await world.goTo(page, '/leases');
      await page.locator('.table-box tr').nth(5).waitFor();
      const table = await scroll(page, '.table-box');
      const elements = await page.locator('.table-box *').count();
      await page.evaluate(`{
        const box = document.querySelector('.table-box');
        const text = document.createElement('pre');
        text.textContent = Array.from({ length: 3000 }, (_, at) => '10.0.0.' + at + '   pupil' + at + '   lab-' + at).join('\\n');
        box.replaceChildren(text);
      }`);
      const text = await scroll(page, '.table-box');
      console.log('scrolling', JSON.stringify({ table, elements, text }));
      expect(table.framesPerSecond).toBeGreaterThanOrEqual(Math.min(LEAST_FRAMES, text.framesPerSecond * 0.8));
      await page.unroute('**/api/v1/leases*');
    });

    it(`shows ${LIVE_RATE} decisions a second for ${LIVE_SECONDS} s in the same memory`, {
      timeout: (LIVE_SECONDS + 120) * 1_000,
    }, async () => {
      await world.goTo(page, '/live');
      await page.getByText('Live.').waitFor();
      const devTools = await page.context().newCDPSession(page);
      await devTools.send('Performance.enable');
      const stopLoad = load(world.product.ports.proxy);
      const newest = page.locator('.it-live-row').first();
      const seen: { heapMb: number; nodes: number }[] = [];
      let first: string | null = null;
      let answered = 0;
      try {
        first = await newest.textContent();
        const until = performance.now() + LIVE_SECONDS * 1_000;
        while (performance.now() < until) {
          await page.waitForTimeout(SETTLING_MS);
          await devTools.send('HeapProfiler.collectGarbage');
          const { metrics } = await devTools.send('Performance.getMetrics');
          const value = (name: string) => metrics.find((one) => one.name === name)?.value ?? 0;
          seen.push({ heapMb: Math.round(value('JSHeapUsedSize') / 1e5) / 10, nodes: value('Nodes') });
        }
      } finally {
        answered = stopLoad();
      }
      const perSecond = answered / LIVE_SECONDS;
      await devTools.detach();
      console.log('live', JSON.stringify({ perSecond: Math.round(perSecond), seen }));
      expect(perSecond).toBeGreaterThan(LIVE_RATE * 0.8);
      // A stream has its time, and is asked for again.
      await page.getByText('Live.').waitFor();
      expect(await newest.textContent()).not.toBe(first);
      const [early, late] = [seen[0], seen.at(-1)];
      expect(late?.heapMb).toBeLessThan((early?.heapMb ?? 0) * 1.3 + 3);
      expect(late?.nodes).toBeLessThan((early?.nodes ?? 0) * 1.5 + 500);
    });
  });

  describe('for a safeguarding lead', () => {
    let desk: Desk;
    let href: string;
    beforeAll(async () => {
      desk = await world.enter('a.lead', 'dsl');
      const { product } = world;
      await sitDown('amy.pupil');
      for (let at = 0; at < 60; at++) await ask(product.ports.proxy, `http://gambling.schoolgate.test/slots/${at}`, { headers: PAGE });
      await ask(product.ports.proxy, 'http://www.google.com/search?q=how+to+hang+myself', { headers: PAGE });
      const card = desk.page.locator('.card a', { hasText: 'Self-harm' }).first();
      await until(async () => {
        await world.goTo(desk.page, '/now');
        return (await card.count()) > 0;
      }, 30_000);
      href = (await card.getAttribute('href')) ?? '';
    }, 120_000);
    afterAll(() => desk?.context.close());

    it(`opens an incident within ${MOST_OPENING_MS} ms on a processor four times slower`, { timeout: 120_000 }, async () => {
      const { page } = desk;
      await page.addInitScript(watchUntilUsable('main form .govuk-button'));
      const devTools = await page.context().newCDPSession(page);
      await devTools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
      const opened: { readonly firstVisitMs: number[]; readonly laterMs: number[] } = { firstVisitMs: [], laterMs: [] };
      for (const isFirst of [true, true, true, false, false, false, false, false]) {
        if (isFirst) await devTools.send('Network.clearBrowserCache');
        await page.goto('about:blank');
        await page.goto(world.product.adminUrl + href, { waitUntil: 'commit' });
        opened[isFirst ? 'firstVisitMs' : 'laterMs'].push(await whenUsable(page));
      }
      await devTools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
      console.log('opening an incident', JSON.stringify(opened));
      expect(middleOf(opened.laterMs)).toBeLessThan(MOST_OPENING_MS);
      expect(middleOf(opened.firstVisitMs)).toBeLessThan(MOST_OPENING_MS);
    });
  });
});

function leases() {
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  return Array.from({ length: ROWS }, (_, at) => ({
    ip: `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`,
    user: `pupil${at}`,
    computer: `lab-${at % 400}`,
    group: at % 2 === 0 ? 'seniors' : null,
    school: 'north',
    expiresAt,
  }));
}

const EVERY_MS = 20;
const MOST_UNANSWERED = 200;

/** Blocked pages through the proxy, `LIVE_RATE` a second; call it to end them, and hear how many were answered. */
function load(proxyPort: number): () => number {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  let sent = 0;
  let answered = 0;
  const one = () => {
    const ended = () => {
      answered++;
    };
    ask(proxyPort, `http://games.schoolgate.test/${sent++}`, { headers: { accept: 'application/json' }, agent }).then(ended, ended);
  };
  const timer = setInterval(() => {
    for (let each = 0; each < (LIVE_RATE * EVERY_MS) / 1_000 && sent - answered < MOST_UNANSWERED; each++) one();
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    agent.destroy();
    return answered;
  };
}

function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
