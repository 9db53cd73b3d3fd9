import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Insertable, Selectable } from 'kysely';
import { type GroupId, normaliseUserName, type Person, type Role } from '../../core/identity.ts';
import type { Clock, EpochMs } from '../../core/units.ts';
import type { Changes, PersonStore } from '../stores.ts';
import type { Database } from './database.ts';
import { changesAfter, forget, nextRevision, removeFollowed } from './followed.ts';
import { endLeasesOf } from './leases.ts';
import { chunks, type Schema, type Unit } from './schema.ts';

/** Some 10 ms of reading. */
const ROWS_AT_A_TIME = 2_000;

export class DatabasePeople implements PersonStore {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  put(people: readonly Person[]): Promise<number> {
    const byName = new Map(people.map((person) => [normaliseUserName(person.name), person]));
    return this.#database.write(async (unit) => {
      const revision = await nextRevision(unit, 'people');
      for (const chunk of chunks([...byName])) {
        await unit
          .insertInto('people')
          .values(chunk.map(([name, person]) => toRow(name, person, revision)))
          .onConflict((conflict) =>
            conflict.column('name').doUpdateSet((eb) => ({
              group_id: eb.ref('excluded.group_id'),
              school: eb.ref('excluded.school'),
              role: eb.ref('excluded.role'),
              password_hash: eb.ref('excluded.password_hash'),
              revision: eb.ref('excluded.revision'),
            })),
          )
          .execute();
      }
      return revision;
    });
  }

  remove(names: readonly string[]): Promise<number> {
    return this.#database.write(async (unit) => {
      await endLeasesOf(unit, names, this.#clock());
      return removeFollowed(unit, 'people', names.map(normaliseUserName), this.#clock(), (chunk) =>
        unit.deleteFrom('people').where('name', 'in', chunk).returning('name as key').execute(),
      );
    });
  }

  get(name: string): Promise<Person | undefined> {
    return this.#database.query(async (db) => {
      const row = await db.selectFrom('people').selectAll().where('name', '=', normaliseUserName(name)).executeTakeFirst();
      return row === undefined ? undefined : toPerson(row);
    });
  }

  list(): Promise<Person[]> {
    return this.#database.query(async (db) => {
      const rows = await db.selectFrom('people').selectAll().execute();
      return rows.map(toPerson).sort((a, b) => (a.name < b.name ? -1 : 1));
    });
  }

  changesSince(revision: number): Promise<Changes<Person>> {
    return this.#database.read((unit) =>
      changesAfter(
        unit,
        'people',
        revision,
        (after) => peopleAfter(unit, after),
        (person) => person.name,
      ),
    );
  }

  purge(before: EpochMs): Promise<number> {
    return this.#database.write((unit) => forget(unit, 'people', before, this.#clock(), async () => []));
  }
}

/** In pages, in the order of revisions: whoever reads this decides requests meanwhile. */
async function peopleAfter(unit: Unit, revision: number): Promise<Person[]> {
  const found: Person[] = [];
  let last: { readonly revision: number; readonly name: string } | undefined;
  for (;;) {
    const rows = await unit
      .selectFrom('people')
      .selectAll()
      .where((eb) =>
        last === undefined ? eb('revision', '>', revision) : eb(eb.refTuple('revision', 'name'), '>', eb.tuple(last.revision, last.name)),
      )
      .orderBy('revision')
      .orderBy('name')
      .limit(ROWS_AT_A_TIME)
      .execute();
    for (const row of rows) found.push(toPerson(row));
    if (rows.length < ROWS_AT_A_TIME) return found;
    last = rows.at(-1);
    await nextTurn();
  }
}

function toRow(name: string, person: Person, revision: number): Insertable<Schema['people']> {
  return {
    name,
    group_id: person.group,
    school: person.school,
    role: person.role,
    password_hash: person.passwordHash,
    revision,
  };
}

function toPerson(row: Selectable<Schema['people']>): Person {
  return {
    name: row.name,
    group: row.group_id as GroupId,
    school: row.school,
    role: row.role as Role | null,
    passwordHash: row.password_hash,
  };
}
