import type { Kysely } from 'kysely';

/** What people switch during the day, and the person a token acts for. */
export async function windows(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('measures')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('from_at', 'bigint', (column) => column.notNull())
    .addColumn('until_at', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('measures_revision').on('measures').column('revision').execute();
  await db.schema.alterTable('tokens').addColumn('person', 'text').execute();
}
