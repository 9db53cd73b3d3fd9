import type { Theme } from '../core/category.ts';
import type { Assessment, Delivery, Incident, IncidentEvent, Outcome, Severity, Sighting } from '../core/incident.ts';
import type { EpochMs } from '../core/units.ts';

/** A sighting with what was made of it, ready to be stored. */
export interface AssessedSighting {
  readonly sighting: Sighting;
  readonly assessment: Assessment;
  readonly synthetic: boolean;
}

/** A delivery that routing asks for; `id`, `status` and counters are the store's. */
export type NewDelivery = Pick<Delivery, 'incident' | 'kind' | 'channel' | 'to' | 'uniqueKey' | 'payload'>;

/** Who is to be told of a change, decided inside the transaction that makes it: a pure function of the incident as it now is. */
export type Routing = (incident: Incident, why: 'alert' | 'severity-raised') => readonly NewDelivery[];

/** Recent sightings of people, for assessing the next ones. */
export interface RecentSightings {
  since(person: string, theme: Theme, since: EpochMs): readonly { readonly at: number; readonly signal: Severity }[];
}

export interface IncidentFilter {
  readonly school?: string;
  /** Never returned: a subject does not see their own incident at any role. */
  readonly notAbout?: string;
  readonly status?: readonly Incident['status'][];
  readonly person?: string;
  readonly since?: EpochMs;
  readonly limit: number;
}

export type TriageChange =
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'assign'; readonly to: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'escalate'; readonly reason: string }
  | { readonly kind: 'close'; readonly outcome: Outcome; readonly note: string }
  | { readonly kind: 'reopen'; readonly reason: string }
  | { readonly kind: 'merge'; readonly into: string }
  | { readonly kind: 'verdict'; readonly verdict: 'true-positive' | 'false-positive'; readonly note: string };

export interface IncidentStore {
  /**
   * Stores a batch in one transaction: incidents made or extended (one per person and theme within `mergeWindowMs`, counted from
   * the last sighting), deliveries queued by `routing`, and the reader's cursor. After a crash either all of it stands or none,
   * so that a record is neither lost nor told twice; a sighting whose decision id was stored before changes nothing.
   */
  store(
    batch: readonly AssessedSighting[],
    cursor: string,
    options: { readonly mergeWindowMs: number; readonly routing: Routing },
  ): Promise<readonly Incident[]>;
  /** The cursor saved with the last batch; undefined at the very first start. */
  cursor(): Promise<string | undefined>;
  get(id: string): Promise<Incident | undefined>;
  list(filter: IncidentFilter): Promise<Incident[]>;
  sightings(id: string, limit: number): Promise<Sighting[]>;
  events(id: string): Promise<IncidentEvent[]>;
  /** Changes an incident if its version is still `version`; `conflict` carries the newer one. `invalid` says why in words. */
  change(
    id: string,
    version: number,
    change: TriageChange,
    actor: string,
    at: EpochMs,
  ): Promise<
    | { readonly kind: 'changed'; readonly incident: Incident }
    | { readonly kind: 'conflict'; readonly incident: Incident }
    | { readonly kind: 'missing' }
    | { readonly kind: 'invalid'; readonly message: string }
  >;
  /** Recent sightings of everyone, to fill the assessor's memory at a start. */
  recent(since: EpochMs): Promise<Sighting[]>;
}

/** The outbox: what must reach somebody. The truth; queues only carry it. */
export interface Outbox {
  /** Adds deliveries whose unique key is not there yet; returns those that were added. */
  add(deliveries: readonly NewDelivery[], at: EpochMs): Promise<Delivery[]>;
  get(id: string): Promise<Delivery | undefined>;
  /** Not yet settled ones (queued, or sending for longer than `stuckMs`), dangers first, oldest first. */
  pending(now: EpochMs, stuckMs: number, limit: number): Promise<Delivery[]>;
  /** Takes one for sending if it is pending; false when another worker has it or it is settled. */
  claim(id: string, at: EpochMs): Promise<boolean>;
  settle(id: string, result: Pick<Delivery, 'status' | 'answer'>, at: EpochMs): Promise<void>;
  forIncident(incident: string): Promise<Delivery[]>;
  /** Totals by status, for the ledger and health. */
  totals(since: EpochMs): Promise<Readonly<Record<Delivery['status'], number>>>;
}
