import { sql } from 'kysely';
import { normaliseUserName } from '../../core/identity.ts';
import { normaliseClassId, type SchoolClass } from '../../core/school-class.ts';
import type { Clock, EpochMs } from '../../core/units.ts';
import type { Changes, ClassStore } from '../stores.ts';
import type { Database } from './database.ts';
import { changesAfter, currentRevision, forget, nextRevision } from './followed.ts';
import { chunks, type Queries, type Schema, type Unit } from './schema.ts';

/** Members as JSON: a class is read and told whole, and 2,000 of them are one short scan. */
export class DatabaseClasses implements ClassStore {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  put(classes: readonly SchoolClass[]): Promise<number> {
    return this.#database.write(async (unit) => {
      const revision = await nextRevision(unit, 'people');
      await putClasses(unit, classes, revision);
      return revision;
    });
  }

  remove(ids: readonly string[]): Promise<number> {
    return this.#database.write(async (unit) => {
      const found = await living(unit, ids.map(normaliseClassId));
      if (found.length === 0) return currentRevision(unit, 'people');
      const revision = await nextRevision(unit, 'people');
      await removeClasses(unit, found, this.#clock(), revision);
      return revision;
    });
  }

  list(): Promise<SchoolClass[]> {
    return this.#database.query(listClasses);
  }

  of(person: string): Promise<SchoolClass[]> {
    return this.#naming('members', person);
  }

  taughtBy(person: string): Promise<SchoolClass[]> {
    return this.#naming('teachers', person);
  }

  /** The database leaves out most; a name as it stands in JSON could still be part of another one. */
  async #naming(column: 'members' | 'teachers', person: string): Promise<SchoolClass[]> {
    const name = normaliseUserName(person);
    const part = `%${JSON.stringify(name).replace(/[\\%_]/g, '\\$&')}%`;
    const rows = await this.#database.query((db) =>
      db
        .selectFrom('classes')
        .selectAll()
        .where('removed_at', 'is', null)
        .where((eb) => sql<boolean>`${eb.ref(column)} like ${part} escape '\\'`)
        .execute(),
    );
    const classes = rows.map(toClass).filter((one) => one[column].includes(name));
    return classes.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  changesSince(revision: number): Promise<Changes<SchoolClass>> {
    return this.#database.read(async (unit) => {
      const rowsAfter = (after: number) => unit.selectFrom('classes').selectAll().where('revision', '>', after).execute();
      const { upserted, ...changes } = await changesAfter(unit, 'people', revision, rowsAfter, (row) => row.id);
      const isGone = (row: Schema['classes']) => row.removed_at !== null;
      // The topic's own tombstones are those of people.
      const removed = changes.reset === true ? [] : upserted.filter(isGone).map(({ id }) => id);
      return { ...changes, upserted: upserted.filter((row) => !isGone(row)).map(toClass), removed };
    });
  }

  purge(before: EpochMs): Promise<number> {
    return this.#database.write((unit) =>
      forget(unit, 'people', before, this.#clock(), (db, cutoff) =>
        db.deleteFrom('classes').where('removed_at', '<', cutoff).returning('revision').execute(),
      ),
    );
  }
}

export async function listClasses(db: Queries | Unit): Promise<SchoolClass[]> {
  const rows = await db.selectFrom('classes').selectAll().where('removed_at', 'is', null).execute();
  return rows.map(toClass).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Inside the caller's transaction. The last one of an id counts. */
export async function putClasses(unit: Unit, classes: readonly SchoolClass[], revision: number): Promise<void> {
  const byId = new Map(classes.map((one) => [normaliseClassId(one.id), one]));
  for (const chunk of chunks([...byId])) {
    await unit
      .insertInto('classes')
      .values(chunk.map(([id, one]) => toRow(id, one, revision)))
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((eb) => ({
          name: eb.ref('excluded.name'),
          school: eb.ref('excluded.school'),
          members: eb.ref('excluded.members'),
          teachers: eb.ref('excluded.teachers'),
          removed_at: null,
          revision,
        })),
      )
      .execute();
  }
}

/** Inside the caller's transaction. A removed class keeps its row, empty, so that readers can be told. */
export async function removeClasses(unit: Unit, ids: readonly string[], removedAt: EpochMs, revision: number): Promise<void> {
  for (const chunk of chunks(ids)) {
    await unit
      .updateTable('classes')
      .set({ members: '[]', teachers: '[]', removed_at: removedAt, revision })
      .where('id', 'in', chunk)
      .execute();
  }
}

async function living(unit: Unit, ids: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const chunk of chunks(ids)) {
    const rows = await unit.selectFrom('classes').select('id').where('id', 'in', chunk).where('removed_at', 'is', null).execute();
    found.push(...rows.map(({ id }) => id));
  }
  return found;
}

function toRow(id: string, { name, school, members, teachers }: SchoolClass, revision: number): Schema['classes'] {
  const names = (all: readonly string[]) => JSON.stringify([...new Set(all.map(normaliseUserName))]);
  return { id, name, school, members: names(members), teachers: names(teachers), removed_at: null, revision };
}

function toClass(row: Schema['classes']): SchoolClass {
  const { id, name, school } = row;
  return { id, name, school, members: JSON.parse(row.members) as string[], teachers: JSON.parse(row.teachers) as string[] };
}
