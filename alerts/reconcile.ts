import type { Delivery } from '../core/incident.ts';
import type { Clock } from '../core/units.ts';
import { oneLine } from '../storage/failure-line.ts';
import type { Outbox } from '../storage/incidents.ts';
import type { Logger } from '../telemetry/logger.ts';
import { type Loop, startLoop } from './loop.ts';
import type { Deliver, DeliveryQueue } from './queue/delivery-queue.ts';

const EVERY_MS = 2_000;
/** So long without Redis, and the outbox is delivered from directly: late, but not stuck. */
const DIRECT_AFTER_MS = 5_000;
const AT_ONCE = 1_000;
const DIRECT_CONCURRENCY = 10;

export interface ReconcilerOptions {
  readonly outbox: Outbox;
  readonly queue: Pick<DeliveryQueue, 'enqueue' | 'awayMs'>;
  readonly deliver: Deliver;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly everyMs?: number;
  readonly stuckMs: number;
}

/** Holds the queue against the outbox: whatever Redis lost, or was away for, is put in again or sent without it. */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  readonly #loop: Loop;
  /** Of deliveries tried without the queue, which would otherwise keep this. */
  #notBefore = new Map<string, number>();
  constructor(options: ReconcilerOptions) {
    this.#options = options;
    this.#loop = startLoop({
      everyMs: options.everyMs ?? EVERY_MS,
      work: () => this.#run(),
      onError: (error) => options.logger.warn({ problem: oneLine(error) }, 'the outbox cannot be read'),
    });
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #run(): Promise<void> {
    const { outbox, queue, clock, stuckMs } = this.#options;
    const awayMs = queue.awayMs();
    if (awayMs > 0 && awayMs < DIRECT_AFTER_MS) return;
    const pending = await outbox.pending(clock(), stuckMs, AT_ONCE);
    if (pending.length === 0) return;
    if (awayMs > 0) return this.#deliverDirectly(pending);
    // Away after all: the next run sees it.
    await queue.enqueue(pending).catch(() => {});
  }

  async #deliverDirectly(pending: readonly Delivery[]): Promise<void> {
    this.#notBefore = new Map(pending.map(({ id }) => [id, this.#notBefore.get(id) ?? 0]));
    const due = pending.filter(({ id }) => (this.#notBefore.get(id) ?? 0) <= performance.now()).values();
    const worker = async () => {
      for (const { id } of due) {
        if (this.#loop.isStopping()) return;
        const retry = await this.#options.deliver(id);
        if (retry !== null) this.#notBefore.set(id, performance.now() + retry.retryInMs);
      }
    };
    await Promise.all(Array.from({ length: DIRECT_CONCURRENCY }, worker));
  }
}
