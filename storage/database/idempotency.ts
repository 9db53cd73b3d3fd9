import type { EpochMs } from '../../core/units.ts';
import {
  ANSWER_KEPT_MS,
  CALL_ENDS_WITHIN_MS,
  type IdempotencyStore,
  type KeptAnswer,
  type KeyClaim,
  type KeyOwner,
  MOST_KEYS,
} from '../idempotency.ts';
import type { Database } from './database.ts';
import type { Schema, Unit } from './schema.ts';

export class DatabaseIdempotency implements IdempotencyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  claim({ principal, key }: KeyOwner, fingerprint: string, now: EpochMs): Promise<KeyClaim> {
    return this.#database.write(async (unit) => {
      const own = unit.selectFrom('idempotency_keys').where('principal', '=', principal).where('key', '=', key);
      const row = await own.selectAll().executeTakeFirst();
      if (row !== undefined && isHeld(row, now)) return claimOf(row, fingerprint);
      await unit.deleteFrom('idempotency_keys').where('principal', '=', principal).where('key', '=', key).execute();
      await forgetOldest(unit, principal);
      const taken = { principal, key, fingerprint, status: null, headers: null, body: null, created_at: now };
      await unit.insertInto('idempotency_keys').values(taken).execute();
      return { kind: 'claimed' };
    });
  }

  async keep({ principal, key }: KeyOwner, { status, headers, body }: KeptAnswer): Promise<void> {
    await this.#database.query((db) =>
      db
        .updateTable('idempotency_keys')
        .set({ status, headers: JSON.stringify(headers), body })
        .where('principal', '=', principal)
        .where('key', '=', key)
        .execute(),
    );
  }

  async release({ principal, key }: KeyOwner): Promise<void> {
    await this.#database.query((db) =>
      db.deleteFrom('idempotency_keys').where('principal', '=', principal).where('key', '=', key).where('status', 'is', null).execute(),
    );
  }

  async purge(now: EpochMs): Promise<number> {
    const gone = await this.#database.query((db) =>
      db
        .deleteFrom('idempotency_keys')
        .where('created_at', '<', now - ANSWER_KEPT_MS)
        .executeTakeFirst(),
    );
    return Number(gone.numDeletedRows);
  }
}

/** Leaves room for one more. */
async function forgetOldest(unit: Unit, principal: string): Promise<void> {
  const own = unit.selectFrom('idempotency_keys').select('key').where('principal', '=', principal).where('status', 'is not', null);
  const old = await own
    .orderBy('created_at', 'desc')
    .orderBy('key')
    .limit(MOST_KEYS)
    .offset(MOST_KEYS - 1)
    .execute();
  if (old.length === 0) return;
  const keys = old.map(({ key }) => key);
  await unit.deleteFrom('idempotency_keys').where('principal', '=', principal).where('key', 'in', keys).execute();
}

type Row = Schema['idempotency_keys'];

/** A time to come is of a clock that was set back since. */
function isHeld({ created_at, status }: Row, now: EpochMs): boolean {
  return Math.abs(now - created_at) < (status === null ? CALL_ENDS_WITHIN_MS : ANSWER_KEPT_MS);
}

function claimOf({ fingerprint: kept, status, headers, body }: Row, fingerprint: string): KeyClaim {
  if (kept !== fingerprint) return { kind: 'mismatch' };
  if (status === null) return { kind: 'under-way' };
  return { kind: 'answered', answer: { status, headers: JSON.parse(headers ?? '{}') as Record<string, string>, body: body ?? '' } };
}
