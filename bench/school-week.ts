import { assess } from '../alerts/assess/assess.ts';
import { createHistory, personKey } from '../alerts/assess/history.ts';
import { sightingOf } from '../alerts/assess/sighting.ts';
import { contactsOf } from '../alerts/routing/directory.ts';
import { recipientsOf } from '../alerts/routing/recipients.ts';
import { schoolDay } from '../alerts/routing/school-day.ts';
import type { AccessRecord } from '../core/access-record.ts';
import { type Assessment, type Incident, SEVERITIES, type Severity, type Sighting } from '../core/incident.ts';
import { epochMs } from '../core/units.ts';
import { DAY, HOUR, MINUTE, MONDAY, type Planted, type SchoolWeek, schoolWeek } from './support/made-up-week.ts';

/**
 * A made-up week of one school: `node bench/school-week.ts [seed]`. 300 pupils and 30 staff; everybody and everything is invented,
 * the planted incidents as well. How often pupils do what is our own guess: read the shares, not the absolute numbers.
 */
export interface Mailed {
  readonly at: number;
  readonly severity: Severity;
  readonly ids: ReadonlySet<string>;
  readonly to: readonly string[];
}

interface OpenIncident {
  readonly ids: Set<string>;
  lastAt: number;
  told: number;
}

const MERGE_WINDOW_MS = 10 * MINUTE;
const contact = (name: string) => ({ name, email: `${name}@example.org` });
export const TRUST: Parameters<typeof contactsOf>[0] = {
  trust: { name: 'Trust', safeguardingLead: contact('trust') },
  schools: [
    {
      id: 'north',
      name: 'North',
      dsl: contact('dsl'),
      headteacher: contact('head'),
      chair: contact('chair'),
      it: contact('it'),
      onCall: contact('duty'),
    },
  ],
};
const { directory } = contactsOf(TRUST);

/** The mails of a week: one for each person and theme in ten minutes, and again when it gets worse. */
export function mailsOf(records: readonly AccessRecord[]): Mailed[] {
  const history = createHistory({ keepMs: 36 * HOUR });
  const open = new Map<string, OpenIncident>();
  const mails: Mailed[] = [];
  for (const record of records) {
    const sighting = sightingOf(record);
    if (sighting === null) continue;
    const { person, cohort } = history.remember(sighting);
    const assessment = assess(sighting, person, cohort, schoolDay(epochMs(sighting.at), directory.calendar));
    const incident = attach(open, sighting);
    const rank = SEVERITIES.indexOf(assessment.severity);
    if (!assessment.notify || rank <= incident.told) continue;
    incident.told = rank;
    const to = recipientsOf(incidentOf(sighting, assessment), directory).map(({ email }) => email);
    mails.push({ at: sighting.at, severity: assessment.severity, ids: incident.ids, to });
  }
  return mails;
}

function attach(open: Map<string, OpenIncident>, sighting: Sighting): OpenIncident {
  const key = `${personKey(sighting)} ${sighting.theme}`;
  const found = open.get(key);
  const incident =
    found !== undefined && sighting.at - found.lastAt <= MERGE_WINDOW_MS ? found : { ids: new Set<string>(), lastAt: 0, told: 0 };
  incident.lastAt = sighting.at;
  incident.ids.add(sighting.id);
  open.set(key, incident);
  return incident;
}

function incidentOf({ id, username, clientIp, school, group, theme, at }: Sighting, { severity, factors }: Assessment): Incident {
  const state = { status: 'new', assignee: null, outcome: null, mergedInto: null, synthetic: false, version: 1, records: 1 } as const;
  return { id, person: username, clientIp, school, group, theme, severity, factors: [...factors], firstAt: at, lastAt: at, ...state };
}

export interface WeekReport {
  readonly dangers: number;
  readonly dangersRaised: number;
  readonly concerns: number;
  readonly concernsRaised: number;
  readonly dslMailsADay: readonly number[];
  readonly dslMails: number;
  /** Mails to the DSL about nothing that was planted. */
  readonly dslNoise: number;
}

export function reportOf({ planted }: SchoolWeek, mails: readonly Mailed[]): WeekReport {
  const hits = ({ ids }: Planted, { ids: told }: Mailed) => [...ids].some((id) => told.has(id));
  const raised = (kind: Planted['kind']) =>
    planted.filter(
      (each) => each.kind === kind && mails.some((mail) => hits(each, mail) && (kind === 'concern' || mail.severity === 'danger')),
    ).length;
  const toDsl = mails.filter(({ to }) => to.includes('dsl@example.org'));
  return {
    dangers: planted.filter(({ kind }) => kind === 'danger').length,
    dangersRaised: raised('danger'),
    concerns: planted.filter(({ kind }) => kind === 'concern').length,
    concernsRaised: raised('concern'),
    dslMailsADay: Array.from({ length: 7 }, (_, day) => toDsl.filter(({ at }) => Math.floor((at - MONDAY) / DAY) === day).length),
    dslMails: toDsl.length,
    dslNoise: toDsl.filter((mail) => !planted.some((each) => hits(each, mail))).length,
  };
}

if (import.meta.main) {
  const week = schoolWeek(Number(process.argv[2] ?? 1));
  const signalled = week.records.filter(({ signal }) => signal !== 'none').length;
  const report = reportOf(week, mailsOf(week.records));
  console.log(`records ${week.records.length}, signalled ${signalled}`);
  console.log(
    `planted dangers raised ${report.dangersRaised} of ${report.dangers}; concerns told at once ${report.concernsRaised} of ${report.concerns}`,
  );
  console.log(`mails to the DSL, Monday to Sunday: ${report.dslMailsADay.join(' ')} (${(report.dslMails / 5).toFixed(1)} a school day)`);
  console.log(`of these noise: ${report.dslNoise} of ${report.dslMails} (${((100 * report.dslNoise) / report.dslMails).toFixed(0)} %)`);
}
