import { createHash } from 'node:crypto';
import { normaliseUserName } from '../../core/identity.ts';
import {
  type Delivery,
  type Factor,
  type Incident,
  type IncidentEvent,
  SEVERITIES,
  type Severity,
  type Sighting,
} from '../../core/incident.ts';
import { auditText } from '../audit-chain.ts';
import type { Schema } from './schema.ts';

export type IncidentRow = Schema['incidents'];

/** PostgreSQL refuses index entries over 2.7 kB: one long name must not make a batch fail for ever. */
const MAX_INDEXED_LENGTH = 250;
const MAX_TIME = 8_640_000_000_000_000;

/** A text as an indexed column holds it: equal texts, and only they, stay equal. */
export function indexed(text: string): string {
  const clean = text.length <= MAX_INDEXED_LENGTH ? auditText(text) : text;
  if (clean.length <= MAX_INDEXED_LENGTH && clean === text) return clean;
  return `${auditText(text.slice(0, 150))}…${createHash('sha256').update(JSON.stringify(text)).digest('base64url')}`;
}

/** Whom a sighting is about: the person, or the client address when nobody was known there. */
export function subjectOf(sighting: Pick<Sighting, 'username' | 'clientIp'>): string {
  return sighting.username === null ? indexed(`address ${sighting.clientIp}`) : personSubject(sighting.username);
}

export function personSubject(username: string): string {
  return indexed(`person ${normaliseUserName(username)}`);
}

/** A time that both databases hold. */
export function storableTime(at: number): number {
  return Math.min(Math.max(Math.trunc(at), 0), MAX_TIME);
}

/** Every text of it well-formed and at most 2,000 characters long. */
export function storableSighting(sighting: Sighting): string {
  return JSON.stringify(sighting, (_key, value: unknown) => (typeof value === 'string' ? auditText(value) : value));
}

export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

export function severityAt(rank: number): Severity {
  return SEVERITIES[rank] ?? 'danger';
}

/** With `factors` as they are known already, or read from the row. */
export function toIncident(row: IncidentRow, factors = JSON.parse(row.factors) as readonly Factor[]): Incident {
  return {
    id: row.id,
    person: row.person,
    clientIp: row.client_ip,
    school: row.school,
    group: row.group_id,
    theme: row.theme as Incident['theme'],
    severity: severityAt(row.severity),
    status: row.status as Incident['status'],
    assignee: row.assignee,
    outcome: row.outcome as Incident['outcome'],
    records: row.records,
    firstAt: row.first_at,
    lastAt: row.last_at,
    factors: [...factors],
    mergedInto: row.merged_into,
    ...(row.cluster === null ? {} : { cluster: row.cluster }),
    ...(row.verdict === null ? {} : { verdict: row.verdict as NonNullable<Incident['verdict']> }),
    synthetic: row.synthetic === 1,
    version: row.version,
  };
}

export function toEvent(row: Schema['incident_events']): IncidentEvent {
  const event = row.event as IncidentEvent['event'];
  return { at: row.at, actor: row.actor, event, detail: JSON.parse(row.detail) as Record<string, unknown> };
}

export function toDelivery(row: Schema['deliveries']): Delivery {
  return {
    id: row.id,
    incident: row.incident,
    kind: row.kind as Delivery['kind'],
    channel: row.channel as Delivery['channel'],
    to: row.recipient,
    status: row.status as Delivery['status'],
    attempts: row.attempts,
    createdAt: row.created_at,
    acceptedAt: row.accepted_at,
    answer: row.answer,
    uniqueKey: row.unique_key,
    payload: JSON.parse(row.payload) as Record<string, unknown>,
  };
}

/** Adds a line to a history whose row is in hand; the row's count of lines grows with it. */
export function newEvent(row: IncidentRow, event: IncidentEvent): Schema['incident_events'] {
  row.events += 1;
  const { at, actor } = event;
  return { incident: row.id, number: row.events, at, actor: auditText(actor), event: event.event, detail: JSON.stringify(event.detail) };
}

/** By id, in the order they were first seen. Of two with one id, the later one's words hold when `newer`. */
export function mergeFactors(held: readonly Factor[], added: readonly Factor[], newer: boolean): Factor[] {
  const merged = new Map(held.map((factor) => [factor.id, factor]));
  for (const factor of added) if (newer || !merged.has(factor.id)) merged.set(factor.id, factor);
  return [...merged.values()];
}
