import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { afterAll, beforeAll, describe } from 'vitest';
import { openStores } from '../../storage/open-stores.ts';
import { type PrivatePostgres, postgresPrograms, startPostgres } from '../support/postgres.ts';
import { type Place, type SharedPlace, START } from './bench.ts';

export const inMemory = async (): Promise<Place> => ({ databaseUrl: null, sqlitePath: ':memory:', dispose: async () => {} });

export const inFile = async (): Promise<SharedPlace> => {
  const folder = mkdtempSync(join(tmpdir(), 'schoolgate-stores-'));
  const sqlitePath = join(folder, 'db', 'test.sqlite');
  return {
    databaseUrl: null,
    sqlitePath,
    tamper: async (statement) => {
      const sqlite = new Sqlite(sqlitePath);
      sqlite.exec(statement);
      sqlite.close();
    },
    empty: async () => rmSync(folder, { recursive: true, force: true }),
    dispose: async () => rmSync(folder, { recursive: true, force: true }),
  };
};

/** Runs `tests` with places in a PostgreSQL server of their own. */
export function withPostgres(tests: (newPlace: () => Promise<SharedPlace>) => void): void {
  describe.skipIf(postgresPrograms === null)('with a real server (skipped where PostgreSQL is not installed)', () => {
    let server: PrivatePostgres;
    /** Places of earlier tests, as good as new: making the tables takes ten times as long as what a test does with them. */
    const free: SharedPlace[] = [];
    beforeAll(async () => {
      server = await startPostgres();
      await keepPristine(server);
    });
    afterAll(() => server.stop());
    tests(async () => free.pop() ?? newDatabase(await server.createDatabase(), free));
  });
}

const PRISTINE = 'pristine';

/** A schema with the tables as they are before anybody has written to them. */
async function keepPristine(server: PrivatePostgres): Promise<void> {
  const databaseUrl = await server.createDatabase(PRISTINE);
  const stores = await openStores({ databaseUrl, sqlitePath: ':memory:', clock: () => START });
  await stores.close();
}

/** Brings every table of the current schema back to what it is in the pristine one; foreign keys and triggers rest meanwhile. */
const RENEW = `
  set session_replication_role = replica;
  do $$
  declare name text;
  begin
    for name in select tablename from pg_tables where schemaname = '${PRISTINE}' loop
      execute format('delete from %1$I.%2$I; insert into %1$I.%2$I overriding system value select * from ${PRISTINE}.%2$I', current_schema(), name);
    end loop;
    for name in select sequencename from pg_sequences where schemaname = current_schema() loop
      execute format('alter sequence %I restart', name);
    end loop;
  end $$`;
const HAS_TABLES = `select 1 from pg_tables where schemaname = current_schema() limit 1`;
/** Empties the schema that the URL leads to, whatever its name. */
const EMPTY = `do $$ begin execute format('drop schema %1$I cascade; create schema %1$I', current_schema()); end $$`;

function newDatabase(databaseUrl: string, free: SharedPlace[]): SharedPlace {
  const run = async (...statements: string[]): Promise<number> => {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    let rows = 0;
    for (const statement of statements) rows = (await client.query(statement)).rowCount ?? 0;
    await client.end();
    return rows;
  };
  const place: SharedPlace = {
    databaseUrl,
    sqlitePath: ':memory:',
    tamper: async (statement) => void (await run(statement)),
    empty: async () => void (await run(EMPTY)),
    dispose: async () => {
      if ((await run(HAS_TABLES)) > 0) await run(RENEW);
      free.push(place);
    },
  };
  return place;
}
