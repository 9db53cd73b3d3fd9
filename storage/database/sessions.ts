import type { Expression, SqlBool } from 'kysely';
import { normaliseUserName } from '../../core/identity.ts';
import type { EpochMs } from '../../core/units.ts';
import {
  type ConsoleSession,
  MOST_UNFINISHED,
  SESSION_IDLE_MS,
  type SecondFactor,
  type SessionStore,
  type SignInStep,
} from '../sessions.ts';
import { toAccount } from './accounts.ts';
import type { Database } from './database.ts';
import type { Schema, Unit } from './schema.ts';

export class DatabaseSessions implements SessionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  begin(...[session, secretHash, as]: Parameters<SessionStore['begin']>): Promise<boolean> {
    return this.#database.write(async (unit) => {
      const row = await unit.selectFrom('accounts').selectAll().where('name', '=', session.account).executeTakeFirst();
      const isSame = row?.password_hash === as.passwordHash && row.totp === as.totp && row.role === as.role && row.school === as.school;
      if (!isSame) return false;
      await unit.insertInto('console_sessions').values(toRow(session, secretHash)).execute();
      if (session.step !== 'done') await dropUnfinished(unit, session.account);
      return true;
    });
  }

  find(secretHash: string, now: EpochMs): ReturnType<SessionStore['find']> {
    return this.#database.query(async (db) => {
      const row = await db.selectFrom('console_sessions').selectAll().where('secret_hash', '=', secretHash).executeTakeFirst();
      if (row === undefined || !isLive(row, now)) return undefined;
      const account = await db.selectFrom('accounts').selectAll().where('name', '=', row.account).executeTakeFirst();
      return account && { session: toSession(row), account: toAccount(account) };
    });
  }

  async advance(
    id: string,
    from: SignInStep,
    { step, factor, endsAt }: Pick<ConsoleSession, 'step' | 'factor' | 'endsAt'>,
    secretHash: string,
  ): Promise<boolean> {
    const moved = await this.#database.write((unit) =>
      unit
        .updateTable('console_sessions')
        .set({ step, factor, ends_at: endsAt, secret_hash: secretHash, enrolment: null })
        .where('id', '=', id)
        .where('step', '=', from)
        .executeTakeFirst(),
    );
    return moved.numUpdatedRows > 0n;
  }

  async touch(id: string, at: EpochMs): Promise<void> {
    await this.#database.write((unit) => unit.updateTable('console_sessions').set({ last_seen_at: at }).where('id', '=', id).execute());
  }

  async offer(id: string, enrolment: string): Promise<void> {
    await this.#database.write((unit) => unit.updateTable('console_sessions').set({ enrolment }).where('id', '=', id).execute());
  }

  list(now: EpochMs, account?: string): Promise<ConsoleSession[]> {
    return this.#database.query(async (db) => {
      const all = db.selectFrom('console_sessions').selectAll().where('step', '=', 'done');
      const rows = await (account === undefined ? all : all.where('account', '=', normaliseUserName(account))).execute();
      return rows
        .filter((row) => isLive(row, now))
        .map(toSession)
        .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1));
    });
  }

  async end(id: string): Promise<boolean> {
    const ended = await this.#database.write((unit) => unit.deleteFrom('console_sessions').where('id', '=', id).executeTakeFirst());
    return ended.numDeletedRows > 0n;
  }

  async purge(now: EpochMs): Promise<number> {
    const gone = await this.#database.write((unit) =>
      unit
        .deleteFrom('console_sessions')
        .where((eb): Expression<SqlBool> => eb.or([eb('ends_at', '<=', now), eb('last_seen_at', '<=', now - SESSION_IDLE_MS)]))
        .executeTakeFirst(),
    );
    return Number(gone.numDeletedRows);
  }
}

async function dropUnfinished(unit: Unit, account: string): Promise<void> {
  const old = await unit
    .selectFrom('console_sessions')
    .select('id')
    .where('account', '=', account)
    .where('step', '!=', 'done')
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(MOST_UNFINISHED)
    .offset(MOST_UNFINISHED)
    .execute();
  if (old.length === 0) return;
  const ids = old.map(({ id }) => id);
  await unit.deleteFrom('console_sessions').where('id', 'in', ids).execute();
}

type Row = Schema['console_sessions'];

function isLive({ ends_at, last_seen_at }: Row, now: EpochMs): boolean {
  return now < ends_at && now < last_seen_at + SESSION_IDLE_MS;
}

function toRow(session: ConsoleSession, secretHash: string): Row {
  return {
    id: session.id,
    secret_hash: secretHash,
    account: session.account,
    step: session.step,
    factor: session.factor,
    begun_by: session.by,
    address: session.address,
    client: session.client,
    enrolment: session.enrolment,
    created_at: session.createdAt,
    last_seen_at: session.lastSeenAt,
    ends_at: session.endsAt,
  };
}

function toSession(row: Row): ConsoleSession {
  return {
    id: row.id,
    account: row.account,
    step: row.step as SignInStep,
    factor: row.factor as SecondFactor,
    by: row.begun_by,
    address: row.address,
    client: row.client,
    enrolment: row.enrolment,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    endsAt: row.ends_at,
  };
}
