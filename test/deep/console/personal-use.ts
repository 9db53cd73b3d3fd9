import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { epochMs } from '../../../core/units.ts';
import { openStores } from '../../../storage/open-stores.ts';
import { type ConsoleWorld, type Desk, faultsOf } from './world.ts';

const PATH = '/personal-use';
const POLICY = `
policy:
  schedules: [{ id: lessons, windows: [{ days: [mon, tue, wed, thu, fri], from: '00:00', until: '24:00' }] }]
  groups: { staff: { categories: { shopping: { action: coach, during: lessons, otherwise: allow } } } }
`;

/** What staff use for themselves: the report's numbers, its names under a reason, and withdrawing it from one person. */
export function personalUseDays(world: () => ConsoleWorld): void {
  describe('personal use by staff', () => {
    const desks: Desk[] = [];
    const enter = async (...[name, role, school]: Parameters<ConsoleWorld['enter']>) => {
      const desk = await world().enter(name, role, school);
      desks.push(desk);
      return desk.page;
    };
    beforeAll(async () => {
      const { product } = world();
      await product.answer('policy', 'import', product.write('lessons.yaml', POLICY), '--reason', 'lessons are for work');
      const clock = () => epochMs(Date.now());
      const stores = await openStores({ databaseUrl: null, sqlitePath: join(product.dataFolder, 'db/schoolgate.sqlite'), clock });
      const week = { from: clock() - 7 * 86_400_000, reckonedAt: clock(), minutesAWeek: { shopping: 60, 'social-media': 120 } };
      const row = (person: string, minutes: Record<string, number>, school = 'north') => ({ person, school, minutes });
      const rows = [
        row('s.shopper', { shopping: 95, 'social-media': 180 }),
        row('a.gamer', { games: 61 }),
        row('far.away', { games: 99 }, 'south'),
      ];
      await stores.personalUseWeeks.add({ ...week, week: '2026-11-16', rows });
      await stores.personalUseWeeks.add({ ...week, week: '2026-11-09', from: week.from - 1, rows: rows.slice(0, 1) });
      await stores.close();
    }, 60_000);
    afterAll(() => Promise.all(desks.map(({ context }) => context.close())));

    it('shows the headteacher numbers, and names once a reason is given', async () => {
      const page = await enter('use.head', 'headteacher');
      await world().goTo(page, PATH);
      await page.getByRole('columnheader', { name: 'Week from' }).waitFor();
      expect(await page.locator('main').textContent()).not.toMatch(/shopper|gamer|far\.away/);
      await page.getByText('How it is counted').click();
      expect(await faultsOf(page)).toEqual([]);
      await page.getByRole('button', { name: 'Show who' }).first().click();
      await page.getByRole('button', { name: 'Look', exact: true }).click();
      await page.getByRole('alert').filter({ hasText: 'Say what it is for' }).waitFor();
      await page.getByLabel('Why do you look?').fill('Monthly review');
      expect(await faultsOf(page)).toEqual([]);
      await page.getByRole('button', { name: 'Look', exact: true }).click();
      await page.getByText('s.shopper').waitFor();
      expect(await page.locator('main').textContent()).not.toContain('far.away');
      expect(await faultsOf(page)).toEqual([]);
      await page.getByRole('button', { name: 'Other weeks' }).first().click();
      await page.getByLabel('Why do you look?').fill('Before a talk');
      await page.getByRole('button', { name: 'Look', exact: true }).click();
      await page.getByRole('heading', { name: 'Weeks of s.shopper' }).waitFor();
      await page.locator('section', { hasText: 'Weeks of s.shopper' }).locator('tbody tr').nth(1).waitFor();
      await page.getByRole('button', { name: 'Put it away' }).click();
    });

    it('is withdrawn from one person and given back', async () => {
      const page = await enter('use.it', 'head-of-it', null);
      await world().goTo(page, `${PATH}?person=s.shopper`);
      expect(await page.getByText('Weekly report of private use').count()).toBe(0);
      expect(await page.getByLabel('From whom?').inputValue()).toBe('s.shopper');
      await page.getByRole('button', { name: 'Withdraw it', exact: true }).click();
      await page.getByRole('alert').filter({ hasText: 'Say why' }).waitFor();
      expect(await faultsOf(page)).toEqual([]);
      await page.getByLabel('Why?').fill('agreed with the head');
      await page.getByRole('button', { name: 'Withdraw it', exact: true }).click();
      await page.getByText('It is withdrawn from s.shopper.').waitFor();
      await page.getByText('It is in force now').waitFor();
      expect(await faultsOf(page)).toEqual([]);
      await page.getByRole('button', { name: 'Give it back' }).click();
      await page.getByLabel('Why?').fill('settled');
      await page.locator('dialog').getByRole('button', { name: 'Give it back' }).click();
      await page.getByText('It is withdrawn from nobody.').waitFor();
      expect(desks.flatMap(({ faults }) => faults)).toEqual([]);
    });

    it('a change of it is announced as it is saved', async () => {
      const page = desks[1]?.page;
      if (page === undefined) throw new Error('nobody of IT');
      await world().goTo(page, '/policy?group=staff');
      await page.getByLabel('What happens with Games').selectOption('coach');
      await page.getByLabel('Why?').fill('games at lunch only');
      await page.getByLabel('Announce it on').check();
      await page.getByRole('button', { name: 'Save the policy' }).click();
      await page.getByRole('alert').filter({ hasText: 'Say what has changed' }).waitFor();
      expect(await faultsOf(page)).toEqual([]);
      await page.getByLabel('What has changed?').fill('Games ask first from now on.');
      await page.getByRole('button', { name: 'Save the policy' }).click();
      await page.getByText('Saved. It is in force').waitFor();
      await world().goTo(page, '/announcements');
      await page.getByText('Games ask first from now on.').waitFor();
    });

    it('is seen in numbers by the data protection officer', async () => {
      const page = await enter('use.dpo', 'dpo', null);
      await world().goTo(page, PATH);
      await page.getByRole('columnheader', { name: 'Week from' }).waitFor();
      expect(await page.getByRole('button', { name: 'Show who' }).count()).toBe(0);
      await world().goTo(page, '/lookups?person=s.shopper');
      await page.getByText('Before a talk').waitFor();
    });
  });
}
