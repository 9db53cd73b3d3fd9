import type { SiteBlock } from '../../core/site-block.ts';
import type { Clock, EpochMs } from '../../core/units.ts';
import type { Changes, SiteBlockStore } from '../stores.ts';
import type { Database } from './database.ts';
import { changesAfter, currentRevision, forget, nextRevision } from './followed.ts';
import type { Schema, Unit } from './schema.ts';

export class DatabaseSiteBlocks implements SiteBlockStore {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  add(block: SiteBlock): Promise<number> {
    return this.#database.write((unit) => insertBlock(unit, block));
  }

  end(id: string, at: EpochMs): Promise<number> {
    return this.#database.write(async (unit) => {
      const running = await unit
        .selectFrom('site_blocks')
        .select('id')
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .executeTakeFirst();
      if (running === undefined) return currentRevision(unit, 'overrides');
      const revision = await nextRevision(unit, 'overrides');
      await unit.updateTable('site_blocks').set({ ended_at: at, revision }).where('id', '=', id).execute();
      return revision;
    });
  }

  list(): Promise<SiteBlock[]> {
    return this.#database.query(async (db) => {
      const rows = await db.selectFrom('site_blocks').selectAll().where('ended_at', 'is', null).execute();
      return rows.map(toBlock).sort((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1));
    });
  }

  changesSince(revision: number): Promise<Changes<SiteBlock>> {
    return this.#database.read((unit) =>
      changesAfter(
        unit,
        'overrides',
        revision,
        async (after) => (await unit.selectFrom('site_blocks').selectAll().where('revision', '>', after).execute()).map(toBlock),
        (block) => block.id,
      ),
    );
  }

  purge(before: EpochMs): Promise<number> {
    return this.#database.write((unit) =>
      forget(unit, 'overrides', before, this.#clock(), (db, cutoff) =>
        db.deleteFrom('site_blocks').where('ended_at', '<', cutoff).returning('revision').execute(),
      ),
    );
  }
}

/** Inside the caller's transaction. Returns the revision. */
export async function insertBlock(unit: Unit, block: SiteBlock): Promise<number> {
  const revision = await nextRevision(unit, 'overrides');
  await unit.insertInto('site_blocks').values(toRow(block, revision)).execute();
  return revision;
}

function toRow(block: SiteBlock, revision: number): Schema['site_blocks'] {
  return {
    id: block.id,
    site: block.site,
    scope_kind: block.scope.kind,
    scope_id: block.scope.id ?? null,
    urgent: block.urgent ? 1 : 0,
    reason: block.reason,
    owner: block.owner,
    from_at: block.from,
    review_by: block.reviewBy,
    ended_at: block.endedAt,
    revision,
  };
}

function toBlock(row: Schema['site_blocks']): SiteBlock {
  const kind = row.scope_kind as SiteBlock['scope']['kind'];
  return {
    id: row.id,
    site: row.site,
    scope: row.scope_id === null ? { kind } : { kind, id: row.scope_id },
    urgent: row.urgent === 1,
    reason: row.reason,
    owner: row.owner,
    from: row.from_at,
    reviewBy: row.review_by,
    endedAt: row.ended_at,
  };
}
