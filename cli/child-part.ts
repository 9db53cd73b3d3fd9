import { type ChildProcess, fork } from 'node:child_process';
import { failure, type Result, success } from '../core/result.ts';
import type { SupervisedPart, ToPart, ToSupervisor } from '../core/supervision.ts';

const FIRST_RESTART_MS = 100;
const LAST_RESTART_MS = 5_000;
/** After a run this long a death is a first one again. */
const STABLE_MS = 10_000;
/** Of a start: the product is to stop. */
export const STOPPED = failure('stopped', 'stopped while starting');
/** The code of a failure to start for which something on another machine is away. */
export const AWAY = 'part-away';
/** Pings left unanswered: how many are told, and how many are taken for a hang that will not end. */
const SILENT_AFTER = 3;
const KILLED_AFTER = 10;

/**
 * A core file would hold whatever a part had in memory: passwords, cookies, browsing. Node cannot set the limit, so a shell does
 * and becomes the part: same process, same channel. So does nice(1), which holds for every thread to come.
 */
const throughShell = ({ nodeOptions = [], niceness = 0 }: PartPlan) => ({
  execPath: '/bin/sh',
  execArgv: ['-c', `ulimit -c 0; exec nice -n ${niceness} "$0" "$@"`, process.execPath, ...process.execArgv, ...nodeOptions],
});

export interface PartPlan {
  readonly part: string;
  readonly instance: string;
  /** Absolute path of its main module. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  /** Further options of Node and V8. */
  readonly nodeOptions?: readonly string[];
  /** How far it stands back for others where they want the same processor (nice(1)). */
  readonly niceness?: number;
  /** Prepared before the others are begun: they need what it makes. */
  readonly isFirst?: boolean;
}

export interface Listening {
  readonly addresses: Readonly<Record<string, string>>;
  readonly notices: readonly string[];
}

interface Watcher {
  readonly onProblem: (line: string) => void;
  readonly onChange: () => void;
}

/** One part's process, and the next one when it dies. */
export class ChildPart {
  readonly plan: PartPlan;
  readonly #watcher: Watcher;
  #process: ChildProcess | undefined;
  #state: SupervisedPart['state'] = 'starting';
  #restarts = 0;
  #restartMs = FIRST_RESTART_MS;
  #restartTimer: NodeJS.Timeout | undefined;
  #startedAt = 0;
  #isKept = false;
  #isDraining = false;
  #unanswered = 0;
  #lastWords: Extract<ToSupervisor, { kind: 'failed' }> | undefined;
  #toldLast: string | undefined;
  #onMessage: (message: ToSupervisor) => void = () => {};
  #onExit: (how: string) => void = () => {};
  readonly #listened = Promise.withResolvers<Result<Listening>>();

  constructor(plan: PartPlan, watcher: Watcher) {
    this.plan = plan;
    this.#watcher = watcher;
  }

  describe(): SupervisedPart {
    const { instance, part } = this.plan;
    return { instance, part, state: this.#state, restarts: this.#restarts, pid: this.#process?.pid ?? null };
  }

  send(message: ToPart): void {
    if (this.#process?.connected) this.#process.send(message, () => {}); // one that just died is seen by its exit
  }

  /** Forks the process and waits until it is prepared. */
  async prepare(): Promise<Result<void>> {
    this.#fork();
    const message = await this.#next('prepared');
    return message.ok ? success(undefined) : message;
  }

  async listen(): Promise<Result<Listening>> {
    const next = this.#next('listening');
    this.send({ kind: 'listen' });
    const message = await next;
    if (!message.ok) return message;
    this.#become('running');
    this.#toldLast = undefined;
    const { addresses, notices = [] } = message.value as Extract<ToSupervisor, { kind: 'listening' }>;
    const listening = success({ addresses, notices });
    this.#listened.resolve(listening);
    return listening;
  }

  /** What it said when it listened for the first time; a failure when it is drained before. */
  get listened(): Promise<Result<Listening>> {
    return this.#listened.promise;
  }

  /** From now on a death is followed by a new process. */
  keepRunning(): void {
    this.#isKept = true;
    if (this.#process !== undefined) return;
    if (this.#state === 'running') this.#tellDeath('while others began');
    this.#restartLater();
  }

  /**
   * Asks a running part for a sign of life; to be called about once a second. One that hangs (a stopped process, a loop
   * without an end) keeps its connections waiting, so it is killed, and its exit brings the next one. Pings are counted,
   * not seconds: a machine that slept has asked nobody meanwhile.
   */
  checkAlive(): void {
    if (this.#isDraining || (this.#state !== 'running' && this.#state !== 'silent')) return;
    if (this.#unanswered >= KILLED_AFTER) {
      this.#watcher.onProblem(`${this.plan.instance} does not answer and is killed`);
      this.#unanswered = 0;
      this.#process?.kill('SIGKILL');
      return;
    }
    if (this.#unanswered === SILENT_AFTER) this.#become('silent');
    this.#unanswered++;
    this.send({ kind: 'ping' });
  }

  async drain(limitMs: number): Promise<void> {
    this.#isDraining = true;
    this.#listened.resolve(STOPPED);
    clearTimeout(this.#restartTimer);
    const child = this.#process;
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      const exited = new Promise<void>((done) => child.once('exit', () => done()));
      const kill = setTimeout(() => {
        this.#watcher.onProblem(`${this.plan.instance} did not drain within ${limitMs} ms and was killed`);
        child.kill('SIGKILL');
      }, limitMs);
      this.send({ kind: 'drain' });
      await exited;
      clearTimeout(kill);
    }
    this.#become('stopped');
  }

  #fork(): void {
    const { entry, env, instance } = this.plan;
    // What parts print is for the operational log: standard output is the supervisor's own, for the ready line.
    const child = fork(entry, [], {
      ...throughShell(this.plan),
      env: { ...process.env, ...env, SCHOOLGATE_INSTANCE: instance },
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    this.#process = child;
    this.#lastWords = undefined;
    this.#startedAt = performance.now();
    child.on('message', (message: ToSupervisor) => {
      if (message.kind === 'alive') this.#answered();
      else if (message.kind === 'failed') this.#lastWords = message;
      else this.#onMessage(message);
    });
    child.once('exit', (code, signal) => {
      const exited = () => this.#exited(signal === null ? `with code ${code}` : `by ${signal}`);
      // Its last message may still be in the channel.
      if (child.connected) child.once('disconnect', exited);
      else exited();
    });
    child.on('error', (error) => {
      // Without a process no exit follows; else it is a message that could not be sent.
      if (child.pid === undefined) this.#exited(`before it began (${error.message})`);
    });
  }

  #answered(): void {
    this.#unanswered = 0;
    if (this.#state === 'silent') this.#become('running');
  }

  /** The next message of that kind, or why it will not come. */
  #next(kind: ToSupervisor['kind']): Promise<Result<ToSupervisor>> {
    return new Promise((done) => {
      this.#onExit = (how) => {
        const { message = `${this.plan.instance} stopped ${how} while starting`, isAway = false } = this.#lastWords ?? {};
        done(failure(isAway ? AWAY : 'part-failed', message));
      };
      this.#onMessage = (message) => {
        if (message.kind === kind) done(success(message));
      };
      if (this.#process === undefined) this.#onExit('before its time');
    });
  }

  #exited(how: string): void {
    this.#process = undefined;
    this.#unanswered = 0;
    this.#onExit(how);
    if (this.#isDraining || !this.#isKept) return;
    this.#tellDeath(how);
    this.#restartLater();
  }

  /** What it says itself is told once, however often it fails so before it runs: what is away for an hour is tried every five seconds. */
  #tellDeath(how: string): void {
    const why = this.#lastWords?.message;
    if (why === undefined || why !== this.#toldLast)
      this.#watcher.onProblem(`${this.plan.instance} stopped ${how}${why === undefined ? '' : ` (${why})`}; starting it again`);
    this.#toldLast = why;
  }

  #restartLater(): void {
    if (this.#isDraining) return;
    if (performance.now() - this.#startedAt > STABLE_MS) this.#restartMs = FIRST_RESTART_MS;
    this.#restarts++;
    this.#become('restarting');
    this.#restartTimer = setTimeout(() => void this.#restart(), this.#restartMs);
    this.#restartMs = Math.min(this.#restartMs * 2, LAST_RESTART_MS);
  }

  /** A failure on the way ends in an exit, which brings the next attempt. */
  async #restart(): Promise<void> {
    const prepared = await this.prepare();
    if (prepared.ok && !this.#isDraining) await this.listen();
  }

  #become(state: SupervisedPart['state']): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#watcher.onChange();
  }
}
