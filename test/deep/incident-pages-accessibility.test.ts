import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INCIDENT_GALLERY } from '../pages/incident-gallery.ts';

const CHROMIUM = '/usr/bin/chromium';
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-sync'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })";

interface AxeOutcome {
  readonly violations: { readonly id: string; readonly nodes: { readonly html: string; readonly failureSummary: string }[] }[];
}

const present = existsSync(CHROMIUM);
if (!present) console.warn(`skipped: accessibility of the incident pages needs ${CHROMIUM}`);

describe.skipIf(!present)('every page of incidents in Chromium, by axe', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
  });
  afterAll(() => browser?.close());

  it.each([
    ['light', 390],
    ['dark', 1440],
  ] as const)('%s, %i wide', { timeout: 60_000 }, async (colorScheme, width) => {
    const page = await browser.newPage({ colorScheme, viewport: { width, height: 844 } });
    // Pages are written into this one document, so that axe is parsed once.
    await page.evaluate(AXE);
    for (const [name, text] of Object.entries(INCIDENT_GALLERY)) {
      await page.setContent(text);
      await page.evaluate(OPEN_ALL);
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'), name).toBe(true);
      const { violations } = (await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(TAGS)} })`)) as AxeOutcome;
      const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`);
      expect(told, name).toEqual([]);
    }
    await page.close();
  });

  it('is read at 320 pixels too (WCAG 1.4.10), and every control is large enough for a thumb', { timeout: 60_000 }, async () => {
    const page = await browser.newPage({ viewport: { width: 320, height: 568 } });
    for (const [name, text] of Object.entries(INCIDENT_GALLERY)) {
      await page.setContent(text);
      await page.evaluate(OPEN_ALL);
      expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(320);
      for (const control of await page.locator('button, select, summary, input:not([type=hidden]):not([type=radio]), .pick label').all()) {
        expect((await control.boundingBox())?.height, name).toBeGreaterThanOrEqual(43.9);
      }
    }
    await page.close();
  });
});
