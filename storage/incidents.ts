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

export interface IncidentFilter {
  readonly school?: string;
  /** Never returned: a subject does not see their own incident at any role. */
  readonly notAbout?: string;
  readonly status?: readonly Incident['status'][];
  readonly person?: string;
  readonly severity?: readonly Severity[];
  readonly theme?: readonly Incident['theme'][];
  /** Last seen at or after. */
  readonly since?: EpochMs;
  /** First seen before. */
  readonly until?: EpochMs;
  /** Only made-up ones, in place of the real ones. */
  readonly synthetic?: boolean;
  /** The place of one in the list: only what comes behind it. */
  readonly after?: Pick<Incident, 'severity' | 'lastAt' | 'id'> & { readonly isClosed: boolean };
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
   * the last sighting), deliveries queued by `routing`, and the reader's cursor (null: it
   * stays where it is; a report is always an incident of its own). After a crash either all of it stands or none,
   * so that a record is neither lost nor told twice; a sighting whose decision id was stored before changes nothing.
   * `routing` is asked once an incident and batch: `alert` when it is the first time that somebody is to be told, `severity-raised`
   * when those who were told must hear that it is worse. A sighting of a cluster also counts in the cluster's own incident.
   * Repeats beyond 50 a host (and 1,000 an incident) are counted, not kept in full. Returns the incidents made or extended.
   */
  store(
    batch: readonly AssessedSighting[],
    cursor: string | null,
    options: { readonly mergeWindowMs: number; readonly routing: Routing },
  ): Promise<readonly Incident[]>;
  /** The cursor saved with the last batch; undefined at the very first start. */
  cursor(): Promise<string | undefined>;
  get(id: string): Promise<Incident | undefined>;
  /** Open ones first, then the most severe, then the newest. No synthetic ones unless asked for, and none merged into others. */
  list(filter: IncidentFilter): Promise<Incident[]>;
  /** Those kept in full, newest first. */
  sightings(id: string, limit: number): Promise<Sighting[]>;
  events(id: string): Promise<IncidentEvent[]>;
  /**
   * Changes an incident if its version is still `version`; `conflict` carries the newer one. `invalid` says why in words. What `tell`
   * makes of the changed one is queued in the same transaction.
   */
  change(
    id: string,
    version: number,
    change: TriageChange,
    actor: string,
    at: EpochMs,
    tell?: (incident: Incident) => readonly NewDelivery[],
  ): Promise<
    | { readonly kind: 'changed'; readonly incident: Incident }
    | { readonly kind: 'conflict'; readonly incident: Incident }
    | { readonly kind: 'missing' }
    | { readonly kind: 'invalid'; readonly message: string }
  >;
  /** Recent sightings of everyone (real ones, kept in full; the newest 100,000), oldest first, to fill the assessor's memory at a start. */
  recent(since: EpochMs): Promise<Sighting[]>;
  /** Forgets incidents closed before `before`, with those merged into them, and synthetic ones last seen before it; returns how many. */
  purge(before: EpochMs): Promise<number>;
}

/**
 * The outbox: what must reach somebody. The truth; queues only carry it. `accepted` and `given-up` are settled. `failed` and
 * `in-doubt` mean that the last attempt ended so and another is owed: whoever wants no further one settles as `given-up`.
 */
export interface Outbox {
  /** Adds deliveries whose unique key is not there yet; returns those that were added. */
  add(deliveries: readonly NewDelivery[], at: EpochMs): Promise<Delivery[]>;
  get(id: string): Promise<Delivery | undefined>;
  /**
   * What is owed: queued, or any other unsettled one last tried more than `stuckMs` ago (or as far ahead of a clock that was set
   * back). Dangers first, oldest first.
   */
  pending(now: EpochMs, stuckMs: number, limit: number): Promise<Delivery[]>;
  /** Takes an unsettled one for sending; false when another worker took it within `stuckMs` before `at`, or it is settled. */
  claim(id: string, at: EpochMs, stuckMs: number): Promise<boolean>;
  /**
   * What came of sending. An accepted one stays accepted, a given-up one can only be accepted after all or queued anew. The first
   * time that one of an incident is accepted, the incident's history says so (`notified`).
   */
  settle(id: string, result: Pick<Delivery, 'status' | 'answer'>, at: EpochMs): Promise<void>;
  forIncident(incident: string): Promise<Delivery[]>;
  /** Totals by status of those made since `since`, for the ledger and health. */
  totals(since: EpochMs): Promise<Readonly<Record<Delivery['status'], number>>>;
  /** Forgets those made before `before` that are settled or in doubt and whose incident, if any, is gone; returns how many. */
  purge(before: EpochMs): Promise<number>;
}
