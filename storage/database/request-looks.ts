import Value from 'typebox/value';
import { type SiteLook, SiteLookSchema } from '../../core/site-look.ts';
import type { EpochMs } from '../../core/units.ts';
import type { RequestLooks } from '../request-looks.ts';
import type { Database } from './database.ts';

export class DatabaseRequestLooks implements RequestLooks {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async put(request: string, at: EpochMs, look: SiteLook): Promise<void> {
    const row = { request, at, body: JSON.stringify(look) };
    await this.#database.query((db) =>
      db
        .insertInto('request_looks')
        .values(row)
        .onConflict((clash) => clash.column('request').doUpdateSet({ at: row.at, body: row.body }))
        .execute(),
    );
  }

  async get(request: string): Promise<SiteLook | undefined> {
    const row = await this.#database.query((db) =>
      db.selectFrom('request_looks').select('body').where('request', '=', request).executeTakeFirst(),
    );
    const look: unknown = row === undefined ? undefined : JSON.parse(row.body);
    // One of an earlier release is looked for again.
    return Value.Check(SiteLookSchema, look) ? look : undefined;
  }

  async purge(before: EpochMs): Promise<number> {
    const gone = await this.#database.query((db) => db.deleteFrom('request_looks').where('at', '<', before).executeTakeFirst());
    return Number(gone.numDeletedRows);
  }
}
