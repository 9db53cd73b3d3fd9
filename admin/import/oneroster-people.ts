import type { OneRosterReading } from './oneroster-reading.ts';
import { isCurrent } from './oneroster-reading.ts';
import { type Place, quoted } from './problems.ts';
import type { RosterPerson } from './roster.ts';
import { type Cell, listOf, readTable } from './table.ts';

/** The roles of OneRoster 1.1 and 1.2 that somebody who works at a school has. Whoever a file calls something else is not taken for staff. */
const STAFF = [
  'administrator',
  'aide',
  'counselor',
  'districtadministrator',
  'principal',
  'proctor',
  'siteadministrator',
  'systemadministrator',
  'teacher',
];
/** Whom the product has nothing to do with. */
const NOT_AT_SCHOOL = ['parent', 'guardian', 'relative'];

interface Post {
  readonly role: string;
  readonly organisations: readonly string[];
}

/** users.csv, with roles.csv in version 1.2. */
export class OneRosterPeople {
  readonly #reading: OneRosterReading;
  /** By sourcedId of the user; of version 1.2 only. */
  readonly #posts = new Map<string, Post>();
  readonly #found: { readonly at: Place; readonly person: RosterPerson }[] = [];
  /** User names by sourcedId; null for who is left out. */
  readonly #names = new Map<string, string | null>();
  readonly #teaching = new Set<string>();
  #withoutName = 0;
  #families = 0;

  constructor(reading: OneRosterReading) {
    this.#reading = reading;
  }

  /** False where users.csv could not be read. */
  async read(): Promise<boolean> {
    const { files, builder } = this.#reading;
    if (files.has('roles.csv')) {
      await readTable(files, 'roles.csv', ['userSourcedId', 'role', 'orgSourcedId'], builder.problems, (cell) => this.#takePost(cell));
    }
    const isRead = await readTable(files, 'users.csv', ['sourcedId', 'username'], builder.problems, (cell, at) => this.#takeUser(cell, at));
    if (this.#withoutName > 0) builder.notes.push(`${this.#withoutName} users have no user name and are left out`);
    if (this.#families > 0) builder.notes.push(`${this.#families} parents, guardians and relatives are left out`);
    return isRead;
  }

  /** The user name of a sourcedId; null for who is left out, undefined for whom users.csv does not name. */
  nameOf(sourcedId: string): string | null | undefined {
    return this.#names.get(sourcedId);
  }

  teaches(name: string): void {
    this.#teaching.add(name);
  }

  /** Gives the builder everybody, once it is known who teaches. */
  add(): void {
    const { builder } = this.#reading;
    for (const { at, person } of this.#found) builder.add(at, { ...person, teaches: person.teaches || this.#teaching.has(person.name) });
  }

  /** A person may hold several posts: the primary one counts, else the first. */
  #takePost(cell: Cell): void {
    if (!isCurrent(cell, this.#reading.today)) return;
    const user = cell('userSourcedId');
    if (this.#posts.has(user) && cell('roleType').toLowerCase() !== 'primary') return;
    this.#posts.set(user, { role: cell('role'), organisations: [cell('orgSourcedId')] });
  }

  #takeUser(cell: Cell, at: Place): undefined {
    const { builder } = this.#reading;
    const sourcedId = cell('sourcedId');
    if (this.#names.has(sourcedId)) return builder.problems.add(at, `the sourcedId ${quoted(sourcedId)} stands there twice`);
    const post = this.#posts.get(sourcedId);
    const role = (cell('role') || post?.role || '').toLowerCase();
    this.#names.set(sourcedId, null);
    if (cell('enabledUser').toLowerCase() === 'false' || role === '') return;
    if (NOT_AT_SCHOOL.includes(role)) {
      this.#families += 1;
      return;
    }
    if (role !== 'student' && !STAFF.includes(role)) return this.#refuse(at, `${quoted(role)} is no role of OneRoster`);
    if (cell('username') === '') {
      this.#withoutName += 1;
      return;
    }
    const name = builder.userName(at, cell('username'));
    this.#names.set(sourcedId, name ?? null);
    if (name === undefined) return;
    const school = this.#schoolOf(at, [cell('primaryOrgSourcedId'), ...(post?.organisations ?? []), ...listOf(cell('orgSourcedIds'))]);
    const group = role === 'student' ? this.#groupOf(at, listOf(cell('grades'))) : 'staff';
    if (school === undefined || group === undefined) return;
    const displayName = [cell('givenName'), cell('familyName')].filter((part) => part !== '').join(' ');
    this.#found.push({ at, person: { name, displayName, group, school, teaches: role === 'teacher' } });
  }

  /** The first of the organisations that is a school; null where none is. */
  #schoolOf(at: Place, sourcedIds: readonly string[]): string | null | undefined {
    const { organisations, builder } = this.#reading;
    const named = sourcedIds.filter((id) => id !== '');
    const unknown = named.find((id) => !organisations.has(id));
    if (unknown !== undefined) return this.#refuse(at, `orgs.csv names no organisation ${quoted(unknown)}`);
    return named.map((id) => organisations.get(id)).find((school) => school != null) ?? (named.length === 0 ? builder.usualSchool : null);
  }

  #groupOf(at: Place, grades: readonly string[]) {
    const { builder } = this.#reading;
    const [grade] = grades;
    if (grade === undefined) return this.#refuse(at, 'the pupil has no grade');
    return builder.groupOf(grade) ?? this.#refuse(at, `there is no group for the grade ${quoted(grade)}: say which in people.grades`);
  }

  #refuse(at: Place, message: string): undefined {
    return this.#reading.builder.problems.add(at, message);
  }
}
