import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GALLERY } from '../pages/gallery.ts';

const CHROMIUM = '/usr/bin/chromium';
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface AxeOutcome {
  readonly violations: { readonly id: string; readonly nodes: { readonly html: string; readonly failureSummary: string }[] }[];
}

const present = existsSync(CHROMIUM);
if (!present) console.warn(`skipped: accessibility of the pages needs ${CHROMIUM}`);

describe.skipIf(!present)('every page in Chromium, by axe', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
  });
  afterAll(() => browser?.close());

  describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
    describe.each([
      ['phone', 390, 844],
      ['desktop', 1440, 900],
    ] as const)('%s', (_name, width, height) => {
      let context: BrowserContext;
      let page: Page;
      beforeAll(async () => {
        context = await browser.newContext({ colorScheme, viewport: { width, height } });
        page = await context.newPage();
        // Pages are written into this one document, so that axe is parsed once.
        await page.evaluate(AXE);
      });
      afterAll(() => context?.close());

      async function violations(): Promise<string[]> {
        const outcome = (await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(TAGS)} })`)) as AxeOutcome;
        return outcome.violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`,
        );
      }

      it('would see a page that is not accessible', async () => {
        await page.setContent(
          (GALLERY['block-seniors'] ?? '').replace('--ink:#1b1d1f', '--ink:#ddd').replace('--ink:#f0f1f2', '--ink:#333'),
        );
        expect((await violations()).some((violation) => violation.startsWith('color-contrast'))).toBe(true);
      });

      it.each(Object.keys(GALLERY))('%s', async (name) => {
        await page.setContent(GALLERY[name] ?? '');
        expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
        expect(await violations()).toEqual([]);
      });
    });
  });

  it('is read in zoomed text too: nothing overlaps or is cut at 320 pixels (WCAG 1.4.10)', async () => {
    const page = await browser.newPage({ viewport: { width: 320, height: 256 } });
    for (const [name, text] of Object.entries(GALLERY)) {
      await page.setContent(text);
      expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(320);
    }
    await page.close();
  });

  it('shows where the keyboard is, and the button is large enough', async () => {
    const page = await browser.newPage();
    await page.setContent(GALLERY['coach'] ?? '');
    const button = page.locator('button');
    await button.focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await page.close();
  });
});
