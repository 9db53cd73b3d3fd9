import type { PolicyDocument } from '../../core/policy.ts';
import type { Clock } from '../../core/units.ts';
import type { ReplayResult } from '../../snapshot/policy-replay.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { Problem } from '../problem.ts';
import type { Policies, PolicyDifference, ReplayProgress } from './policies.ts';

/** One is at work, and so many wait behind it: each reads through days of records. */
const MOST_WAITING = 4;
/** Ended ones are kept so long, and so many of them. */
const KEPT_MS = 3_600_000;
const MOST_KEPT = 20;

/** A draft of a policy that is tried on what was recorded, in the background. */
export interface ReplayJob {
  readonly id: string;
  readonly by: string;
  readonly days: number;
  readonly createdAt: number;
  readonly difference: PolicyDifference;
  readonly status: 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
  readonly progress: ReplayProgress;
  readonly endedAt: number | null;
  readonly result: ReplayResult | null;
  /** Why it failed, in words. */
  readonly problem: string | null;
}

interface Entry {
  job: ReplayJob;
  readonly document: PolicyDocument;
  readonly ending: AbortController;
}

export interface ReplayJobsOptions {
  readonly policies: Pick<Policies, 'replay'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly logger: Pick<Logger, 'error'>;
}

/** Replays one after another, in this process: a restart forgets them, and nothing is lost by it. */
export class ReplayJobs {
  readonly #options: ReplayJobsOptions;
  /** In the order they were asked for. */
  readonly #entries = new Map<string, Entry>();
  #working: Promise<void> | null = null;

  constructor(options: ReplayJobsOptions) {
    this.#options = options;
  }

  /** Refused with `conflict` when too many wait already. */
  start(by: string, document: PolicyDocument, days: number, difference: PolicyDifference): ReplayJob {
    this.#forgetOld();
    const waiting = [...this.#entries.values()].filter(({ job }) => job.status === 'waiting').length;
    if (waiting >= MOST_WAITING) throw new Problem('conflict', `${MOST_WAITING} replays wait already: look at those, or cancel one.`);
    const job: ReplayJob = {
      ...{ id: `replay-${this.#options.newId()}`, by, days, createdAt: this.#options.clock(), difference, status: 'waiting' },
      ...{ progress: { bytesDone: 0, bytesTotal: 0, records: 0 }, endedAt: null, result: null, problem: null },
    };
    this.#entries.set(job.id, { job, document, ending: new AbortController() });
    this.#working ??= this.#work();
    return job;
  }

  /** The newest first. */
  list(): ReplayJob[] {
    this.#forgetOld();
    return [...this.#entries.values()].map(({ job }) => job).reverse();
  }

  get(id: string): ReplayJob | undefined {
    this.#forgetOld();
    return this.#entries.get(id)?.job;
  }

  /** Ends one that waits or runs; one that has ended stays as it is. */
  cancel(id: string): ReplayJob | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    if (entry.job.endedAt === null) {
      entry.ending.abort();
      this.#end(entry, { status: 'cancelled' });
    }
    return entry.job;
  }

  /** Cancels all; resolves when none is at work. */
  async close(): Promise<void> {
    for (const id of this.#entries.keys()) this.cancel(id);
    await this.#working;
  }

  async #work(): Promise<void> {
    for (let entry = this.#next(); entry !== undefined; entry = this.#next()) await this.#run(entry);
    this.#working = null;
  }

  #next(): Entry | undefined {
    return [...this.#entries.values()].find(({ job }) => job.status === 'waiting');
  }

  async #run(entry: Entry): Promise<void> {
    const { policies, logger } = this.#options;
    const { signal } = entry.ending;
    entry.job = { ...entry.job, status: 'running' };
    const onProgress = (progress: ReplayProgress) => {
      if (entry.job.endedAt === null) entry.job = { ...entry.job, progress };
    };
    try {
      const result = await policies.replay(entry.document, entry.job.days, { signal, onProgress });
      this.#end(entry, { status: 'done', result });
    } catch (error) {
      if (signal.aborted) return;
      // Only an expected failure says what it is in words that are for people.
      const problem = error instanceof Problem ? error.message : 'The records could not be read.';
      logger.error({ err: error }, 'a replay failed');
      this.#end(entry, { status: 'failed', problem });
    }
  }

  #end(entry: Entry, how: Pick<ReplayJob, 'status'> & Partial<Pick<ReplayJob, 'result' | 'problem'>>): void {
    if (entry.job.endedAt === null) entry.job = { ...entry.job, ...how, endedAt: this.#options.clock() };
  }

  #forgetOld(): void {
    const now = this.#options.clock();
    const ended = [...this.#entries.values()].filter(({ job }) => job.endedAt !== null);
    const beyond = ended.length - MOST_KEPT;
    for (const [i, { job }] of ended.entries()) {
      if (i < beyond || now - (job.endedAt ?? now) > KEPT_MS) this.#entries.delete(job.id);
    }
  }
}
