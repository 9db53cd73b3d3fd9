import type { Role } from '../../core/identity.ts';
import type { Clock, EpochMs } from '../../core/units.ts';
import type { ApiToken, TokenStore } from '../stores.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

export class DatabaseTokens implements TokenStore {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async create(token: ApiToken, secretHash: string): Promise<void> {
    await this.#database.write((unit) =>
      unit
        .insertInto('tokens')
        .values({
          id: token.id,
          secret_hash: secretHash,
          name: token.name,
          role: token.role,
          school: token.school,
          person: token.person ?? null,
          created_at: token.createdAt,
          expires_at: token.expiresAt,
          revoked_at: token.revokedAt,
        })
        .execute(),
    );
  }

  async findBySecretHash(secretHash: string): Promise<ApiToken | undefined> {
    const row = await this.#database.query((db) =>
      db.selectFrom('tokens').selectAll().where('secret_hash', '=', secretHash).executeTakeFirst(),
    );
    if (row === undefined || row.revoked_at !== null) return undefined;
    return row.expires_at !== null && row.expires_at <= this.#clock() ? undefined : toToken(row);
  }

  async list(): Promise<ApiToken[]> {
    const rows = await this.#database.query((db) => db.selectFrom('tokens').selectAll().execute());
    return rows.map(toToken).sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  }

  async revoke(id: string, at: EpochMs): Promise<boolean> {
    const revoked = await this.#database.write((unit) =>
      unit
        .updateTable('tokens')
        .set({ revoked_at: at })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', at)]))
        .executeTakeFirst(),
    );
    return revoked.numUpdatedRows > 0n;
  }
}

function toToken(row: Schema['tokens']): ApiToken {
  return {
    id: row.id,
    name: row.name,
    role: row.role as Role,
    school: row.school,
    ...(row.person === null ? {} : { person: row.person }),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}
