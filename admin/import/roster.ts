import type { Config } from '../../config/schema/config.ts';
import { type GroupId, normaliseUserName } from '../../core/identity.ts';
import { classIdOf, type SchoolClass } from '../../core/school-class.ts';
import type { ImportedPerson } from '../../storage/directory.ts';
import { groupReader } from './grades.ts';
import { type Place, Problems, placeText, quoted } from './problems.ts';

/** What an import is read against. */
export interface ImportSetting {
  readonly config: Pick<Config, 'schools' | 'people'>;
  /** The only school that the file is about; null: everybody of the trust. */
  readonly school: string | null;
}

/** A file that was read: people and classes as they shall be. */
export interface Roster {
  readonly people: readonly ImportedPerson[];
  /** Null: the file says nothing of classes; those that there are stay. */
  readonly classes: readonly SchoolClass[] | null;
  /** False: the file says nothing of who teaches; roles stay. */
  readonly tellsRoles: boolean;
  /** Every user name that stands in the file, good rows and bad: nobody who does is taken for gone. */
  readonly named: ReadonlySet<string>;
  readonly problems: Problems;
  readonly notes: readonly string[];
}

export interface RosterPerson {
  readonly name: string;
  readonly displayName: string;
  readonly group: GroupId;
  readonly school: string | null;
  readonly teaches: boolean;
}

const MOST_PEOPLE = 200_000;
const MOST_IN_CLASS = 5_000;
const LONGEST = 200;
/** What nobody types, or would not see: control and invisible characters, halves of characters, what was not UTF-8. */
const UNTYPABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufffd]/u;
/** Between letters of several scripts; in a name that is only shown they are as good as letters. */
const JOINERS = /[\u200c\u200d]/g;
/** What a spreadsheet takes for a formula. */
const FORMULA = /^[=+@-]/;

interface OpenClass {
  readonly id: string;
  readonly name: string;
  readonly school: string | null;
  readonly members: Set<string>;
  readonly teachers: Set<string>;
}

/** Takes rows of whatever format in and says of each what is wrong with it. */
export class RosterBuilder {
  readonly problems = new Problems();
  readonly notes: string[] = [];
  readonly groupOf: (text: string) => GroupId | undefined;
  readonly #setting: ImportSetting;
  readonly #schools: ReadonlyMap<string, string>;
  readonly #places = new Map<string, Place>();
  readonly #people = new Map<string, ImportedPerson>();
  readonly #classes = new Map<string, OpenClass>();

  constructor(setting: ImportSetting) {
    const { schools, people } = setting.config;
    this.#setting = setting;
    this.groupOf = groupReader(people.grades);
    const own = Object.entries(people.schools);
    const usual = schools.flatMap(({ id, name }) => [[name, id] as const, [id, id] as const]);
    this.#schools = new Map([...usual, ...own].map(([text, id]) => [normaliseUserName(text.trim()), id]));
  }

  /** The school of that id or name, or that the configuration knows by it. */
  schoolCalled(text: string): string | undefined {
    return this.#schools.get(normaliseUserName(text.trim()));
  }

  /** The school of a row that names none: the one the import is about, or the only one there is. */
  get usualSchool(): string | null {
    const { school, config } = this.#setting;
    return school ?? (config.schools.length === 1 ? (config.schools[0]?.id ?? null) : null);
  }

  /** The user name in the form names are compared in; undefined, with a problem, when it is none or stood before. */
  userName(at: Place, text: string): string | undefined {
    const name = normaliseUserName(text.trim());
    const wrong = nameProblem(name);
    if (wrong !== undefined) return this.#refuse(at, `the user name ${quoted(text)} ${wrong}`);
    const before = this.#places.get(name);
    if (before !== undefined) {
      return this.#refuse(
        at,
        `the user name ${quoted(text)} stands at ${placeText(before)} already (capitals and accents' forms do not tell names apart)`,
      );
    }
    this.#places.set(name, at);
    if (this.#places.size === MOST_PEOPLE + 1) this.problems.add(at, `an import holds at most ${MOST_PEOPLE} people`);
    return name;
  }

  /** Takes a person in whose name `userName` gave. */
  add(at: Place, { name, displayName, group, school, teaches }: RosterPerson): undefined {
    const { school: only, config } = this.#setting;
    if (only !== null && school !== only)
      return this.#refuse(at, `${quoted(name)} is not of the school "${only}", which this import is about`);
    if (school === null && config.schools.length > 0 && group !== 'staff') return this.#refuse(at, `${quoted(name)} is of no school`);
    if (teaches && group !== 'staff') return this.#refuse(at, `${quoted(name)} teaches but is in the group ${group}`);
    if (displayName.length > LONGEST || UNTYPABLE.test(displayName.replace(JOINERS, '')))
      return this.#refuse(at, 'the name is too long, or holds characters that cannot be seen');
    this.#people.set(name, { name, displayName: displayName === '' ? null : displayName, group, school, role: teaches ? 'teacher' : null });
  }

  /** The class of that name at a school, made when it is new; undefined, with a problem, when that is no name. */
  schoolClass(at: Place, school: string | null, name: string): OpenClass | undefined {
    const id = classIdOf(school, name);
    const known = this.#classes.get(id);
    if (known !== undefined) return known;
    const { school: only } = this.#setting;
    if (only !== null && school !== only)
      return this.#refuse(at, `the class ${quoted(name)} is not of the school "${only}", which this import is about`);
    if (name === '' || id.length > LONGEST || UNTYPABLE.test(name) || FORMULA.test(name))
      return this.#refuse(at, `${quoted(name)} is no name of a class`);
    const made: OpenClass = { id, name, school, members: new Set(), teachers: new Set() };
    this.#classes.set(id, made);
    return made;
  }

  roster({ hasClasses, tellsRoles }: { readonly hasClasses: boolean; readonly tellsRoles: boolean }): Roster {
    if (this.#places.size === 0 && this.problems.count === 0)
      this.problems.add({ file: null, line: null }, 'there is nobody in it: taking it in would remove everybody');
    const classes = [...this.#classes.values()].map(({ members, teachers, ...one }) => ({
      ...one,
      members: [...members].sort(),
      teachers: [...teachers].sort(),
    }));
    for (const { id, members } of classes) {
      if (members.length > MOST_IN_CLASS)
        this.problems.add({ file: null, line: null }, `the class ${quoted(id)} has more than ${MOST_IN_CLASS} members`);
    }
    const empty = classes.filter(({ members }) => members.length === 0).map(({ id }) => id);
    if (empty.length > 0) this.notes.push(`${empty.length} classes have a teacher and no members: ${empty.slice(0, 5).join(', ')}`);
    const { problems, notes } = this;
    return {
      people: [...this.#people.values()],
      classes: hasClasses ? classes : null,
      tellsRoles,
      named: new Set(this.#places.keys()),
      problems,
      notes,
    };
  }

  #refuse(at: Place, message: string): undefined {
    return this.problems.add(at, message);
  }
}

function nameProblem(name: string): string | undefined {
  if (name === '') return 'is missing';
  if (name.length > LONGEST) return `is longer than ${LONGEST} characters`;
  if (UNTYPABLE.test(name)) return 'holds characters that cannot be typed or seen';
  // RFC 7617: it ends the name in Basic credentials.
  if (name.includes(':')) return 'holds a colon';
  return FORMULA.test(name) ? 'begins like a formula' : undefined;
}
