import { contactsOf, type Directory } from '../../../alerts/routing/directory.ts';
import type { SchoolSettings } from '../../../config/schema/config.ts';
import type { Incident } from '../../../core/incident.ts';

/** Tuesday 2026-10-06, 11:00 in London. */
export const IN_LESSONS = Date.UTC(2026, 9, 6, 10);

const contact = (name: string, email: string) => ({ name, email });

export const NORTH: SchoolSettings = {
  id: 'north',
  name: 'North Academy',
  dsl: contact('Alice Lead', 'dsl.north@example.org'),
  deputies: [contact('Bo Deputy', 'b.deputy@example.org'), contact('Cy Second', 'c.second@example.org')],
  headteacher: contact('Hana Head', 'h.head@example.org'),
  chair: contact('Chris Chair', 'chair.north@example.org'),
  it: contact('IT desk', 'it@example.org'),
  onCall: contact('Duty lead', 'duty@example.org'),
};
export const SOUTH: SchoolSettings = {
  id: 'south',
  name: 'South Academy',
  dsl: contact('Sam South', 'dsl.south@example.org'),
  headteacher: contact('Sid Head', 's.head@example.org'),
};
export const LEAD = contact('Tess Trust', 'safeguarding@example.org');

export function directory(schools: readonly SchoolSettings[] = [NORTH, SOUTH], trustLead: typeof LEAD | null = LEAD): Directory {
  const trust = { name: 'Example Trust', ...(trustLead !== null && { safeguardingLead: trustLead }) };
  const calendar = { terms: [{ from: '2026-09-01', until: '2026-12-18' }], holidays: [{ from: '2026-10-26', until: '2026-10-30' }] };
  return contactsOf({ trust, schools: [...schools], policy: { calendar } }).directory;
}

export function incident(change: Partial<Incident> = {}): Incident {
  return {
    id: 'INC1',
    person: 'pupil1',
    clientIp: '10.20.1.7',
    school: 'north',
    group: 'seniors',
    theme: 'self-harm-suicide',
    severity: 'danger',
    status: 'new',
    assignee: null,
    outcome: null,
    records: 1,
    firstAt: IN_LESSONS,
    lastAt: IN_LESSONS,
    factors: [{ id: 'base-danger', effect: 'base', words: 'A site listed under Suicide: a danger by itself.' }],
    mergedInto: null,
    synthetic: false,
    version: 1,
    ...change,
  };
}
