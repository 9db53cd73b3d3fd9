import { type EpochMs, epochMs } from '../../core/units.ts';
import type { SignInTries, Taken, TryLimit } from '../sign-in-tries.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

export class DatabaseSignInTries implements SignInTries {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  take(limits: readonly TryLimit[], now: EpochMs): Promise<Taken> {
    const keys = limits.map(({ key }) => key);
    return this.#database.write(async (unit) => {
      const rows = await unit.selectFrom('sign_in_tries').selectAll().where('key', 'in', keys).execute();
      const present = new Map(limits.map((limit) => [limit.key, windowOf(rows, limit, now)]));
      const full = limits.find(({ key, most }) => (present.get(key)?.tries ?? 0) >= most);
      if (full !== undefined) {
        const row = present.get(full.key) ?? newWindow(full, now);
        await unit.updateTable('sign_in_tries').set({ refused: 1 }).where('key', '=', full.key).execute();
        return { kind: 'refused', key: full.key, until: epochMs(row.window_ends), isNew: row.refused === 0 };
      }
      await unit.deleteFrom('sign_in_tries').where('key', 'in', keys).execute();
      await unit
        .insertInto('sign_in_tries')
        .values([...present.values()].map((row) => ({ ...row, tries: row.tries + 1 })))
        .execute();
      return { kind: 'taken' };
    });
  }

  async count(key: string, now: EpochMs): Promise<number> {
    const row = await this.#database.query((db) => db.selectFrom('sign_in_tries').selectAll().where('key', '=', key).executeTakeFirst());
    return row === undefined || row.window_ends <= now ? 0 : row.tries;
  }

  async giveBack(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.#database.write((unit) =>
      unit
        .updateTable('sign_in_tries')
        .set((eb) => ({ tries: eb('tries', '-', 1) }))
        .where('key', 'in', keys)
        .where('tries', '>', 0)
        .execute(),
    );
  }

  async forget(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.#database.write((unit) => unit.deleteFrom('sign_in_tries').where('key', 'in', keys).execute());
  }

  async purge(now: EpochMs): Promise<number> {
    const gone = await this.#database.write((unit) => unit.deleteFrom('sign_in_tries').where('window_ends', '<=', now).executeTakeFirst());
    return Number(gone.numDeletedRows);
  }
}

type Row = Schema['sign_in_tries'];

/** A window that ends later than one begun now would is of a clock that was set back since. */
function windowOf(rows: readonly Row[], limit: TryLimit, now: EpochMs): Row {
  const row = rows.find(({ key }) => key === limit.key);
  const isPresent = row !== undefined && row.window_ends > now && row.window_ends <= now + limit.windowMs;
  return isPresent ? row : newWindow(limit, now);
}

function newWindow({ key, windowMs }: TryLimit, now: EpochMs): Row {
  return { key, tries: 0, window_ends: now + windowMs, refused: 0 };
}
