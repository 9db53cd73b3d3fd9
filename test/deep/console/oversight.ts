import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleWorld, type Desk, faultsOf } from './world.ts';

const SECTIONS = 9;

/** Those who answer for filtering together: the yearly review from its beginning to its signed document, and what is around it. */
export function oversightDays(world: () => ConsoleWorld): void {
  describe('the yearly review', () => {
    const desks: Desk[] = [];
    let lead: Page;
    let path: string;
    const enter = async (...[name, role, school]: Parameters<ConsoleWorld['enter']>) => {
      const desk = await world().enter(name, role, school);
      desks.push(desk);
      return desk.page;
    };
    beforeAll(async () => {
      lead = await enter('review.lead', 'dsl');
    }, 60_000);
    afterAll(() => Promise.all(desks.map(({ context }) => context.close())));

    it('is due, is begun by the safeguarding lead, and has its figures', async () => {
      await world().goTo(lead, '/reviews');
      await lead.getByText('have not been reviewed yet').waitFor();
      await lead.getByText('There was no review yet.').waitFor();
      await lead.getByRole('button', { name: 'Begin a review' }).click();
      await lead.getByRole('button', { name: 'Begin it' }).click();
      await lead.getByRole('alert').filter({ hasText: 'Say why it is held now' }).waitFor();
      expect(await faultsOf(lead)).toEqual([]);
      await lead.getByLabel('In your words').fill('Each autumn');
      await lead.getByRole('button', { name: 'Begin it' }).click();
      await lead.getByRole('heading', { name: 'Technical limits' }).waitFor();
      path = new URL(lead.url()).pathname.replace(/^\/console/, '');
      expect(await lead.locator('textarea').count()).toBe(SECTIONS);
      expect(await faultsOf(lead)).toEqual([]);
    });

    it('is written on a phone, with what is to be done', async () => {
      await lead.setViewportSize({ width: 390, height: 844 });
      for (const section of await lead.locator('section.panel:has(textarea)').all()) {
        await section.getByLabel('What was found').fill('We looked at it.\nIt suits us.');
        await section.getByRole('button', { name: /^Save/ }).click();
        await section.getByText('Written').waitFor();
      }
      await lead.getByLabel('Something else to do').fill('Name a network for guests');
      await lead.getByLabel('Who does it?').fill('IT desk');
      await lead.getByLabel('By', { exact: true }).fill('2030-12-01');
      await lead.getByRole('button', { name: 'Add it' }).click();
      await lead.getByRole('heading', { name: 'Name a network for guests' }).waitFor();
      expect(await faultsOf(lead)).toEqual([]);
    });

    it('is signed by four people, each for themselves, and saved as the audit log vouches for it', { timeout: 180_000 }, async () => {
      const pages = [lead];
      for (const [name, role] of [
        ['review.head', 'headteacher'],
        ['review.it', 'head-of-it'],
        ['review.governor', 'viewer'],
      ] as const) {
        pages.push(await enter(name, role));
      }
      for (const page of pages) {
        await world().goTo(page, path);
        await page.getByLabel(/^Sign for:/).fill('Read and agreed');
        await page.getByRole('button', { name: 'Sign it' }).click();
        await page.getByLabel(/^Sign for:/).waitFor({ state: 'detached' });
      }
      const [governor] = pages.slice(-1);
      if (governor === undefined) throw new Error('nobody');
      await governor.getByText('Signed and closed').waitFor();
      expect(await faultsOf(governor)).toEqual([]);
      const digest = await governor
        .locator('.harmless')
        .filter({ hasText: /^[0-9a-f]{64}$/ })
        .textContent();
      const [download] = await Promise.all([
        governor.waitForEvent('download'),
        governor.getByRole('button', { name: 'Save the signed document' }).click(),
      ]);
      const document = readFileSync(await download.path());
      expect(createHash('sha256').update(document).digest('hex')).toBe(digest);
      expect(desks.flatMap(({ faults }) => faults)).toEqual([]);
    });

    it('a test from a device is written down, and what was not blocked is an open action', async () => {
      await world().goTo(lead, '/checks');
      await lead.getByRole('button', { name: 'Test from a device' }).click();
      await lead.getByRole('button', { name: 'Write it down' }).click();
      await lead.getByRole('alert').filter({ hasText: 'Say what came of “Adult content”' }).waitFor();
      expect(await faultsOf(lead)).toEqual([]);
      await lead.getByLabel('Device and network').fill('pupil iPad, library');
      for (const [page, outcome] of [
        ['Child sexual abuse content', 'Blocked'],
        ['Terrorist content', 'Blocked'],
        ['Adult content', 'Not blocked'],
      ] as const)
        await lead.getByRole('group', { name: page }).getByLabel(outcome, { exact: true }).check();
      await lead.getByRole('button', { name: 'Write it down' }).click();
      await lead.getByText('from the device pupil iPad, library').waitFor();
      expect(await faultsOf(lead)).toEqual([]);
      await world().goTo(lead, '/open-actions');
      await lead.getByText('from outside, on pupil iPad, library').waitFor();
    });

    it('wrong access is reported on a phone, and settled by whoever answers for it', async () => {
      await world().goTo(lead, '/wrong-access');
      await lead.getByRole('button', { name: 'Report it' }).click();
      await lead.getByRole('alert').filter({ hasText: 'Say where you saw it' }).waitFor();
      await lead.getByLabel('Where did you see it?').fill('Requests, one of another school');
      await lead.reload();
      expect(await lead.getByLabel('Where did you see it?').inputValue()).toBe('Requests, one of another school');
      await lead.getByRole('button', { name: 'Report it' }).click();
      await lead.getByText('It has been reported').waitFor();
      expect(await faultsOf(lead)).toEqual([]);
      const officer = await enter('data.officer', 'dpo', null);
      await world().goTo(officer, '/wrong-access');
      await officer.getByLabel('What was done about it?').fill('Their school was put right.');
      await officer.getByRole('button', { name: 'It is settled' }).click();
      await officer.getByText('Settled', { exact: true }).waitFor();
      expect(await faultsOf(officer)).toEqual([]);
    });

    it('an announcement that is being written survives a reload, and is gone once it is sent', async () => {
      const head = await enter('announcing.head', 'head-of-it', null);
      await world().goTo(head, '/announcements');
      await head.getByRole('button', { name: 'Announce a change' }).click();
      await head.getByLabel('What has changed?').fill('Games close on Monday.');
      await head.getByLabel('Seniors').check();
      await head.reload();
      expect(await head.getByLabel('What has changed?').inputValue()).toBe('Games close on Monday.');
      expect(await head.getByLabel('Seniors').isChecked()).toBe(true);
      await head.getByRole('button', { name: 'Cancel' }).click();
      await head.reload();
      await head.getByRole('button', { name: 'Announce a change' }).waitFor();
    });

    it.each([
      ['/open-actions', 'Name a network for guests'],
      ['/checks', 'kept for the yearly review'],
      ['/known-gaps', 'Only the site’s name was seen, not the page'],
      ['/announcements', 'Nothing is announced.'],
      ['/lesson-use', 'Opened for lessons'],
    ])('%s is there for those who look on', async (page, words) => {
      await world().goTo(lead, page);
      await lead.getByText(words).first().waitFor();
      expect(await faultsOf(lead)).toEqual([]);
    });
  });
}
