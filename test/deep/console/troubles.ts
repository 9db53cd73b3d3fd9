import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, PAGE } from '../../integration/proxy-client.ts';
import { until } from '../../support/product.ts';
import { type ConsoleWorld, type Desk, faultsOf } from './world.ts';

const [MIAS, MAXS] = ['127.0.0.61', '127.0.0.62'];
const NOTE = 'Mia is with the nurse, her tutor knows.';

/** Two leads at one incident, a connection that goes, a filter that is slow or broken, a clock that is wrong. */
export function troubledDays(world: () => ConsoleWorld): void {
  describe('two leads', () => {
    let desk: Desk;
    let second: Desk;
    let page: Page;
    const incidents: string[] = [];
    beforeAll(async () => {
      const { product } = world();
      for (const [ip, user] of [
        [MIAS, 'mia.pupil'],
        [MAXS, 'max.pupil'],
      ] as const) {
        const lease = `--ip ${ip} --user ${user} --computer lab-61 --group seniors --school north --ttl 8h`;
        await product.answer('lease', 'add', ...lease.split(' '));
      }
      await ask(product.ports.proxy, 'http://drugs.schoolgate.test/buy', { from: MIAS, headers: PAGE });
      await ask(product.ports.proxy, 'http://www.google.com/search?q=how+to+make+a+bomb+at+home', { from: MIAS, headers: PAGE });
      await ask(product.ports.proxy, 'http://www.google.com/search?q=how+to+kill+myself', { from: MIAS, headers: PAGE });
      await ask(product.ports.proxy, 'http://www.google.com/search?q=how+to+kill+myself', { from: MAXS, headers: PAGE });
      desk = await world().enter('l.lead', 'dsl');
      second = await world().enter('l.deputy', 'deputy-dsl');
      page = desk.page;
      const links = page.locator('.card', { hasText: 'mia.pupil' }).getByRole('link');
      await until(async () => {
        await world().goTo(page, '/now');
        return (await links.count()) >= 2;
      }, 60_000);
      incidents.push(...(await links.evaluateAll((all) => all.map((link) => String(link.getAttribute('href')).replace('/console', '')))));
    }, 180_000);
    afterAll(async () => {
      await desk?.context.close();
      await second?.context.close();
    });

    const open = async (where: Page, at = 0) => {
      await world().goTo(where, incidents[at] ?? '');
      await where.getByText('Your next step').waitFor();
    };

    it('look at the same incident: the second sees what the first did, and keeps their note', async () => {
      await open(page);
      await open(second.page);
      await second.page.getByText('Add a note').click();
      const note = second.page.getByLabel('What did you see, hear or do?');
      await note.fill(NOTE);
      await page.getByRole('button', { name: 'I am dealing with this' }).click();
      await page.getByText('You said that you are dealing with it.').waitFor();
      await second.page.getByRole('button', { name: 'Save the note' }).click();
      await second.page.getByText('Somebody was first').waitFor();
      await second.page.locator('.headline', { hasText: 'Acknowledged' }).waitFor();
      expect(await note.inputValue()).toBe(NOTE);
      expect(await faultsOf(second.page)).toEqual([]);
      await second.page.getByRole('button', { name: 'Save the note' }).click();
      await second.page.getByText('Your note is saved.').waitFor();
    });

    it('give it to somebody, and are told whom it is with', async () => {
      await open(page);
      await page.getByText('Give it to somebody').click();
      await page.getByRole('button', { name: 'Assign it' }).click();
      await page.getByText('Choose who works on it.').waitFor();
      await page.getByLabel('Who works on it?').selectOption({ label: 'B. Deputy' });
      await page.getByRole('button', { name: 'Assign it' }).click();
      await page.getByText('It is now with B. Deputy.').waitFor();
      await page.locator('.headline', { hasText: 'In progress' }).waitFor();
      expect(await faultsOf(page)).toEqual([]);
    });

    it('escalate it, and are told who was mailed', async () => {
      await open(page);
      await page.getByText('Escalate: I need help').click();
      await page.getByLabel('What should they know or do?').fill('I cannot reach the family.');
      await page.getByRole('button', { name: 'Escalate it' }).click();
      await page.getByText(/Escalated: mailed to|It is marked as escalated/).waitFor();
      await page.locator('.headline', { hasText: 'Escalated' }).waitFor();
    });

    it('merge one into another of the same person, and are led there', async () => {
      await open(page, 1);
      await page.getByText('Merge it into another one').click();
      const [into = ''] = [incidents[0]?.split('/').at(-1)];
      await page
        .getByLabel(/mia\.pupil/)
        .first()
        .waitFor();
      await page.locator(`.govuk-radios__item:has-text("${into}") input`).check();
      expect(await faultsOf(page)).toEqual([]);
      await page.getByRole('button', { name: 'Merge it' }).click();
      await page.getByText('It is merged.').first().waitFor();
      await page.getByRole('link', { name: 'Go on with the one it was merged into' }).click();
      await page.waitForURL(`**${incidents[0]}`);
    });

    it('print it without menus and buttons, whole, in ink on white', async () => {
      await open(page);
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      const seen = await page.evaluate(`(() => {
        const visible = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility()).length;
        return { menus: visible('nav'), buttons: visible('main button'), printed: visible('.only-print'),
          ink: getComputedStyle(document.body).color, paper: getComputedStyle(document.querySelector('.panel')).backgroundColor };
      })()`);
      expect(seen).toEqual({ menus: 0, buttons: 0, printed: 1, ink: 'rgb(0, 0, 0)', paper: 'rgba(0, 0, 0, 0)' });
      expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
      await page.emulateMedia({ media: null, colorScheme: null });
    });

    it('lose the connection while they write: nothing is lost, and it is sent when it is back', async () => {
      await open(page);
      await page.getByText('Add a note').click();
      const note = page.getByLabel('What did you see, hear or do?');
      await note.fill('Called home, no answer.');
      await desk.context.setOffline(true);
      await page.getByRole('button', { name: 'Save the note' }).click();
      await page.getByText('There is no connection to the filter just now.').waitFor();
      expect(await note.inputValue()).toBe('Called home, no answer.');
      await desk.context.setOffline(false);
      await page.reload();
      await note.waitFor();
      expect(await note.inputValue()).toBe('Called home, no answer.');
      await page.getByRole('button', { name: 'Save the note' }).click();
      await page.getByText('Your note is saved.').waitFor();
    });

    it('are told when the filter is slow, broken or gone, and can try again', async () => {
      let mode: 'slow' | 'broken' | 'gone' | 'well' = 'broken';
      let letGo = () => {};
      await page.route('**/api/v1/incidents?*', async (route) => {
        if (mode === 'broken') return route.fulfill({ status: 500, body: '<html>not JSON</html>', contentType: 'text/html' });
        if (mode === 'gone') return route.abort('connectionrefused');
        if (mode === 'slow')
          await new Promise<void>((done) => {
            letGo = done;
          });
        return route.continue();
      });
      await page.goto(`${world().product.adminUrl}/console/now`);
      await page.getByText('Something went wrong at the filter. It has been logged.').waitFor();
      expect(await faultsOf(page)).toEqual([]);
      mode = 'gone';
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByText('There is no connection to the filter just now.').waitFor();
      mode = 'slow';
      await page.getByRole('button', { name: 'Try again' }).click();
      await until(() => String(letGo).length > 10);
      mode = 'well';
      letGo();
      await page.locator('.card').first().waitFor();
      // What was read stays on screen when it cannot be read again.
      mode = 'broken';
      await page.locator('body').click();
      await page.unroute('**/api/v1/incidents?*');
    });

    it('have a clock that is three hours fast: times are the filter’s', async () => {
      await open(page);
      const before = await page.locator('.timeline time').first().textContent();
      await page.clock.install({ time: Date.now() + 3 * 3_600_000 });
      await page.reload();
      await page.getByText('Your next step').waitFor();
      expect(await page.locator('.timeline time').first().textContent()).toBe(before);
      await world().goTo(page, '/now');
      await page.locator('.card').first().waitFor();
      expect(desk.faults).toEqual([]);
    });
  });

  it('a school’s own colour is the header’s, on screen and not on paper', { timeout: 120_000 }, async () => {
    const { page, context } = await world().enter('c.lead', 'dsl');
    const back = () => page.evaluate("getComputedStyle(document.querySelector('.header')).backgroundColor");
    await until(async () => (await back()) === 'rgb(122, 31, 43)');
    await page.locator('h1').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.emulateMedia({ media: 'print' });
    expect(await back()).toBe('rgba(0, 0, 0, 0)');
    await context.close();
  });

  it('a technician who is signed out from elsewhere sees no more decisions within five seconds', { timeout: 120_000 }, async () => {
    const { page, context } = await world().enter('w.tech', 'it-operator');
    await world().goTo(page, '/live');
    await page.getByText('Live.').waitFor();
    const { authorization } = await world().product.token('trust-admin');
    const api = `${world().product.adminUrl}/api/v1/sessions`;
    const { items } = (await (await fetch(`${api}?account=w.tech`, { headers: { authorization } })).json()) as { items: { id: string }[] };
    for (const { id } of items)
      expect((await fetch(`${api}/${id}`, { method: 'DELETE', headers: { authorization } })).status).toBeLessThan(300);
    const endedMs = performance.now();
    await page.getByRole('dialog', { name: 'Please sign in again' }).waitFor();
    // Four seconds until it is looked at, one until the page asks again.
    expect(performance.now() - endedMs).toBeLessThan(10_000);
    await context.close();
  });

  it('whoever signs in at the school’s own provider is in, with nothing to type', { timeout: 120_000 }, async () => {
    const { product, chrome, provider } = world();
    const words = ['--role', 'teacher', '--school', 'north', '--email', 'jo@north.example'];
    await product.answer('account', 'add', 'jo.elsewhere', ...words);
    const context = await chrome.newContext();
    const page = await context.newPage();
    provider.person = { sub: 'jo', email: 'jo@north.example', email_verified: true, amr: ['mfa'] };
    await page.goto(`${product.adminUrl}/`);
    await page
      .getByRole('link', { name: 'Sign in with Our School' })
      .or(page.getByRole('button', { name: /Our School/ }))
      .first()
      .click();
    await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor({ timeout: 30_000 });
    expect(new URL(page.url()).pathname).toBe('/console/teach');
    await context.close();
    const stranger = await chrome.newContext();
    provider.person = { sub: 'mal', email: 'mal@elsewhere.example', email_verified: true };
    const other = await stranger.newPage();
    await other.goto(`${product.adminUrl}/`);
    await other
      .getByRole('link', { name: /Our School/ })
      .or(other.getByRole('button', { name: /Our School/ }))
      .first()
      .click();
    await other.getByText('you have no account here').waitFor({ timeout: 30_000 });
    await stranger.close();
  });
}
