import { escalationDelivery } from '../../alerts/payload.ts';
import type { Directory } from '../../alerts/routing/directory.ts';
import { escalationLines, mayBeTold, type Recipient } from '../../alerts/routing/recipients.ts';
import { addressKey, subjectOf } from '../../alerts/routing/subject.ts';
import type { Delivery, Incident, IncidentEvent } from '../../core/incident.ts';
import { epochMs } from '../../core/units.ts';
import type { NewDelivery, TriageChange } from '../../storage/incidents.ts';
import { Problem } from '../problem.ts';
import type { IncidentCase } from './incident-case.ts';
import type { IncidentServices } from './incident-services.ts';

/** Who changes an incident: as history and audit name them, and as the next in line reads it. */
export interface Actor {
  readonly actor: string;
  readonly name: string;
}

export type Changed =
  | { readonly kind: 'changed'; readonly incident: Incident; readonly told: readonly Recipient[] }
  /** Somebody else was first: what stands now, and the last line of its history. */
  | { readonly kind: 'conflict'; readonly incident: Incident; readonly last: IncidentEvent | undefined };

/** Changes an incident that the actor may see. Refuses with `incident-state`, `bad-request` or `not-found`. */
export async function changeIncident(
  { actor, name }: Actor,
  one: IncidentCase,
  version: number,
  change: TriageChange,
  { stores, clock }: IncidentServices,
): Promise<Changed> {
  const { incident, directory } = one;
  if (change.kind === 'assign') requireAssignable(incident, change.to, directory);
  const next = change.kind === 'escalate' ? nextInLine(one) : [];
  const tell = change.kind === 'escalate' ? () => escalations(one, next, name, change.reason) : undefined;
  const at = clock();
  const result = await stores.incidents.change(incident.id, version, change, actor, at, tell);
  if (result.kind === 'missing') throw new Problem('not-found', 'There is no such incident.');
  if (result.kind === 'invalid') throw new Problem('incident-state', result.message);
  if (result.kind === 'conflict') return { ...result, last: (await stores.incidents.events(incident.id)).findLast(isChange) };
  const detail = { purpose: 'safeguarding', reference: incident.id, version: result.incident.version };
  await stores.audit.append({ at, actor, action: `incident.${change.kind}`, subject: incident.id, outcome: 'done', detail });
  return { ...result, told: next };
}

function isChange({ event }: IncidentEvent): boolean {
  return event !== 'notified' && event !== 'opened';
}

function requireAssignable(incident: Incident, to: string, directory: Directory): void {
  if (mayBeTold(incident, to, directory)) return;
  throw new Problem('bad-request', 'to: the address of somebody who may be told of this incident.');
}

/** Contacts an incident can be assigned to. */
export function assignable(incident: Incident, directory: Directory): { readonly name: string; readonly email: string }[] {
  const { school } = subjectOf(incident, directory);
  const contacts = [school?.dsl, ...(school?.deputies ?? []), school?.headteacher, school?.onCall, school?.chair, directory.trustLead];
  const may = contacts.filter((contact) => contact != null).filter(({ email }) => mayBeTold(incident, email, directory));
  return [...new Map(may.map((contact) => [addressKey(contact), contact])).values()];
}

/** Whom an escalation goes to: the first line above with somebody who was not told yet. */
export function nextInLine({ incident, deliveries, directory }: IncidentCase): readonly Recipient[] {
  const told = new Set(mailsOf(deliveries).map(({ to }) => addressKey({ email: to })));
  const untold = escalationLines(incident, directory).map((line) => line.filter((contact) => !told.has(addressKey(contact))));
  return untold.find((line) => line.length > 0) ?? [];
}

function escalations(one: IncidentCase, next: readonly Recipient[], escalatedBy: string, reason: string): NewDelivery[] {
  const { incident, deliveries } = one;
  const mails = mailsOf(deliveries);
  const step = new Set(mails.filter(({ kind }) => kind === 'escalation').map(({ createdAt }) => createdAt)).size + 1;
  const toldAt = mails.length === 0 ? null : epochMs(Math.max(...mails.map(({ createdAt }) => createdAt)));
  return next.map((recipient) => escalationDelivery(incident, recipient, { step, toldAt, cause: { escalatedBy, reason } }));
}

function mailsOf(deliveries: readonly Delivery[]): Delivery[] {
  return deliveries.filter(({ kind }) => kind === 'alert' || kind === 'severity-raised' || kind === 'escalation');
}

/** What a verdict of "false positive" suggests, and no more than suggests: leaving out the hosts it was about is a change of policy. */
export function suggestionFor({ incident, sightings, isSealed }: IncidentCase, change: TriageChange) {
  if (change.kind !== 'verdict' || change.verdict !== 'false-positive' || isSealed) return null;
  const hosts = [...new Set(sightings.filter(({ searchTerm }) => searchTerm === null).map(({ host }) => host))].slice(0, 10);
  if (hosts.length === 0) return null;
  return { kind: 'exclusion', hosts, theme: incident.theme, words: 'Ask IT to look at how these sites are filed. Nothing was changed.' };
}

/** Refuses to put together what different people may see. */
export function requireSameReaders(one: IncidentCase, other: IncidentCase): void {
  const staff = (of: IncidentCase) => subjectOf(of.incident, of.directory);
  const [a, b] = [staff(one), staff(other)];
  if (a.isStaff === b.isStaff && a.isHeadteacher === b.isHeadteacher && one.isSealed === other.isSealed) return;
  throw new Problem('incident-state', 'These incidents are not for the same people to read: they cannot be merged.');
}
