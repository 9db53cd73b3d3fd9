import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, closeSync, existsSync, lstatSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { failure, type Result, success } from '../core/result.ts';
import { redisInfo } from './redis-info.ts';

const READY_LIMIT_MS = 10_000;
/** Loading and answering takes about 250 ms. */
const POLL_MS = 20;
/** The parts have had the rest of the 10 s that a stop may take. */
const STOP_LIMIT_MS = 900;
const FIRST_RESTART_MS = 50;
const LAST_RESTART_MS = 1_000;

export interface PrivateRedis {
  pid(): number | null;
  /** Ends Redis, which writes what it holds; kept data is there again at the next start. */
  stop(): Promise<void>;
}

export interface PrivateRedisOptions {
  /** `<data>/redis`: data, log and pid file. */
  readonly folder: string;
  readonly socketPath: string;
  /** For the operational log: a death, a restart, data set aside. */
  readonly onProblem: (line: string) => void;
}

/**
 * Redis for this installation alone: a socket, no port, every write on disk within a second, nothing evicted.
 * A process group of its own, so that Ctrl-C leaves it to the supervisor. Started again at once if it dies.
 */
export async function startPrivateRedis(options: PrivateRedisOptions): Promise<Result<PrivateRedis>> {
  const folder = claimSocketFolder(dirname(options.socketPath));
  if (!folder.ok) return folder;
  await stopLeftover(options);
  const redis = new Keeper(options);
  const started = await redis.start();
  return started.ok ? success(redis) : started;
}

/** The socket's folder must be ours alone: in /tmp someone else may have made it first. */
function claimSocketFolder(folder: string): Result<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = lstatSync(folder);
  if (!stat.isDirectory() || stat.uid !== process.getuid?.()) return failure('redis', `${folder} belongs to somebody else; remove it`);
  chmodSync(folder, 0o700);
  return success(undefined);
}

/**
 * A supervisor that was killed leaves its Redis behind, and a second one on the same socket would take the socket away from
 * it. The data folder is locked, so whoever answers on its socket is a leftover; the pid file finds one that lost its socket.
 */
async function stopLeftover({ folder, socketPath, onProblem }: PrivateRedisOptions): Promise<void> {
  const pid = (await redisInfo(socketPath))?.pid ?? recordedPid(folder, socketPath);
  if (pid !== undefined) {
    onProblem(`stopping the Redis that an earlier run left behind (process ${pid})`);
    await endProcess(pid);
  }
  rmSync(socketPath, { force: true });
  rmSync(pidPath(folder), { force: true });
}

function pidPath(folder: string): string {
  return join(folder, 'redis.pid');
}

/** The pid file's process, if it is a Redis on our socket: the pid may belong to someone else by now. */
function recordedPid(folder: string, socketPath: string): number | undefined {
  try {
    const pid = Number(readFileSync(pidPath(folder), 'utf8'));
    const title = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return title.includes('redis-server') && title.includes(socketPath) ? pid : undefined;
  } catch {
    return undefined;
  }
}

async function endProcess(pid: number): Promise<void> {
  const end = (signal: NodeJS.Signals | 0): boolean => {
    try {
      return process.kill(pid, signal);
    } catch {
      return false;
    }
  };
  end('SIGTERM');
  for (let waited = 0; end(0) && waited < 5_000; waited += POLL_MS) await delay(POLL_MS);
  end('SIGKILL');
}

class Keeper implements PrivateRedis {
  readonly #options: PrivateRedisOptions;
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #stopping = false;
  #restartMs = FIRST_RESTART_MS;
  readonly #stopped = new AbortController();

  constructor(options: PrivateRedisOptions) {
    this.#options = options;
  }

  pid(): number | null {
    return this.#child?.pid ?? null;
  }

  async start(): Promise<Result<void>> {
    const first = await this.#launch();
    if (first.ok || !this.#setDamagedDataAside(first.failure.message)) return first;
    return this.#launch();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#stopped.abort();
    const child = this.#child;
    if (child === undefined) return;
    const kill = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    child.kill('SIGTERM');
    await this.#exited;
    clearTimeout(kill);
    if (dirname(this.#options.socketPath) !== this.#options.folder)
      rmSync(dirname(this.#options.socketPath), { recursive: true, force: true });
  }

  /** Resolves when Redis answers, or with its own last words. */
  async #launch(): Promise<Result<void>> {
    const { folder, socketPath } = this.#options;
    const log = openSync(join(folder, 'redis.log'), 'w', 0o600);
    const child = spawn('redis-server', redisArguments(folder, socketPath), { cwd: folder, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    this.#child = child;
    let spawnError: NodeJS.ErrnoException | undefined;
    this.#exited = new Promise((done) => {
      child.once('error', (error) => {
        spawnError = error;
        done();
      });
      child.once('exit', () => done());
    });
    let isUp = false;
    void this.#exited.then(() => {
      if (this.#child === child) this.#child = undefined;
      if (isUp) void this.#restart();
    });
    isUp = await this.#answers(child);
    if (isUp) return success(undefined);
    child.kill('SIGKILL');
    return failure('redis', failureReason(spawnError, folder));
  }

  async #answers(child: ChildProcess): Promise<boolean> {
    const deadline = performance.now() + READY_LIMIT_MS;
    while (this.#child === child && performance.now() < deadline) {
      const answering = await redisInfo(this.#options.socketPath);
      if (answering?.isReady && answering.pid === child.pid) return true;
      await delay(POLL_MS);
    }
    return false;
  }

  async #restart(): Promise<void> {
    if (this.#stopping) return;
    this.#options.onProblem('Redis died; starting it again');
    while (!this.#stopping) {
      await delay(this.#restartMs, undefined, { signal: this.#stopped.signal }).catch(() => {});
      if (this.#stopping) return;
      const again = await this.start();
      this.#restartMs = again.ok ? FIRST_RESTART_MS : Math.min(this.#restartMs * 2, LAST_RESTART_MS);
      this.#options.onProblem(again.ok ? 'Redis answers again' : again.failure.message);
      if (again.ok) return;
    }
  }

  /** Redis is transport, never truth: rather than not start at all, it starts empty, and what is pending is queued again. */
  #setDamagedDataAside(reason: string): boolean {
    const data = join(this.#options.folder, 'appendonlydir');
    if (!/append only file|AOF|RDB/i.test(reason) || !existsSync(data)) return false;
    const aside = `${data}.damaged`;
    rmSync(aside, { recursive: true, force: true });
    renameSync(data, aside);
    this.#options.onProblem(`Redis could not read its data; set aside as ${aside}`);
    return true;
  }
}

function redisArguments(folder: string, socketPath: string): string[] {
  const settings = {
    port: '0',
    unixsocket: socketPath,
    unixsocketperm: '700',
    dir: folder,
    pidfile: pidPath(folder),
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
    loglevel: 'notice',
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}

function failureReason(spawnError: NodeJS.ErrnoException | undefined, folder: string): string {
  if (spawnError?.code === 'ENOENT')
    return 'redis-server is not installed; install it (Debian, Ubuntu: apt-get install redis-server) or set REDIS_URL';
  if (spawnError !== undefined) return `redis-server cannot be run: ${spawnError.message}`;
  const lines = readFileSync(join(folder, 'redis.log'), 'utf8').trim().split('\n');
  const complaint = lines.findLast((line) => / # |\*\*\*|error|fatal/i.test(line) && !/WARNING/.test(line)) ?? lines.at(-1) ?? '';
  return `redis-server did not start: ${complaint.trim() || `see ${join(folder, 'redis.log')}`}`;
}
