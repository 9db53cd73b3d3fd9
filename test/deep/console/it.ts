import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, PAGE } from '../../integration/proxy-client.ts';
import { type ConsoleWorld, type Desk, faultsOf } from './world.ts';

const SITE = 'games.schoolgate.test';
const AMYS = '127.0.0.31';
const BENS = '127.0.0.32';
/** Typed by a teacher, with markup in it that must stay text. */
const REASON = 'Maths game for 9B <img src=x onerror=alert(1)>';

/** A technician's main job: a request opened as narrowly as can be, the reason of a block, the live view. The steps follow one another. */
export function itDay(world: () => ConsoleWorld): void {
  describe('an IT technician', () => {
    let desk: Desk;
    let page: Page;
    beforeAll(async () => {
      const { product } = world();
      await product.lease(AMYS, 'amy.pupil', 'seniors', 'lab-11');
      await product.lease(BENS, 'ben.pupil', 'seniors', 'lab-12');
      desk = await world().enter('t.tech', 'it-operator', null);
      page = desk.page;
    }, 60_000);
    afterAll(() => desk?.context.close());

    const visit = (from: string, host = SITE) => ask(world().product.ports.proxy, `http://${host}/`, { from, headers: PAGE });
    const text = () => page.locator('main').innerText();

    it('begins at what needs them: what is not protected, and what to do about it', async () => {
      expect(new URL(page.url()).pathname).toBe('/console/it');
      await page.getByRole('heading', { name: 'What needs you' }).waitFor();
      expect(await text()).toMatch(
        /Not protected\s+No list protects against: [^.]*Pornography[^.]*\.\s+Put lists for them into schoolgate\.yaml/,
      );
      expect(await faultsOf(page)).toEqual([]);
    });

    it('finds a request, with the reason of the block and how many met it', async () => {
      const { product } = world();
      expect((await visit(AMYS)).status).toBe(403);
      const body = JSON.stringify({ kind: 'unblock', url: `http://${SITE}/`, reason: REASON, requestedBy: 'amy.pupil', urgent: true });
      const headers = { ...(await product.token('teacher')), 'content-type': 'application/json' };
      expect((await fetch(`${product.adminUrl}/api/v1/requests`, { method: 'POST', headers, body })).status).toBe(201);
      await world().goTo(page, '/requests');
      expect(await text()).toMatch(/Urgent[\s\S]*games\.schoolgate\.test[\s\S]*Maths game for 9B <img[\s\S]*amy\.pupil/);
      expect(await faultsOf(page)).toEqual([]);
      await page.locator('.it-card').getByRole('link').click();
      await page.getByRole('heading', { level: 1, name: 'Request: open a site' }).waitFor();
      expect(await text()).toMatch(/Maths game for 9B <img[\s\S]*Blocked[\s\S]*Games[\s\S]*1 person in 7 days, 1 of them refused/);
      expect(await page.locator('main img').count()).toBe(0);
      expect(await faultsOf(page)).toEqual([]);
    });

    it('looks at the page, which is nowhere, and is told so', async () => {
      await page.getByRole('button', { name: 'Look at the page' }).click();
      await page.getByText('The page could not be seen').waitFor();
      expect(await text()).toMatch(/The page itself\s+The page could not be seen/);
      expect(await faultsOf(page)).toEqual([]);
    });

    it('opens it for whoever asked with one click, and for nobody else', async () => {
      await page.getByRole('button', { name: 'Open it for amy.pupil for a week' }).click();
      await page.getByText('Approved. Whoever asked is told.').waitFor();
      expect(await text()).toContain('It is in force now.');
      expect((await visit(AMYS)).status).not.toBe(403);
      expect((await visit(BENS)).status).toBe(403);
    });

    it('sees it open, and ends it', async () => {
      await world().goTo(page, '/open-now');
      expect(await text()).toMatch(/games\.schoolgate\.test[\s\S]*amy\.pupil[\s\S]*As asked for: Maths game/i);
      expect(await faultsOf(page)).toEqual([]);
      await page.getByRole('button', { name: `End ${SITE}, for amy.pupil` }).click();
      await page.getByRole('dialog', { name: 'End it now?' }).getByRole('button', { name: 'End it' }).click();
      await page.getByText('It is ended.').waitFor();
      expect((await visit(AMYS)).status).toBe(403);
    });

    it('asks why by the reference of a block page, and goes on to open it for the one who met it', async () => {
      const reference = String((await visit(BENS)).headers['schoolgate-decision']);
      await world().goTo(page, '/why');
      await page.getByLabel('Site, or reference of a block page').fill(reference.toLowerCase());
      await page.getByRole('button', { name: 'Ask', exact: true }).click();
      await page.getByRole('heading', { name: 'Blocked: the site’s category' }).waitFor();
      expect(await text()).toMatch(/ben\.pupil[\s\S]*lab-12/);
      expect(await page.locator('.it-step-won').innerText()).toMatch(/The site’s category\s+This decided/);
      expect(await faultsOf(page)).toEqual([]);
      await page.getByRole('link', { name: 'Open it for ben.pupil' }).click();
      expect(await page.getByLabel('Site', { exact: true }).inputValue()).toContain(SITE);
      expect(await page.getByLabel('User name').inputValue()).toBe('ben.pupil');
      expect(await faultsOf(page)).toEqual([]);
      await page.getByRole('button', { name: 'Open it' }).click();
      await page.getByRole('alert').getByText('Say why, in a few words').waitFor();
      await page.getByLabel('Why?').fill('For his project');
      await page.getByRole('button', { name: 'Open it' }).click();
      await page.getByText('The site is open.').waitFor();
      expect((await visit(BENS)).status).not.toBe(403);
      expect((await visit(AMYS)).status).toBe(403);
    });

    it('watches what is decided, without names until there is a purpose, by a filter that the address holds', async () => {
      await world().goTo(page, '/live');
      await page.getByText('Live.').waitFor();
      await visit(AMYS);
      const row = page.locator('.it-live-row', { hasText: SITE }).first();
      await row.waitFor();
      expect(await row.innerText()).not.toContain('amy.pupil');
      expect(await faultsOf(page)).toEqual([]);
      await page.getByLabel('Decision', { exact: true }).selectOption('block');
      expect(new URL(page.url()).search).toBe('?action=block');
      await page.getByText('Show who it is').click();
      await page.getByLabel('Reference').fill('ticket 41');
      await page.getByRole('button', { name: 'Show names' }).click();
      await page.getByText('Names are shown for ticket 41').waitFor();
      await page.getByText('Live.').waitFor();
      await visit(AMYS);
      await page.locator('.it-live-row', { hasText: 'amy.pupil at lab-11' }).waitFor();
      expect(page.url()).not.toContain('ticket');
      await page.getByRole('button', { name: 'Pause' }).click();
      await visit(AMYS);
      await page.getByText('Paused. 1 decision since.').waitFor();
      expect(await page.locator('.it-live-row').count()).toBe(1);
    });

    it('closes a site to everybody at once', async () => {
      await world().goTo(page, '/block');
      await page.getByLabel('Site').fill('news.schoolgate.test');
      await page.getByLabel('Why?').fill('Threats against the school');
      await page.getByRole('button', { name: 'Block it now' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Block it', exact: true }).click();
      await page.getByText('The site is blocked.').waitFor();
      expect(await faultsOf(page)).toEqual([]);
      expect((await visit(AMYS, 'news.schoolgate.test')).status).toBe(403);
    });

    it('sees what is blocked most, and tries the filter', async () => {
      await world().goTo(page, '/blocked');
      await page.getByRole('button', { name: /^Open games\.schoolgate\.test to .* for a week/ }).waitFor();
      expect(await faultsOf(page)).toEqual([]);
      await world().goTo(page, '/try');
      await page.getByRole('button', { name: 'Try it now' }).click();
      await page.getByText('The filter does what the policy says').waitFor({ timeout: 20_000 });
      expect(await faultsOf(page)).toEqual([]);
    });

    it('has lists, leases and apps that refuse inspection at hand, and nothing in the browser broke', async () => {
      await world().goTo(page, '/lists');
      expect(await faultsOf(page)).toEqual([]);
      await world().goTo(page, '/leases?find=amy');
      expect(await text()).toMatch(/127\.0\.0\.31[\s\S]*amy\.pupil/);
      expect(await text()).not.toContain('ben.pupil');
      expect(await faultsOf(page)).toEqual([]);
      await world().goTo(page, '/bypass');
      await page.getByText('Inspection is off.').waitFor();
      expect(await faultsOf(page)).toEqual([]);
      expect(desk.faults).toEqual([]);
    });
  });

  it('a trust administrator makes a token that is shown once, and revokes it', { timeout: 60_000 }, async () => {
    const { page, context, faults } = await world().enter('t.admin', 'trust-admin', null);
    await world().goTo(page, '/tokens');
    await page.getByLabel('Name').fill('sign-in script');
    await page.getByRole('button', { name: 'Make the token' }).click();
    await page.getByText('Copy it now').waitFor();
    const secret = await page.locator('.it-copy .reference').innerText();
    expect(await faultsOf(page)).toEqual([]);
    const status = async () =>
      (await fetch(`${world().product.adminUrl}/api/v1/leases`, { headers: { authorization: `Bearer ${secret}` } })).status;
    expect(await status()).toBe(200);
    await page.reload();
    await page.getByRole('button', { name: 'Revoke sign-in script' }).waitFor();
    expect(await page.content()).not.toContain(secret);
    await page.getByRole('button', { name: 'Revoke sign-in script' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke it' }).click();
    await page.getByText('Revoked', { exact: true }).waitFor();
    expect(await status()).toBe(401);
    expect(faults).toEqual([]);
    await context.close();
  });
}
