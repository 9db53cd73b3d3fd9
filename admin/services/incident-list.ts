import type { Incident } from '../../core/incident.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';
import type { IncidentFilter } from '../../storage/incidents.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { IncidentServices } from './incident-services.ts';
import { incidentItem } from './incident-view.ts';
import { personNameOf, readersOf, roleMaySee } from './incident-visibility.ts';
import { refused } from './refusal.ts';

/** Why somebody may look a person up: the monitoring purposes of the schools' policies (row R92), and safeguarding itself. */
export const PURPOSES = ['safeguarding', 'compliance', 'crime-prevention', 'legal-obligation'] as const;

export interface ListQuery extends Pick<IncidentFilter, 'school' | 'status' | 'severity' | 'theme' | 'since' | 'until' | 'synthetic'> {
  readonly person?: string;
  readonly purpose?: (typeof PURPOSES)[number];
  readonly reference?: string;
  readonly cursor?: string;
  readonly limit: number;
}

/** Incidents are read so many at a time until enough of them may be seen, and at most so often. */
const PAGE = 100;
const MOST_PAGES = 20;

/** The incidents a role may see, with a cursor for those behind them; null when there are none. */
export async function listIncidents(principal: Principal, query: ListQuery, services: IncidentServices) {
  const { stores } = services;
  const { cursor, limit, purpose: _, reference: __, ...filter } = query;
  if (query.person !== undefined) await auditPerson(principal, query, query.person, services);
  const school = principal.school ?? filter.school;
  const directory = await services.directory();
  const items: ReturnType<typeof incidentItem>[] = [];
  let after = cursor === undefined ? undefined : placeOf(cursor);
  for (let page = 0; page < MOST_PAGES; page++) {
    const found = await stores.incidents.list({
      ...filter,
      ...(school !== undefined && { school }),
      ...(after !== undefined && { after }),
      notAbout: personNameOf(principal),
      limit: PAGE,
    });
    for (const incident of found) {
      after = { isClosed: incident.status === 'closed', severity: incident.severity, lastAt: incident.lastAt, id: incident.id };
      const deliveries = await stores.outbox.forIncident(incident.id);
      if (!roleMaySee(principal, incident, readersOf(incident, [], deliveries, directory), directory)) continue;
      items.push(incidentItem(incident, deliveries, await stores.incidents.events(incident.id)));
      if (items.length === limit) return { items, next: cursorOf(after) };
    }
    if (found.length < PAGE) return { items, next: null };
  }
  return { items, next: after === undefined ? null : cursorOf(after) };
}

/** A person's history needs a reason, and leaves a row that says who looked and why (rows R90, I06). */
async function auditPerson(
  principal: Principal,
  { purpose, reference }: ListQuery,
  person: string,
  services: IncidentServices,
): Promise<void> {
  const action = 'incident.list-person';
  const subject = services.key.personRefOf(personNameOf({ actor: `:${person}` }));
  if (purpose === undefined || reference === undefined) {
    const words = 'A person’s incidents are shown for a purpose only: give "purpose" and "reference".';
    throw await refused(services, principal, { action, subject, code: 'forbidden', words });
  }
  const detail = { role: principal.role, purpose, reference };
  await services.stores.audit.append({ at: services.clock(), actor: principal.actor, action, subject, outcome: 'done', detail });
}

type Place = NonNullable<IncidentFilter['after']>;

function cursorOf({ isClosed, severity, lastAt, id }: Place): string {
  return Buffer.from(JSON.stringify([isClosed, severity, lastAt, id])).toString('base64url');
}

const CURSOR = /^\[(true|false),"(danger|warning|advisory)",(\d{1,16}),"([0-9A-Za-z]{1,40})"\]$/;

function placeOf(cursor: string): Place {
  const match = CURSOR.exec(Buffer.from(cursor, 'base64url').toString());
  if (match === null) throw new Problem('bad-request', 'cursor: not one of ours. Begin without one.');
  const [, closed, severity, lastAt, id = ''] = match;
  return { isClosed: closed === 'true', severity: severity as Incident['severity'], lastAt: Number(lastAt), id };
}

/** A time of a query. */
export function instant(text: string | undefined, parse: (text: string) => EpochMs | undefined, name: string): EpochMs | undefined {
  if (text === undefined) return undefined;
  const at = parse(text);
  if (at === undefined) throw new Problem('bad-request', `${name}: write a time like 2026-12-01T15:30 (London) or 2026-12-01T15:30:00Z.`);
  return epochMs(at);
}
