import { confirms } from '../../alerts/go-live.ts';
import { testAlertDelivery } from '../../alerts/payload.ts';
import type { Contact, SchoolContacts } from '../../alerts/routing/directory.ts';
import { addressKey } from '../../alerts/routing/subject.ts';
import type { AssessedSighting } from '../../storage/incidents.ts';
import { Problem } from '../problem.ts';
import type { IncidentServices } from './incident-services.ts';

/** Asked again within this time, nothing more is mailed. */
const AGAIN_AFTER_MS = 10 * 60_000;

/**
 * Raises a made-up alert to a school's lead and deputies, along the way of a real one (row A12). Returns its id and how many are told:
 * none when one was sent in the last ten minutes.
 */
export async function raiseTestAlert(
  { id: school, dsl, deputies }: SchoolContacts,
  newId: string,
  { stores, clock }: IncidentServices,
): Promise<{ readonly id: string; readonly told: number }> {
  const leads: Contact[] = [...(dsl === null ? [] : [dsl]), ...deputies];
  if (leads.length === 0) throw new Problem('bad-request', `School "${school}" has neither dsl nor deputies in schoolgate.yaml.`);
  let told = 0;
  const [incident] = await stores.incidents.store([madeUp(school, newId, clock())], null, {
    mergeWindowMs: AGAIN_AFTER_MS,
    routing: (raised) => {
      told = leads.length;
      return leads.map((lead) => testAlertDelivery(raised, lead, school));
    },
  });
  if (incident === undefined) throw new Problem('conflict', 'Another test alert is being raised. Try again.');
  return { id: incident.id, told };
}

function madeUp(school: string, id: string, at: number): AssessedSighting {
  return {
    sighting: {
      id: `test-alert-${id}`,
      at,
      username: `test-alert-${school}`,
      computer: null,
      clientIp: '127.0.0.1',
      school,
      group: 'unidentified',
      theme: 'disclosure',
      signal: 'danger',
      categories: [],
      host: 'test-alert.schoolgate.test',
      url: 'http://test-alert.schoolgate.test/',
      searchTerm: null,
      action: 'block',
      intent: 'navigation',
      visibility: 'host',
      attribution: 'none',
    },
    assessment: {
      severity: 'danger',
      notify: true,
      factors: [{ id: 'test-alert', effect: 'base', words: 'Made up: it shows that alerts arrive.' }],
      cluster: null,
    },
    synthetic: true,
  };
}

/** Notes that a reader of the test alert got it. Returns whether the school's alerts are live by it. */
export async function confirmTestAlert(
  school: string | null,
  reader: Contact,
  incident: string,
  { stores, clock, directory }: IncidentServices,
): Promise<boolean> {
  const contacts = (await directory()).schools.get(school ?? '');
  if (contacts === undefined) throw new Problem('not-found', 'This school is no longer configured.');
  const [at, recipient] = [clock(), addressKey(reader)];
  const isLive = confirms(contacts, recipient);
  await stores.audit.append({
    at,
    actor: `contact:${recipient}`,
    action: 'school.test-alert-confirmed',
    subject: contacts.id,
    outcome: 'done',
    detail: { incident, live: isLive },
  });
  await stores.incidentAccess.confirm({ school: contacts.id, recipient, at });
  return isLive;
}
