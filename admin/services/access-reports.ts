import { bulletinDelivery } from '../../alerts/bulletin.ts';
import { epochMs } from '../../core/units.ts';
import type { AuditEntry } from '../../storage/audit-log.ts';
import { type Principal, personActing } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { ServiceContext } from './context.ts';
import { requireSchool } from './refusal.ts';
import { days } from './times.ts';

const REPORT = 'access.report';
const SETTLE = 'access.settle';
/** Reports are rare, and are kept as long as the audit log: these are shown. */
const SHOWN_DAYS = 365;
const MOST = 500;
/** One person's, within an hour: beyond it a script is at work. */
const MOST_AN_HOUR = 10;

export interface AccessReport {
  /** Its place in the audit log, which is where it is kept. */
  readonly id: string;
  readonly at: number;
  readonly by: string;
  readonly role: string;
  readonly school: string | null;
  /** Where in the console, or what. */
  readonly what: string;
  readonly words: string;
  readonly settled: { readonly at: number; readonly by: string; readonly words: string } | null;
}

/**
 * Somebody says that they can see what they should not (row R65). It stands in the audit log, is an open action until it is settled, and
 * the headteacher and IT of the school are mailed that there is one, without what it says.
 */
export async function reportAccess(
  principal: Principal,
  { what, words }: { readonly what: string; readonly words: string },
  { stores, clock, config }: ServiceContext,
): Promise<AccessReport> {
  const now = clock();
  const { actor, role, school } = principal;
  const since = epochMs(now - days(1) / 24);
  const recent = await stores.audit.newest({ actions: [REPORT], actor, since, limit: MOST_AN_HOUR });
  if (recent.length >= MOST_AN_HOUR)
    throw new Problem('rate-limited', 'You have reported this several times within the hour. Speak to the data protection officer.');
  const detail = { what, words, role, school, person: personActing(principal) };
  const entry = await stores.audit.append({ at: now, actor, action: REPORT, subject: what, outcome: 'done', detail });
  const bulletin = {
    title: 'Somebody can see what they should not',
    words: ['A member of staff has reported that the console shows them something that is not theirs to see.'],
    items: ['In the console it is under “Oversight”, “Wrong access”.'],
    reason: 'You are the school’s headteacher or IT contact. Each report is mailed once.',
  };
  const own = config.schools.filter(({ id }) => school === null || id === school);
  const addresses = new Set(
    own.flatMap(({ headteacher, it }) => [headteacher, it]).flatMap((one) => (one === undefined ? [] : [one.email])),
  );
  await stores.outbox.add(
    [...addresses].map((to) => bulletinDelivery(to, `access|${entry.sequence}`, bulletin)),
    now,
  );
  return reportOf(entry, undefined);
}

/** The newest first; a school's reader those of the school. */
export async function accessReports({ school }: Pick<Principal, 'school'>, { stores, clock }: Pick<ServiceContext, 'stores' | 'clock'>) {
  const since = epochMs(clock() - days(SHOWN_DAYS));
  const found = await stores.audit.newest({ actions: [REPORT], since, limit: MOST });
  const answers = await stores.audit.newest({ actions: [SETTLE], subjects: found.map(({ sequence }) => String(sequence)), limit: MOST });
  // A try that was refused stands in the log, too.
  const settled = new Map(answers.filter(({ outcome }) => outcome === 'done').map((one) => [one.subject, one] as const));
  return found
    .map((entry) => reportOf(entry, settled.get(String(entry.sequence))))
    .filter((report) => school === null || report.school === school);
}

/** Says what was done about it; once. */
export async function settleAccess(principal: Principal, id: string, words: string, context: ServiceContext): Promise<AccessReport> {
  const { stores, clock } = context;
  const report = (await accessReports({ school: null }, context)).find((one) => one.id === id);
  if (report === undefined) throw new Problem('not-found', 'There is no such report.');
  await requireSchool(context, principal, report.school, { action: SETTLE, subject: id });
  if (report.by === principal.actor) throw new Problem('forbidden', 'Somebody else settles what you reported.');
  if (report.settled !== null) throw new Problem('conflict', `It is settled already, by ${report.settled.by}.`);
  const entry = { at: clock(), actor: principal.actor, action: SETTLE, subject: id, outcome: 'done' } as const;
  const answer = await stores.audit.append({ ...entry, detail: { words } });
  return { ...report, settled: settledBy(answer) };
}

function reportOf({ sequence, at, actor, detail }: AuditEntry, answer: AuditEntry | undefined): AccessReport {
  const { what, words, role, school } = detail;
  return {
    ...{ id: String(sequence), at, by: actor, role: String(role), school: school === null ? null : String(school) },
    ...{ what: String(what), words: String(words), settled: answer === undefined ? null : settledBy(answer) },
  };
}

function settledBy({ at, actor, detail }: AuditEntry) {
  return { at, by: actor, words: String(detail['words']) };
}
