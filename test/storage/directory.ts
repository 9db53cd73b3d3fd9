import { describe, expect, it } from 'vitest';
import type { ImportedPerson } from '../../storage/directory.ts';
import { type Bench, lease, person, START } from './bench.ts';
import { schoolClass } from './classes.ts';

const NOTHING = { people: [], removedPeople: [], classes: [], removedClasses: [] };
const imported = (name: string, more: Partial<ImportedPerson> = {}): ImportedPerson => ({
  name,
  group: 'juniors',
  school: 'north',
  role: null,
  displayName: null,
  ...more,
});

export function directoryTests(bench: Bench): void {
  describe('the directory', () => {
    it('takes people and classes in at once, and tells both at one revision', async () => {
      const { directory, people, classes } = bench.stores;
      await people.put([
        person('by.hand', { passwordHash: '$argon2id$x', role: 'dsl' }),
        person('leaver'),
        person('bob', { passwordHash: '$argon2id$y' }),
      ]);
      await classes.put([schoolClass('north/old', ['bob'])]);
      const changed = [imported('ANN', { displayName: 'Ann Árbol' }), imported('bob', { group: 'seniors' })];
      const change = {
        people: changed,
        removedPeople: ['Leaver'],
        classes: [schoolClass('north/new', ['ann'])],
        removedClasses: ['north/old'],
      };
      const revision = await directory.apply(change, 2);
      expect(await directory.read()).toEqual({
        revision,
        people: [
          { name: 'ann', group: 'juniors', school: 'north', role: null, displayName: 'Ann Árbol', imported: true, hasPassword: false },
          { name: 'bob', group: 'seniors', school: 'north', role: null, displayName: null, imported: false, hasPassword: true },
          { name: 'by.hand', group: 'juniors', school: null, role: 'dsl', displayName: null, imported: false, hasPassword: true },
        ],
        classes: [schoolClass('north/new', ['ann'])],
      });
      expect((await people.get('bob'))?.passwordHash).toBe('$argon2id$y');
      const told = await people.changesSince(2);
      expect(told).toMatchObject({ removed: ['leaver'], revision });
      expect(told.upserted.map(({ name }) => name).sort()).toEqual(['ann', 'bob']);
      expect(await classes.changesSince(2)).toMatchObject({ removed: ['north/old'], upserted: [{ id: 'north/new' }], revision });
    });

    it('ends the leases of those who are gone, and of nobody else', async () => {
      const { directory, people, leases } = bench.stores;
      await people.put([person('leaver'), person('ann'), person('by.hand')]);
      const held = ['LEAVER', 'ann', 'by.hand', 'stranger'].map((user, i) => lease(`10.0.0.${i}`, user, { group: 'staff' }));
      await leases.put(held);
      const change = { people: [], removedPeople: ['leaver'], classes: [], removedClasses: [] };
      await directory.apply(change, (await directory.read()).revision);
      const users = async () => (await leases.list(START)).map(({ user }) => user);
      expect(await users()).toEqual(['ann', 'by.hand', 'stranger']);
      expect(await leases.changesSince(1)).toMatchObject({ removed: ['10.0.0.0'] });
      await people.remove(['by.hand']);
      expect(await users()).toEqual(['ann', 'stranger']);
    });

    it('changes nothing where somebody else did meanwhile, or where a part is refused', async () => {
      const { directory, people } = bench.stores;
      const base = await people.put([person('ann')]);
      expect(await directory.apply({ ...NOTHING, removedPeople: ['ann'] }, base - 1)).toBeUndefined();
      const broken = imported('zed', { school: {} as unknown as string, group: null as never });
      await expect(directory.apply({ ...NOTHING, people: [imported('new'), broken], removedPeople: ['ann'] }, base)).rejects.toThrow();
      expect(await directory.read()).toMatchObject({ revision: base, people: [{ name: 'ann' }] });
    });

    it('keeps an imported person imported when somebody changes them by hand', async () => {
      await bench.stores.directory.apply({ ...NOTHING, people: [imported('ann')] }, 0);
      await bench.stores.people.put([person('ann', { role: 'dsl', passwordHash: '$argon2id$x' })]);
      expect((await bench.stores.directory.read()).people).toMatchObject([{ imported: true, role: 'dsl', hasPassword: true }]);
    });

    it('gives pages in the order of names, of a school, a group or some', async () => {
      const names = Array.from({ length: 5_001 }, (_, i) => `p${String(i).padStart(5, '0')}`);
      const people = names.map((name, i) =>
        imported(name, { school: i % 2 === 0 ? 'north' : 'south', group: i % 3 === 0 ? 'staff' : 'juniors' }),
      );
      await bench.stores.directory.apply({ ...NOTHING, people }, 0);
      expect((await bench.stores.directory.read()).people.map(({ name }) => name)).toEqual(names);
      await bench.stores.people.put([person('p00007', { group: 'guests' })]);
      const told = (revision: number) => bench.stores.people.changesSince(revision);
      expect((await told(0)).upserted.map(({ name }) => name).sort()).toEqual(names);
      expect((await told(1)).upserted).toMatchObject([{ name: 'p00007', group: 'guests' }]);
      const page = async (filter: object) => (await bench.stores.directory.page({ limit: 3, ...filter })).map(({ name }) => name);
      expect(await page({})).toEqual(['p00000', 'p00001', 'p00002']);
      expect(await page({ after: 'P00001', school: 'north', group: 'staff' })).toEqual(['p00006', 'p00012', 'p00018']);
      expect(await page({ among: ['p00009', 'p00003', 'nobody'] })).toEqual(['p00003', 'p00009']);
      expect([await page({ among: [] }), await page({ name: 'P05000' })]).toEqual([[], ['p05000']]);
    });
  });
}
