import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** False where Debian's redis-server is missing: skip, saying so. */
export const redisIsInstalled = spawnSync('redis-server', ['--version']).status === 0;

export interface PrivateRedis {
  readonly socketPath: string;
  /** Sends a command with redis-cli. */
  command(...words: string[]): Promise<string>;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
  /** Stops it from answering, or lets it go on; its connections stay open. */
  freeze(frozen: boolean): void;
  /** Starts it again after a kill; resolves when it answers. */
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** A redis-server of the test's own on a unix socket, with the given settings, e.g. `['--appendonly', 'yes']`. */
export async function startRedis(settings: readonly string[] = []): Promise<PrivateRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'schoolgate-redis-'));
  const socketPath = join(folder, 'redis.sock');
  let server: ChildProcess | undefined;
  const start = async () => {
    server = spawn('redis-server', ['--port', '0', '--unixsocket', socketPath, '--dir', folder, '--save', '', ...settings], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await lineMatching(server, /ready to accept connections/i);
  };
  const kill = async () => {
    const ending = server;
    if (ending === undefined) return;
    server = undefined;
    const gone = once(ending, 'exit');
    ending.kill('SIGKILL');
    await gone;
  };
  await start();
  return {
    socketPath,
    command: async (...words) => (await promisify(execFile)('redis-cli', ['-s', socketPath, ...words])).stdout.trim(),
    kill,
    freeze: (frozen) => void server?.kill(frozen ? 'SIGSTOP' : 'SIGCONT'),
    start,
    stop: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function lineMatching(server: ChildProcess, pattern: RegExp): Promise<void> {
  if (server.stdout === null) throw new Error('no output to read');
  const lines = createInterface({ input: server.stdout });
  const seen: string[] = [];
  for await (const line of lines) {
    seen.push(line);
    if (!pattern.test(line)) continue;
    server.stdout.resume();
    return;
  }
  throw new Error(`redis-server did not start:\n${seen.join('\n')}`);
}
