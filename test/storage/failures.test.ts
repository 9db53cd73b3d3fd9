import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Clock } from '../../core/units.ts';
import { WRITER_LOCK } from '../../storage/database/postgres.ts';
import { DatabaseFailure, openStores } from '../../storage/open-stores.ts';
import { type PrivatePostgres, postgresPrograms, startPostgres } from '../support/postgres.ts';
import { START } from './bench.ts';

const clock: Clock = () => START;
const SECRETS = ['s3cr&t', encodeURIComponent('s3cr&t')];

/** One line for people, and nothing in the error or its properties that must not be seen. */
async function failureOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DatabaseFailure);
  const everything = inspect(error, { depth: 10, showHidden: true, getters: true });
  for (const secret of SECRETS) expect(everything).not.toContain(secret);
  const { message } = error as DatabaseFailure;
  expect(message).toMatch(/^[^\r\n]+\.$/);
  return message;
}

const mode = (path: string) => statSync(path).mode & 0o777;

describe('SQLite', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'schoolgate-failures-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const open = (sqlitePath: string) => openStores({ databaseUrl: null, sqlitePath, clock });

  it('keeps its files to itself', async () => {
    const path = join(folder, 'a', 'b', 'test.sqlite');
    const stores = await open(path);
    expect([mode(join(folder, 'a')), mode(join(folder, 'a', 'b'))]).toEqual([0o700, 0o700]);
    for (const suffix of ['', '-wal', '-shm']) expect(mode(`${path}${suffix}`)).toBe(0o600);
    await stores.close();
    chmodSync(path, 0o644);
    await (await open(path)).close();
    expect(mode(path)).toBe(0o600);
  });

  it('says that a file is no database', async () => {
    const path = join(folder, 'test.sqlite');
    writeFileSync(path, 'x'.repeat(10_000));
    expect(await failureOf(open(path))).toBe('The database file is not a database: restore a backup.');
  });

  it('says that a file is damaged', async () => {
    const path = join(folder, 'test.sqlite');
    await (await open(path)).close();
    // Every page but the first, which holds the header and the schema.
    writeFileSync(path, Buffer.concat([readFileSync(path).subarray(0, 4_096), Buffer.alloc(200_000, 0xff)]));
    expect(await failureOf(open(path))).toBe('The database file is damaged: restore a backup.');
  });

  it('says that the path cannot be a database', async () => {
    mkdirSync(join(folder, 'test.sqlite'));
    expect(await failureOf(open(join(folder, 'test.sqlite')))).toMatch(/^The database refused: EISDIR/);
    writeFileSync(join(folder, 'file'), '');
    expect(await failureOf(open(join(folder, 'file', 'test.sqlite')))).toMatch(/^The database refused: (ENOTDIR|EEXIST)/);
  });

  it('says that another process holds it, after waiting, and reads all the same', async () => {
    const path = join(folder, 'test.sqlite');
    const stores = await open(path);
    const other = new Sqlite(path);
    other.exec('begin immediate');
    expect(await failureOf(stores.bumpRevision('lists'))).toBe('The database is locked by another process (waited 5 s).');
    expect((await stores.revisions()).lists).toBe(0);
    // An up-to-date database opens for reading while another process writes.
    await (await open(path)).close();
    other.exec('rollback');
    other.close();
    expect(await stores.bumpRevision('lists')).toBe(1);
    await stores.close();
  });
});

describe('PostgreSQL that cannot be reached', () => {
  const open = (databaseUrl: string) => openStores({ databaseUrl, sqlitePath: ':memory:', clock });
  const password = encodeURIComponent('s3cr&t');

  it.each([
    ['no scheme', `user:${password}@host/db`, /^DATABASE_URL must begin with postgres:\/\//],
    ['another scheme', `mysql://user:${password}@host/db`, /^DATABASE_URL must begin with postgres:\/\//],
    ['no valid port', `postgres://user:${password}@host:port/db`, /^DATABASE_URL is not a valid URL/],
    ['a broken escape', `postgres://user:%zz${password}@host/db`, /^(DATABASE_URL is not a valid URL|The database cannot be reached)/],
    ['nobody listening', `postgres://user:${password}@127.0.0.1:1/db`, /^The database cannot be reached \(ECONNREFUSED\)/],
    ['no such socket', `postgres://user:${password}@localhost/db?host=/nowhere`, /^The database cannot be reached \(ENOENT\)/],
  ])('says so without credentials: %s', async (_what, url, message) => {
    expect(await failureOf(open(url))).toMatch(message);
  });

  it('says so when what listens hangs up', async () => {
    const server = createServer((socket) =>
      socket
        .end()
        .on('error', () => {})
        .resume(),
    );
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    expect(await failureOf(open(`postgres://user:${password}@127.0.0.1:${port}/db`))).toMatch(/^The database cannot be reached \(/);
    await new Promise((closed) => server.close(closed));
  });
});

describe.skipIf(postgresPrograms === null)('PostgreSQL (skipped where it is not installed)', () => {
  let server: PrivatePostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());
  const open = (databaseUrl: string) => openStores({ databaseUrl, sqlitePath: ':memory:', clock });

  it('says that it refused the password, or has no such database', async () => {
    expect(await failureOf(open(server.url('postgres', 's3cr&t')))).toBe('The database refused the user name or password.');
    expect(await failureOf(open(server.url('nowhere')))).toBe('There is no such database on the server.');
  });

  it('says so when the server goes, and goes on when it is back', async () => {
    const stores = await open(await server.createDatabase());
    expect(await stores.bumpRevision('lists')).toBe(1);
    await server.halt();
    expect(await failureOf(stores.ping())).toMatch(/^The database cannot be reached \((ENOENT|ECONNREFUSED)/);
    expect(await failureOf(stores.bumpRevision('lists'))).toMatch(/^The database cannot be reached/);
    await server.start();
    await stores.ping();
    expect(await stores.bumpRevision('lists')).toBe(2);
    await stores.close();
  });

  it('says that another process holds it, after waiting, and survives the server going meanwhile', async () => {
    const databaseUrl = await server.createDatabase();
    const stores = await open(databaseUrl);
    const other = new pg.Client({ connectionString: databaseUrl });
    other.on('error', () => {});
    await other.connect();
    await other.query(`select pg_advisory_lock(${WRITER_LOCK})`);
    expect(await failureOf(stores.bumpRevision('lists'))).toBe('The database is locked by another process (waited 5 s).');
    expect((await stores.revisions()).lists).toBe(0);
    const interrupted = failureOf(stores.bumpRevision('lists'));
    await vi.waitFor(async () => {
      const { rows } = await other.query("select 1 from pg_locks where locktype = 'advisory' and not granted");
      expect(rows).toHaveLength(1);
    });
    const [line] = await Promise.all([interrupted, server.halt('immediate')]);
    expect(line).toMatch(/^The database (is being shut down|cannot be reached)/);
    await server.start();
    expect(await stores.bumpRevision('lists')).toBe(1);
    await stores.close();
  });
});
