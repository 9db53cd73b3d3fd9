import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Selectable } from 'kysely';
import { type GroupId, normaliseUserName, type Role } from '../../core/identity.ts';
import type { Clock } from '../../core/units.ts';
import type { Directory, DirectoryChange, ImportedPerson, KnownPerson, PeopleFilter } from '../directory.ts';
import { listClasses, putClasses, removeClasses } from './classes.ts';
import type { Database } from './database.ts';
import { currentRevision, nextRevision, removeFollowed } from './followed.ts';
import { endLeasesOf } from './leases.ts';
import { chunks, type Queries, type Schema, type Unit } from './schema.ts';

/** Some 10 ms of reading, then others get a turn. */
const ROWS_AT_A_TIME = 5_000;

export class DatabaseDirectory implements Directory {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  read(): ReturnType<Directory['read']> {
    return this.#database.read(async (unit) => {
      const people: KnownPerson[] = [];
      for (;;) {
        const after = people.at(-1)?.name;
        const page = await peoplePage(unit, { limit: ROWS_AT_A_TIME, ...(after === undefined ? {} : { after }) });
        people.push(...page);
        if (page.length < ROWS_AT_A_TIME) break;
        await nextTurn();
      }
      return { revision: await currentRevision(unit, 'people'), people, classes: await listClasses(unit) };
    });
  }

  page(filter: PeopleFilter): Promise<KnownPerson[]> {
    return this.#database.query((db) => peoplePage(db, filter));
  }

  apply({ people, removedPeople, classes, removedClasses }: DirectoryChange, base: number): Promise<number | undefined> {
    return this.#database.write(async (unit) => {
      if ((await currentRevision(unit, 'people')) !== base) return undefined;
      const now = this.#clock();
      await endLeasesOf(unit, removedPeople, now);
      await removeFollowed(unit, 'people', removedPeople.map(normaliseUserName), now, async (chunk) => {
        await nextTurn();
        return unit.deleteFrom('people').where('name', 'in', chunk).returning('name as key').execute();
      });
      const revision = await nextRevision(unit, 'people');
      for (const chunk of chunks(people)) {
        await putImported(unit, chunk, revision);
        await nextTurn();
      }
      for (const chunk of chunks(classes)) {
        await putClasses(unit, chunk, revision);
        await nextTurn();
      }
      await removeClasses(unit, removedClasses, now, revision);
      return revision;
    });
  }
}

async function putImported(unit: Unit, people: readonly ImportedPerson[], revision: number): Promise<void> {
  const rows = people.map(({ name, group, school, role, displayName }) => ({
    name: normaliseUserName(name),
    group_id: group,
    school,
    role,
    display_name: displayName,
    password_hash: null,
    imported: 1,
    revision,
  }));
  await unit
    .insertInto('people')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet((eb) => ({
        group_id: eb.ref('excluded.group_id'),
        school: eb.ref('excluded.school'),
        role: eb.ref('excluded.role'),
        display_name: eb.ref('excluded.display_name'),
        revision,
      })),
    )
    .execute();
}

async function peoplePage(db: Queries | Unit, { name, school, group, among, after, limit }: PeopleFilter): Promise<KnownPerson[]> {
  let query = db.selectFrom('people').selectAll().orderBy('name').limit(limit);
  if (name !== undefined) query = query.where('name', '=', normaliseUserName(name));
  if (school !== undefined) query = query.where('school', '=', school);
  if (group !== undefined) query = query.where('group_id', '=', group);
  if (after !== undefined) query = query.where('name', '>', normaliseUserName(after));
  if (among !== undefined) query = query.where('name', 'in', among.length === 0 ? [''] : [...among]);
  return (await query.execute()).map(toKnown);
}

function toKnown(row: Selectable<Schema['people']>): KnownPerson {
  return {
    name: row.name,
    group: row.group_id as GroupId,
    school: row.school,
    role: row.role as Role | null,
    displayName: row.display_name,
    imported: row.imported === 1,
    hasPassword: row.password_hash !== null,
  };
}
