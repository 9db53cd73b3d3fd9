import { bulletinDelivery } from '../../alerts/bulletin.ts';
import type { Role } from '../../core/identity.ts';
import { epochMs } from '../../core/units.ts';
import type { AuditEntry, AuditQuery } from '../../storage/audit-log.ts';
import { isSamePerson, type Principal, personActing } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { ServiceContext } from './context.ts';
import { requireSchool } from './refusal.ts';
import { days } from './times.ts';

const REPORT = 'access.report';
const SETTLE = 'access.settle';
/** Reports are rare, and are kept as long as the audit log: these are shown. */
const SHOWN_DAYS = 365;
const PAGE = 500;
/** One person's, within an hour: beyond it a script is at work. */
const MOST_AN_HOUR = 10;
/** Who answers for who may see what: they read what was reported, and say what was done. */
export const ACCESS_SETTLERS: readonly Role[] = ['headteacher', 'dpo'];
/** IT, who see that there is a report: its words may be about an incident. */
const IT: readonly Role[] = ['trust-admin', 'head-of-it'];
export const ACCESS_READERS: readonly Role[] = [...IT, ...ACCESS_SETTLERS];

export interface AccessReport {
  /** Its place in the audit log, which is where it is kept. */
  readonly id: string;
  readonly at: number;
  /** Null, as are the words: withheld. */
  readonly by: string | null;
  readonly role: string;
  readonly school: string | null;
  /** Where in the console, or what. */
  readonly what: string | null;
  readonly words: string | null;
  readonly settled: { readonly at: number; readonly by: string | null; readonly words: string | null } | null;
}

/**
 * Somebody says that they can see what they should not (row R65). It stands in the audit log, is an open action until it is settled, and
 * the headteacher and IT of the school are mailed that there is one, without what it says; where it is of no school, those of the whole
 * trust who find it in the console.
 */
export async function reportAccess(
  principal: Principal,
  { what, words }: { readonly what: string; readonly words: string },
  context: ServiceContext,
): Promise<AccessReport> {
  const { stores, clock } = context;
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
    reason: `${school === null ? 'You answer for the whole trust.' : 'You are the school’s headteacher or IT contact.'} Each report is mailed once.`,
  };
  const addresses = await addressesFor(school, context);
  await stores.outbox.add(
    [...addresses].map((to) => bulletinDelivery(to, `access|${entry.sequence}`, bulletin)),
    now,
  );
  return reportOf(entry, undefined);
}

async function addressesFor(school: string | null, { stores, config }: ServiceContext): Promise<Set<string>> {
  if (school === null) {
    const ofTrust = (await stores.accounts.list()).filter((one) => one.school === null && ACCESS_READERS.includes(one.role));
    return new Set(ofTrust.flatMap(({ email }) => email ?? []));
  }
  const own = config.schools.filter(({ id }) => id === school);
  return new Set(own.flatMap(({ headteacher, it }) => [headteacher?.email ?? [], it?.email ?? []].flat()));
}

/** The newest first; a school's reader those of the school, IT without what was said. */
export async function accessReports(
  { role, school }: Pick<Principal, 'role' | 'school'>,
  { stores, clock }: Pick<ServiceContext, 'stores' | 'clock'>,
): Promise<AccessReport[]> {
  const since = epochMs(clock() - days(SHOWN_DAYS));
  const found = (await allOf(stores, { actions: [REPORT], since })).filter(({ detail }) => school === null || detail['school'] === school);
  // No answer is older than its report.
  const answers = await allOf(stores, { actions: [SETTLE], outcome: 'done', since });
  const settled = new Map(answers.map((one) => [one.subject, one] as const));
  const reports = found.map((entry) => reportOf(entry, settled.get(String(entry.sequence))));
  return ACCESS_SETTLERS.includes(role) ? reports : reports.map(withoutWords);
}

async function allOf({ audit }: ServiceContext['stores'], query: Omit<AuditQuery, 'limit' | 'before'>): Promise<AuditEntry[]> {
  const all: AuditEntry[] = [];
  for (let before: number | undefined; ; before = all.at(-1)?.sequence) {
    const page = await audit.newest({ ...query, ...(before !== undefined && { before }), limit: PAGE });
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}

function withoutWords(report: AccessReport): AccessReport {
  const { settled } = report;
  return { ...report, by: null, what: null, words: null, settled: settled === null ? null : { at: settled.at, by: null, words: null } };
}

/** Says what was done about it; once. */
export async function settleAccess(principal: Principal, id: string, words: string, context: ServiceContext): Promise<AccessReport> {
  const { stores, clock } = context;
  const [filed] = await stores.audit.list({ after: Number(id) - 1, limit: 1 });
  if (filed?.action !== REPORT || filed.sequence !== Number(id)) throw new Problem('not-found', 'There is no such report.');
  const { school, person } = filed.detail;
  await requireSchool(context, principal, school === null ? null : String(school), { action: SETTLE, subject: id });
  if (isSamePerson({ actor: filed.actor, person: String(person) }, principal))
    throw new Problem('forbidden', 'Somebody else settles what you reported.');
  const [settled] = await stores.audit.newest({ actions: [SETTLE], subjects: [id], outcome: 'done', limit: 1 });
  if (settled !== undefined) throw new Problem('conflict', `It is settled already, by ${settled.actor}.`);
  const entry = { at: clock(), actor: principal.actor, action: SETTLE, subject: id, outcome: 'done' } as const;
  return reportOf(filed, await stores.audit.append({ ...entry, detail: { words } }));
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
