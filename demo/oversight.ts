import { Problem } from '../admin/problem.ts';
import { listIncidents } from '../admin/services/incident-list.ts';
import { confirmTestAlert, raiseTestAlert } from '../admin/services/incident-test-alert.ts';
import type { Alerting } from './alerting.ts';
import { at, MINUTE_MS } from './calendar.ts';
import { Cast } from './cast.ts';
import type { Population } from './people.ts';
import { ACCOUNTS, type Account, principalFor, type SchoolId } from './schools.ts';
import type { World } from './world.ts';

const { ruth, daniel, joan, samira, abena } = ACCOUNTS;
const PAGE = 20;

/** Who looks at whom and why, for the data protection officer to see; and the test alerts by which schools go live. */
export function scheduleOversight(world: World, population: Population, alerting: Alerting): void {
  const { week, timeline } = world;
  const [d1 = 0, d2 = 0, d3 = 0, d4 = 0] = week.schoolDays;
  const cast = new Cast(population);
  const personOf = (school: SchoolId, form: string, index: number) => cast.pupil(school, form, index)?.name;
  const look = (
    time: number,
    by: Account,
    person: string | undefined,
    why?: { readonly purpose: 'safeguarding' | 'compliance'; readonly reference: string },
  ) => {
    if (person !== undefined) timeline.add(time, () => lookUp(world, by, person, why));
  };
  look(at(d3, '10:14'), ruth, personOf('harrowmere', '9B', 4), { purpose: 'safeguarding', reference: 'CP-2026-031' });
  look(at(d2, '12:26'), daniel, personOf('harrowmere', '11B', 20));
  look(at(d2, '12:28'), daniel, personOf('harrowmere', '11B', 20), { purpose: 'safeguarding', reference: 'CP-2026-040' });
  look(at(d1, '10:40'), ruth, personOf('harrowmere', '10A', 7), { purpose: 'safeguarding', reference: 'CP-2026-044' });
  look(at(d1, '11:15'), abena, personOf('harrowmere', '10A', 7), { purpose: 'safeguarding', reference: 'CP-2026-044' });
  look(at(d1, '15:20'), samira, personOf('quayle', '13L', 4), { purpose: 'safeguarding', reference: 'QSF-88' });
  // The college's lead has not confirmed hers yet.
  for (const [index, lead] of [joan, ruth, samira].filter(({ school }) => world.has(school)).entries()) {
    timeline.add(at(d4, '08:02') + index * MINUTE_MS, () => testAlert(world, lead, lead !== samira, alerting));
  }
}

/** A look that names no purpose is refused, and written down. */
async function lookUp(
  world: World,
  by: Account,
  person: string,
  why: { readonly purpose?: 'safeguarding' | 'compliance'; readonly reference?: string } = {},
) {
  try {
    await listIncidents(principalFor(by), { person, ...why, limit: PAGE }, world.incidents);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'forbidden') throw error;
  }
}

async function testAlert(world: World, lead: Account, isConfirmed: boolean, alerting: Alerting): Promise<void> {
  const { incidents, services, timeline, now } = world;
  const school = (await incidents.directory()).schools.get(lead.school ?? '');
  if (school === undefined) return;
  const raised = await raiseTestAlert(school, services.newId(), incidents);
  const detail = { incident: raised.id, told: raised.told };
  const { actor } = principalFor(lead);
  await incidents.stores.audit.append({ at: now(), actor, action: 'school.test-alert', subject: school.id, outcome: 'done', detail });
  await alerting.sendMails();
  const { dsl } = school;
  if (!isConfirmed || dsl === null) return;
  timeline.add(now() + 9 * MINUTE_MS, async () => void (await confirmTestAlert(school.id, dsl, raised.id, incidents)));
}
