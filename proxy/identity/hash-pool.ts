import { Worker } from 'node:worker_threads';
import type { HashAnswer, HashJob } from './hash-worker.ts';

/** `busy`: the queue is full. `failed`: the thread died or took too long. */
export type HashOutcome = 'match' | 'mismatch' | 'busy' | 'failed';

export interface HashPool {
  verify(hash: string, password: string): Promise<HashOutcome>;
  close(): Promise<void>;
}

export interface HashPoolOptions {
  /** Threads; each may use 19 MiB while it hashes. */
  readonly size?: number;
  /** Checks that may wait, beyond those under way. At 20 ms each, 100 wait 2 s at most on one thread. */
  readonly maxQueued?: number;
  /** A check that takes longer is given up and its thread replaced. */
  readonly jobTimeoutMs?: number;
  /** The thread's module; replaced in tests. */
  readonly workerUrl?: URL;
}

interface Waiting {
  readonly hash: string;
  readonly password: string;
  readonly settle: (outcome: HashOutcome) => void;
}

interface Slot {
  worker: Worker | null;
  job: { readonly id: number; readonly settle: (outcome: HashOutcome) => void; readonly deadline: NodeJS.Timeout } | null;
}

/** The thread beside this file, under the extension this file itself runs with (`.js` when packed). */
const WORKER_URL = new URL(import.meta.url.endsWith('.ts') ? './hash-worker.ts' : './hash-worker.js', import.meta.url);

/** Password hashing on threads of its own, so that DNS look-ups and the event loop never wait for it. Threads start on first use. */
export function createHashPool(options: HashPoolOptions = {}): HashPool {
  return new HashThreads({ size: 1, maxQueued: 100, jobTimeoutMs: 10_000, workerUrl: WORKER_URL, ...options });
}

class HashThreads implements HashPool {
  readonly #options: Required<HashPoolOptions>;
  readonly #slots: readonly Slot[];
  readonly #queue: Waiting[] = [];
  #nextId = 1;
  #closed = false;

  constructor(options: Required<HashPoolOptions>) {
    this.#options = options;
    this.#slots = Array.from({ length: options.size }, () => ({ worker: null, job: null }));
  }

  verify(hash: string, password: string): Promise<HashOutcome> {
    if (this.#closed) return Promise.resolve('failed');
    if (this.#queue.length >= this.#options.maxQueued) return Promise.resolve('busy');
    return new Promise((settle) => {
      this.#queue.push({ hash, password, settle });
      this.#runNext();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const waiting of this.#queue.splice(0)) waiting.settle('failed');
    await Promise.all(this.#slots.map((slot) => this.#giveUp(slot)));
  }

  #runNext(): void {
    for (const slot of this.#slots) {
      if (slot.job !== null || this.#closed) continue;
      const next = this.#queue.shift();
      if (next === undefined) return;
      const worker = slot.worker ?? this.#startWorker(slot);
      worker.ref();
      const job: HashJob = { id: this.#nextId++, hash: next.hash, password: next.password };
      const deadline = setTimeout(() => void this.#giveUp(slot), this.#options.jobTimeoutMs);
      slot.job = { id: job.id, settle: next.settle, deadline };
      worker.postMessage(job);
    }
  }

  #startWorker(slot: Slot): Worker {
    const worker = new Worker(this.#options.workerUrl);
    slot.worker = worker;
    worker.on('message', (answer: HashAnswer) => {
      if (slot.job?.id === answer.id) this.#finish(slot, answer.matches ? 'match' : 'mismatch');
    });
    const lost = () => {
      if (slot.worker !== worker) return;
      slot.worker = null;
      this.#finish(slot, 'failed');
    };
    worker.on('error', lost);
    worker.on('exit', lost);
    return worker;
  }

  #finish(slot: Slot, outcome: HashOutcome): void {
    const job = slot.job;
    slot.job = null;
    // An idle thread does not keep the process alive.
    slot.worker?.unref();
    if (job !== null) {
      clearTimeout(job.deadline);
      job.settle(outcome);
    }
    this.#runNext();
  }

  async #giveUp(slot: Slot): Promise<void> {
    const worker = slot.worker;
    slot.worker = null;
    this.#finish(slot, 'failed');
    await worker?.terminate();
  }
}
