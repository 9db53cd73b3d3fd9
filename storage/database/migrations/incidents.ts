import type { ColumnDataType, Kysely } from 'kysely';

/** Version 2: incidents with their sightings and histories, and the outbox. */
export async function incidents(db: Kysely<unknown>): Promise<void> {
  await createIncidents(db);
  await createSightings(db);
  await createDeliveries(db);
  await createTable(db, 'incident_state', ['id'], { id: 'integer', cursor: 'text?', last_number: 'bigint' });
  await (db as Kysely<{ incident_state: { id: number; cursor: string | null; last_number: number } }>)
    .insertInto('incident_state')
    .values({ id: 1, cursor: null, last_number: 0 })
    .execute();
}

async function createIncidents(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'incidents', ['id'], {
    id: 'text',
    subject: 'text',
    person: 'text?',
    client_ip: 'text',
    school: 'text?',
    group_id: 'text',
    theme: 'text',
    severity: 'integer',
    status: 'text',
    assignee: 'text?',
    outcome: 'text?',
    records: 'integer',
    kept: 'integer',
    first_at: 'bigint',
    last_at: 'bigint',
    factors: 'text',
    merged_into: 'text?',
    cluster: 'text?',
    verdict: 'text?',
    synthetic: 'integer',
    alerted: 'integer',
    events: 'integer',
    version: 'integer',
    closed_at: 'bigint?',
  });
  await createIndex(db, 'incidents', ['subject', 'last_at']);
  await createIndex(db, 'incidents', ['last_at']);
  await createIndex(db, 'incidents', ['merged_into']);
  await createTable(db, 'incident_events', ['incident', 'number'], {
    incident: 'text',
    number: 'integer',
    at: 'bigint',
    actor: 'text',
    event: 'text',
    detail: 'text',
  });
}

async function createSightings(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'sightings', ['id', 'incident'], {
    id: 'text',
    incident: 'text',
    at: 'bigint',
    subject: 'text',
    host: 'text?',
    body: 'text?',
  });
  await createIndex(db, 'sightings', ['incident', 'host']);
  await createIndex(db, 'sightings', ['at']);
  await createIndex(db, 'sightings', ['subject']);
}

async function createDeliveries(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'deliveries', ['id'], {
    id: 'text',
    incident: 'text?',
    kind: 'text',
    channel: 'text',
    recipient: 'text',
    status: 'text',
    urgency: 'integer',
    attempts: 'integer',
    created_at: 'bigint',
    tried_at: 'bigint?',
    accepted_at: 'bigint?',
    answer: 'text?',
    unique_key: 'text',
    payload: 'text',
  });
  await db.schema.createIndex('deliveries_unique_key').on('deliveries').column('unique_key').unique().execute();
  await createIndex(db, 'deliveries', ['incident']);
  await createIndex(db, 'deliveries', ['status', 'urgency']);
  await createIndex(db, 'deliveries', ['created_at', 'status']);
}

function createIndex(db: Kysely<unknown>, table: string, columns: string[]): Promise<void> {
  return db.schema
    .createIndex(`${table}_${columns.join('_')}`)
    .on(table)
    .columns(columns)
    .execute();
}

/** A type ending in `?` may be null. */
async function createTable(
  db: Kysely<unknown>,
  name: string,
  key: readonly string[],
  columns: Readonly<Record<string, 'text' | 'bigint' | 'integer' | 'text?' | 'bigint?'>>,
): Promise<void> {
  let table = db.schema.createTable(name).addPrimaryKeyConstraint(`${name}_key`, key as never);
  for (const [column, type] of Object.entries(columns)) {
    const nullable = type.endsWith('?');
    const bare = (nullable ? type.slice(0, -1) : type) as ColumnDataType;
    table = table.addColumn(column, bare, (definition) => (nullable ? definition : definition.notNull()));
  }
  await table.execute();
}
