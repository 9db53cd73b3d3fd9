import type { Kysely } from 'kysely';

/** Long lists of sites apart from the documents that hold them (storage/policy-pieces.ts). Documents that were saved before stay whole. */
export async function policyPieces(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('policy_pieces')
    .addColumn('hash', 'text', (column) => column.primaryKey().notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .execute();
}
