import type { Delivery, Incident } from '../../core/incident.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';
import type { Contact, Directory } from './directory.ts';
import { escalationLines, itOf, type Recipient } from './recipients.ts';
import { nextClosing, nextOpening, schoolDay } from './school-day.ts';
import { addressKey, subjectOf } from './subject.ts';

export interface Escalation {
  /** When it is due; it may lie in the past. */
  readonly at: EpochMs;
  /** 1 for the first. */
  readonly step: number;
  /** The next in line; empty when there is nobody left, and only IT is told that nobody acknowledges. */
  readonly to: readonly Recipient[];
  /** Told, without any content, that an alert is unacknowledged. */
  readonly it: readonly Contact[];
  /** `unreached`: every mail to those told last was given up. */
  readonly why: 'unacknowledged' | 'unreached';
}

const MINUTE_MS = 60_000;
/** "Now" in school hours: a lesson may have to be left first. */
export const DANGER_WAIT_MS = 15 * MINUTE_MS;
/** At home, at night, with somebody on call: time to wake up and sign in. */
export const ON_CALL_WAIT_MS = 30 * MINUTE_MS;
/** "Same school day". */
export const WARNING_WAIT_MS = 120 * MINUTE_MS;
/** A warning raised minutes before school closes. */
const SHORTEST_WAIT_MS = 15 * MINUTE_MS;

const TOLD: readonly Delivery['kind'][] = ['alert', 'severity-raised', 'escalation'];
/** A failed attempt is followed by another; this is not. */
const LOST: Delivery['status'] = 'given-up';

/**
 * Who is told next of an incident that nobody acknowledges, and when; null when nothing is to come: acknowledged, advisory, synthetic,
 * merged away, or everybody was told. Of `deliveries` the incident's own count. Dangers wait 15 minutes in school hours; outside them 30
 * if somebody on call was told, else until 15 minutes after school opens. Warnings wait two hours or until school closes, whichever is
 * sooner; outside school hours until two hours after it opens. When no mail of the last step can be delivered any more, the next one is due at once.
 */
export function nextEscalation(incident: Incident, deliveries: readonly Delivery[], now: EpochMs, directory: Directory): Escalation | null {
  const { status, severity, synthetic, mergedInto } = incident;
  const isWaiting = status === 'new' || status === 'escalated';
  if (!isWaiting || severity === 'advisory' || synthetic || mergedInto !== null) return null;
  const own = deliveries.filter((delivery) => delivery.incident === incident.id);
  const mails = own.filter(({ kind, channel }) => channel === 'email' && TOLD.includes(kind));
  const told = new Set(mails.map(({ to }) => addressKey({ email: to })));
  const to = nextLine(incident, told, directory);
  const it = itToTell(incident, directory);
  if (to.length === 0 && (it.length === 0 || own.some(({ kind }) => kind === 'delivery-trouble'))) return null;
  const last = lastStep(mails);
  const toldAt = epochMs(last[0]?.createdAt ?? incident.firstAt);
  const isUnreached = last.every((mail) => mail.status === LOST);
  const wait = severity === 'danger' ? dangerDue : warningDue;
  const at = isUnreached ? epochMs(Math.min(toldAt, now)) : wait(toldAt, isOnCallTold(incident, told, directory), directory);
  return { at, step: stepsTaken(mails) + 1, to, it, why: isUnreached ? 'unreached' : 'unacknowledged' };
}

function nextLine(incident: Incident, told: ReadonlySet<string>, directory: Directory): readonly Recipient[] {
  const untold = escalationLines(incident, directory).map((line) => line.filter((contact) => !told.has(addressKey(contact))));
  return untold.find((line) => line.length > 0) ?? [];
}

function itToTell(incident: Incident, directory: Directory): Contact[] {
  const { addresses } = subjectOf(incident, directory);
  return itOf(incident.school, directory).filter((contact) => !addresses.has(addressKey(contact)));
}

/** Mails of one step are queued in one transaction, at one time. */
function lastStep(mails: readonly Delivery[]): readonly Delivery[] {
  const latest = mails.reduce((max, { createdAt }) => Math.max(max, createdAt), 0);
  return mails.filter(({ createdAt }) => createdAt === latest);
}

function stepsTaken(mails: readonly Delivery[]): number {
  return new Set(mails.filter(({ kind }) => kind === 'escalation').map(({ createdAt }) => createdAt)).size;
}

function isOnCallTold({ school }: Incident, told: ReadonlySet<string>, { schools }: Directory): boolean {
  const onCall = school === null ? null : (schools.get(school)?.onCall ?? null);
  return onCall !== null && told.has(addressKey(onCall));
}

function dangerDue(toldAt: EpochMs, onCallTold: boolean, { calendar }: Directory): EpochMs {
  if (schoolDay(toldAt, calendar).period === 'lessons') return epochMs(toldAt + DANGER_WAIT_MS);
  return epochMs(onCallTold ? toldAt + ON_CALL_WAIT_MS : nextOpening(toldAt, calendar) + DANGER_WAIT_MS);
}

function warningDue(toldAt: EpochMs, _onCallTold: boolean, { calendar }: Directory): EpochMs {
  if (schoolDay(toldAt, calendar).period !== 'lessons') return epochMs(nextOpening(toldAt, calendar) + WARNING_WAIT_MS);
  return epochMs(Math.max(toldAt + SHORTEST_WAIT_MS, Math.min(toldAt + WARNING_WAIT_MS, nextClosing(toldAt, calendar))));
}
