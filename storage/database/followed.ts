import type { EpochMs } from '../../core/units.ts';
import type { Changes, Topic } from '../stores.ts';
import { type Counted, chunks, type Queries, type Unit } from './schema.ts';

/** Nothing is forgotten sooner, so that no reader that was away for a night needs everything again. */
const KEEP_AT_LEAST_MS = 24 * 60 * 60 * 1000;

/** The next revision of a topic. Taken inside the transaction that makes the change: others see both or neither. */
export async function nextRevision(unit: Unit, topic: Counted): Promise<number> {
  const row = await unit
    .updateTable('revisions')
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .where('topic', '=', topic)
    .returning('revision')
    .executeTakeFirstOrThrow();
  return row.revision;
}

export async function currentRevision(db: Queries, topic: Counted): Promise<number> {
  return (await stateOf(db, topic)).revision;
}

function stateOf(db: Queries, topic: Counted): Promise<{ readonly revision: number; readonly floor: number }> {
  return db.selectFrom('revisions').select(['revision', 'floor']).where('topic', '=', topic).executeTakeFirstOrThrow();
}

/**
 * What a reader that holds `since` has to be told. `rowsAfter` gives the topic's rows with a higher revision, `keyOf` a row's key.
 * A reader that never read (0), that missed forgotten rows, or that is ahead of this database (a restored backup) gets everything.
 */
export async function changesAfter<T, K extends string>(
  unit: Unit,
  topic: Topic,
  since: number,
  rowsAfter: (revision: number) => Promise<T[]>,
  keyOf: (row: T) => K,
): Promise<Changes<T, K>> {
  const { revision, floor } = await stateOf(unit, topic);
  if (since === revision) return { revision, upserted: [], removed: [] };
  if (!(since > 0) || since < floor || since > revision) return { revision, upserted: await rowsAfter(-1), removed: [], reset: true };
  const upserted = await rowsAfter(since);
  const gone = await unit.selectFrom('tombstones').select('key').where('topic', '=', topic).where('revision', '>', since).execute();
  if (gone.length === 0) return { revision, upserted, removed: [] };
  const alive = new Set<string>(upserted.map(keyOf));
  return { revision, upserted, removed: gone.map((row) => row.key as K).filter((key) => !alive.has(key)) };
}

/**
 * Remembers that rows are gone. `deleteRows` deletes those with the given keys (500 at most) and gives the keys that were there.
 * Returns the topic's revision: a new one when anything was there.
 */
export async function removeFollowed(
  unit: Unit,
  topic: Topic,
  keys: readonly string[],
  removedAt: EpochMs,
  deleteRows: (keys: readonly string[]) => Promise<{ readonly key: string }[]>,
): Promise<number> {
  const found: string[] = [];
  for (const chunk of chunks(keys)) {
    for (const row of await deleteRows(chunk)) found.push(row.key);
  }
  if (found.length === 0) return currentRevision(unit, topic);
  const revision = await nextRevision(unit, topic);
  for (const chunk of chunks(found)) {
    await unit
      .insertInto('tombstones')
      .values(chunk.map((key) => ({ topic, key, revision, removed_at: removedAt })))
      .onConflict((conflict) => conflict.columns(['topic', 'key']).doUpdateSet({ revision, removed_at: removedAt }))
      .execute();
  }
  return revision;
}

/**
 * Forgets a topic's tombstones from before `before`, and with `expired` its expired rows. Whoever held less than the newest of
 * them could have missed it, so the floor rises there. Returns how many rows went.
 */
export async function forget(
  unit: Unit,
  topic: Topic,
  before: EpochMs,
  now: EpochMs,
  expired: (unit: Unit, cutoff: number) => Promise<{ readonly revision: number }[]>,
): Promise<number> {
  const cutoff = Math.min(before, now - KEEP_AT_LEAST_MS);
  const rows = await expired(unit, cutoff);
  const tombstones = await unit
    .deleteFrom('tombstones')
    .where('topic', '=', topic)
    .where('removed_at', '<', cutoff)
    .returning('revision')
    .execute();
  let floor = 0;
  for (const row of rows) floor = Math.max(floor, row.revision);
  for (const row of tombstones) floor = Math.max(floor, row.revision);
  await unit.updateTable('revisions').set({ floor }).where('topic', '=', topic).where('floor', '<', floor).execute();
  return rows.length + tombstones.length;
}
