import type { Directory } from '../../alerts/routing/directory.ts';
import { escalationLines, type Recipient, recipientsOf } from '../../alerts/routing/recipients.ts';
import { addressKey, subjectOf } from '../../alerts/routing/subject.ts';
import { normaliseUserName, type Role } from '../../core/identity.ts';
import type { Delivery, Incident, Sighting } from '../../core/incident.ts';
import type { Principal } from '../auth/principal.ts';

/** Who may work with incidents at all. Never IT (requirements, 3.2: role walls); the data protection officer reads the audit log instead. */
export const SAFEGUARDING_ROLES: readonly Role[] = ['dsl', 'deputy-dsl', 'headteacher'];

const TOLD: readonly Delivery['kind'][] = ['alert', 'severity-raised', 'escalation'];
type About = Pick<Incident, 'person' | 'group' | 'school'>;

/**
 * Who may open an incident's page: whom its alerts go to by the contacts as they are now, and those of the lines above whom it was
 * escalated to. Never IT, nor anybody it is about. Somebody who is no contact any more is none of them.
 */
export function readersOf(
  incident: Incident,
  sightings: readonly Sighting[],
  deliveries: readonly Delivery[],
  directory: Directory,
): readonly Recipient[] {
  const told = new Set(deliveries.filter(({ kind }) => TOLD.includes(kind)).map(({ to }) => addressKey({ email: to })));
  const escalated = escalationLines(incident, directory)
    .flat()
    .filter((contact) => told.has(addressKey(contact)));
  const hidden = new Set(aboutOf(incident, sightings).flatMap((about) => [...subjectOf(about, directory).addresses]));
  const readers = new Map<string, Recipient>();
  for (const reader of [...recipientsOf(incident, directory), ...escalated]) {
    const address = addressKey(reader);
    if (reader.role !== 'it' && !hidden.has(address) && !readers.has(address)) readers.set(address, reader);
  }
  return [...readers.values()];
}

/** Everybody an incident is about: a cluster, or one that others were merged into, is about several. */
export function aboutOf(incident: Incident, sightings: readonly Sighting[]): About[] {
  const others = new Map(sightings.map(({ username, group, school }) => [username, { person: username, group, school }]));
  others.delete(null);
  others.delete(incident.person);
  return [incident, ...others.values()];
}

/**
 * Whether a role may see what is about somebody: pupils' incidents the leads and the headteacher of the school; those of staff the
 * headteacher, and the trust's lead where they are told of it; the headteacher's own neither of them. Never oneself.
 */
export function roleMaySee(principal: Principal, about: About, readers: readonly Recipient[], directory: Directory): boolean {
  const subject = subjectOf(about, directory);
  if (about.person !== null && normaliseUserName(about.person) === personNameOf(principal)) return false;
  if (principal.school !== null && principal.school !== (subject.school?.id ?? about.school)) return false;
  if (!subject.isStaff) return true;
  if (principal.role === 'headteacher') return !subject.isHeadteacher;
  return principal.school === null && readers.some(({ role }) => role === 'trust-lead');
}

/** The name behind `token:` or `user:`, in the form names are compared in. */
export function personNameOf({ actor }: Pick<Principal, 'actor'>): string {
  return normaliseUserName(actor.slice(actor.indexOf(':') + 1));
}
