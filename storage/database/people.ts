import { type GroupId, normaliseUserName, type Person, type Role } from '../../core/identity.ts';
import type { Clock, EpochMs } from '../../core/units.ts';
import type { Changes, PersonStore } from '../stores.ts';
import type { Database } from './database.ts';
import { changesAfter, forget, nextRevision, removeFollowed } from './followed.ts';
import { chunks, type Schema } from './schema.ts';

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
    return this.#database.write((unit) =>
      removeFollowed(unit, 'people', names.map(normaliseUserName), this.#clock(), (chunk) =>
        unit.deleteFrom('people').where('name', 'in', chunk).returning('name as key').execute(),
      ),
    );
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
        async (after) => (await unit.selectFrom('people').selectAll().where('revision', '>', after).execute()).map(toPerson),
        (person) => person.name,
      ),
    );
  }

  purge(before: EpochMs): Promise<number> {
    return this.#database.write((unit) => forget(unit, 'people', before, this.#clock(), async () => []));
  }
}

function toRow(name: string, person: Person, revision: number): Schema['people'] {
  return {
    name,
    group_id: person.group,
    school: person.school,
    role: person.role,
    password_hash: person.passwordHash,
    revision,
  };
}

function toPerson(row: Schema['people']): Person {
  return {
    name: row.name,
    group: row.group_id as GroupId,
    school: row.school,
    role: row.role as Role | null,
    passwordHash: row.password_hash,
  };
}
