import type { GroupId } from '../../core/identity.ts';
import { AI_MINIMUMS } from '../../core/measure.ts';
import type { SchoolClass } from '../../core/school-class.ts';
import type { DirectoryChange, ImportedPerson, KnownPerson } from '../../storage/directory.ts';
import { type ImportProblem, quoted } from './problems.ts';
import type { Roster } from './roster.ts';

export interface PlanSetting {
  /** The only school that the import is about. */
  readonly school: string | null;
  /** Whether somebody of another school may be taken over: not by a school's own token. */
  readonly mayMove: boolean;
  /** Of the imported people known so far; more removals are refused. */
  readonly removeAtMostShare: number;
}

export interface ChangedPerson {
  readonly name: string;
  /** What was, of what is different now. */
  readonly before: Partial<Pick<ImportedPerson, 'group' | 'school' | 'role' | 'displayName'>>;
  readonly after: Partial<Pick<ImportedPerson, 'group' | 'school' | 'role' | 'displayName'>>;
}

/** What an import would do. */
export interface ImportPlan {
  readonly added: readonly ImportedPerson[];
  readonly changed: readonly ChangedPerson[];
  readonly removed: readonly string[];
  readonly unchanged: number;
  /** Entered by hand and not in the file: they stay. */
  readonly kept: readonly string[];
  readonly classes: { readonly added: readonly string[]; readonly changed: readonly string[]; readonly removed: readonly string[] };
  readonly problems: readonly ImportProblem[];
  readonly limit: {
    /** So many of each may one import do. */
    readonly most: number;
    readonly removed: number;
    /** Moved out of a pupils' group among staff, or, where people were imported before, new among them. */
    readonly toStaff: number;
    /** Moved to an older group, staff among them. */
    readonly older: number;
    /** Moved from one school to another. */
    readonly moved: number;
    readonly exceeded: boolean;
  };
  readonly change: DirectoryChange;
}

/** A small school's handful of leavers is no sign of a broken file. */
const FEW = 5;
const FIELDS = ['group', 'school', 'role', 'displayName'] as const;

/** Compares what is known with what the file says. Pure; some 100 ms for 50,000 people. */
export function planImport(
  known: { readonly people: readonly KnownPerson[]; readonly classes: readonly SchoolClass[] },
  roster: Roster,
  setting: PlanSetting,
): ImportPlan {
  const inScope = ({ school }: { readonly school: string | null }) => setting.school === null || school === setting.school;
  const before = new Map(known.people.map((person) => [person.name, person]));
  const people = comparePeople(before, roster, setting);
  const missing = known.people.filter((person) => inScope(person) && !roster.named.has(person.name));
  const removed = missing.filter(({ imported }) => imported).map(({ name }) => name);
  const classes = compareClasses(known.classes, roster.classes, inScope, new Set(removed));
  const imported = known.people.filter((person) => person.imported && inScope(person)).length;
  const counts = { removed: removed.length, ...promotions(people, imported > 0) };
  const most = Math.max(FEW, Math.floor(imported * setting.removeAtMostShare));
  return {
    ...people,
    removed,
    kept: missing.filter(({ imported }) => !imported).map(({ name }) => name),
    classes: { added: classes.added.map(idOf), changed: classes.changed.map(idOf), removed: classes.removed },
    limit: { most, ...counts, exceeded: Object.values(counts).some((count) => count > most) },
    change: {
      people: people.put,
      removedPeople: removed,
      classes: [...classes.added, ...classes.changed],
      removedClasses: classes.removed,
    },
  };
}

const idOf = ({ id }: SchoolClass): string => id;

/** What opens more to people than they had, or takes them from one school to another: a broken file does it to many at once. */
function promotions({ added, changed }: Pick<ImportPlan, 'added' | 'changed'>, wereImported: boolean) {
  const older = changed.filter(({ before, after }) => ageOf(after.group) > ageOf(before.group));
  const newStaff = wereImported ? added.filter(({ group }) => group === 'staff').length : 0;
  return {
    toStaff: older.filter(({ after }) => after.group === 'staff').length + newStaff,
    older: older.length,
    moved: changed.filter(({ before }) => before.school != null).length,
  };
}

/** Guests and people who are not identified have no age. */
function ageOf(group: GroupId | undefined): number {
  return (AI_MINIMUMS as readonly (GroupId | undefined)[]).indexOf(group);
}

function comparePeople(known: ReadonlyMap<string, KnownPerson>, { people, tellsRoles }: Roster, { mayMove, school }: PlanSetting) {
  const added: ImportedPerson[] = [];
  const changed: ChangedPerson[] = [];
  const put: ImportedPerson[] = [];
  const problems: ImportProblem[] = [];
  let unchanged = 0;
  const problem = (message: string) => problems.push({ file: null, line: null, message });
  for (const person of people) {
    const before = known.get(person.name);
    if (before === undefined) {
      added.push(person);
      put.push(person);
      continue;
    }
    if (!mayMove && before.school !== school) {
      // Nothing more of a person of another school: whoever asks may not see them.
      problem(`the user name ${quoted(person.name)} belongs to somebody outside this school`);
      continue;
    }
    if (before.role !== null && before.role !== 'teacher' && person.group !== 'staff') {
      problem(`${quoted(person.name)} has the role ${before.role} here and is in the group ${person.group} in the file`);
    }
    const displayName = person.displayName ?? before.displayName;
    const after = { ...person, displayName, role: tellsRoles ? roleAfter(before, person) : before.role };
    const fields = FIELDS.filter((field) => before[field] !== after[field]);
    if (fields.length === 0) {
      unchanged += 1;
      continue;
    }
    const only = (one: Pick<ImportedPerson, (typeof FIELDS)[number]>) => Object.fromEntries(fields.map((field) => [field, one[field]]));
    changed.push({ name: person.name, before: only(before), after: only(after) });
    put.push(after);
  }
  return { added, changed, put, unchanged, problems };
}

/** School records say who teaches. Every other role was given by hand, and is taken by hand. */
function roleAfter(before: KnownPerson, { role }: ImportedPerson): ImportedPerson['role'] {
  return before.role === null || before.role === 'teacher' ? role : before.role;
}

function compareClasses(
  known: readonly SchoolClass[],
  classes: readonly SchoolClass[] | null,
  inScope: (one: SchoolClass) => boolean,
  leavers: ReadonlySet<string>,
) {
  const before = new Map(known.map((one) => [one.id, one]));
  const named = new Set(classes?.map(idOf));
  const isGone = (one: SchoolClass) => classes !== null && inScope(one) && !named.has(one.id);
  const staying = known.filter((one) => !named.has(one.id) && !isGone(one));
  const without = (names: readonly string[]) => names.filter((name) => !leavers.has(name));
  const thinned = staying
    .filter(({ members, teachers }) => [...members, ...teachers].some((name) => leavers.has(name)))
    .map((one) => ({ ...one, members: without(one.members), teachers: without(one.teachers) }));
  const differs = (one: SchoolClass) => {
    const was = before.get(one.id);
    return was !== undefined && !isSame(was, one);
  };
  return {
    added: (classes ?? []).filter(({ id }) => !before.has(id)),
    changed: [...(classes ?? []).filter(differs), ...thinned],
    removed: known.filter(isGone).map(idOf),
  };
}

function isSame(one: SchoolClass, other: SchoolClass): boolean {
  return (
    one.name === other.name &&
    one.school === other.school &&
    [...one.members].sort().join('\n') === [...other.members].sort().join('\n') &&
    [...one.teachers].sort().join('\n') === [...other.teachers].sort().join('\n')
  );
}
