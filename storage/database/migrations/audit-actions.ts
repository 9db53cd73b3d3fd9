import type { Kysely } from 'kysely';

/** Finds the rows of some actions, newest first, without reading the whole audit log. */
export async function auditActions(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex('audit_action').on('audit').columns(['action', 'sequence']).execute();
}
