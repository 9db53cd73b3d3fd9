import { hash, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CertificateSource } from '../../admin/portal/certificate-source.ts';
import type { InspectionSettings } from '../../categoriser/inspection/what-to-open.ts';
import { epochMs } from '../../core/units.ts';
import { createRoot } from '../../proxy/tls/authority.ts';
import type { Root } from '../../storage/authority-files.ts';
import { ALICE_IP, NOW, setUpPortal } from './set-up.ts';

const SETTINGS: InspectionSettings = {
  enabled: true,
  groups: ['seniors'],
  only: 'selective',
  notice: { text: 'From <September> we look inside.', from: '2020-09-01', dpia: 'DPIA-7' },
  bypass: ['payroll.example'],
};
const GUEST_IP = '10.0.0.65';

function newRoot(): Root {
  const { certificatePem } = createRoot('Example Trust', epochMs(NOW));
  const id = new X509Certificate(certificatePem).fingerprint256.replaceAll(':', '').toLowerCase().slice(0, 16);
  return { id, certificatePem, signsFrom: epochMs(NOW) };
}

async function portal(roots: readonly Root[], inspection: Partial<InspectionSettings> = {}) {
  const certificate: CertificateSource = { inspection: { ...SETTINGS, ...inspection }, roots: () => roots };
  return setUpPortal({ certificate });
}

describe('/certificate', () => {
  const roots = [newRoot(), newRoot()];
  const [root] = roots;
  const shown = new X509Certificate(root?.certificatePem ?? '');

  it('says what the certificate is, who is told what, and what is never opened', async () => {
    const { get, close } = await portal(roots);
    const { statusCode, body, headers } = await get('/certificate');
    expect(statusCode).toBe(200);
    expect(body).toContain(shown.fingerprint256);
    expect(body).toContain('There are two at the moment');
    expect(body).toContain('looks inside some secure sites');
    expect(body).toContain('From &lt;September&gt; we look inside.');
    for (const host of ['childline.org.uk', 'nhs.uk', 'barclays.co.uk', 'payroll.example']) expect(body).toContain(host);
    expect(body).toContain('<svg class="qr" role="img" aria-label="QR code: http://10.0.0.10:8081/certificate"');
    const style = /<style>(.*?)<\/style>/s.exec(body)?.[1] ?? '';
    expect(headers['content-security-policy']).toContain(`'sha256-${hash('sha256', style, 'base64')}'`);
    await close();
  });

  it('tells a guest that nothing is looked into, and so everybody while inspection is off', async () => {
    const on = await portal(roots);
    expect((await on.get('/certificate', GUEST_IP)).body).toContain('does not look inside secure sites for you');
    await on.close();
    const off = await portal(roots, { enabled: false });
    const { body } = await off.get('/certificate', ALICE_IP);
    expect(body).toContain('does not look inside secure sites for you');
    expect(body).not.toContain('From &lt;September&gt;');
    await off.close();
  });

  it('gives the certificate in the forms that devices take', async () => {
    const { get, close } = await portal(roots);
    const der = await get(`/certificate/root-${root?.id}.crt`);
    expect(der.headers).toMatchObject({
      'content-type': 'application/x-x509-ca-cert',
      'content-disposition': `attachment; filename="schoolgate-root-${root?.id}.crt"`,
      'x-content-type-options': 'nosniff',
    });
    expect(der.rawPayload.equals(shown.raw)).toBe(true);
    expect((await get(`/certificate/root-${root?.id}.pem`)).body).toBe(root?.certificatePem);
    const profile = await get('/certificate/schoolgate.mobileconfig');
    expect(profile.headers['content-type']).toBe('application/x-apple-aspen-config');
    expect(profile.body.match(/<key>PayloadType<\/key><string>com\.apple\.security\.root/g)).toHaveLength(2);
    expect(profile.body).toContain(shown.raw.toString('base64'));
    for (const url of ['root-0000000000000000.crt', 'root-x.crt', 'root-../keys.pem', `root-${root?.id}.key`]) {
      expect((await get(`/certificate/${url}`)).statusCode).toBe(404);
    }
    await close();
  });

  it('is linked to from the start page, where anything is opened at all', async () => {
    const on = await portal(roots);
    expect((await on.get('/')).body).toContain('href="/certificate"');
    await on.close();
    const off = await portal(roots, { enabled: false });
    expect((await off.get('/')).body).not.toContain('href="/certificate"');
    await off.close();
  });

  it('is there before there is a certificate, and then has nothing to give', async () => {
    const { get, close } = await portal([]);
    expect((await get('/certificate')).body).toContain('This school has no such certificate.');
    expect((await get('/certificate/schoolgate.mobileconfig')).statusCode).toBe(404);
    await close();
  });
});

const CHROMIUM = '/usr/bin/chromium';
const present = existsSync(CHROMIUM);
if (!present) console.warn(`skipped: the certificate page in a browser needs ${CHROMIUM}`);

describe.skipIf(!present)('in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
  });
  afterAll(() => browser?.close());

  it.each([390, 1280])('is styled under its own policy, and fits into %i pixels', async (width) => {
    const { app, close } = await portal([newRoot()]);
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const refused: string[] = [];
    page.on('console', (message) => refused.push(message.text()));
    await page.goto(`${address}/certificate`);
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    expect(await page.evaluate("getComputedStyle(document.querySelector('.qr')).float")).toBe(width < 480 ? 'none' : 'right');
    expect(await page.locator('details[open]').count()).toBe(0);
    await page.locator('summary').first().click();
    expect(await page.locator('details[open] li').first().isVisible()).toBe(true);
    expect(refused).toEqual([]);
    await page.close();
    await close();
  });
});
