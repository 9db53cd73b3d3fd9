import type { ColumnDataType, Kysely } from 'kysely';

/** Version 1: people, leases, tokens, overrides, policies, schools and the audit log. */
export async function initial(db: Kysely<unknown>): Promise<void> {
  await createReplicated(db);
  await createTable(db, 'tokens', 'id', {
    secret_hash: 'text',
    name: 'text',
    role: 'text',
    school: 'text?',
    created_at: 'bigint',
    expires_at: 'bigint?',
    revoked_at: 'bigint?',
  });
  await db.schema.createIndex('tokens_secret_hash').on('tokens').column('secret_hash').unique().execute();
  await createTable(db, 'policy_documents', 'version', { document: 'text' });
  await db.schema
    .createTable('policy_saves')
    .addColumn('revision', 'bigint', (column) => column.primaryKey().notNull())
    .addColumn('version', 'text', (column) => column.notNull().references('policy_documents.version'))
    .addColumn('author', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('effective_at', 'bigint', (column) => column.notNull())
    .execute();
  await createTable(db, 'schools', 'id', { name: 'text', position: 'integer' });
  await createAudit(db);
}

/** The tables that readers follow by revision. */
async function createReplicated(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'revisions', 'topic', { revision: 'bigint', floor: 'bigint' });
  const topics = ['policy', 'lists', 'leases', 'people', 'overrides'].map((topic) => ({ topic, revision: 0, floor: 0 }));
  await tables(db).insertInto('revisions').values(topics).execute();

  await db.schema
    .createTable('tombstones')
    .addColumn('topic', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('removed_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('tombstones_key', ['topic', 'key'])
    .execute();
  await db.schema.createIndex('tombstones_revision').on('tombstones').columns(['topic', 'revision']).execute();

  const followed = { revision: 'bigint' } as const;
  await createTable(db, 'leases', 'ip', {
    user_name: 'text',
    computer: 'text',
    group_id: 'text?',
    school: 'text?',
    expires_at: 'bigint',
    ...followed,
  });
  await createTable(db, 'people', 'name', { group_id: 'text', school: 'text?', role: 'text?', password_hash: 'text?', ...followed });
  await createTable(db, 'overrides', 'id', {
    kind: 'text',
    scope_kind: 'text',
    scope_id: 'text?',
    hosts: 'text',
    from_at: 'bigint',
    until_at: 'bigint',
    reason: 'text',
    granted_by: 'text',
    ...followed,
  });
  for (const table of ['leases', 'people', 'overrides']) {
    await db.schema.createIndex(`${table}_revision`).on(table).column('revision').execute();
  }
}

async function createAudit(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit')
    .addColumn('sequence', 'bigint', (column) => column.primaryKey().notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('audit_head')
    .addColumn('id', 'integer', (column) => column.primaryKey().notNull())
    .addColumn('sequence', 'bigint', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
  await tables(db)
    .insertInto('audit_head')
    .values({ id: 1, sequence: 0, hash: '0'.repeat(64) })
    .execute();
}

/** A table with a text key; a type ending in `?` may be null. */
async function createTable(
  db: Kysely<unknown>,
  name: string,
  key: string,
  columns: Readonly<Record<string, 'text' | 'bigint' | 'integer' | 'text?' | 'bigint?'>>,
): Promise<void> {
  let table = db.schema.createTable(name).addColumn(key, 'text', (column) => column.primaryKey().notNull());
  for (const [column, type] of Object.entries(columns)) {
    const nullable = type.endsWith('?');
    const bare = (nullable ? type.slice(0, -1) : type) as ColumnDataType;
    table = table.addColumn(column, bare, (definition) => (nullable ? definition : definition.notNull()));
  }
  await table.execute();
}

/** A migration names tables as they were in its own version, whatever the schema says now. */
function tables(db: Kysely<unknown>): Kysely<{
  revisions: { topic: string; revision: number; floor: number };
  audit_head: { id: number; sequence: number; hash: string };
}> {
  return db as ReturnType<typeof tables>;
}
