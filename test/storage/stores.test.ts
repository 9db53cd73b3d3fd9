import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { afterAll, beforeAll, describe } from 'vitest';
import { type PrivatePostgres, postgresPrograms, startPostgres } from '../support/postgres.ts';
import type { SharedPlace } from './bench.ts';
import { sharedStoresConformance, storesConformance } from './conformance.ts';

storesConformance('SQLite in memory', async () => ({ databaseUrl: null, sqlitePath: ':memory:', dispose: async () => {} }));

const newFile = async (): Promise<SharedPlace> => {
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
storesConformance('SQLite in a file', newFile);
sharedStoresConformance('SQLite in a file', newFile);

describe.skipIf(postgresPrograms === null)('with a real server (skipped where PostgreSQL is not installed)', () => {
  let server: PrivatePostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  const newDatabase = async (): Promise<SharedPlace> => {
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
  };
  storesConformance('PostgreSQL', newDatabase);
  sharedStoresConformance('PostgreSQL', newDatabase);
});
