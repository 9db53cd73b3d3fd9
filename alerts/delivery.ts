import { setTimeout as delay } from 'node:timers/promises';
import type { Delivery } from '../core/incident.ts';
import type { Clock } from '../core/units.ts';
import type { RedisPlace } from '../storage/redis.ts';
import type { Stores } from '../storage/stores.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { AlertMetrics } from './alert-metrics.ts';
import { mailChannel, webhookChannel } from './deliver/channels.ts';
import { Deliverer } from './deliver/deliverer.ts';
import { type MailServerOptions, openMailSender } from './deliver/email.ts';
import { createWebhookCaller, type WebhookCallerOptions } from './deliver/webhook.ts';
import { materialOf } from './material.ts';
import { openDeliveryQueue } from './queue/delivery-queue.ts';
import { Reconciler } from './reconcile.ts';
import type { AlertRules } from './rules.ts';

/** Longer than a send may take with all its time limits. */
const STUCK_MS = 90_000;
/** The part has nine seconds for all of its stop. */
const STOP_LIMIT_MS = 5_000;

export interface DeliveryOptions {
  readonly stores: Pick<Stores, 'incidents' | 'outbox'>;
  readonly rules: AlertRules;
  readonly redis: RedisPlace;
  /** Null: mails wait. */
  readonly mailServer: MailServerOptions | null;
  readonly webhooks: Omit<WebhookCallerOptions, 'clock'>;
  readonly onAccepted: (delivery: Delivery) => void;
  readonly metrics: AlertMetrics;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly stuckMs?: number;
}

export interface RunningDelivery {
  /** Without waiting for the reconciler's next round; what Redis does not take now, it finds. */
  enqueue(deliveries: readonly Delivery[]): Promise<void>;
  /** Takes no more, finishes what is being sent, closes the connections. */
  stop(): Promise<void>;
}

/** Starts everything between the outbox and whoever takes its messages. */
export function startDelivery(options: DeliveryOptions): RunningDelivery {
  const { stores, rules, clock, random, logger, metrics, stuckMs = STUCK_MS } = options;
  const sender = options.mailServer === null ? null : openMailSender(options.mailServer);
  const caller = createWebhookCaller({ ...options.webhooks, clock });
  const deliverer = new Deliverer({
    outbox: stores.outbox,
    materialOf: (delivery) => materialOf(stores, delivery),
    channels: {
      ...(sender !== null && { email: mailChannel(sender, { ...rules, logger }) }),
      webhook: webhookChannel(caller, { ...rules.webhooks(caller.kindOf), logger }),
    },
    async onUndelivered(delivery, why) {
      const incident = delivery.incident === null ? undefined : await stores.incidents.get(delivery.incident);
      await stores.outbox.add(rules.instead(delivery, why, incident), clock());
    },
    onResult(delivery, { kind }) {
      metrics.sent(delivery, kind, clock() - delivery.createdAt);
      if (kind === 'accepted') options.onAccepted(delivery);
    },
    stuckMs,
    clock,
    random,
    logger,
  });
  const deliver = (id: string) => deliverer.deliver(id);
  const queue = openDeliveryQueue({
    redis: options.redis,
    deliver,
    mostPerMinute: options.mailServer?.mostPerMinute,
    onProblem: (problem) => logger.warn({ problem }, 'queue'),
  });
  const reconciler = new Reconciler({ outbox: stores.outbox, queue, deliver, clock, logger, stuckMs });
  return {
    async enqueue(deliveries) {
      const queued = deliveries.filter(({ status }) => status === 'queued');
      if (queued.length > 0) await queue.enqueue(queued).catch(() => {});
    },
    async stop() {
      // A mail server may take longer to answer than a stop may last: what it then took is in doubt, and sent again marked so.
      await Promise.race([Promise.all([deliverer.stop(), reconciler.stop()]), delay(STOP_LIMIT_MS, undefined, { ref: false })]);
      await queue.close();
      sender?.close();
    },
  };
}
