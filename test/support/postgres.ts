import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import pg from 'pg';

const DEBIAN_FOLDER = '/usr/lib/postgresql';
const USER = 'schoolgate';
const PASSWORD = 'p4ss word/ü';

/** The programs of the newest PostgreSQL that Debian's packages installed, or null: skip, saying so. */
export const postgresPrograms = findPrograms();

export interface PrivatePostgres {
  /** Gives the URL, password included, of an empty database (a schema of its own: ten times quicker to make). */
  createDatabase(schema?: string): Promise<string>;
  /** A URL with other credentials or another database, for what must fail. */
  url(database: string, password?: string): string;
  /**
   * Ends the server and every connection; `start` starts it again. Fast: one connection after the other, so another may
   * still get a lock the first one held. Immediate: all at once.
   */
  halt(shutdown?: 'fast' | 'immediate'): Promise<void>;
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** A PostgreSQL server of the test's own on a unix socket. It refuses to run as root, so root runs it as another user. */
export async function startPostgres(): Promise<PrivatePostgres> {
  if (postgresPrograms === null) throw new Error('PostgreSQL is not installed');
  const programs = postgresPrograms;
  const identity: { readonly uid?: number; readonly gid?: number } = process.getuid?.() === 0 ? unprivileged() : {};
  const folder = mkdtempSync(join(tmpdir(), 'schoolgate-pg-'));
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, PASSWORD, { mode: 0o600 });
  const { uid, gid } = identity;
  if (uid !== undefined && gid !== undefined) for (const path of [folder, passwordFile]) chownSync(path, uid, gid);
  const setUp = ['-D', data, '-U', USER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--no-sync'];
  await promisify(execFile)(join(programs, 'initdb'), [...setUp, '--locale=C.UTF-8'], { ...identity, cwd: folder });

  let server: ChildProcess | undefined;
  const start = async () => {
    const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'fsync=off'].flatMap((setting) => ['-c', setting]);
    server = spawn(join(programs, 'postgres'), ['-D', data, ...settings], {
      ...identity,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await becomesReady(server);
  };
  const halt = async (shutdown: 'fast' | 'immediate' = 'fast') => {
    const ending = server;
    if (ending === undefined) return;
    server = undefined;
    const gone = once(ending, 'exit');
    ending.kill(shutdown === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await gone;
  };
  const url = (database: string, password = PASSWORD) =>
    `postgres://${USER}:${encodeURIComponent(password)}@localhost/${database}?host=${encodeURIComponent(folder)}`;
  await start();
  let made = 0;
  return {
    createDatabase: async (schema = `test_${++made}`) => {
      const client = new pg.Client({ connectionString: url('postgres') });
      await client.connect();
      await client.query(`create schema ${schema}`);
      await client.end();
      return `${url('postgres')}&options=${encodeURIComponent(`-c search_path=${schema}`)}`;
    },
    url,
    halt,
    start,
    stop: async () => {
      await halt();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function findPrograms(): string | null {
  if (!existsSync(DEBIAN_FOLDER)) return null;
  const versions = readdirSync(DEBIAN_FOLDER).sort((a, b) => Number(b) - Number(a));
  const found = versions.map((version) => join(DEBIAN_FOLDER, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
  return found ?? null;
}

function unprivileged(): { readonly uid: number; readonly gid: number } {
  for (const user of ['postgres', 'nobody']) {
    try {
      const number = (option: string) => Number(execFileSync('id', [option, user], { stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: number('-u'), gid: number('-g') };
    } catch {
      // There is no such user: the next one.
    }
  }
  throw new Error('PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody');
}

async function becomesReady(server: ChildProcess): Promise<void> {
  if (server.stderr === null) throw new Error('no output to read');
  const seen: string[] = [];
  for await (const line of createInterface({ input: server.stderr })) {
    seen.push(line);
    if (!/ready to accept connections/.test(line)) continue;
    server.stderr.resume();
    return;
  }
  throw new Error(`postgres did not start:\n${seen.join('\n')}`);
}
