import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { atExit } from './at-exit.ts';
import { processTree } from './cpu.ts';

export interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The only core it may run on; its children inherit that. */
  readonly core?: number | undefined;
}

/** A process of the bench, ended with it whatever happens. */
export class BenchProcess {
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #seen: string[] = [];
  readonly #exited: Promise<void>;
  readonly #forget: () => void;
  #changed: (() => void)[] = [];

  private constructor(name: string, child: ChildProcess) {
    this.#name = name;
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        this.#seen.push(line);
        this.#wake();
      });
    }
    this.#exited = once(child, 'close').then(() => this.#wake());
    this.#forget = atExit(() => child.kill('SIGTERM'));
  }

  /** Rejects when the program cannot be run. */
  static async start(command: string, commandArguments: readonly string[], options: SpawnOptions = {}): Promise<BenchProcess> {
    const { core, cwd, env } = options;
    const [file, given] =
      core === undefined ? [command, commandArguments] : ['taskset', ['-c', String(core), command, ...commandArguments]];
    const child = spawn(file, [...given], {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd !== undefined && { cwd }),
      ...(env !== undefined && { env: { ...process.env, ...env } }),
    });
    const started = new BenchProcess(command, child);
    await once(child, 'spawn');
    return started;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get lines(): readonly string[] {
    return this.#seen;
  }

  /** The first line of its output that fits; rejects when it ends without one. */
  async line(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = this.#seen.find((line) => pattern.test(line));
      if (found !== undefined) return found;
      if (this.isOver) throw new Error(`${this.#name} ended: ${this.#seen.slice(-5).join(' | ') || 'without a word'}`);
      await new Promise<void>((resolve) => this.#changed.push(resolve));
    }
  }

  /** Resolves once it has written more than this many lines; rejects when it ends before. */
  async linesBeyond(count: number): Promise<void> {
    while (this.#seen.length <= count) {
      if (this.isOver) throw new Error(`${this.#name} ended: ${this.#seen.slice(-5).join(' | ')}`);
      await new Promise<void>((resolve) => this.#changed.push(resolve));
    }
  }

  /** Waits for its end by itself; rejects unless it went well. */
  async finished(): Promise<readonly string[]> {
    await this.#exited;
    this.#forget();
    if (this.#child.exitCode !== 0) throw new Error(`${this.#name} failed: ${this.#seen.slice(-5).join(' | ')}`);
    return this.#seen;
  }

  /** Asks it to end, and makes it after ten seconds. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const force = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    this.#child.kill(signal);
    await this.#exited;
    clearTimeout(force);
    this.#forget();
  }

  get isOver(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  #wake(): void {
    const waiting = this.#changed;
    this.#changed = [];
    for (const wake of waiting) wake();
  }
}

/** Holds a process and all that descend from it, with all their threads, to one core. */
export function pinTree(root: number, core: number): void {
  for (const pid of processTree(root).keys()) spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(pid)]);
}

/** Where a program is, or undefined: peers are compared where they are installed. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Ports of this machine that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
