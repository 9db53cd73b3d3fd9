import { describe, expect, it } from 'vitest';
import type { SchoolClass } from '../../core/school-class.ts';
import { epochMs } from '../../core/units.ts';
import { type Bench, DAY, person, START } from './bench.ts';

export function schoolClass(id: string, members: readonly string[] = [], more: Partial<SchoolClass> = {}): SchoolClass {
  return { id, name: id.toUpperCase(), school: 'north', members, teachers: [], ...more };
}

export function classTests(bench: Bench): void {
  describe('classes', () => {
    const tenB = schoolClass('north/10b', ['ann', 'zoë'], { teachers: ['t.teacher'] });
    const sevenA = schoolClass('7a', ['zo', 'zo_', 'a%'], { school: null });

    it('are put and listed; names and ids stand in the form they are compared in', async () => {
      await bench.stores.classes.put([{ ...tenB, id: 'North/10B ', members: ['Ann', 'ZOE\u0308', 'ann'] }, sevenA]);
      expect(await bench.stores.classes.list()).toEqual([sevenA, tenB]);
      await bench.stores.classes.put([schoolClass('7a', ['x']), schoolClass('7A', ['last'])]);
      expect((await bench.stores.classes.list())[0]).toEqual(schoolClass('7a', ['last'], { name: '7A' }));
    });

    it('are found by who is in them and who teaches them, whatever the name', async () => {
      const odd = schoolClass('odd', ['say "hi"', 'back\\slash'], { teachers: ['zoë'] });
      await bench.stores.classes.put([tenB, sevenA, odd]);
      const ids = async (name: string) => (await bench.stores.classes.of(name)).map(({ id }) => id);
      expect(await ids('Zoë')).toEqual(['north/10b']);
      expect(await ids('zo')).toEqual(['7a']);
      for (const none of ['z', 'zo%', 'zox', '%', 'a_', '"', '']) expect(await ids(none)).toEqual([]);
      expect([await ids('zo_'), await ids('A%'), await ids('say "hi"'), await ids('back\\slash')]).toEqual([
        ['7a'],
        ['7a'],
        ['odd'],
        ['odd'],
      ]);
      expect(await bench.stores.classes.taughtBy('T.Teacher')).toEqual([tenB]);
      expect(await bench.stores.classes.taughtBy('ann')).toEqual([]);
    });

    it('are told with the people, and a removed one as gone', async () => {
      const first = await bench.stores.classes.put([tenB, sevenA]);
      await bench.stores.people.put([person('ann')]);
      await bench.stores.people.remove(['ann']);
      const last = await bench.stores.classes.remove(['North/10B', 'unknown']);
      expect(last).toBe((await bench.stores.revisions()).people);
      expect(await bench.stores.classes.changesSince(first)).toEqual({ revision: last, upserted: [], removed: ['north/10b'] });
      expect((await bench.stores.people.changesSince(first)).removed).toEqual(['ann']);
      expect(await bench.stores.classes.changesSince(0)).toEqual({ revision: last, upserted: [sevenA], removed: [], reset: true });
      expect(await bench.stores.classes.remove(['north/10b'])).toBe(last);
      expect([await bench.stores.classes.list(), await bench.stores.classes.of('ann')]).toEqual([[sevenA], []]);
      await bench.stores.classes.put([tenB]);
      expect(await bench.stores.classes.changesSince(last)).toEqual({ revision: last + 1, upserted: [tenB], removed: [] });
    });

    it('are forgotten a day after they were removed; who missed it is told everything', async () => {
      const first = await bench.stores.classes.put([tenB, sevenA]);
      await bench.stores.classes.remove(['7a']);
      expect(await bench.stores.classes.purge(epochMs(START + 10 * DAY))).toBe(0);
      bench.now = epochMs(START + 2 * DAY);
      expect(await bench.stores.classes.purge(epochMs(START + 10 * DAY))).toBe(1);
      expect(await bench.stores.classes.changesSince(first)).toMatchObject({ upserted: [tenB], removed: [], reset: true });
    });
  });
}
