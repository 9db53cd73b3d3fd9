import type { Kysely } from 'kysely';

/** What the page that a request is about said of itself when somebody last looked. */
export async function requestLooks(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('request_looks')
    .addColumn('request', 'text', (column) => column.primaryKey().notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
}
