import { type PersonalUseWeek, PersonalUseWeekSchema } from '../../core/personal-use-report.ts';
import type { EpochMs } from '../../core/units.ts';
import type { PersonalUseWeekStore } from '../oversight.ts';
import type { Database } from './database.ts';
import { opened } from './oversight.ts';

export class DatabasePersonalUseWeeks implements PersonalUseWeekStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(one: PersonalUseWeek): Promise<boolean> {
    const row = { week: one.week, from_at: one.from, body: JSON.stringify(one) };
    const added = await this.#database.query((db) =>
      db
        .insertInto('personal_use_weeks')
        .values(row)
        .onConflict((conflict) => conflict.column('week').doNothing())
        .executeTakeFirst(),
    );
    return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
  }

  async list(): Promise<PersonalUseWeek[]> {
    const rows = await this.#database.query((db) =>
      db.selectFrom('personal_use_weeks').select('body').orderBy('from_at', 'desc').execute(),
    );
    return rows.map(({ body }) => opened<PersonalUseWeek>(PersonalUseWeekSchema, body));
  }

  async purge(before: EpochMs): Promise<number> {
    const gone = await this.#database.query((db) => db.deleteFrom('personal_use_weeks').where('from_at', '<', before).executeTakeFirst());
    return Number(gone.numDeletedRows);
  }
}
