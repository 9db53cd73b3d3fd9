import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { afterAll, beforeAll, describe } from 'vitest';
import { type PrivatePostgres, postgresPrograms, startPostgres } from '../support/postgres.ts';
import type { Place, SharedPlace } from './bench.ts';

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
    dispose: async () => rmSync(folder, { recursive: true, force: true }),
  };
};

/** Runs `tests` with places in a PostgreSQL server of their own. */
export function withPostgres(tests: (newPlace: () => Promise<SharedPlace>) => void): void {
  describe.skipIf(postgresPrograms === null)('with a real server (skipped where PostgreSQL is not installed)', () => {
    let server: PrivatePostgres;
    beforeAll(async () => {
      server = await startPostgres();
    });
    afterAll(() => server.stop());
    tests(() => newDatabase(server));
  });
}

async function newDatabase(server: PrivatePostgres): Promise<SharedPlace> {
  const databaseUrl = await server.createDatabase();
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  // Empties the schema that the URL leads to, whatever its name.
  const empty = `do $$ begin execute format('drop schema %1$I cascade; create schema %1$I', current_schema()); end $$`;
  return { databaseUrl, sqlitePath: ':memory:', tamper: run, dispose: () => run(empty) };
}
