import type { Kysely } from 'kysely';
import type { Clock } from '../../core/units.ts';
import type { Database } from './database.ts';
import { DatabaseFailure } from './failure.ts';
import { MIGRATIONS } from './migrations/index.ts';
import type { Queries, Unit } from './schema.ts';

/** PostgreSQL's code; SQLite has none for it. */
const UNDEFINED_TABLE = '42P01';

/**
 * Brings the database to the newest version, in one transaction that keeps other writers out; several processes may
 * do so at once. Rejects when a newer release has been here: what its tables mean is not known to this one.
 */
export async function migrate(database: Database, clock: Clock): Promise<void> {
  // Read first, so that opening an up-to-date database needs no write lock.
  if ((await presentVersion(database)) === MIGRATIONS.length) return;
  await database.write(async (unit) => {
    await unit.schema
      .createTable('schema_version')
      .ifNotExists()
      .addColumn('version', 'integer', (column) => column.primaryKey().notNull())
      .addColumn('applied_at', 'bigint', (column) => column.notNull())
      .execute();
    await applyPending(unit, clock);
  });
}

async function presentVersion(database: Database): Promise<number | undefined> {
  try {
    return await database.query(versionOf);
  } catch (error) {
    const isNew = error instanceof DatabaseFailure && (error.code === UNDEFINED_TABLE || error.message.includes('no such table'));
    if (isNew) return undefined;
    throw error;
  }
}

async function versionOf(db: Queries): Promise<number> {
  const row = await db
    .selectFrom('schema_version')
    .select((eb) => eb.fn.max('version').as('version'))
    .executeTakeFirst();
  return row?.version ?? 0;
}

async function applyPending(unit: Unit, clock: Clock): Promise<void> {
  const version = await versionOf(unit);
  if (version > MIGRATIONS.length) {
    throw new DatabaseFailure(
      `The database was written by a newer release (schema ${version}; this release knows ${MIGRATIONS.length}). Run that release, or restore a backup from before.`,
    );
  }
  for (const [index, apply] of MIGRATIONS.entries()) {
    if (index < version) continue;
    await apply(unit as unknown as Kysely<unknown>);
    await unit
      .insertInto('schema_version')
      .values({ version: index + 1, applied_at: clock() })
      .execute();
  }
}
