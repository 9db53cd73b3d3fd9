import { type Clock, epochMs } from '../core/units.ts';
import type { Outbox } from '../storage/incidents.ts';
import type { AlertMetrics } from './alert-metrics.ts';

const DAY_MS = 24 * 3_600_000;
/** A mail server that is merely slow is no news, nor is one that is still being set up. */
const LATE_MS = 2 * 60_000;
const MOST = 1_000;

/** Looks at what waits in the outbox, for health and metrics. */
export class Ledger {
  readonly #outbox: Outbox;
  readonly #metrics: AlertMetrics;
  readonly #hasMailServer: boolean;
  readonly #clock: Clock;
  #problem: string | null = null;

  constructor(options: {
    readonly outbox: Outbox;
    readonly metrics: AlertMetrics;
    readonly hasMailServer: boolean;
    readonly clock: Clock;
  }) {
    this.#outbox = options.outbox;
    this.#metrics = options.metrics;
    this.#hasMailServer = options.hasMailServer;
    this.#clock = options.clock;
  }

  async run(): Promise<void> {
    const now = this.#clock();
    this.#metrics.ledger = await this.#outbox.totals(epochMs(now - DAY_MS));
    const pending = await this.#outbox.pending(now, 0, MOST);
    // Without a mail server a digest that stays here misses nobody who was promised one; an alert does.
    const waiting = this.#hasMailServer
      ? pending
      : pending.filter(({ kind }) => kind !== 'digest' && kind !== 'weekly-report' && kind !== 'proof-of-life');
    const count = waiting.length < MOST ? String(waiting.length) : `${MOST} or more`;
    const oldest = Math.min(now, ...waiting.map(({ createdAt }) => createdAt));
    if (waiting.length === 0 || now - oldest < LATE_MS) this.#problem = null;
    else if (!this.#hasMailServer)
      this.#problem = `No mail server is configured: ${count} alerts wait, and nobody has been told of them. Set SMTP_URL.`;
    else {
      const first = waiting.find((delivery) => delivery.createdAt === oldest);
      const [what, who] = first?.channel === 'webhook' ? [`Webhook ${first.to}`, 'receiver'] : ['Mail', 'mail server'];
      // A receiver may quote what it was sent.
      const answer = (first?.channel === 'webhook' ? first.answer?.slice(0, 30).split(':')[0] : first?.answer) ?? 'nothing yet';
      this.#problem = `${what} is late: ${count} messages wait, the oldest for ${Math.floor((now - oldest) / 60_000)} min; the ${who} said: ${answer}`;
    }
  }

  /** What is wrong, in words; null when all is well. */
  problem(): string | null {
    return this.#problem;
  }
}
