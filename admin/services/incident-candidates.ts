import type { Incident } from '../../core/incident.ts';
import { epochMs } from '../../core/units.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import { type IncidentCase, mayReadCase, openCase } from './incident-case.ts';
import type { IncidentServices } from './incident-services.ts';
import { requireSameReaders } from './incident-triage.ts';
import { iso } from './incident-view.ts';

const WEEK_MS = 7 * 86_400_000;
const DAY_MS = 86_400_000;
const MOST = 20;
const MOST_LOOKED_AT = 60;

/**
 * Open incidents that may belong together with this one: of the same person within a week, or of the same kind at the same school
 * within a day. Closest in time first, the same person's before others'. Only those that could be merged, and that the principal may see.
 */
export async function mergeCandidates(principal: Principal, one: IncidentCase, services: IncidentServices) {
  const { person, school, theme } = one.incident;
  const shared = { status: ['new', 'acknowledged', 'in-progress', 'escalated'] as const, limit: MOST_LOOKED_AT };
  const around = (ms: number) => ({ since: epochMs(one.incident.firstAt - ms), until: epochMs(one.incident.lastAt + ms) });
  const { incidents } = services.stores;
  const [ofPerson, ofTheme] = await Promise.all([
    person === null ? [] : incidents.list({ ...shared, ...around(WEEK_MS), person }),
    school === null ? [] : incidents.list({ ...shared, ...around(DAY_MS), school, theme: [theme] }),
  ]);
  const own = new Set(ofPerson.map(({ id }) => id));
  const found = [...new Map([...ofPerson, ...ofTheme].map((incident) => [incident.id, incident])).values()]
    .filter(({ id }) => id !== one.incident.id)
    .sort((a, b) => Number(own.has(b.id)) - Number(own.has(a.id)) || distance(a, one.incident) - distance(b, one.incident));
  const items = [];
  for (const incident of found) {
    if (items.length === MOST) break;
    const other = await openCase(incident.id, services);
    if (other === undefined || !mayReadCase(principal, other) || !haveSameReaders(one, other)) continue;
    items.push({ ...view(incident), because: own.has(incident.id) ? 'same-person' : 'same-theme' });
  }
  return { items };
}

function haveSameReaders(one: IncidentCase, other: IncidentCase): boolean {
  try {
    requireSameReaders(one, other);
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

function distance(a: Incident, b: Incident): number {
  return Math.max(0, a.firstAt - b.lastAt, b.firstAt - a.lastAt);
}

function view({ id, person, theme, severity, status, outcome, firstAt, lastAt, records, factors }: Incident) {
  const why = factors.map(({ words }) => words).join(' ');
  return { id, person, theme, severity, status, outcome, firstAt: iso(firstAt), lastAt: iso(lastAt), records, why };
}
