import { protectionStatus } from '../../blocklists/protection.ts';
import type { Role } from '../../core/identity.ts';
import type { Incident } from '../../core/incident.ts';
import type { Measure } from '../../core/measure.ts';
import { dueAt } from '../../core/site-request.ts';
import type { Principal } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import type { ServiceContext } from './context.ts';
import { listIncidents } from './incident-list.ts';
import type { IncidentServices } from './incident-services.ts';
import { SAFEGUARDING_ROLES } from './incident-visibility.ts';
import { runningLessons } from './lessons.ts';
import { runningMeasures } from './measures.ts';
import { createOverrides } from './overrides.ts';

const IT: readonly Role[] = ['trust-admin', 'head-of-it', 'it-operator'];
const OFFICE: readonly Role[] = [...IT, 'headteacher'];
const POLICY: readonly Role[] = ['trust-admin', 'head-of-it', 'it-operator', 'headteacher', 'dpo'];

/** More than anybody has open; beyond it the front page says "200 and more" by `more`. */
const MOST = 200;

type Context = ServiceContext & Pick<AdminContext, 'config' | 'publishedLists'>;

/** Whether a role has a part of the summary. */
export const mayRead = {
  incidents: ({ role }: Principal) => SAFEGUARDING_ROLES.includes(role),
  office: ({ role }: Principal) => OFFICE.includes(role),
  policy: ({ role }: Principal) => POLICY.includes(role),
  it: ({ role }: Principal) => IT.includes(role),
} as const;

/** What waits among the incidents that the principal may see: numbers only. */
export async function incidentsWaiting(principal: Principal, services: IncidentServices) {
  const { items, next } = await listIncidents(
    principal,
    { status: ['new', 'acknowledged', 'in-progress', 'escalated'], limit: MOST },
    services,
  );
  const of = (severity: Incident['severity']) => items.filter((one) => one.severity === severity).length;
  const times = items.map(({ firstAt }) => firstAt).sort();
  return {
    open: items.length,
    more: next !== null,
    unacknowledged: items.filter(({ status }) => status === 'new').length,
    danger: of('danger'),
    warning: of('warning'),
    advisory: of('advisory'),
    oldestOpenAt: times[0] ?? null,
  };
}

export async function requestsWaiting({ school }: Principal, { stores, clock }: Context) {
  const shown = school === null ? {} : { school };
  const requests = await stores.requests.list({ ...shown, status: ['open', 'awaiting-second'], limit: MOST });
  const now = clock();
  return {
    open: requests.length,
    more: requests.length === MOST,
    awaitingSecond: requests.filter(({ status }) => status === 'awaiting-second').length,
    overdue: requests.filter((request) => now > dueAt(request)).length,
    urgent: requests.filter(({ urgent }) => urgent).length,
  };
}

export async function draftsWaiting({ stores }: Context) {
  const drafts = await stores.policyDrafts.list(MOST);
  return { waiting: drafts.filter(({ status }) => status === 'awaiting-second').length };
}

export async function protectionNow({ publishedLists, clock }: Pick<Context, 'publishedLists' | 'clock'>) {
  const { classes } = protectionStatus(await publishedLists(), clock());
  const lacking = classes
    .filter(({ status }) => status !== 'protected')
    .map(({ class: id, title, status }) => ({ class: id, title, status }));
  return { ok: lacking.length === 0, lacking };
}

/** The lists in force, source by source, with their ages. */
export async function listsNow({ publishedLists }: Pick<Context, 'publishedLists'>) {
  const published = await publishedLists();
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  const sources = (published?.sources ?? []).map(({ id, status, message, entries, checkedAt, own, licence }) => ({
    ...{ id, status, message, entries, own, licence },
    checkedAt: iso(checkedAt),
  }));
  return { version: published?.version ?? null, builtAt: iso(published?.builtAt ?? null), sources };
}

/** What somebody has switched, opened or closed for a time. */
export async function openNow(principal: Principal, context: Context) {
  const count = async (kind: Measure['kind']) => (await runningMeasures(principal, kind, context)).length;
  const { overrides, blocks } = await createOverrides(context).list(principal);
  return {
    overrides: overrides.filter(({ kind }) => kind !== 'lesson' && kind !== 'coach').length,
    lessons: (await runningLessons(principal, context)).length,
    exams: await count('exam'),
    suspensions: await count('suspension'),
    blocks: blocks.length,
  };
}

export async function leasesNow({ school }: Principal, { stores, clock }: Context) {
  const leases = await stores.leases.list(clock());
  return { count: school === null ? leases.length : leases.filter((one) => one.school === school).length };
}
