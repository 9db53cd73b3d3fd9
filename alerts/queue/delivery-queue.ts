import { setTimeout as delay } from 'node:timers/promises';
import { DelayedError, type Job, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Delivery } from '../../core/incident.ts';
import { oneLine } from '../../storage/failure-line.ts';
import type { RedisPlace } from '../../storage/redis.ts';
import { connectConsumer, connectProducer } from './connection.ts';

/** What a worker does with a delivery; a number asks to be called again in so many ms. */
export type Deliver = (id: string) => Promise<{ readonly retryInMs: number } | null>;

export interface DeliveryQueue {
  /** Puts deliveries in; one that is in already stays where it is. Rejects at once when Redis is away. */
  enqueue(deliveries: readonly Pick<Delivery, 'id' | 'kind'>[]): Promise<void>;
  /** How long Redis has not answered; 0 when it does. */
  awayMs(): number;
  /** Takes no more jobs and lets those under way end. */
  close(): Promise<void>;
}

export interface DeliveryQueueOptions {
  readonly redis: RedisPlace;
  readonly deliver: Deliver;
  /** Messages, for a mail server that refuses more; default no limit. */
  readonly mostPerMinute?: number | undefined;
  /** One line for each outage and cause. */
  readonly onProblem: (message: string) => void;
  /** Keeps the installations, or tests, of one Redis apart. */
  readonly prefix?: string;
}

type Lane = 'alerts' | 'digests';

const laneOf: Readonly<Record<Delivery['kind'], Lane>> = {
  alert: 'alerts',
  'severity-raised': 'alerts',
  escalation: 'alerts',
  'delivery-trouble': 'alerts',
  'access-code': 'alerts',
  'test-alert': 'alerts',
  // It proves the path that alerts take, so it takes it.
  'proof-of-life': 'alerts',
  'request-notice': 'digests',
  bulletin: 'digests',
  digest: 'digests',
  'weekly-report': 'digests',
};

/** So many at a time: a morning's digests never stand in front of an alert. */
const CONCURRENCY: Readonly<Record<Lane, number>> = { alerts: 20, digests: 4 };
const LANES = ['alerts', 'digests'] as const;
/** Of what may be sent in a minute. */
const SHARE: Readonly<Record<Lane, number>> = { alerts: 0.75, digests: 0.25 };
const MINUTE_MS = 60_000;
/** What a process that was killed held comes back after this and the check below. */
const LOCK_MS = 10_000;
const STALL_CHECK_MS = 5_000;
const PING_EVERY_MS = 1_000;
const PUT_LIMIT_MS = 3_000;
const CLOSE_LIMIT_MS = 1_500;
/** More than a clock that is merely put right now and then goes back by. */
const SET_BACK_MS = 500;

/** BullMQ as the transport of the outbox: a job is a delivery's id and nothing else, so that what Redis loses or keeps too long does no harm. */
export function openDeliveryQueue(options: DeliveryQueueOptions): DeliveryQueue {
  return new BullDeliveryQueue(options);
}

class BullDeliveryQueue implements DeliveryQueue {
  readonly #deliver: Deliver;
  readonly #onProblem: (message: string) => void;
  readonly #producer: Redis;
  readonly #consumers: Redis[] = [];
  readonly #prefix: string;
  readonly #queues = new Map<Lane, Queue>();
  readonly #workers: readonly Worker[];
  readonly #pinging: NodeJS.Timeout;
  readonly #said = new Set<string>();
  #answeredAt = performance.now();
  #isAway = true;
  /** By how much the wall clock was ahead of the monotonic one; nobody knows what it did before this start. */
  #wallAheadMs = Number.POSITIVE_INFINITY;

  constructor({ redis, deliver, mostPerMinute, onProblem, prefix = 'schoolgate' }: DeliveryQueueOptions) {
    this.#deliver = deliver;
    this.#onProblem = onProblem;
    this.#producer = this.#watched(connectProducer(redis));
    this.#prefix = prefix;
    this.#workers = LANES.map((lane) => this.#startWorker(lane, redis, prefix, mostPerMinute));
    this.#pinging = setInterval(() => void this.#ping(), PING_EVERY_MS);
    this.#producer.on('ready', () => void this.#ping());
  }

  async enqueue(deliveries: readonly Pick<Delivery, 'id' | 'kind'>[]): Promise<void> {
    if (this.#isAway) throw new Error('Redis is away.');
    for (const lane of LANES) {
      const jobs = deliveries
        .filter(({ kind }) => laneOf[kind] === lane)
        .map(({ id, kind }) => ({
          name: kind,
          data: {},
          // The outbox is the record of what became of it; here it would only be in the way of sending it again.
          opts: { jobId: id, attempts: 1, removeOnComplete: true, removeOnFail: true },
        }));
      if (jobs.length > 0) await this.#put(lane, jobs);
    }
  }

  #put(lane: Lane, jobs: Parameters<Queue['addBulk']>[0]): Promise<void> {
    return this.#ask(lane, (queue) => queue.addBulk(jobs));
  }

  /** A queue whose first words with Redis failed fails for ever, or waits for ever: it is made anew. */
  async #ask(lane: Lane, request: (queue: Queue) => Promise<unknown>): Promise<void> {
    const queue =
      this.#queues.get(lane) ??
      this.#watched(new Queue(lane, { connection: this.#producer, prefix: this.#prefix, skipVersionCheck: true }));
    this.#queues.set(lane, queue);
    const asked = request(queue).then(() => true);
    asked.catch(() => {});
    const isDone = await Promise.race([asked, delay(PUT_LIMIT_MS, false, { ref: false })]).catch(() => false);
    if (isDone) return;
    this.#queues.delete(lane);
    queue.close().catch(() => {});
    throw new Error('Redis did not do what it was asked.');
  }

  awayMs(): number {
    return this.#isAway ? performance.now() - this.#answeredAt : 0;
  }

  async close(): Promise<void> {
    clearInterval(this.#pinging);
    // A worker whose Redis is away never finishes closing.
    await Promise.race([
      Promise.allSettled(this.#workers.map((worker) => worker.close())),
      delay(CLOSE_LIMIT_MS, undefined, { ref: false }),
    ]);
    await Promise.race([
      Promise.allSettled([...this.#queues.values()].map((queue) => queue.close())),
      delay(CLOSE_LIMIT_MS, undefined, { ref: false }),
    ]);
    for (const redis of [this.#producer, ...this.#consumers]) redis.disconnect();
  }

  #startWorker(lane: Lane, redis: RedisPlace, prefix: string, mostPerMinute: number | undefined): Worker {
    const connection = this.#watched(connectConsumer(redis));
    this.#consumers.push(connection);
    const worker = new Worker(lane, (job, token) => this.#process(job, token), {
      connection,
      prefix,
      concurrency: CONCURRENCY[lane],
      ...(mostPerMinute !== undefined && { limiter: { max: Math.floor(mostPerMinute * SHARE[lane]), duration: MINUTE_MS } }),
      lockDuration: LOCK_MS,
      stalledInterval: STALL_CHECK_MS,
      skipVersionCheck: true,
      // Waits shorter than the silence that counts as a dead connection.
      drainDelay: 2,
    });
    return this.#watched(worker);
  }

  /** Rejecting removes the job; what is left to send is in the outbox, and the reconciler puts it in again. */
  async #process(job: Job, token: string | undefined): Promise<void> {
    const retry = job.id === undefined ? null : await this.#deliver(job.id);
    if (retry === null) return;
    await job.moveToDelayed(Date.now() + retry.retryInMs, token);
    throw new DelayedError();
  }

  async #ping(): Promise<void> {
    try {
      await this.#producer.ping();
      this.#answeredAt = performance.now();
      this.#isAway = false;
      this.#said.clear();
    } catch {
      this.#isAway = true;
      return;
    }
    await this.#releaseWaiting().catch(() => {});
  }

  /** A job waits until a time of the wall clock: one that was set back since would hold it up for as long as it was set. */
  async #releaseWaiting(): Promise<void> {
    const wallAheadMs = Date.now() - performance.now();
    if (wallAheadMs < this.#wallAheadMs - SET_BACK_MS) for (const lane of LANES) await this.#ask(lane, (queue) => queue.promoteJobs());
    this.#wallAheadMs = wallAheadMs;
  }

  #watched<T extends NodeJS.EventEmitter>(source: T): T {
    source.on('error', (error: unknown) => {
      const line = oneLine(error);
      if (this.#said.has(line)) return;
      this.#said.add(line);
      this.#onProblem(line);
    });
    return source;
  }
}
