import { chmodSync, closeSync, fstatSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
  type SqliteStatement,
  type TransactionSettings,
} from 'kysely';
import { codeOf, oneLine } from '../failure-line.ts';
import type { Backend } from './database.ts';
import { DatabaseFailure } from './failure.ts';
import type { Schema } from './schema.ts';

/** How long a writer waits, synchronously, for another process's transaction. The longest (50,000 leases) takes about 1 s. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens (and creates) the file, readable by its owner alone. `:memory:` gives a database of this handle's own.
 * Rejects with a DatabaseFailure.
 */
export async function openSqlite(path: string): Promise<Backend> {
  try {
    if (path !== ':memory:') createPrivately(path);
    const sqlite = new Sqlite(path, { timeout: BUSY_TIMEOUT_MS });
    try {
      await prepare(sqlite);
    } catch (error) {
      sqlite.close();
      throw error;
    }
    return {
      queries: new Kysely<Schema>({ dialect: new ImmediateDialect({ database: withPreparedStatements(sqlite) }) }),
      lockWriters: async () => {},
      explain,
    };
  } catch (error) {
    throw explain(error);
  }
}

/** SQLite gives its -wal and -shm files the mode of the database file. */
function createPrivately(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const file = openSync(path, 'a', 0o600);
  const shared = (fstatSync(file).mode & 0o077) !== 0;
  closeSync(file);
  if (shared) chmodSync(path, 0o600);
}

async function prepare(sqlite: Sqlite.Database): Promise<void> {
  await switchToWal(sqlite);
  // FULL: what was answered survives a power cut. NORMAL would lose the last commits in WAL mode.
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma('trusted_schema = OFF');
  // A large put must not leave a large -wal behind for ever.
  sqlite.pragma('journal_size_limit = 67108864');
}

/** SQLite does not wait for the lock that the first switch to WAL needs, so that processes opening a new file at once must. */
async function switchToWal(sqlite: Sqlite.Database): Promise<void> {
  const giveUpAt = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      sqlite.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (codeOf(error)?.startsWith('SQLITE_BUSY') !== true || performance.now() > giveUpAt) throw error;
      await pause(5 + Math.random() * 20);
    }
  }
}

/** Kysely's driver, with writers taking the write lock at `begin`: a lock taken later cannot be waited for. */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection, settings?: TransactionSettings): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(settings?.accessMode === 'read only' ? 'begin' : 'begin immediate'));
  }
}

class ImmediateDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;

  constructor(config: SqliteDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): SqliteDriver {
    return new ImmediateDriver(this.#config);
  }
}

/** Enough for every statement of ours; the odd last chunk of a bulk statement makes the rest. */
const MAX_PREPARED = 100;

/** Prepares a statement once: measured, that makes the every-second read of the revisions 20 instead of 75 µs. */
function withPreparedStatements(sqlite: Sqlite.Database): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    prepare: (text) => {
      const known = prepared.get(text);
      if (known !== undefined) return known;
      if (prepared.size >= MAX_PREPARED) prepared.clear();
      const statement: SqliteStatement = sqlite.prepare<unknown[]>(text);
      prepared.set(text, statement);
      return statement;
    },
    close: () => sqlite.close(),
  };
}

const EXPLANATIONS: Readonly<Record<string, string>> = {
  SQLITE_BUSY: `The database is locked by another process (waited ${BUSY_TIMEOUT_MS / 1000} s)`,
  SQLITE_FULL: 'The disk of the database is full',
  SQLITE_IOERR: 'The disk of the database does not read or write',
  SQLITE_CORRUPT: 'The database file is damaged: restore a backup',
  SQLITE_NOTADB: 'The database file is not a database: restore a backup',
  SQLITE_READONLY: 'The database file may not be written',
  SQLITE_CANTOPEN: 'The database file cannot be opened',
  EACCES: 'The database file may not be opened by this user',
  ENOSPC: 'The disk of the database is full',
};

function explain(error: unknown): unknown {
  if (error instanceof DatabaseFailure) return error;
  const code = codeOf(error);
  const known = code === undefined ? undefined : (EXPLANATIONS[code] ?? EXPLANATIONS[code.split('_', 2).join('_')]);
  if (known !== undefined) return new DatabaseFailure(`${known}.`, code);
  if (error instanceof Sqlite.SqliteError || code?.startsWith('E') === true) {
    return new DatabaseFailure(`The database refused: ${oneLine(error)}.`, code);
  }
  return error;
}
