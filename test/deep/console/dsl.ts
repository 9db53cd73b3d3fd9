import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, PAGE } from '../../integration/proxy-client.ts';
import { until } from '../../support/product.ts';
import { type ConsoleWorld, type Desk, faultsOf, PASSWORD } from './world.ts';

interface Item {
  readonly id: string;
  readonly version: number;
}

/** Typed by a pupil: a danger, with markup in it that must stay text. */
const WORDS = 'how to hang myself <img src=x onerror=alert(1)>';
const LEASE = [
  '--ip',
  '127.0.0.1',
  '--user',
  'amy.pupil',
  '--computer',
  'lab-07',
  '--group',
  'seniors',
  '--school',
  'north',
  '--ttl',
  '8h',
];
const OTHERS_NOTE = 'I spoke with their tutor.';

/** A safeguarding lead's main job, from the first sign-in to a closed incident. The steps follow one another. */
export function dslDay(world: () => ConsoleWorld): void {
  describe('a safeguarding lead', () => {
    let desk: Desk;
    let page: Page;
    let incident: string;
    beforeAll(async () => {
      desk = await world().enter('a.lead', 'dsl');
      page = desk.page;
    }, 60_000);
    afterAll(() => desk?.context.close());

    async function deputy(method: 'GET' | 'POST', path: string, body?: object): Promise<Record<string, unknown>> {
      const { product } = world();
      deputyToken ??= product.answer<{ token: string }>('token', 'create', '--name', 'deputy', '--role', 'deputy-dsl', '--school', 'north');
      const { token } = await deputyToken;
      const json = body === undefined ? {} : { body: JSON.stringify(body) };
      const headers = { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) };
      return (await (await fetch(`${product.adminUrl}/api/v1/incidents${path}`, { method, headers, ...json })).json()) as Record<
        string,
        unknown
      >;
    }
    let deputyToken: Promise<{ token: string }> | undefined;

    it('begins at what needs them, and hears when that is nothing', async () => {
      expect(new URL(page.url()).pathname).toBe('/console/now');
      expect(await page.locator('main h1').textContent()).toBe('What needs me now');
      await page.getByText('Nothing needs you now.').waitFor();
      expect(await faultsOf(page)).toEqual([]);
    });

    it('sees an incident with its reason, and opens it', async () => {
      const { product } = world();
      await product.answer('lease', 'add', ...LEASE);
      await ask(product.ports.proxy, 'http://gambling.schoolgate.test/slots?coins=3', { headers: PAGE });
      await ask(product.ports.proxy, `http://www.google.com/search?q=${encodeURIComponent(WORDS)}`, { headers: PAGE });
      incident = await until(async () => {
        const { items } = (await deputy('GET', '')) as { items?: (Item & { theme: string })[] };
        return items?.find(({ theme }) => theme === 'self-harm-suicide')?.id;
      }, 20_000);
      await world().goTo(page, '/now');
      const card = page.locator('.card', { hasText: 'Self-harm and suicide' });
      await card.waitFor();
      expect(await card.textContent()).toMatch(/Danger[\s\S]*New[\s\S]*amy\.pupil[\s\S]*North Academy[\s\S]*typed into a search/);
      expect(await faultsOf(page)).toEqual([]);
      await card.getByRole('link').click();
      await page.getByRole('heading', { level: 1, name: 'Self-harm and suicide' }).waitFor();
      expect(new URL(page.url()).pathname).toBe(`/console/incidents/${incident}`);
    });

    it('reads on one screen who, what, when, where, what to do and the hour around, with no way to the place of harm', async () => {
      const main = page.locator('main');
      await main.getByText('What to do now').waitFor();
      const text = await main.textContent();
      for (const said of ['amy.pupil', 'lab-07', WORDS, 'This incident', 'gambling.schoolgate.test', 'dsl@north.example', 'Act now'])
        expect(text).toContain(said);
      const away = await page.locator('a[href]').evaluateAll((links) => links.map((link) => String(link.getAttribute('href'))));
      expect(away.filter((href) => !href.startsWith('/console/') && !href.startsWith('#'))).toEqual([]);
      expect(await page.locator('main img').count()).toBe(0);
      expect(await faultsOf(page)).toEqual([]);
    });

    it('takes it on', async () => {
      await page.getByRole('button', { name: 'I am dealing with this' }).click();
      await page.getByText('You said that you are dealing with it.').waitFor();
      await page.locator('.headline', { hasText: 'Acknowledged' }).waitFor();
      expect((await deputy('GET', `/${incident}`))['status']).toBe('acknowledged');
    });

    it('whose note is kept when a colleague was first, who is told apart', async () => {
      const seen = (await deputy('GET', `/${incident}`)) as unknown as Item;
      await deputy('POST', `/${incident}/note`, { version: seen.version, text: OTHERS_NOTE });
      await page.getByText('Add a note').click();
      const note = page.getByLabel('What did you see, hear or do?');
      await note.fill('Amy is with the nurse.');
      await page.getByRole('button', { name: 'Save the note' }).click();
      await page.getByText('Somebody was first').waitFor();
      await page.getByText(OTHERS_NOTE).first().waitFor();
      expect(await note.inputValue()).toBe('Amy is with the nurse.');
      await page.getByRole('button', { name: 'Save the note' }).click();
      await page.getByText('Your note is saved.').waitFor();
      expect(JSON.stringify((await deputy('GET', `/${incident}`))['history'])).toContain('Amy is with the nurse.');
    });

    it('whose session ends while they write: they sign in over the page, and nothing is typed twice', async () => {
      const note = page.getByLabel('What did you see, hear or do?');
      await note.fill('Parents are on their way.');
      await page.reload();
      expect(await note.inputValue()).toBe('Parents are on their way.');
      await desk.context.clearCookies();
      await page.getByRole('button', { name: 'Save the note' }).click();
      const dialog = page.getByRole('dialog', { name: 'Please sign in again' });
      await dialog.getByLabel('Password').fill(PASSWORD);
      await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
      await dialog.getByLabel('Code from your authenticator app').fill(desk.recoveryCode());
      await dialog.getByRole('button', { name: 'Go on' }).click();
      await page.getByText('Your note is saved.').waitFor();
      await dialog.waitFor({ state: 'detached' });
      expect(JSON.stringify((await deputy('GET', `/${incident}`))['history'])).toContain('Parents are on their way.');
    });

    it('exports it as words that lead nowhere', async () => {
      await page.getByRole('button', { name: 'Export for CPOMS or MyConcern' }).click();
      await page.getByLabel('Case number there, if there is one').fill('CPOMS-77');
      await page.getByRole('button', { name: 'Show text to paste' }).click();
      const text = await page.getByLabel('Text to paste').inputValue();
      expect(text).toContain('Self-harm and suicide');
      expect(text).not.toContain('http://');
      await page.getByRole('button', { name: 'Close', exact: true }).click();
    });

    it('closes it with an outcome, and finds it by the address bar', async () => {
      await page.getByText('Close it with an outcome').click();
      await page.getByRole('button', { name: 'Close the incident' }).click();
      await page.getByText('Choose how it ended.').waitFor();
      await page.getByLabel('How did it end?').selectOption('pastoral');
      await page.getByLabel('What was done?').fill('Support plan agreed.');
      await page.getByRole('button', { name: 'Close the incident' }).click();
      await page.getByText('The incident is closed.').waitFor();
      expect(await deputy('GET', `/${incident}`)).toMatchObject({ status: 'closed', outcome: 'pastoral' });
      await world().goTo(page, '/now?state=closed&theme=self-harm-suicide');
      await page.locator('.card', { hasText: 'Closed: Pastoral support in school' }).waitFor();
      await page.getByLabel('Theme').selectOption('gambling');
      await page.getByText('Nothing matches this filter.').waitFor();
      expect(new URL(page.url()).search).toBe('?state=closed&theme=gambling');
      await page.goBack();
      await page.locator('.card', { hasText: 'Pastoral support' }).waitFor();
    });

    it('looks at trends', async () => {
      await world().goTo(page, '/trends');
      await page.locator('.data-table', { hasText: 'Self-harm and suicide' }).waitFor();
      await page.locator('.chart canvas').waitFor();
      expect(await faultsOf(page)).toEqual([]);
    });

    it('has an account page, and nothing in the browser broke', async () => {
      await world().goTo(page, '/account');
      await page.getByText('This one').waitFor();
      expect(await faultsOf(page)).toEqual([]);
      expect(desk.faults).toEqual([]);
    });
  });

  it('an IT technician is shown no incident, neither by menu nor by address', { timeout: 60_000 }, async () => {
    const { page, context } = await world().enter('i.tech', 'it-operator');
    expect(await page.locator('nav').textContent()).not.toContain('What needs me now');
    await world().goTo(page, '/incidents/anything');
    await page.getByText('Your role does not show you this.').waitFor();
    const status = await page.evaluate('fetch("/api/v1/incidents").then(({ status }) => status)');
    expect(status).toBe(403);
    await context.close();
  });
}
