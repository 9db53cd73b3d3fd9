import type { ConfigFile, SchoolSettings } from '../../config/schema/config.ts';
import { webhooksIn } from '../../config/schema/webhooks.ts';
import type { Severity } from '../../core/incident.ts';
import { calendarOf, type SchoolCalendar } from './school-day.ts';

export interface Contact {
  readonly name: string;
  readonly email: string;
}

export interface SchoolContacts {
  readonly id: string;
  readonly name: string;
  readonly dsl: Contact | null;
  readonly deputies: readonly Contact[];
  readonly headteacher: Contact | null;
  readonly chair: Contact | null;
  readonly it: Contact | null;
  readonly onCall: Contact | null;
}

/** A webhook as far as routing goes. */
export interface WebhookTarget {
  readonly id: string;
  /** Null: the trust's, for all schools and for people of no known school. */
  readonly school: string | null;
  readonly severities: readonly Severity[];
}

/** Who can be told of what, as configured. */
export interface Directory {
  readonly trustName: string;
  readonly trustLead: Contact | null;
  readonly schools: ReadonlyMap<string, SchoolContacts>;
  readonly calendar: SchoolCalendar;
  readonly webhooks: readonly WebhookTarget[];
}

/** The directory of a configuration, with what is missing in it, to be said at start-up. `calendar`: of the policy in force; default the configured one. */
export function contactsOf(
  config: Pick<ConfigFile, 'trust' | 'schools' | 'policy'>,
  calendar = config.policy?.calendar,
): { readonly directory: Directory; readonly gaps: readonly string[] } {
  const schools = new Map(config.schools.map((school) => [school.id, schoolContacts(school)]));
  const directory: Directory = {
    trustName: config.trust.name,
    trustLead: config.trust.safeguardingLead ?? null,
    schools,
    calendar: calendarOf(calendar),
    webhooks: webhooksIn(config).map(({ school, settings: { id, severities } }) => ({ id, school, severities })),
  };
  return { directory, gaps: gapsOf(directory) };
}

function schoolContacts({ id, name, dsl, deputies, headteacher, chair, it, onCall }: SchoolSettings): SchoolContacts {
  return {
    id,
    name,
    dsl: dsl ?? null,
    deputies: deputies ?? [],
    headteacher: headteacher ?? null,
    chair: chair ?? null,
    it: it ?? null,
    onCall: onCall ?? null,
  };
}

/** How to call a school in a mail; the trust where no school is known. */
export function schoolName(school: string | null, directory: Directory): string {
  return (school === null ? undefined : directory.schools.get(school)?.name) ?? directory.trustName;
}

function gapsOf({ trustLead, schools }: Directory): string[] {
  const gaps: string[] = [];
  if (schools.size === 0) gaps.push('No school is configured: alerts about pupils go to the trust safeguarding lead.');
  if (trustLead === null) {
    gaps.push('trust.safeguardingLead is missing: alerts about people of no known school go to the schools’ leads instead.');
    if (schools.size === 0) gaps.push('Nobody can be told of anything: name trust.safeguardingLead, or schools with their contacts.');
  }
  for (const school of schools.values()) gaps.push(...schoolGaps(school));
  return gaps;
}

function schoolGaps(school: SchoolContacts): string[] {
  const missing: string[] = [];
  const say = (role: string, effect: string) => missing.push(`School "${school.id}" has no ${role}: ${effect}`);
  if (school.dsl === null) say('dsl', 'alerts about its pupils go to the deputies, else to the headteacher.');
  if (school.headteacher === null) say('headteacher', 'alerts about its staff go to the chair and the trust safeguarding lead.');
  if (school.chair === null) say('chair', 'alerts about its headteacher go to the trust safeguarding lead alone.');
  if (school.it === null) say('it', 'nobody there learns that mail fails, or of malware.');
  if (school.onCall === null) say('onCall', 'dangers outside school hours stay unread until school opens.');
  return missing;
}
