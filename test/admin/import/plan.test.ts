import { describe, expect, it } from 'vitest';
import { planImport } from '../../../admin/import/plan.ts';
import type { SchoolClass } from '../../../core/school-class.ts';
import type { KnownPerson } from '../../../storage/directory.ts';
import { read } from './setting.ts';

const WHOLE = { school: null, mayMove: true, removeAtMostShare: 0.1 };
const known = (name: string, more: Partial<KnownPerson> = {}): KnownPerson => ({
  name,
  group: 'seniors',
  school: 'north',
  role: null,
  displayName: null,
  imported: true,
  hasPassword: false,
  ...more,
});
const schoolClass = (id: string, members: readonly string[], school: string | null = 'north'): SchoolClass => ({
  id,
  name: id,
  school,
  members,
  teachers: [],
});
const pupils = (count: number) => Array.from({ length: count }, (_, i) => known(`p${i}`));
const csv = (lines: readonly string[], head = 'username,group,school') => [head, ...lines].join('\n');

describe('the plan of an import', () => {
  it('names who is added, changed and removed, and leaves who was entered by hand', async () => {
    const people = [
      known('same'),
      known('moved', { school: 'south' }),
      known('leaver'),
      known('by.hand', { imported: false }),
      known('grown', { group: 'juniors' }),
    ];
    const roster = await read(csv(['same,7,north', 'moved,7,north', 'grown,7,north', 'new,R,south']));
    const plan = planImport({ people, classes: [] }, roster, WHOLE);
    expect(plan).toMatchObject({ removed: ['leaver'], kept: ['by.hand'], unchanged: 1, problems: [] });
    expect(plan.added.map(({ name }) => name)).toEqual(['new']);
    expect(plan.changed).toEqual([
      { name: 'moved', before: { school: 'south' }, after: { school: 'north' } },
      { name: 'grown', before: { group: 'juniors' }, after: { group: 'seniors' } },
    ]);
    expect(plan.change.people.map(({ name }) => name)).toEqual(['moved', 'grown', 'new']);
  });

  it('gives and takes the role of a teacher, and no other: those are given by hand', async () => {
    const people = [
      known('t', { group: 'staff' }),
      known('was', { group: 'staff', role: 'teacher' }),
      known('lead', { group: 'staff', role: 'dsl' }),
    ];
    const roster = await read(
      csv(['t,staff,north,teacher', 'was,staff,north,staff', 'lead,staff,north,teacher'], 'username,group,school,role'),
    );
    expect(planImport({ people, classes: [] }, roster, WHOLE).changed).toEqual([
      { name: 't', before: { role: null }, after: { role: 'teacher' } },
      { name: 'was', before: { role: 'teacher' }, after: { role: null } },
    ]);
    const untold = await read(csv(['t,staff,north', 'was,staff,north', 'lead,staff,north']));
    expect(planImport({ people, classes: [] }, untold, WHOLE).unchanged).toBe(3);
    const asPupil = await read(csv(['lead,7,north']));
    expect(planImport({ people, classes: [] }, asPupil, WHOLE).problems).toMatchObject([
      { message: expect.stringContaining('"lead" has the role dsl here') },
    ]);
  });

  it.each([
    [40, 5, false],
    [40, 6, true],
    [100, 10, false],
    [100, 11, true],
    [1_000, 100, false],
    [1_000, 101, true],
  ])('of %i people lets %i be removed, or be moved among staff: too many is %s', async (count, gone, exceeded) => {
    const staying = pupils(count)
      .slice(gone)
      .map(({ name }) => `${name},7,north`);
    const removing = planImport({ people: pupils(count), classes: [] }, await read(csv(staying)), WHOLE);
    expect(removing.limit).toMatchObject({ removed: gone, toStaff: 0, exceeded });
    const staff = pupils(count)
      .slice(0, gone)
      .map(({ name }) => `${name},staff,north`);
    const promoting = planImport({ people: pupils(count), classes: [] }, await read(csv([...staying, ...staff])), WHOLE);
    expect(promoting.limit).toMatchObject({ removed: 0, toStaff: gone, exceeded });
  });

  it('counts new staff where people were imported before, moves to an older group, and moves between schools', async () => {
    const staying = pupils(40).map(({ name }) => `${name},7,north`);
    const limit = async (lines: readonly string[], people = pupils(40)) =>
      planImport({ people, classes: [] }, await read(csv([...staying, ...lines])), WHOLE).limit;
    const newStaff = Array.from({ length: 6 }, (_, i) => `t${i},staff,north`);
    expect(await limit(newStaff)).toMatchObject({ toStaff: 6, older: 0, exceeded: true });
    expect(await limit(newStaff.slice(1))).toMatchObject({ toStaff: 5, exceeded: false });
    expect(await limit(newStaff, [])).toMatchObject({ toStaff: 0, exceeded: false });
    const among = (more: Partial<KnownPerson>) => pupils(40).map((one, i) => (i < 6 ? { ...one, ...more } : one));
    expect(await limit([], among({ group: 'juniors' }))).toMatchObject({ toStaff: 0, older: 6, moved: 0, exceeded: true });
    expect(await limit([], among({ group: 'sixth-form' }))).toMatchObject({ older: 0, exceeded: false });
    expect(await limit([], among({ school: 'south' }))).toMatchObject({ older: 0, moved: 6, exceeded: true });
    expect(await limit([], among({ school: null }))).toMatchObject({ moved: 0, exceeded: false });
  });

  it('says nothing of a person of another school to a school', async () => {
    const people = [known('head', { school: 'south', group: 'staff', role: 'headteacher', displayName: 'H' })];
    const roster = await read(csv(['head,7'], 'username,group'), { only: 'north' });
    const plan = planImport({ people, classes: [] }, roster, { ...WHOLE, school: 'north', mayMove: false });
    expect(plan).toMatchObject({ changed: [], added: [], removed: [], unchanged: 0, change: { people: [] } });
    expect(plan.problems.map(({ message }) => message)).toEqual(['the user name "head" belongs to somebody outside this school']);
  });

  it('of one school leaves the others’ people and classes alone', async () => {
    const people = [known('n1'), known('n2'), known('s1', { school: 'south' }), known('trust', { school: null, group: 'staff' })];
    const classes = [schoolClass('north/a', ['n1', 'n2']), schoolClass('north/b', ['n2']), schoolClass('south/a', ['s1', 'n2'], 'south')];
    const roster = await read(csv(['n1,7,a', 's1,7,a'], 'username,group,classes'), { only: 'north' });
    const plan = planImport({ people, classes }, roster, { ...WHOLE, school: 'north' });
    expect(plan).toMatchObject({ removed: ['n2'], kept: [], limit: { most: 5 } });
    expect(plan.changed).toEqual([{ name: 's1', before: { school: 'south' }, after: { school: 'north' } }]);
    expect(plan.classes).toEqual({ added: [], changed: ['north/a', 'south/a'], removed: ['north/b'] });
    expect(plan.change.classes.find(({ id }) => id === 'south/a')?.members).toEqual(['s1']);
    const own = planImport({ people, classes }, roster, { ...WHOLE, school: 'north', mayMove: false });
    expect(own.problems).toMatchObject([{ message: expect.stringContaining('"s1" belongs to somebody outside') }]);
  });

  it('takes leavers out of their classes where the file says nothing of classes', async () => {
    const classes = [schoolClass('north/a', ['p0', 'p1']), schoolClass('north/b', ['p1'])];
    const plan = planImport({ people: pupils(2), classes }, await read(csv(['p1,7,north'])), WHOLE);
    expect(plan.change).toMatchObject({ removedPeople: ['p0'], classes: [{ id: 'north/a', members: ['p1'] }], removedClasses: [] });
  });

  it('changes nothing the second time', async () => {
    const roster = await read(csv(['p0,7,north,a;b', 'p1,7,north,a'], 'username,group,school,classes'));
    const first = planImport({ people: [], classes: [] }, roster, WHOLE).change;
    const people = first.people.map((person) => ({ ...person, imported: true, hasPassword: true }));
    const again = planImport({ people, classes: first.classes }, roster, WHOLE);
    expect(again.change).toEqual({ people: [], removedPeople: [], classes: [], removedClasses: [] });
    expect(again.unchanged).toBe(2);
  });
});
