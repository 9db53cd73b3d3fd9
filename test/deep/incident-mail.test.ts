import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { chromium, type Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MailServer, type ReceivedMail } from '../support/mail-server.ts';
import { Product } from '../support/product.ts';
import { redisIsInstalled } from '../support/redis.ts';

const CHROMIUM = '/usr/bin/chromium';
const CONFIG = `
blocklists: { sources: [] }
trust: { name: Example Trust, safeguardingLead: { name: T. Lead, email: trust@trust.example } }
schools:
  - { id: north, name: North Academy, dsl: { name: A. Lead, email: dsl@north.example }, deputies: [ { name: B. Deputy, email: deputy@north.example } ], digestAt: "23:59" }
networks: [ { cidr: 127.0.0.0/8, name: wifi, school: north, group: seniors } ]
mail: { from: "Schoolgate <schoolgate@trust.example>" }
`;

/** An explicit proxy request, as a browser sends it. */
function browse(port: number, url: string): Promise<number | undefined> {
  return new Promise((done, fail) => {
    const asking = request({ host: '127.0.0.1', port, path: url, headers: { host: new URL(url).host } }, (answer) => {
      answer.resume();
      done(answer.statusCode);
    });
    asking.on('error', fail).end();
  });
}

function linkIn(received: ReceivedMail | undefined): string {
  return /http:\/\/127\.0\.0\.1:\d+\/incidents\/\w+\/[\w-]+/.exec(received?.mail.text ?? '')?.[0] ?? '';
}

/** Opens a link as the school's lead: asks for a code, reads it in the mail, types it. */
async function enter(page: Page, mail: MailServer, link: string): Promise<void> {
  const before = mail.to('dsl@north.example').length;
  await page.goto(link);
  await page.getByLabel('d•••@north.example').check();
  await page.getByRole('button', { name: 'Mail me a code' }).click();
  await mail.until(() => mail.to('dsl@north.example').length > before);
  const { text = '' } = mail.to('dsl@north.example').at(-1)?.mail ?? {};
  expect(text).not.toMatch(/terror|danger|https?:/i);
  await page.getByLabel('Code').fill(/\d{4} \d{4}/.exec(text)?.[0] ?? '');
  await page.getByRole('button', { name: 'Open the incident' }).click();
}

async function notLive(product: Product): Promise<unknown> {
  return ((await (await fetch(`${product.adminUrl}/health`)).json()) as { alertsNotLive: unknown }).alertsNotLive;
}

/** For a look at it by eye. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['INCIDENT_SCREENSHOTS'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

describe.skipIf(!redisIsInstalled || !existsSync(CHROMIUM))('a lead with a phone', () => {
  it('opens the link of the alert mail, gets a code by mail, acknowledges, closes, and confirms a test alert', {
    timeout: 180_000,
  }, async () => {
    const mail = await MailServer.start();
    const product = await Product.install({ config: CONFIG, env: { SMTP_URL: mail.url } });
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
    onTestFinished(async () => {
      await browser.close();
      await product.close();
      await mail.close();
    });
    await product.start();
    expect(await browse(product.ports.proxy, 'http://terrorism.schoolgate.test/')).toBe(403);
    await mail.until(() => mail.to('dsl@north.example').length === 1 && mail.to('deputy@north.example').length === 1);
    const link = linkIn(mail.to('dsl@north.example')[0]);
    const page = await browser.newPage({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await enter(page, mail, link);
    await shoot(page, 'incident');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Danger: Terrorism and extremism');
    await page.getByRole('button', { name: 'I am dealing with this' }).click();
    expect(await page.getByRole('status').textContent()).toContain('you are dealing with it');
    await page.getByText('Close it with an outcome').click();
    await page.getByLabel('How did it end?').selectOption('curriculum');
    await page.getByLabel('What was done?').fill('It was for history.');
    await page.getByRole('button', { name: 'Close the incident' }).click();
    expect(await page.getByRole('status').textContent()).toBe('The incident is closed.');
    await shoot(page, 'closed');
    const headers = await product.token('dsl');
    const { items } = (await (await fetch(`${product.adminUrl}/api/v1/incidents`, { headers })).json()) as { items: unknown[] };
    expect(items).toEqual([
      expect.objectContaining({
        status: 'closed',
        outcome: 'curriculum',
        deliveries: [
          expect.objectContaining({
            to: 'dsl@north.example',
            status: 'accepted',
            openedAt: expect.any(String),
            acknowledgedAt: expect.any(String),
          }),
          expect.objectContaining({ to: 'deputy@north.example', status: 'accepted', openedAt: null, acknowledgedAt: null }),
        ],
      }),
    ]);
    expect(await notLive(product)).toEqual(['north']);
    await fetch(`${product.adminUrl}/api/v1/schools/north/test-alert`, { method: 'POST', headers });
    await mail.until(() => mail.to('dsl@north.example').length === 3);
    await enter(page, mail, linkIn(mail.to('dsl@north.example')[2]));
    await page.getByRole('button', { name: 'Yes, it arrived' }).click();
    expect(await page.getByRole('status').textContent()).toContain('are live');
    await shoot(page, 'test-alert');
    expect(await notLive(product)).toEqual([]);
    await mail.until(() => mail.to('deputy@north.example').length === 2);
    await product.stop();
    expect(mail.received.map(({ to: [address] }) => address).sort()).toEqual([
      ...Array(2).fill('deputy@north.example'),
      ...Array(4).fill('dsl@north.example'),
    ]);
  });
});
