import type { Kysely } from 'kysely';

/** Answers kept for repeated calls, comments on requests and where their answer is mailed to, and policy drafts that wait for a second person. */
export async function api(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('idempotency_keys')
    .addColumn('principal', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('status', 'integer')
    .addColumn('headers', 'text')
    .addColumn('body', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('idempotency_keys_key', ['principal', 'key'])
    .execute();
  await db.schema.createIndex('idempotency_keys_created').on('idempotency_keys').column('created_at').execute();

  await db.schema
    .createTable('request_comments')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('request', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('author', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('request_comments_request').on('request_comments').columns(['request', 'at']).execute();
  await db.schema.alterTable('requests').addColumn('email', 'text').execute();

  await db.schema
    .createTable('policy_drafts')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('document', 'text', (column) => column.notNull())
    .addColumn('base', 'bigint', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('author', 'text', (column) => column.notNull())
    .addColumn('author_person', 'text')
    .addColumn('effective_at', 'bigint')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('decided_by', 'text')
    .addColumn('decided_at', 'bigint')
    .execute();
  await db.schema.createIndex('policy_drafts_status').on('policy_drafts').columns(['status', 'created_at']).execute();
}
