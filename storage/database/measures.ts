import type { Measure } from '../../core/measure.ts';
import type { Clock, EpochMs } from '../../core/units.ts';
import type { Changes, MeasureStore } from '../stores.ts';
import type { Database } from './database.ts';
import { changesAfter, forget, nextRevision } from './followed.ts';
import type { Schema, Unit } from './schema.ts';

export class DatabaseMeasures implements MeasureStore {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  put(measure: Measure): Promise<number> {
    return this.#database.write((unit) => putMeasure(unit, measure));
  }

  end(id: string, at: EpochMs): Promise<number | undefined> {
    return this.#database.write(async (unit) => {
      const running = await unit.selectFrom('measures').select('id').where('id', '=', id).where('until_at', '>', at).executeTakeFirst();
      if (running === undefined) return undefined;
      const revision = await nextRevision(unit, 'overrides');
      await unit.updateTable('measures').set({ until_at: at, revision }).where('id', '=', id).execute();
      return revision;
    });
  }

  list(now: EpochMs): Promise<Measure[]> {
    return this.#database.query(async (db) => {
      const rows = await db.selectFrom('measures').selectAll().where('until_at', '>', now).execute();
      return rows.map(toMeasure).sort((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1));
    });
  }

  changesSince(revision: number): Promise<Changes<Measure>> {
    return this.#database.read((unit) =>
      changesAfter(
        unit,
        'overrides',
        revision,
        async (after) => (await unit.selectFrom('measures').selectAll().where('revision', '>', after).execute()).map(toMeasure),
        (measure) => measure.id,
      ),
    );
  }

  purge(before: EpochMs): Promise<number> {
    return this.#database.write((unit) =>
      forget(unit, 'overrides', before, this.#clock(), (db, cutoff) =>
        db.deleteFrom('measures').where('until_at', '<', cutoff).returning('revision').execute(),
      ),
    );
  }
}

/** Adds it, or replaces the one with its id. Returns the revision. */
export async function putMeasure(unit: Unit, measure: Measure): Promise<number> {
  const row = toRow(measure, await nextRevision(unit, 'overrides'));
  const { id: _, ...rest } = row;
  await unit
    .insertInto('measures')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
    .execute();
  return row.revision;
}

function toRow({ id, kind, from, until, ...body }: Measure, revision: number): Schema['measures'] {
  return { id, kind, from_at: from, until_at: until, body: JSON.stringify(body), revision };
}

function toMeasure({ id, kind, from_at, until_at, body }: Schema['measures']): Measure {
  return { ...(JSON.parse(body) as object), id, kind, from: from_at, until: until_at } as Measure;
}
