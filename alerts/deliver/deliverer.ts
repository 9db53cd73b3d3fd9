import type { Delivery } from '../../core/incident.ts';
import type { Clock } from '../../core/units.ts';
import { oneLine } from '../../storage/failure-line.ts';
import type { Outbox } from '../../storage/incidents.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { isShortLived, lifetimeMs, retryDelayMs } from './back-off.ts';
import type { Channel } from './channels.ts';
import type { SendResult } from './send-result.ts';

/** Begins the ledger's answer of a delivery that may have been delivered before: it is sent again once, marked. */
const DOUBT = 'in doubt: ';
const SETTLE_AGAIN_MS = 500;

/** Why a delivery is given up. doubtful: sent twice, answered never. */
export type Undelivered = 'refused' | 'too-old' | 'doubtful';

/** A channel is set up by a restart: until then what is for it waits. */
const NO_CHANNEL_MS = 5 * 60_000;

export interface DelivererOptions<Material> {
  readonly outbox: Outbox;
  /** Reads what the message is about, as it is now. */
  readonly materialOf: (delivery: Delivery) => Promise<Material>;
  /** Those that are set up. */
  readonly channels: Readonly<Partial<Record<Delivery['channel'], Channel<Material>>>>;
  /** This recipient will not be reached: others are to be told. */
  readonly onUndelivered: (delivery: Delivery, why: Undelivered) => Promise<void>;
  readonly onResult?: (delivery: Delivery, result: SendResult) => void;
  /** After this somebody else's attempt counts as dead: longer than a send can take. */
  readonly stuckMs: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
}

/** Sends what the outbox holds, one delivery at a time for each id; knows nothing of who calls it. */
export class Deliverer<Material> {
  readonly #options: DelivererOptions<Material>;
  readonly #underWay = new Map<string, Promise<{ readonly retryInMs: number } | null>>();
  #isStopping = false;

  constructor(options: DelivererOptions<Material>) {
    this.#options = options;
  }

  /** Sends one if it is still to be sent. Null when there is nothing more to do. Rejects when the database does not answer. */
  async deliver(id: string): Promise<{ readonly retryInMs: number } | null> {
    if (this.#isStopping || this.#underWay.has(id)) return null;
    const work = this.#deliver(id).finally(() => this.#underWay.delete(id));
    this.#underWay.set(id, work);
    return work;
  }

  /** Begins no more, and resolves when those under way are settled. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.allSettled(this.#underWay.values());
  }

  async #deliver(id: string): Promise<{ readonly retryInMs: number } | null> {
    const { outbox, clock, stuckMs } = this.#options;
    const delivery = await outbox.get(id);
    if (delivery === undefined || delivery.status === 'accepted' || delivery.status === 'given-up') return null;
    const channel = this.#options.channels[delivery.channel];
    if (channel === undefined) return { retryInMs: NO_CHANNEL_MS };
    const material = await this.#options.materialOf(delivery);
    if (!(await outbox.claim(id, clock(), stuckMs))) return null;
    // A power cut may last for a weekend: what waited for it is still tried, where it still says something.
    if (this.#isTooOld(delivery) && isShortLived(delivery.kind)) {
      return this.#giveUp(delivery, 'too-old', delivery.answer ?? 'never tried');
    }
    const isRepeat = channel.repeatsAreSeen && mayHaveArrived(delivery);
    const result = await channel.send(delivery, material, isRepeat);
    const retry = await this.#conclude(delivery, {
      ...result,
      answer: isRepeat || result.kind === 'in-doubt' ? DOUBT + result.answer : result.answer,
    });
    this.#options.onResult?.(delivery, result);
    return retry;
  }

  async #conclude(delivery: Delivery, { kind, answer }: SendResult): Promise<{ readonly retryInMs: number } | null> {
    if (kind === 'accepted') {
      await this.#settle(delivery, 'accepted', answer);
      return null;
    }
    if (kind === 'refused') return this.#giveUp(delivery, 'refused', answer);
    if (kind === 'in-doubt' && mayHaveArrived(delivery)) return this.#giveUp(delivery, 'doubtful', answer);
    if (this.#isTooOld(delivery)) return this.#giveUp(delivery, 'too-old', answer);
    await this.#settle(delivery, kind === 'in-doubt' ? 'in-doubt' : 'queued', answer);
    return { retryInMs: retryDelayMs(delivery.attempts + 1, this.#options.random()) };
  }

  async #giveUp(delivery: Delivery, why: Undelivered, answer: string): Promise<null> {
    // First the others are told: were it the other way round, a kill in between would leave nobody told. Unique keys make it once.
    await this.#untilDone(() => this.#options.onUndelivered({ ...delivery, answer }, why));
    await this.#settle(delivery, 'given-up', answer);
    return null;
  }

  async #settle(delivery: Delivery, status: Delivery['status'], answer: string): Promise<void> {
    const { outbox, clock } = this.#options;
    await this.#untilDone(() => outbox.settle(delivery.id, { status, answer }, clock()));
  }

  /** What the mail server said must not be forgotten because the database is busy: it would be sent again. */
  async #untilDone(work: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        this.#options.logger.warn({ problem: oneLine(error) }, 'the outcome of a delivery cannot be stored yet');
        if (this.#isStopping) throw error;
        await new Promise((done) => setTimeout(done, SETTLE_AGAIN_MS));
      }
    }
  }

  #isTooOld({ createdAt, kind }: Delivery): boolean {
    return this.#options.clock() - createdAt > lifetimeMs(kind);
  }
}

/** The last attempt ended without an answer, or its process was killed, perhaps between the last byte and the answer. */
function mayHaveArrived({ status, answer }: Delivery): boolean {
  return status === 'sending' || status === 'in-doubt' || answer?.startsWith(DOUBT) === true;
}
