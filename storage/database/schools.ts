import type { School, SchoolStore } from '../stores.ts';
import type { Database } from './database.ts';
import { chunks } from './schema.ts';

export class DatabaseSchools implements SchoolStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async replaceAll(schools: readonly School[]): Promise<void> {
    const rows = schools.map(({ id, name }, position) => ({ id, name, position }));
    await this.#database.write(async (unit) => {
      await unit.deleteFrom('schools').execute();
      for (const chunk of chunks(rows)) await unit.insertInto('schools').values(chunk).execute();
    });
  }

  list(): Promise<School[]> {
    return this.#database.query((db) => db.selectFrom('schools').select(['id', 'name']).orderBy('position').execute());
  }
}
