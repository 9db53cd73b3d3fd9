import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { epochMs } from '../../../core/units.ts';
import { openStores } from '../../../storage/open-stores.ts';
import { ask, PAGE } from '../../integration/proxy-client.ts';
import { until } from '../../support/product.ts';
import { type ConsoleWorld, type Desk, faultsOf } from './world.ts';

const SITE = 'games.schoolgate.test';
const PUPIL_AT = '127.0.0.41';

/** The main jobs of those who come less often: a teacher's lesson, a change of policy, a look at who looked. */
export function othersDays(world: () => ConsoleWorld): void {
  const visit = () => ask(world().product.ports.proxy, `http://${SITE}/`, { from: PUPIL_AT, headers: PAGE });
  const becomes = async (page: Page, words: string) => page.getByText(words).first().waitFor();

  describe('a teacher', () => {
    let desk: Desk;
    let page: Page;
    beforeAll(async () => {
      const { product } = world();
      await product.lease(PUPIL_AT, 'cleo.pupil', 'seniors', 'lab-21');
      const sqlitePath = join(product.dataFolder, 'db/schoolgate.sqlite');
      const stores = await openStores({ databaseUrl: null, sqlitePath, clock: () => epochMs(Date.now()) });
      await stores.classes.put([{ id: 'north/9b', name: '9B', school: 'north', members: ['cleo.pupil'], teachers: ['mr.smith'] }]);
      await stores.close();
      desk = await world().enter('mr.smith', 'teacher');
      page = desk.page;
    }, 60_000);
    afterAll(() => desk?.context.close());

    it('opens a site for their class, and nothing asks them for an app', async () => {
      expect(new URL(page.url()).pathname).toBe('/console/teach');
      await becomes(page, 'Nothing is open beyond the usual.');
      expect(await faultsOf(page)).toEqual([]);
      expect((await visit()).status).toBe(403);
      await page.getByRole('link', { name: 'Open a site for a class' }).click();
      await page.getByRole('button', { name: 'Open it' }).click();
      await page.getByRole('alert').filter({ hasText: 'Enter the site’s address' }).waitFor();
      expect(await faultsOf(page)).toEqual([]);
      await page.getByLabel('Address of the site').fill(SITE);
      await page.getByRole('button', { name: 'Check what else it needs' }).click();
      await becomes(page, 'The page could not be looked at');
      expect(await faultsOf(page)).toEqual([]);
      await notTomorrow(page);
      await page.getByLabel('What is it for?').fill('Maths game');
      await page.getByRole('button', { name: 'Open it' }).click();
      await becomes(page, 'It is open');
      expect((await visit()).status).not.toBe(403);
    });

    it('sees it open, and closes it', async () => {
      await page.getByRole('button', { name: 'Done' }).click();
      await page.getByRole('button', { name: `Close ${SITE} now` }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Close it now' }).click();
      await becomes(page, 'is closed for 9B');
      expect((await visit()).status).toBe(403);
    });

    it('starts exam mode for the class, and ends it', async () => {
      await world().goTo(page, '/teach/exam');
      await page.getByLabel('9B (1 pupil)').check();
      await page.getByLabel('Which exam?').fill('Mock paper 2');
      await notTomorrow(page);
      expect(await faultsOf(page)).toEqual([]);
      await page.getByRole('button', { name: 'Start exam mode' }).click();
      await becomes(page, 'Exam mode is on');
      await page.getByRole('button', { name: 'Done' }).click();
      await page.getByRole('button', { name: 'End it now' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'End exam mode' }).click();
      await becomes(page, 'Exam mode is over for 9B');
    });

    it('reports a concern', async () => {
      await world().goTo(page, '/concern');
      await page.getByLabel('What did you see or hear?').fill('He said he does not want to go home.');
      await page.getByLabel('A pupil').check();
      await page.getByLabel('Somebody should look at it today').check();
      expect(await faultsOf(page)).toEqual([]);
      await page.getByRole('button', { name: 'Send it' }).click();
      await becomes(page, 'Your concern has been sent');
    });

    it('finds no page of safeguarding or IT', async () => {
      for (const path of ['/now', '/policy', '/lookups']) {
        await page.goto(`${world().product.adminUrl}/console${path}`);
        await page.locator('main h1').waitFor();
        expect(await page.locator('main').textContent()).not.toMatch(/incident|Categories|Look-ups/i);
      }
    });
  });

  describe('the Head of IT', () => {
    let desk: Desk;
    let page: Page;
    beforeAll(async () => {
      desk = await world().enter('h.it', 'head-of-it', null);
      page = desk.page;
    }, 60_000);
    afterAll(() => desk?.context.close());

    it('tries a change of policy on what people did, saves it with a reason, and goes back', async () => {
      expect((await visit()).status).toBe(403);
      await world().goTo(page, '/policy?group=seniors');
      await page.getByLabel('What happens with Games').selectOption('Open');
      await page.getByRole('button', { name: 'See who this affects' }).click();
      await becomes(page, 'that were not let through would open');
      expect(await faultsOf(page)).toEqual([]);
      await page.getByLabel('Why?').fill('Games club at lunch');
      await page.getByRole('button', { name: 'Save the policy' }).click();
      await becomes(page, 'Saved. It is in force');
      await until(async () => (await visit()).status !== 403);
      await world().goTo(page, '/policy/versions');
      expect(await faultsOf(page)).toEqual([]);
      await page.getByRole('button', { name: 'Go back to it' }).first().click();
      await page.getByLabel('Why?').fill('Club is over');
      await page.getByRole('dialog').getByRole('button', { name: 'Go back to it' }).click();
      await becomes(page, 'The earlier policy is in force again.');
      await until(async () => (await visit()).status === 403);
    });

    it.each(['/approvals', '/ai-tools', '/exams', '/pupil-wifi', '/accounts', '/setup', '/audit'])(
      'opens %s without a fault',
      async (path) => {
        await world().goTo(page, path);
        expect(await faultsOf(page)).toEqual([]);
      },
    );

    it('fills in the set-up, hears what a start would refuse, and gets the lines for the file', async () => {
      await world().goTo(page, '/setup');
      await page.getByRole('button', { name: 'Add a network' }).click();
      await page.getByLabel('Addresses').fill('10.20.0.0/99');
      await page.getByLabel('What you call it').fill('pupil-wifi');
      await page.getByLabel('School', { exact: true }).selectOption('North Academy');
      await page.getByRole('button', { name: 'Check my answers' }).click();
      await becomes(page, 'The filter would not start with these');
      await becomes(page, 'is not a network like 10.20.0.0/16');
      await page.reload();
      await page.getByLabel('Addresses').fill('10.20.0.0/16');
      await page.getByLabel('Ordinary browsing: days').fill('30');
      await page.getByLabel('Blocked or alerted: days').fill('365');
      await page.getByLabel('Who looked and who changed what: days').fill('1095');
      await page.getByRole('button', { name: 'Check my answers' }).click();
      await becomes(page, 'These are right');
      expect(await page.locator('.yaml').textContent()).toMatch(
        /networks:\s+- cidr: 10\.20\.0\.0\/16\s+name: pupil-wifi\s+school: north\s+retention:\s+mode: chosen\s+routineDays: 30/,
      );
      expect(await faultsOf(page)).toEqual([]);
    });

    it('sends a lead a test alert from there', async () => {
      await page.getByRole('button', { name: 'Send a test alert to North Academy' }).click();
      await becomes(page, 'A test alert is on its way.');
      await until(
        () => world().mail.received.some(({ to, mail }) => to.includes('dsl@north.example') && /test/i.test(mail.subject ?? '')),
        20_000,
      );
    });

    it('adds somebody, whose one-time password is shown once', async () => {
      await world().goTo(page, '/accounts');
      await page.getByRole('button', { name: 'Add somebody' }).click();
      await page.getByLabel('User name').fill('n.viewer');
      await page.getByLabel('Role').selectOption('Viewer');
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await becomes(page, 'It is shown only now.');
      expect(await faultsOf(page)).toEqual([]);
    });

    it('checks that the audit log is whole', async () => {
      await world().goTo(page, '/audit');
      await page.getByRole('button', { name: 'Check that nothing was changed' }).click();
      await becomes(page, 'The log is whole');
      expect(await page.locator('main').textContent()).toContain('user:h.it');
    });
  });

  describe('a data protection officer', () => {
    it('sees who looked at whom, and that asking is itself written down', async () => {
      const { page, context } = await world().enter('d.officer', 'dpo', null);
      await world().goTo(page, '/lookups');
      await page.getByLabel('Person looked at').fill('cleo.pupil');
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await becomes(page, 'Asked who had looked at a person');
      expect(await faultsOf(page)).toEqual([]);
      await context.close();
    });
  });
}

/** Late in the evening the usual hour would end tomorrow; earlier, midnight may be further away than a lesson may last. */
async function notTomorrow(page: Page): Promise<void> {
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', hourCycle: 'h23' }).format(Date.now());
  if (Number(hour) < 22) return;
  await page.getByLabel('Until a time today').check();
  await page.getByLabel('Time', { exact: true }).fill('23:59');
}
