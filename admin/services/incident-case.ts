import type { Directory } from '../../alerts/routing/directory.ts';
import { isSealed } from '../../alerts/words/alert-mail.ts';
import type { Delivery, Incident, IncidentEvent, Sighting } from '../../core/incident.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { IncidentServices } from './incident-services.ts';
import { aboutOf, readersOf, roleMaySee } from './incident-visibility.ts';
import { refused } from './refusal.ts';

const MOST_EARLIER = 5;
/** As many as an incident keeps in full. */
const MOST_SIGHTINGS = 1_000;

/** Everything that is known of one incident. */
export interface IncidentCase {
  readonly incident: Incident;
  /** Newest first. */
  readonly sightings: readonly Sighting[];
  readonly events: readonly IncidentEvent[];
  readonly deliveries: readonly Delivery[];
  readonly directory: Directory;
  /** Who may open its page by a mailed code. */
  readonly readers: ReturnType<typeof readersOf>;
  /** On a statutory list: nothing of it is shown but the list and the hash. */
  readonly isSealed: boolean;
}

/** Reads it, whoever asks: visibility is for the caller to judge before anything of it is told. */
export async function openCase(id: string, { stores, directory }: IncidentServices): Promise<IncidentCase | undefined> {
  const incident = await stores.incidents.get(id);
  if (incident === undefined) return undefined;
  const [sightings, events, deliveries, contacts] = await Promise.all([
    stores.incidents.sightings(id, MOST_SIGHTINGS),
    stores.incidents.events(id),
    stores.outbox.forIncident(id),
    directory(),
  ]);
  const readers = readersOf(incident, sightings, deliveries, contacts);
  return { incident, sightings, events, deliveries, directory: contacts, readers, isSealed: isSealed(incident) };
}

/** Earlier incidents about the same person at the same school, newest first: what the same readers were told of before. */
export async function earlierOf({ incident }: IncidentCase, { stores }: IncidentServices): Promise<Incident[]> {
  const { person, school, cluster } = incident;
  if (person === null || school === null || cluster !== undefined) return [];
  const all = await stores.incidents.list({ person, school, limit: 100 });
  const earlier = all.filter(
    ({ id, firstAt, group }) => id !== incident.id && firstAt <= incident.firstAt && (group === 'staff') === (incident.group === 'staff'),
  );
  return earlier.sort((a, b) => b.lastAt - a.lastAt).slice(0, MOST_EARLIER);
}

/** Whether a principal may see everybody whom the case is about. */
export function mayReadCase(principal: Principal, { incident, sightings, readers, directory }: IncidentCase): boolean {
  return aboutOf(incident, sightings).every((about) => roleMaySee(principal, about, readers, directory));
}

/** The case if the principal may see it; else `not-found`, as if there were none, with the attempt in the audit log. */
export async function visibleCase(id: string, principal: Principal, action: string, services: IncidentServices): Promise<IncidentCase> {
  const one = await openCase(id, services);
  if (one === undefined) throw new Problem('not-found', 'There is no such incident.');
  if (mayReadCase(principal, one)) return one;
  throw await refused(services, principal, { action, subject: id, code: 'not-found', words: 'There is no such incident.' });
}
