import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { codeOf, oneLine, secretsOf } from '../failure-line.ts';
import type { Backend } from './database.ts';
import { DatabaseFailure } from './failure.ts';
import type { Schema } from './schema.ts';

/** Any number of our own; what counts is that every process takes the same. */
export const WRITER_LOCK = 5_401_733_904;
/** PostgreSQL's type id of bigint. The driver gives strings; every bigint of ours is a time or a counter below 2^53. */
const INT8 = 20;

const CONNECT_TIMEOUT_MS = 5_000;
const LOCK_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;

/** Prepares a pool; the first query connects. Throws a DatabaseFailure when the URL is not one. */
export function openPostgres(url: string): Backend {
  const secrets = secretsOf(url);
  if (!/^postgres(ql)?:\/\//.test(url)) throw new DatabaseFailure('DATABASE_URL must begin with postgres:// or postgresql://.');
  const pool = createPool(url);
  // A connection that breaks fails the query under way, or the next one connects anew and says so if it cannot. Without
  // listeners (the pool's for idle connections, the client's for one in use) it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => void client.on('error', () => {}));
  return {
    queries: new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) }),
    // One writer at a time, as in SQLite: no deadlocks, and revisions become visible in their order.
    lockWriters: async (unit) => {
      await sql`select pg_advisory_xact_lock(${sql.lit(WRITER_LOCK)})`.execute(unit);
    },
    explain: (error) => explain(error, secrets),
  };
}

function createPool(url: string): pg.Pool {
  try {
    // A pool parses the URL when it connects; a client at once. The parser's error quotes the whole URL.
    new pg.Client(url);
  } catch {
    throw new DatabaseFailure('DATABASE_URL is not a valid URL (in a user name or password, write special characters as %XX).');
  }
  return new pg.Pool({
    connectionString: url,
    application_name: 'schoolgate',
    // Ten processes or more share a server whose default limit is 100 connections.
    max: 4,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    // A writer that hangs must not keep all others out.
    idle_in_transaction_session_timeout: 10_000,
    query_timeout: STATEMENT_TIMEOUT_MS + 5_000,
    keepAlive: true,
    types: { getTypeParser: (type, format) => (type === INT8 ? Number : pg.types.getTypeParser(type, format)) },
  });
}

const EXPLANATIONS: Readonly<Record<string, string>> = {
  '28P01': 'The database refused the user name or password',
  '28000': 'The database refused this user',
  '3D000': 'There is no such database on the server',
  '42501': 'The database user lacks a right it needs',
  '53100': 'The disk of the database is full',
  '53300': 'The database has no connection left to give',
  '55P03': `The database is locked by another process (waited ${LOCK_TIMEOUT_MS / 1000} s)`,
  '57014': `The database took longer than ${STATEMENT_TIMEOUT_MS / 1000} s`,
  '57P01': 'The database is being shut down',
  '57P03': 'The database is starting up',
};

/** The server ends, has ended, begins, or has no room: as if it were not there. */
const AWAY_CODES: ReadonlySet<string> = new Set(['53300', '57P01', '57P02', '57P03']);

function explain(error: unknown, secrets: readonly string[]): unknown {
  if (error instanceof DatabaseFailure || isProgrammingError(error)) return error;
  const code = codeOf(error);
  const known = code === undefined ? undefined : EXPLANATIONS[code];
  const isAway = code !== undefined && AWAY_CODES.has(code);
  if (known !== undefined) return new DatabaseFailure(`${known}.`, code, isAway);
  if (error instanceof pg.DatabaseError) return new DatabaseFailure(`The database refused: ${oneLine(error, secrets)}.`, code, isAway);
  return new DatabaseFailure(`The database cannot be reached (${code ?? oneLine(error, secrets)}).`, code, true);
}

/** Kysely and pg throw plain Errors for a lost connection; these kinds are never about one. */
function isProgrammingError(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError || error instanceof SyntaxError;
}
