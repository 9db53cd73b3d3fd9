import type { Override } from '../../core/override.ts';
import type { Clock, EpochMs } from '../../core/units.ts';
import type { Changes, OverrideStore } from '../stores.ts';
import type { Database } from './database.ts';
import { changesAfter, currentRevision, forget, nextRevision } from './followed.ts';
import { heldRows } from './held-rows.ts';
import type { Schema, Unit } from './schema.ts';

export class DatabaseOverrides implements OverrideStore {
  readonly #database: Database;
  readonly #clock: Clock;
  /** Ended ones too. */
  readonly #all: () => Promise<readonly Override[]>;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
    this.#all = heldRows(database, 'overrides', async (db) => {
      const rows = await db.selectFrom('overrides').selectAll().execute();
      return rows.map(toOverride).sort((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1));
    });
  }

  add(override: Override): Promise<number> {
    return this.#database.write((unit) => insertOverride(unit, override));
  }

  end(id: string, at: EpochMs): Promise<number> {
    return this.#database.write(async (unit) => {
      const running = await unit.selectFrom('overrides').select('id').where('id', '=', id).where('until_at', '>', at).executeTakeFirst();
      if (running === undefined) return currentRevision(unit, 'overrides');
      const revision = await nextRevision(unit, 'overrides');
      await unit.updateTable('overrides').set({ until_at: at, revision }).where('id', '=', id).execute();
      return revision;
    });
  }

  async list(now: EpochMs): Promise<Override[]> {
    return (await this.#all()).filter(({ until }) => until > now);
  }

  changesSince(revision: number): Promise<Changes<Override>> {
    return this.#database.read((unit) =>
      changesAfter(
        unit,
        'overrides',
        revision,
        async (after) => (await unit.selectFrom('overrides').selectAll().where('revision', '>', after).execute()).map(toOverride),
        (override) => override.id,
      ),
    );
  }

  purge(before: EpochMs): Promise<number> {
    return this.#database.write((unit) =>
      forget(unit, 'overrides', before, this.#clock(), (db, cutoff) =>
        db.deleteFrom('overrides').where('until_at', '<', cutoff).returning('revision').execute(),
      ),
    );
  }
}

/** Inside the caller's transaction. Returns the revision. */
export async function insertOverride(unit: Unit, override: Override): Promise<number> {
  const revision = await nextRevision(unit, 'overrides');
  await unit.insertInto('overrides').values(toRow(override, revision)).execute();
  return revision;
}

function toRow(override: Override, revision: number): Schema['overrides'] {
  return {
    id: override.id,
    kind: override.kind,
    scope_kind: override.scope.kind,
    scope_id: override.scope.id ?? null,
    hosts: JSON.stringify(override.hosts),
    from_at: override.from,
    until_at: override.until,
    reason: override.reason,
    granted_by: override.grantedBy,
    revision,
  };
}

function toOverride(row: Schema['overrides']): Override {
  const kind = row.scope_kind as Override['scope']['kind'];
  return {
    id: row.id,
    kind: row.kind as Override['kind'],
    scope: row.scope_id === null ? { kind } : { kind, id: row.scope_id },
    hosts: JSON.parse(row.hosts) as string[],
    from: row.from_at,
    until: row.until_at,
    reason: row.reason,
    grantedBy: row.granted_by,
  };
}
