import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { generateSync } from 'otplib';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Role } from '../../../core/identity.ts';
import { ARGS, CHROMIUM } from '../../integration/clients/browser.ts';
import { CLIENT, type IdentityProvider, startIdentityProvider } from '../../support/identity-provider.ts';
import { MailServer } from '../../support/mail-server.ts';
import { Product } from '../../support/product.ts';

export const isBrowserHere = existsSync(CHROMIUM);
const BUILD = fileURLToPath(new URL('../../../scripts/build-console.ts', import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
export const PASSWORD = 'three purple wombats';

const CONFIG = `
trust:
  name: Example Trust
  safeguardingLead: { name: T. Lead, email: lead@trust.example }
schools:
  - id: north
    name: North Academy
    colour: '#7a1f2b'
    dsl: { name: A. Lead, email: dsl@north.example }
    deputies: [{ name: B. Deputy, email: deputy@north.example }]
    headteacher: { name: C. Head, email: head@north.example }
    it: { name: IT desk, email: it@north.example }
personalUseReport:
  enabled: true
  reason: Staff handbook 3.2, agreed with the unions
  notice: { text: 'We count private use in working time. Who has more than the minutes below is shown to the headteacher.', from: 2026-01-05, dpia: DPIA-14 }
  minutesAWeek: { shopping: 60, social-media: 120, games: 60 }
blocklists: { sources: [] }
`;

function signIn({ adminUrl, folder }: Product, { issuer }: IdentityProvider): string {
  const school = { id: 'school', title: 'Our School', issuer, clientId: CLIENT.id, clientSecretFile: `${folder}/client-secret` };
  return `admin: { url: ${adminUrl} }\nsignIn: ${JSON.stringify({ providers: [school] })}\n`;
}

/** What one person has open. */
export interface Desk {
  readonly page: Page;
  readonly context: BrowserContext;
  /** One of theirs; each works once. */
  readonly recoveryCode: () => string;
  /** What went wrong in the browser by itself: scripts that broke, and what the Content-Security-Policy refused. */
  readonly faults: string[];
}

/** The running product with its console, and a browser. */
export class ConsoleWorld {
  readonly product: Product;
  readonly mail: MailServer;
  readonly chrome: Browser;
  /** Where people of the school may sign in instead: "Our School". */
  readonly provider: IdentityProvider;

  private constructor(product: Product, mail: MailServer, chrome: Browser, provider: IdentityProvider) {
    this.product = product;
    this.mail = mail;
    this.chrome = chrome;
    this.provider = provider;
  }

  static async open(): Promise<ConsoleWorld> {
    const built = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', BUILD], { encoding: 'utf8' });
    assert.equal(built.status, 0, `the console could not be built: ${built.stderr}`);
    const mail = await MailServer.start();
    const product = await Product.install({ env: { SMTP_URL: mail.url } });
    const provider = await startIdentityProvider(`${product.adminUrl}/api/v1/sign-in/oidc/school/callback`);
    product.write('client-secret', CLIENT.secret, 0o600);
    product.configure(`${CONFIG}${signIn(product, provider)}`);
    try {
      await product.start();
      return new ConsoleWorld(product, mail, await chromium.launch({ executablePath: CHROMIUM, args: ARGS }), provider);
    } catch (error) {
      await product.close();
      await mail.close();
      await provider.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.chrome.close();
    await this.product.close();
    await this.mail.close();
    await this.provider.close();
  }

  /** Makes an account and goes the whole first way in with it, as its owner would: one-time password, own password, app. */
  async enter(name: string, role: Role, school: string | null = 'north'): Promise<Desk> {
    const words = ['account', 'add', name, '--role', role, ...(school === null ? [] : ['--school', school])];
    const { oneTimePassword } = await this.product.answer<{ oneTimePassword: string }>(...words);
    const context = await this.chrome.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) faults.push(message.text());
    });
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== this.product.adminUrl && protocol !== 'blob:' && protocol !== 'data:') faults.push(`asked ${request.url()}`);
    });
    await page.goto(`${this.product.adminUrl}/`);
    await this.typePassword(page, name, oneTimePassword);
    const codes = await firstSteps(page);
    return { page, context, faults, recoveryCode: () => codes.shift() ?? assert.fail('no recovery code is left') };
  }

  async typePassword(page: Page, name: string, password: string): Promise<void> {
    await page.getByLabel('User name').fill(name);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  async goTo(page: Page, path: string): Promise<void> {
    await page.goto(`${this.product.adminUrl}/console${path}`);
    await page.locator('main h1').waitFor();
    await page.locator('.loading:visible').first().waitFor({ state: 'detached' });
  }
}

/** Password and app of a new account, in whatever order they are asked for. Returns the recovery codes; none where no app is needed. */
async function firstSteps(page: Page): Promise<string[]> {
  const password = page.getByLabel('New password');
  const digits = page.getByLabel('The six digits that the app shows now');
  const isIn = page.getByRole('button', { name: 'Sign out', exact: true });
  let codes: string[] = [];
  for (;;) {
    await password.or(digits).or(isIn).first().waitFor();
    if (await isIn.isVisible()) return codes;
    if (await password.isVisible()) {
      await password.fill(PASSWORD);
      await page.getByLabel('The same again').fill(PASSWORD);
      await page.getByRole('button', { name: 'Set password' }).click();
      await password.waitFor({ state: 'detached' });
    } else {
      await page.getByText('I cannot scan it').click();
      const secret = ((await page.locator('details .reference').textContent()) ?? '').replace(/\s/g, '');
      await digits.fill(generateSync({ secret }));
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.locator('.recovery-codes li').first().waitFor();
      codes = await page.locator('.recovery-codes li').allTextContents();
      await page.getByLabel('I have kept them').check();
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.locator('.recovery-codes').waitFor({ state: 'detached' });
    }
  }
}

interface AxeOutcome {
  readonly violations: { readonly id: string; readonly nodes: { readonly html: string; readonly failureSummary: string }[] }[];
}

/** What is wrong with the page that is open, by axe and by its width: on a desktop in light colours, on a phone in dark ones. */
export async function faultsOf(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const [width, height, colorScheme] of [
    [1440, 900, 'light'],
    [390, 844, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    const where = `${new URL(page.url()).pathname} at ${width} px, ${colorScheme}`;
    const overflow = Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'));
    if (overflow > 0) faults.push(`${where}: ${overflow} px too wide`);
    if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(AXE);
    const { violations } = (await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(AXE_TAGS)} })`)) as AxeOutcome;
    for (const { id, nodes } of violations)
      faults.push(`${where}: ${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`);
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize({ width: 1440, height: 900 });
  return faults;
}
