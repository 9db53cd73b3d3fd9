import type { Delivery, Incident } from '../core/incident.ts';
import { type Clock, type EpochMs, epochMs } from '../core/units.ts';
import type { NewDelivery } from '../storage/incidents.ts';
import type { Stores } from '../storage/stores.ts';
import { escalationDelivery, type Trouble, troubleDelivery } from './payload.ts';
import type { Directory } from './routing/directory.ts';
import { type Escalation, nextEscalation } from './routing/escalation.ts';

/** Nobody goes up the line for what lay unread longer than any half-term. */
const LOOK_BACK_MS = 14 * 24 * 3_600_000;
const MOST = 2_000;

export interface EscalatorOptions {
  readonly stores: Pick<Stores, 'incidents' | 'outbox'>;
  readonly directory: () => Directory;
  /** Queues what is not queued yet. */
  readonly send: (deliveries: readonly NewDelivery[]) => Promise<void>;
  readonly clock: Clock;
}

/** Tells the next in line of every incident that nobody has acknowledged in time, also of one that somebody escalated by hand. Done twice, it tells once. */
export async function escalate({ stores, directory, send, clock }: EscalatorOptions): Promise<void> {
  const now = clock();
  const unread = await stores.incidents.list({ status: ['new', 'escalated'], since: epochMs(now - LOOK_BACK_MS), limit: MOST });
  const due: NewDelivery[] = [];
  for (const incident of unread) {
    if (incident.severity === 'advisory') continue;
    const deliveries = await stores.outbox.forIncident(incident.id);
    const next = nextEscalation(incident, deliveries, now, directory());
    if (next !== null && next.at <= now) due.push(...deliveriesOf(incident, next, deliveries, now));
  }
  if (due.length > 0) await send(due);
}

function deliveriesOf(incident: Incident, next: Escalation, deliveries: readonly Delivery[], now: EpochMs): NewDelivery[] {
  const { step, why: cause, to, it } = next;
  const mails = deliveries.filter(({ kind }) => kind !== 'delivery-trouble');
  const toldAt = mails.length === 0 ? null : epochMs(Math.max(...mails.map(({ createdAt }) => createdAt)));
  const trouble: Trouble = {
    school: incident.school,
    trouble: cause === 'unreached' ? (toldAt === null ? 'nobody-to-tell' : 'undeliverable') : 'unacknowledged',
    since: toldAt ?? now,
    references: [incident.id],
    answer: null,
  };
  return [
    ...to.map((recipient) => escalationDelivery(incident, recipient, { step, toldAt, cause })),
    ...it.map(({ email }) => troubleDelivery(email, incident.id, trouble, incident.id)),
  ];
}
