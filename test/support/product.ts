import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { AccessRecord } from '../../core/access-record.ts';
import { freePorts } from './free-ports.ts';
import { type NameServer, openNameServer } from './name-server.ts';
import { processesOf, type RunningProcess } from './product-processes.ts';
import { until } from './until.ts';

export { freePorts, until };

const CLI = ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL('../../cli/schoolgate.ts', import.meta.url))];
/** A start takes about three seconds; on a machine that does other work meanwhile, many more. */
const READY_LIMIT_MS = 120_000;
/** The contract's. */
const STOP_LIMIT_MS = 10_000;
/** Of the machine that runs the tests; none of them is meant for the product. */
const FOREIGN_SETTINGS = /^(SCHOOLGATE_|REDIS_URL|DATABASE_URL|SMTP_URL|NODE_OPTIONS|npm_|VITEST)|_proxy$/i;

export interface ProductOptions {
  /** schoolgate.yaml. By default no list is fetched from anywhere. */
  readonly config?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** `ulimit -n` of every process of it. */
  readonly openFiles?: number;
}

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The real product as `npm start` runs it: its own processes, ports of its own, a folder of its own. */
export class Product {
  /** Holds `schoolgate.yaml` and `data/`. */
  readonly folder = mkdtempSync(join(tmpdir(), 'schoolgate-product-'));
  readonly dataFolder = join(this.folder, 'data');
  readonly env: Readonly<Record<string, string>>;
  readonly ports: { readonly proxy: number; readonly admin: number; readonly portal: number };
  readonly #outcomes: Promise<unknown>[] = [];
  readonly #limit: string;
  readonly #nameServer: NameServer;
  #child: ChildProcess | undefined;
  #log = '';
  #printed = '';

  private constructor({ config, env, openFiles }: ProductOptions, ports: Product['ports'], nameServer: NameServer) {
    this.ports = ports;
    this.#nameServer = nameServer;
    this.#limit = openFiles === undefined ? '' : `ulimit -n ${openFiles} && `;
    this.configure(config ?? 'blocklists: { sources: [] }\n');
    const inherited = Object.entries(process.env).filter(([name, value]) => value !== undefined && !FOREIGN_SETTINGS.test(name));
    this.env = {
      ...(Object.fromEntries(inherited) as Record<string, string>),
      SCHOOLGATE_CONFIG: join(this.folder, 'schoolgate.yaml'),
      SCHOOLGATE_DATA: this.dataFolder,
      SCHOOLGATE_WORKERS: '2',
      SCHOOLGATE_ALLOW_UPSTREAM: '127.0.0.0/8',
      SCHOOLGATE_NAME_SERVERS: nameServer.address,
      SCHOOLGATE_PROXY_PORT: String(ports.proxy),
      SCHOOLGATE_ADMIN_PORT: String(ports.admin),
      SCHOOLGATE_PORTAL_PORT: String(ports.portal),
      ...env,
    };
    process.once('exit', this.#killAll);
  }

  static async install(options: ProductOptions = {}): Promise<Product> {
    const [proxy = 0, admin = 0, portal = 0] = await freePorts(3);
    return new Product(options, { proxy, admin, portal }, await openNameServer());
  }

  get proxyUrl(): string {
    return `http://127.0.0.1:${this.ports.proxy}`;
  }

  get adminUrl(): string {
    return `http://127.0.0.1:${this.ports.admin}`;
  }

  get portalUrl(): string {
    return `http://127.0.0.1:${this.ports.portal}`;
  }

  /** All that was written to standard error so far, by every start. */
  get log(): string {
    return this.#log;
  }

  /** All that was written to standard output so far, by every start. */
  get printed(): string {
    return this.#printed;
  }

  /** Takes effect with the next start, the next command, the next update of the lists. */
  configure(yaml: string): void {
    this.write('schoolgate.yaml', yaml);
  }

  /** Writes a file of the installation's folder; returns its path. */
  write(name: string, content: string | Buffer, mode = 0o644): string {
    const path = join(this.folder, name);
    writeFileSync(path, content, { mode });
    return path;
  }

  /** Starts the product and resolves with what it printed, the ready line first, when it is ready. */
  async start(): Promise<readonly string[]> {
    assert.equal(this.#child, undefined, 'it runs already');
    const child = spawn('sh', ['-c', `${this.#limit}exec "$@"`, 'sh', process.execPath, ...CLI, 'start'], {
      cwd: this.folder,
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      this.#log += chunk;
    });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk;
      this.#printed += chunk;
    });
    // The lines beneath the ready line are printed with it.
    await until(
      () => /^.*ready.*\n[\s\S]*\n$/m.test(printed) || child.exitCode !== null,
      READY_LIMIT_MS,
      () => `no ready line; log:\n${this.#log}`,
    );
    assert.equal(child.exitCode, null, `ended while starting:\n${this.#log}`);
    return printed.trimEnd().split('\n');
  }

  /** Runs `schoolgate <words>` against this installation. */
  async cli(words: readonly string[], { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {}): Promise<Outcome> {
    const child = spawn(process.execPath, [...CLI, ...words], {
      cwd: this.folder,
      env: { ...this.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.on('error', () => {}); // a command that reads nothing
    child.stdin.end(input);
    const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    this.#outcomes.push(ended.catch(() => {}));
    const [out, err, [code]] = await ended;
    return { code: code as number | null, out: out.trimEnd(), err: err.trimEnd() };
  }

  /** Runs a command that must succeed; returns its answer, parsed. */
  async answer<T = Record<string, unknown>>(...words: string[]): Promise<T> {
    const { code, out, err } = await this.cli([...words, '--json']);
    assert.equal(code, 0, `schoolgate ${words.join(' ')}: ${err}`);
    return JSON.parse(out) as T;
  }

  async lease(ip: string, user: string, group: string, computer = `pc-${user}`): Promise<void> {
    const words = ['lease', 'add', '--ip', ip, '--user', user, '--computer', computer, '--group', group, '--ttl', '8h'];
    const { state } = await this.answer<{ state: string }>(...words);
    assert.match(state, /in force on all \d+ workers/);
  }

  async token(role: string): Promise<{ authorization: string }> {
    const { code, out, err } = await this.cli(['token', 'create', '--name', `${role}-${randomInt(1e9)}`, '--role', role]);
    assert.equal(code, 0, err);
    return { authorization: `Bearer ${out.split(/\s/).at(-1)}` };
  }

  /** Every access record, in the order of the files. */
  records(): AccessRecord[] {
    return this.recordLines().flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as AccessRecord] : []));
  }

  /** The whole lines of all `.ndjson` files below `<data>/records`. */
  recordLines(): string[] {
    const names = readdirSync(join(this.dataFolder, 'records'), { recursive: true, encoding: 'utf8' });
    return names
      .filter((name) => name.endsWith('.ndjson'))
      .flatMap((name) =>
        readFileSync(join(this.dataFolder, 'records', name), 'utf8')
          .split('\n')
          .slice(0, -1),
      );
  }

  /** Files that proxies opened for their records: each has one as soon as it is prepared. */
  recordWriters(): string[] {
    try {
      return readdirSync(join(this.dataFolder, 'records/reserve'));
    } catch {
      return []; // none yet
    }
  }

  /** The first record that fits, now or within five seconds. */
  async find(fits: (record: AccessRecord) => boolean): Promise<AccessRecord> {
    return until(
      () => this.records().find(fits),
      5_000,
      () => `no such record among ${JSON.stringify(this.records().slice(-5), null, 1)}`,
    );
  }

  /** The first record of the decision that an answer names. */
  async recordOf(answer: { readonly headers: NodeJS.Dict<string | string[]> }): Promise<AccessRecord> {
    const id = answer.headers['schoolgate-decision'];
    assert.ok(typeof id === 'string', 'the answer names no decision');
    return this.find((record) => record.id === id);
  }

  /** All processes of this installation, commands under way included. */
  readonly processes = (): RunningProcess[] => processesOf(this.dataFolder);

  pidOf(instance: string): number {
    const found = this.processes().find((one) => one.instance === instance);
    assert.ok(found !== undefined, `${instance} does not run`);
    return found.pid;
  }

  /** SIGTERM: exit code 0 within 10 s, and nothing left running. Returns how long it took. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number> {
    await Promise.all(this.#outcomes);
    const child = this.#child ?? assert.fail('it does not run');
    const startedMs = performance.now();
    const exited = once(child, 'exit');
    child.kill(signal);
    const [code] = await exited;
    const tookMs = performance.now() - startedMs;
    this.#child = undefined;
    assert.deepEqual(this.processes(), [], 'left running');
    assert.equal(code, 0, `exit code after ${signal}; log:\n${this.#log}`);
    assert.ok(tookMs < STOP_LIMIT_MS, `stopping took ${tookMs} ms`);
    return tookMs;
  }

  /** kill -9 of every process but the named ones, all at once; resolves when they are gone. */
  async kill(spared: readonly string[] = []): Promise<void> {
    const doomed = this.processes().filter(({ instance }) => instance === null || !spared.includes(instance));
    for (const { pid } of doomed) process.kill(pid, 'SIGKILL');
    this.#child = undefined;
    const pids = new Set(doomed.map(({ pid }) => pid));
    await until(() => !this.processes().some(({ pid }) => pids.has(pid)));
  }

  /** Ends what still runs and removes the folder. */
  async close(): Promise<void> {
    process.removeListener('exit', this.#killAll);
    await this.kill().finally(() => this.#nameServer.close());
    rmSync(this.folder, { recursive: true, force: true });
  }

  readonly #killAll = (): void => {
    for (const { pid } of this.processes()) process.kill(pid, 'SIGKILL');
  };
}
