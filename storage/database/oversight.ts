import type { TSchema } from 'typebox';
import Value from 'typebox/value';
import { type Announcement, AnnouncementSchema } from '../../core/announcement.ts';
import { type Review, ReviewSchema } from '../../core/filtering-review.ts';
import { OUTSIDE_TEST, type SelfTest, SelfTestSchema } from '../../core/self-test.ts';
import type { EpochMs } from '../../core/units.ts';
import type { AnnouncementStore, ReviewStore, SelfTestStore } from '../oversight.ts';
import type { Database } from './database.ts';
import { chunks } from './schema.ts';

export class DatabaseReviews implements ReviewStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add(review: Review): Promise<boolean> {
    return this.#database.write(async (unit) => {
      const open = unit.selectFrom('reviews').select('id').where('status', '=', 'open');
      const { school } = review;
      const own = school === null ? open.where('school', 'is', null) : open.where('school', '=', school);
      if ((await own.executeTakeFirst()) !== undefined) return false;
      const { id, status, openedAt, version } = review;
      const body = JSON.stringify(review);
      await unit.insertInto('reviews').values({ id, school, status, opened_at: openedAt, body, document: null, version }).execute();
      return true;
    });
  }

  async get(id: string): Promise<Review | undefined> {
    const row = await this.#database.query((db) => db.selectFrom('reviews').select('body').where('id', '=', id).executeTakeFirst());
    return row && opened<Review>(ReviewSchema, row.body);
  }

  async list(): Promise<Review[]> {
    const rows = await this.#database.query((db) =>
      db.selectFrom('reviews').select('body').orderBy('opened_at', 'desc').orderBy('id').execute(),
    );
    return rows.map(({ body }) => opened<Review>(ReviewSchema, body));
  }

  async change(review: Review, document?: string): Promise<boolean> {
    const { id, status, version } = review;
    const changed = await this.#database.query((db) =>
      db
        .updateTable('reviews')
        .set({ status, version, body: JSON.stringify(review), ...(document !== undefined && { document }) })
        .where('id', '=', id)
        .where('version', '=', version - 1)
        .executeTakeFirst(),
    );
    return changed.numUpdatedRows > 0n;
  }

  async document(id: string): Promise<string | undefined> {
    const row = await this.#database.query((db) => db.selectFrom('reviews').select('document').where('id', '=', id).executeTakeFirst());
    return row?.document ?? undefined;
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const some of chunks(ids)) await this.#database.query((db) => db.deleteFrom('reviews').where('id', 'in', some).execute());
  }
}

export class DatabaseAnnouncements implements AnnouncementStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(announcement: Announcement): Promise<void> {
    const { id, createdAt, until } = announcement;
    const row = { id, created_at: createdAt, until_at: until, body: JSON.stringify(announcement) };
    await this.#database.query((db) => db.insertInto('announcements').values(row).execute());
  }

  async shown(now: EpochMs): Promise<Announcement[]> {
    const rows = await this.#database.query((db) =>
      db.selectFrom('announcements').select('body').where('until_at', '>', now).orderBy('created_at', 'desc').orderBy('id').execute(),
    );
    return rows.map(({ body }) => opened<Announcement>(AnnouncementSchema, body));
  }

  async purge(before: EpochMs): Promise<number> {
    const gone = await this.#database.query((db) => db.deleteFrom('announcements').where('until_at', '<', before).executeTakeFirst());
    return Number(gone.numDeletedRows);
  }
}

export class DatabaseSelfTests implements SelfTestStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(test: SelfTest): Promise<void> {
    const { id, at } = test;
    await this.#database.query((db) =>
      db
        .insertInto('self_tests')
        .values({ id, at, body: JSON.stringify(test) })
        .execute(),
    );
  }

  async list({ limit, before, outside = false }: Parameters<SelfTestStore['list']>[0]): Promise<SelfTest[]> {
    const rows = await this.#database.query((db) => {
      const all = db.selectFrom('self_tests').select('body').orderBy('at', 'desc').orderBy('id', 'desc').limit(limit);
      const newest = outside ? all.where('id', 'like', `${OUTSIDE_TEST}%`) : all;
      if (before === undefined) return newest.execute();
      const last = db.selectFrom('self_tests').select('at').where('id', '=', before);
      return newest.where((is) => is.or([is('at', '<', last), is.and([is('at', '=', last), is('id', '<', before)])])).execute();
    });
    return rows.map(({ body }) => opened<SelfTest>(SelfTestSchema, body));
  }

  async purge(before: EpochMs): Promise<number> {
    const gone = await this.#database.query((db) => db.deleteFrom('self_tests').where('at', '<', before).executeTakeFirst());
    return Number(gone.numDeletedRows);
  }
}

/** A row as it was stored. Anything else was written by another release: a bug, not something to guess at. */
export function opened<T>(schema: TSchema, body: string): T {
  const value: unknown = JSON.parse(body);
  if (!Value.Check(schema, value)) throw new Error('A stored row is not of the shape that this release writes.');
  return value as T;
}
