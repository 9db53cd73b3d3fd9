import type { Kysely } from 'kysely';

/** One-time codes of the incidents' pages, the sessions they begin, and who confirmed a school's test alert. */
export async function incidentAccess(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('incident_access')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('incident', 'text', (column) => column.notNull())
    .addColumn('recipient', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('session', 'text')
    .addColumn('session_until', 'bigint')
    .execute();
  await db.schema.createIndex('incident_access_incident').on('incident_access').columns(['incident', 'recipient']).execute();
  await db.schema.createIndex('incident_access_session').on('incident_access').column('session').unique().execute();
  await db.schema
    .createTable('alert_confirmations')
    .addColumn('school', 'text', (column) => column.notNull())
    .addColumn('recipient', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('alert_confirmations_key', ['school', 'recipient'])
    .execute();
  await db.schema.createIndex('incident_access_expires').on('incident_access').column('expires_at').execute();
}
