import type { Assessment, Factor, Incident, Sighting } from '../../core/incident.ts';
import type { EpochMs } from '../../core/units.ts';
import { auditText } from '../audit-chain.ts';
import type { AssessedSighting, NewDelivery, Routing } from '../incidents.ts';
import type { Numbers } from './incidents-numbers.ts';
import {
  type IncidentRow,
  indexed,
  mergeFactors,
  newEvent,
  severityAt,
  severityRank,
  storableSighting,
  storableTime,
  subjectOf,
  toIncident,
} from './incidents-rows.ts';
import type { Schema } from './schema.ts';

/** Sightings kept in full: of one host in one incident, and of all its hosts. What raises the severity is always kept. */
const KEPT_PER_HOST = 50;
const KEPT_PER_INCIDENT = 1_000;

/** An incident while a batch is worked in. `row` is changed in place; its factors are written back at the end. */
interface Draft {
  readonly row: IncidentRow;
  factors: readonly Factor[];
  /** How many sightings of a host are kept in full. */
  readonly hosts: Map<string, number>;
  /** As the database holds it; null when it does not yet. */
  readonly was: { readonly severity: number; readonly alerted: boolean } | null;
  touched: boolean;
}

/** An assessed sighting as the database will hold it, for one incident: the subject's own or the cluster's. */
interface Entry {
  readonly id: string;
  readonly at: number;
  readonly subject: string;
  readonly cluster: string | null;
  readonly sighting: Sighting;
  readonly assessment: Assessment;
  readonly synthetic: number;
}

/** Works a batch into incidents, without touching the database. */
export class IncidentBatch {
  readonly sightings: Schema['sightings'][] = [];
  readonly events: Schema['incident_events'][] = [];
  readonly #drafts = new Map<string, Draft[]>();
  readonly #mergeWindowMs: number;
  readonly #numbers: Numbers;
  readonly #now: EpochMs;

  constructor(mergeWindowMs: number, numbers: Numbers, now: EpochMs) {
    this.#mergeWindowMs = mergeWindowMs;
    this.#numbers = numbers;
    this.#now = now;
  }

  /** Tells of an open incident that the database holds. */
  know(row: IncidentRow, hosts: Map<string, number>): void {
    const was = { severity: row.severity, alerted: row.alerted === 1 };
    this.#remember({ row, factors: JSON.parse(row.factors) as Factor[], hosts, was, touched: false });
  }

  add(entry: Entry): void {
    const draft = this.#openFor(entry);
    if (draft === undefined) this.#raise(entry);
    else this.#extend(draft, entry);
  }

  /** What was made or extended: the rows to write, the incidents they stand for, and whom to tell. */
  end(routing: Routing): { readonly rows: IncidentRow[]; readonly incidents: Incident[]; readonly deliveries: NewDelivery[] } {
    const rows: IncidentRow[] = [];
    const incidents: Incident[] = [];
    const deliveries: NewDelivery[] = [];
    for (const draft of [...this.#drafts.values()].flat()) {
      if (!draft.touched) continue;
      const { row, was } = draft;
      const isWorse = was !== null && row.severity > was.severity;
      if (isWorse) row.version += 1;
      row.factors = JSON.stringify(draft.factors);
      const incident = toIncident(row, draft.factors);
      rows.push(row);
      incidents.push(incident);
      if (row.alerted === 1 && was?.alerted !== true) deliveries.push(...routing(incident, 'alert'));
      else if (row.alerted === 1 && isWorse) deliveries.push(...routing(incident, 'severity-raised'));
    }
    return { rows, incidents, deliveries };
  }

  #openFor(entry: Entry): Draft | undefined {
    let found: Draft | undefined;
    for (const draft of this.#drafts.get(keyOf(rowKey(entry))) ?? []) {
      const { id, first_at: firstAt, last_at: lastAt } = draft.row;
      if (entry.at < firstAt - this.#mergeWindowMs || entry.at > lastAt + this.#mergeWindowMs) continue;
      const isLater = found === undefined || lastAt > found.row.last_at || (lastAt === found.row.last_at && id > found.row.id);
      if (isLater) found = draft;
    }
    return found;
  }

  #raise(entry: Entry): void {
    const { assessment } = entry;
    const row = newRow(entry, this.#numbers.incident());
    const draft: Draft = { row, factors: mergeFactors([], assessment.factors, true), hosts: new Map(), was: null, touched: true };
    this.#remember(draft);
    this.#keep(draft, entry, true);
    const detail = { severity: assessment.severity, sighting: entry.id, seenAt: entry.at };
    this.events.push(newEvent(row, { at: this.#now, actor: 'system', event: 'raised', detail }));
  }

  #extend(draft: Draft, entry: Entry): void {
    const { row } = draft;
    const { severity, notify, factors } = entry.assessment;
    const rank = severityRank(severity);
    const isWorse = rank > row.severity;
    draft.touched = true;
    draft.factors = mergeFactors(draft.factors, factors, rank >= row.severity);
    row.records += 1;
    row.first_at = Math.min(row.first_at, entry.at);
    row.last_at = Math.max(row.last_at, entry.at);
    if (notify) row.alerted = 1;
    this.#keep(draft, entry, isWorse);
    if (!isWorse) return;
    const detail = { from: severityAt(row.severity), to: severity, sighting: entry.id, seenAt: entry.at };
    this.events.push(newEvent(row, { at: this.#now, actor: 'system', event: 'severity-raised', detail }));
    row.severity = rank;
  }

  #keep({ row, hosts }: Draft, { id, at, sighting }: Entry, always: boolean): void {
    const host = indexed(sighting.host);
    const ofHost = hosts.get(host) ?? 0;
    const isKept = always || (ofHost < KEPT_PER_HOST && row.kept < KEPT_PER_INCIDENT);
    const common = { id, incident: row.id, at, subject: subjectOf(sighting) };
    if (!isKept) {
      this.sightings.push({ ...common, host: null, body: null });
      return;
    }
    hosts.set(host, ofHost + 1);
    row.kept += 1;
    this.sightings.push({ ...common, host, body: storableSighting(sighting) });
  }

  #remember(draft: Draft): void {
    const key = keyOf(draft.row);
    const known = this.#drafts.get(key);
    if (known === undefined) this.#drafts.set(key, [draft]);
    else known.push(draft);
  }
}

/** A sighting's entries: the subject's own incident, and the cluster's when it is one of a cluster. */
export function entriesOf({ sighting, assessment, synthetic }: AssessedSighting): Entry[] {
  const entry = {
    id: indexed(sighting.id),
    at: storableTime(sighting.at),
    // What a person reports is never merged into what somebody has perhaps closed in their mind already.
    subject: sighting.report === undefined ? subjectOf(sighting) : indexed(`report ${sighting.id}`),
    cluster: null,
    sighting,
    assessment,
    synthetic: synthetic ? 1 : 0,
  };
  if (assessment.cluster === null) return [entry];
  return [entry, { ...entry, subject: indexed(`cluster ${assessment.cluster}`), cluster: auditText(assessment.cluster) }];
}

type Key = Pick<IncidentRow, 'subject' | 'theme' | 'school' | 'synthetic'>;

function rowKey({ subject, sighting, synthetic }: Entry): Key {
  return { subject, theme: sighting.theme, school: sighting.school === null ? null : auditText(sighting.school), synthetic };
}

function keyOf({ subject, theme, school, synthetic }: Key): string {
  return JSON.stringify([subject, theme, school, synthetic]);
}

function newRow(entry: Entry, id: string): IncidentRow {
  const { at, cluster, sighting, assessment } = entry;
  return {
    ...rowKey(entry),
    id,
    person: cluster !== null || sighting.username === null ? null : auditText(sighting.username),
    client_ip: auditText(sighting.clientIp),
    group_id: auditText(sighting.group),
    severity: severityRank(assessment.severity),
    status: 'new',
    assignee: null,
    outcome: null,
    records: 1,
    kept: 0,
    first_at: at,
    last_at: at,
    factors: '[]',
    merged_into: null,
    cluster,
    verdict: null,
    alerted: assessment.notify ? 1 : 0,
    events: 0,
    version: 1,
    closed_at: null,
  };
}
