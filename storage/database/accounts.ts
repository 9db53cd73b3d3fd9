import type { Selectable } from 'kysely';
import { normaliseUserName, type Role } from '../../core/identity.ts';
import type { EpochMs } from '../../core/units.ts';
import type { Account, AccountChange, AccountRefusal, AccountStore, Enrolment, NewPassword } from '../accounts.ts';
import type { Database } from './database.ts';
import type { Schema, Unit } from './schema.ts';

export class DatabaseAccounts implements AccountStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add(account: Account): ReturnType<AccountStore['add']> {
    const row = toRow(account);
    return this.#database.write(async (unit) => {
      if ((await find(unit, row.name)) !== undefined) return 'name-taken';
      if (await isTaken(unit, row.email)) return 'email-taken';
      await unit.insertInto('accounts').values(row).execute();
      return 'added';
    });
  }

  addFirst(account: Account): Promise<boolean> {
    return this.#database.write(async (unit) => {
      if ((await unit.selectFrom('accounts').select('name').limit(1).executeTakeFirst()) !== undefined) return false;
      await unit.insertInto('accounts').values(toRow(account)).execute();
      return true;
    });
  }

  get(name: string): Promise<Account | undefined> {
    return this.#database.query(async (db) => {
      const row = await db.selectFrom('accounts').selectAll().where('name', '=', normaliseUserName(name)).executeTakeFirst();
      return row && toAccount(row);
    });
  }

  byEmail(email: string): Promise<Account | undefined> {
    return this.#database.query(async (db) => {
      const row = await db.selectFrom('accounts').selectAll().where('email', '=', normaliseUserName(email)).executeTakeFirst();
      return row && toAccount(row);
    });
  }

  list(): Promise<Account[]> {
    return this.#database.query(async (db) => {
      const rows = await db.selectFrom('accounts').selectAll().execute();
      return rows.map(toAccount).sort((a, b) => (a.name < b.name ? -1 : 1));
    });
  }

  change(name: string, change: AccountChange): Promise<Account | AccountRefusal> {
    return this.#database.write(async (unit) => {
      const before = await find(unit, name);
      if (before === undefined) return 'not-found';
      const after = toRow({ ...before, ...change });
      if (isAdministrator(before) && !isAdministrator(after) && (await isLast(unit))) return 'last-administrator';
      if (after.email !== before.email && (await isTaken(unit, after.email))) return 'email-taken';
      const { display_name, email, role, school } = after;
      await unit.updateTable('accounts').set({ display_name, email, role, school }).where('name', '=', before.name).execute();
      if (role !== before.role || school !== before.school) await endSessions(unit, before.name);
      return find(unit, before.name) as Promise<Account>;
    });
  }

  setPassword(name: string, { hash, oneTimeUntil }: NewPassword, session: string): Promise<boolean> {
    const account = normaliseUserName(name);
    return this.#database.write(async (unit) => {
      if (!(await hasSession(unit, account, session))) return false;
      const set = { password_hash: hash, one_time_until: oneTimeUntil };
      await unit.updateTable('accounts').set(set).where('name', '=', account).execute();
      await endSessions(unit, account, session);
      return true;
    });
  }

  reset(name: string, { hash, oneTimeUntil }: NewPassword): Promise<boolean> {
    return this.#database.write(async (unit) => {
      const set = { password_hash: hash, one_time_until: oneTimeUntil, totp: null };
      const done = await unit.updateTable('accounts').set(set).where('name', '=', normaliseUserName(name)).executeTakeFirst();
      await unit.deleteFrom('recovery_codes').where('account', '=', normaliseUserName(name)).execute();
      await endSessions(unit, normaliseUserName(name));
      return done.numUpdatedRows > 0n;
    });
  }

  remove(name: string): Promise<Account | AccountRefusal> {
    return this.#database.write(async (unit) => {
      const account = await find(unit, name);
      if (account === undefined) return 'not-found';
      if (isAdministrator(account) && (await isLast(unit))) return 'last-administrator';
      await unit.deleteFrom('accounts').where('name', '=', account.name).execute();
      await unit.deleteFrom('recovery_codes').where('account', '=', account.name).execute();
      await endSessions(unit, account.name);
      return account;
    });
  }

  enrol(name: string, { totp, step, recoveryHashes }: Enrolment, options: Parameters<AccountStore['enrol']>[2]): Promise<boolean> {
    const account = normaliseUserName(name);
    return this.#database.write(async (unit) => {
      if (!(await hasSession(unit, account, options.session))) return false;
      const own = unit.updateTable('accounts').set({ totp, totp_step: step }).where('name', '=', account);
      const done = await (options.isFirst ? own.where('totp', 'is', null) : own).executeTakeFirst();
      if (done.numUpdatedRows === 0n) return false;
      await unit.deleteFrom('recovery_codes').where('account', '=', account).execute();
      await unit
        .insertInto('recovery_codes')
        .values(recoveryHashes.map((hash) => ({ account, hash })))
        .execute();
      await endSessions(unit, account, options.session);
      return true;
    });
  }

  async spendStep(name: string, step: number): Promise<boolean> {
    const used = await this.#database.write((unit) =>
      unit
        .updateTable('accounts')
        .set({ totp_step: step })
        .where('name', '=', normaliseUserName(name))
        .where('totp_step', '<', step)
        .executeTakeFirst(),
    );
    return used.numUpdatedRows > 0n;
  }

  spendRecoveryCode(name: string, hash: string): Promise<number | undefined> {
    const account = normaliseUserName(name);
    return this.#database.write(async (unit) => {
      const used = await unit.deleteFrom('recovery_codes').where('account', '=', account).where('hash', '=', hash).executeTakeFirst();
      if (used.numDeletedRows === 0n) return undefined;
      return (await unit.selectFrom('recovery_codes').select('hash').where('account', '=', account).execute()).length;
    });
  }

  async signedIn(name: string, at: EpochMs): Promise<void> {
    await this.#database.write((unit) => unit.updateTable('accounts').set({ last_sign_in_at: at }).where('name', '=', name).execute());
  }
}

async function find(unit: Unit, name: string): Promise<Account | undefined> {
  const row = await unit.selectFrom('accounts').selectAll().where('name', '=', normaliseUserName(name)).executeTakeFirst();
  return row && toAccount(row);
}

async function isTaken(unit: Unit, email: string | null): Promise<boolean> {
  if (email === null) return false;
  return (await unit.selectFrom('accounts').select('name').where('email', '=', email).executeTakeFirst()) !== undefined;
}

function isAdministrator({ role, school }: Pick<Row, 'role' | 'school'>): boolean {
  return role === 'trust-admin' && school === null;
}

async function isLast(unit: Unit): Promise<boolean> {
  const all = await unit.selectFrom('accounts').select('name').where('role', '=', 'trust-admin').where('school', 'is', null).execute();
  return all.length <= 1;
}

async function hasSession(unit: Unit, account: string, id: string): Promise<boolean> {
  const row = await unit.selectFrom('console_sessions').select('id').where('id', '=', id).where('account', '=', account).executeTakeFirst();
  return row !== undefined;
}

async function endSessions(unit: Unit, account: string, except = ''): Promise<void> {
  await unit.deleteFrom('console_sessions').where('account', '=', account).where('id', '!=', except).execute();
}

type Row = Selectable<Schema['accounts']>;

function toRow(account: Account): Row {
  return {
    name: normaliseUserName(account.name),
    display_name: account.displayName,
    email: account.email === null ? null : normaliseUserName(account.email),
    role: account.role,
    school: account.school,
    password_hash: account.passwordHash,
    one_time_until: account.oneTimeUntil,
    totp: account.totp,
    totp_step: 0,
    created_at: account.createdAt,
    last_sign_in_at: account.lastSignInAt,
  };
}

export function toAccount(row: Row): Account {
  return {
    name: row.name,
    displayName: row.display_name,
    email: row.email,
    role: row.role as Role,
    school: row.school,
    passwordHash: row.password_hash,
    oneTimeUntil: row.one_time_until,
    totp: row.totp,
    createdAt: row.created_at,
    lastSignInAt: row.last_sign_in_at,
  };
}
