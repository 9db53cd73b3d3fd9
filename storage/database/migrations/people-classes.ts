import type { Kysely } from 'kysely';

/** Classes, and which people come from the school's own records. */
export async function peopleClasses(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('people')
    .addColumn('imported', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable('people').addColumn('display_name', 'text').execute();
  await db.schema.createIndex('people_told').on('people').columns(['revision', 'name']).execute();
  await db.schema.dropIndex('people_revision').execute();
  await db.schema.createIndex('people_school').on('people').columns(['school', 'name']).execute();

  await db.schema
    .createTable('classes')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('school', 'text')
    .addColumn('members', 'text', (column) => column.notNull())
    .addColumn('teachers', 'text', (column) => column.notNull())
    .addColumn('removed_at', 'bigint')
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('classes_revision').on('classes').column('revision').execute();
}
