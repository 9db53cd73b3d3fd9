import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAbsoluteTarget } from '../../core/target.ts';
import { bytesOf } from '../../proxy/block/answer.ts';
import { createRefusals } from '../../proxy/block/respond.ts';
import { decisionOf } from '../pages/gallery.ts';
import { ip } from '../proxy/identity/live-policy-stub.ts';
import { ID, KEY, NOW, setUpPortal } from './set-up.ts';

const CHROMIUM = '/usr/bin/chromium';
const present = existsSync(CHROMIUM);
if (!present) console.warn(`skipped: the way on in a browser needs ${CHROMIUM}`);

/** The coach page stands on the coached site's own origin; whether its form may lead to the portal and back is the browser's decision. */
describe.skipIf(!present)('the way on in Chromium', () => {
  let portal: Awaited<ReturnType<typeof setUpPortal>>;
  let site: Server;
  let browser: Browser;
  let page: Page;
  let siteUrl: string;
  const violations: string[] = [];

  beforeAll(async () => {
    portal = await setUpPortal();
    const portalUrl = await portal.app.listen({ host: '127.0.0.1', port: 0 });
    const { renderRefusal } = createRefusals({ trustName: 'Example Trust', schools: [], portalUrl, coachTokenKey: KEY });
    // Stands for the proxy: the coach page until the person has an override, the site afterwards.
    site = createServer((request, response) => {
      void (async () => {
        if ((await portal.stores.overrides.list(NOW)).length > 0) return response.end('<title>the site</title>welcome');
        const target = parseAbsoluteTarget(`http://${request.headers.host}${request.url}`);
        if (!target.ok) throw new Error('target');
        const answer = renderRefusal({
          decision: decisionOf('category', 'forums', 'coach'),
          decisionId: ID,
          identity: { username: 'alice', computer: null, school: null, group: 'sixth-form', attribution: 'proxy-auth' },
          facts: { kind: 'request', method: 'GET', target: target.value, clientIp: ip('127.0.0.1'), at: NOW },
          accept: request.headers.accept,
          fetchDest: request.headers['sec-fetch-dest'] as string | undefined,
        });
        return response.writeHead(answer.status, answer.headers).end(bytesOf(answer));
      })();
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    siteUrl = `http://forum.example:${(site.address() as AddressInfo).port}/topic?id=1`;
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--host-resolver-rules=MAP forum.example 127.0.0.1',
      ],
    });
    page = await browser.newPage();
    page.on('console', (message) => violations.push(message.text()));
  });

  afterAll(async () => {
    await browser?.close();
    site.closeAllConnections();
    await new Promise((resolve) => site.close(resolve));
    await portal.close();
  });

  it('leads with one click through the portal back to the very page', async () => {
    const answer = await page.goto(siteUrl);
    expect(answer?.status()).toBe(403);
    expect(await page.evaluate('getComputedStyle(document.querySelector("header")).backgroundColor')).toBe('rgb(31, 78, 95)');
    await page.getByRole('button').click();
    await page.waitForURL(siteUrl);
    expect(await page.title()).toBe('the site');
    expect((await portal.stores.overrides.list(NOW))[0]?.hosts).toEqual(['forum.example']);
    expect(violations.filter((text) => text.includes('Content Security Policy'))).toEqual([]);
  });
});
