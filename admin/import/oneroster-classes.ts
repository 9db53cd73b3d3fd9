import { classIdOf } from '../../core/school-class.ts';
import type { OneRosterPeople } from './oneroster-people.ts';
import type { OneRosterReading } from './oneroster-reading.ts';
import { dayOf, isCurrent } from './oneroster-reading.ts';
import { type Place, quoted } from './problems.ts';
import { type Cell, listOf, readTable } from './table.ts';

interface ClassRow {
  readonly at: Place;
  readonly sourcedId: string;
  readonly school: string | null;
  readonly name: string;
}

type Filled = { readonly members: Set<string>; readonly teachers: Set<string> };

/** classes.csv, enrollments.csv and, where it is there, academicSessions.csv. */
export class OneRosterClasses {
  readonly #reading: OneRosterReading;
  readonly #people: OneRosterPeople;
  /** Sessions that are over. */
  readonly #over = new Set<string>();
  readonly #rows: ClassRow[] = [];
  /** By sourcedId; null for a class that is left out. */
  readonly #classes = new Map<string, Filled | null>();

  constructor(reading: OneRosterReading, people: OneRosterPeople) {
    this.#reading = reading;
    this.#people = people;
  }

  async read(): Promise<void> {
    const { files, builder, today } = this.#reading;
    const { problems } = builder;
    if (files.has('academicsessions.csv')) {
      await readTable(files, 'academicsessions.csv', ['sourcedId', 'endDate'], problems, (cell, at) => {
        const end = dayOf(cell('endDate'));
        if (end === undefined) problems.add(at, `${quoted(cell('endDate'))} is no date like 2026-07-20`);
        else if (end < today) this.#over.add(cell('sourcedId'));
      });
    }
    await readTable(files, 'classes.csv', ['sourcedId', 'title', 'schoolSourcedId'], problems, (cell, at) => this.#takeClass(cell, at));
    this.#openClasses();
    await readTable(files, 'enrollments.csv', ['classSourcedId', 'userSourcedId', 'role'], problems, (cell, at) =>
      this.#takeEnrolment(cell, at),
    );
  }

  #takeClass(cell: Cell, at: Place): undefined {
    const { organisations, builder } = this.#reading;
    const sourcedId = cell('sourcedId');
    if (this.#classes.has(sourcedId)) return builder.problems.add(at, `the sourcedId ${quoted(sourcedId)} stands there twice`);
    this.#classes.set(sourcedId, null);
    const terms = listOf(cell('termSourcedIds'));
    if (terms.length > 0 && terms.every((term) => this.#over.has(term))) return;
    const school = organisations.get(cell('schoolSourcedId'));
    if (school === undefined) return builder.problems.add(at, `orgs.csv names no organisation ${quoted(cell('schoolSourcedId'))}`);
    this.#rows.push({ at, sourcedId, school, name: cell('classCode') || cell('title') });
  }

  /** Two classes of a school may be called the same ("Maths"): they are told apart by their sourcedId. */
  #openClasses(): void {
    const { builder } = this.#reading;
    const called = new Map<string, number>();
    const keyOf = ({ school, name }: ClassRow) => classIdOf(school, name);
    for (const row of this.#rows) called.set(keyOf(row), (called.get(keyOf(row)) ?? 0) + 1);
    for (const row of this.#rows) {
      const name = called.get(keyOf(row)) === 1 ? row.name : `${row.name} (${row.sourcedId})`;
      this.#classes.set(row.sourcedId, builder.schoolClass(row.at, row.school, name) ?? null);
    }
  }

  #takeEnrolment(cell: Cell, at: Place): undefined {
    const { builder, today } = this.#reading;
    const role = cell('role').toLowerCase();
    if (!isCurrent(cell, today) || (role !== 'student' && role !== 'teacher')) return;
    const name = this.#people.nameOf(cell('userSourcedId'));
    if (name === undefined) return builder.problems.add(at, `users.csv names no user ${quoted(cell('userSourcedId'))}`);
    const found = this.#classes.get(cell('classSourcedId'));
    if (found === undefined) return builder.problems.add(at, `classes.csv names no class ${quoted(cell('classSourcedId'))}`);
    if (name === null || found === null) return;
    if (role === 'student') found.members.add(name);
    else {
      found.teachers.add(name);
      this.#people.teaches(name);
    }
  }
}
