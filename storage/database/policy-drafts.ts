import type { EpochMs } from '../../core/units.ts';
import type { DraftStatus, PolicyDraftRow, PolicyDraftStore } from '../policy-drafts.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

const WITHOUT_DOCUMENT = [
  'id',
  'base',
  'reason',
  'author',
  'author_person',
  'effective_at',
  'created_at',
  'status',
  'decided_by',
  'decided_at',
  'announcement',
] as const;

export class DatabasePolicyDrafts implements PolicyDraftStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add({ authorPerson, effectiveAt, createdAt, decidedBy, decidedAt, ...draft }: PolicyDraftRow): Promise<void> {
    const named = {
      author_person: authorPerson,
      effective_at: effectiveAt,
      created_at: createdAt,
      decided_by: decidedBy,
      decided_at: decidedAt,
    };
    await this.#database.query((db) =>
      db
        .insertInto('policy_drafts')
        .values({ ...draft, ...named })
        .execute(),
    );
  }

  async get(id: string): Promise<PolicyDraftRow | undefined> {
    const row = await this.#database.query((db) => db.selectFrom('policy_drafts').selectAll().where('id', '=', id).executeTakeFirst());
    return row && toDraft(row);
  }

  async list(limit: number): Promise<Omit<PolicyDraftRow, 'document'>[]> {
    const rows = await this.#database.query((db) =>
      db.selectFrom('policy_drafts').select(WITHOUT_DOCUMENT).orderBy('created_at', 'desc').orderBy('id').limit(limit).execute(),
    );
    return rows.map(toDraft);
  }

  async decide(id: string, status: Exclude<DraftStatus, 'awaiting-second'>, by: string, at: EpochMs): Promise<boolean> {
    const decided = await this.#database.query((db) =>
      db
        .updateTable('policy_drafts')
        .set({ status, decided_by: by, decided_at: at })
        .where('id', '=', id)
        .where('status', '=', 'awaiting-second')
        .executeTakeFirst(),
    );
    return decided.numUpdatedRows > 0n;
  }

  async purge(before: EpochMs, madeBefore: EpochMs): Promise<number> {
    const gone = await this.#database.query((db) =>
      db
        .deleteFrom('policy_drafts')
        .where((is) => is.or([is('decided_at', '<', before), is.and([is('decided_at', 'is', null), is('created_at', '<', madeBefore)])]))
        .executeTakeFirst(),
    );
    return Number(gone.numDeletedRows);
  }
}

type Row = Schema['policy_drafts'];

function toDraft<T extends Omit<Row, 'document'>>({ author_person, effective_at, created_at, decided_by, decided_at, status, ...row }: T) {
  const named = {
    authorPerson: author_person,
    effectiveAt: effective_at,
    createdAt: created_at,
    decidedBy: decided_by,
    decidedAt: decided_at,
  };
  return { ...row, ...named, status: status as DraftStatus };
}
