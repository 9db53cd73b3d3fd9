import type { EpochMs } from '../../core/units.ts';
import type { DraftStatus, PolicyDraftRow, PolicyDraftStore } from '../policy-drafts.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

export class DatabasePolicyDrafts implements PolicyDraftStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add({ effectiveAt, createdAt, decidedBy, decidedAt, ...draft }: PolicyDraftRow): Promise<void> {
    const times = { effective_at: effectiveAt, created_at: createdAt, decided_by: decidedBy, decided_at: decidedAt };
    await this.#database.query((db) =>
      db
        .insertInto('policy_drafts')
        .values({ ...draft, ...times })
        .execute(),
    );
  }

  async get(id: string): Promise<PolicyDraftRow | undefined> {
    const row = await this.#database.query((db) => db.selectFrom('policy_drafts').selectAll().where('id', '=', id).executeTakeFirst());
    return row && toDraft(row);
  }

  async list(limit: number): Promise<PolicyDraftRow[]> {
    const rows = await this.#database.query((db) =>
      db.selectFrom('policy_drafts').selectAll().orderBy('created_at', 'desc').orderBy('id').limit(limit).execute(),
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

  async purge(before: EpochMs): Promise<number> {
    const gone = await this.#database.query((db) => db.deleteFrom('policy_drafts').where('decided_at', '<', before).executeTakeFirst());
    return Number(gone.numDeletedRows);
  }
}

function toDraft({ effective_at, created_at, decided_by, decided_at, status, ...row }: Schema['policy_drafts']): PolicyDraftRow {
  const times = { effectiveAt: effective_at, createdAt: created_at, decidedBy: decided_by, decidedAt: decided_at };
  return { ...row, ...times, status: status as DraftStatus };
}
