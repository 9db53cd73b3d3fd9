import type { Kysely } from 'kysely';

/** What staff used privately in a week: the people above a threshold alone. */
export async function personalUseWeeks(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('personal_use_weeks')
    .addColumn('week', 'text', (column) => column.primaryKey().notNull())
    .addColumn('from_at', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
}
