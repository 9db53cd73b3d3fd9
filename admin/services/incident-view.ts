import { isPageElement } from '../../alerts/assess/kind.ts';
import { isSealedRef } from '../../alerts/assess/sighting.ts';
import { addressKey } from '../../alerts/routing/subject.ts';
import { SEALED_CARD, stepsFor } from '../../alerts/words/guidance.ts';
import type { Delivery, Incident, IncidentEvent, Sighting } from '../../core/incident.ts';
import type { IncidentCase } from './incident-case.ts';

const MOST_SIGHTINGS_SHOWN = 100;

/** How far a message to one recipient came: raised, queued, accepted by the mail server, opened, acknowledged. */
export interface LedgerLine {
  readonly channel: Delivery['channel'];
  readonly to: string;
  readonly status: Delivery['status'];
  readonly kind: Delivery['kind'];
  readonly attempts: number;
  readonly createdAt: string;
  readonly acceptedAt: string | null;
  /** The mail server's last answer. */
  readonly answer: string | null;
  /** Since it was sent, that recipient opened the page with a code; null: not, or not by mail. */
  readonly openedAt: string | null;
  readonly acknowledgedAt: string | null;
}

export const iso = (at: number): string => new Date(at).toISOString();

/** The ledger of an incident, in the order the messages were queued. Codes for the page are no part of telling anybody. */
export function ledgerOf(deliveries: readonly Delivery[], events: readonly IncidentEvent[]): LedgerLine[] {
  return deliveries.filter(({ kind }) => kind !== 'access-code').map((delivery) => ledgerLine(delivery, events));
}

function ledgerLine(delivery: Delivery, events: readonly IncidentEvent[]): LedgerLine {
  const { channel, to, status, kind, attempts, createdAt, acceptedAt, answer } = delivery;
  const actor = `contact:${addressKey({ email: to })}`;
  const first = (event: IncidentEvent['event']) => events.find((one) => one.event === event && one.actor === actor && one.at >= createdAt);
  const at = (event: IncidentEvent['event']) => isoOrNull(kind === 'delivery-trouble' ? undefined : first(event)?.at);
  return {
    channel,
    to,
    status,
    kind,
    attempts,
    createdAt: iso(createdAt),
    acceptedAt: isoOrNull(acceptedAt),
    answer,
    openedAt: at('opened'),
    acknowledgedAt: at('acknowledged'),
  };
}

function isoOrNull(at: number | null | undefined): string | null {
  return at === null || at === undefined ? null : iso(at);
}

/** An incident as a list shows it. */
export function incidentItem(incident: Incident, deliveries: readonly Delivery[], events: readonly IncidentEvent[]) {
  const { firstAt, lastAt, factors, verdict, cluster, ...rest } = incident;
  return {
    ...rest,
    verdict: verdict ?? null,
    cluster: cluster ?? null,
    firstAt: iso(firstAt),
    lastAt: iso(lastAt),
    /** In one line, why it is ranked so. */
    why: factors.map(({ words }) => words).join(' '),
    deliveries: ledgerOf(deliveries, events),
  };
}

/** All of an incident but the context. */
export function incidentDetail({ incident, sightings, events, deliveries, isSealed }: IncidentCase) {
  return {
    ...incidentItem(incident, deliveries, events),
    factors: incident.factors,
    guidance: isSealed ? { card: SEALED_CARD, steps: [] } : { card: null, steps: stepsFor(incident) },
    sightings: sightings.slice(0, MOST_SIGHTINGS_SHOWN).map((sighting) => (isSealed ? sealedView(sighting) : sightingView(sighting))),
    history: events.map(({ at, ...event }) => ({ at: iso(at), ...event })),
  };
}

/** An earlier incident about the same person, in short. */
export function earlierView({ id, theme, severity, status, outcome, firstAt, records }: Incident) {
  return { id, theme, severity, status, outcome, firstAt: iso(firstAt), records };
}

function sightingView({ at, ...sighting }: Sighting) {
  return { at: iso(at), ...sighting, pageElement: isPageElement(sighting) };
}

/** Of a sealed incident nothing leads anywhere: list and hash, or nothing, in place of host, URL and words. */
function sealedView({ id, at, username, computer, clientIp, school, group, host, action }: Sighting) {
  return { id, at: iso(at), username, computer, clientIp, school, group, host: isSealedRef(host) ? host : null, action };
}
