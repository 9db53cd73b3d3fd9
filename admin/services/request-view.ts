import type { Explanation } from '../../core/explanation.ts';
import { siteHosts } from '../../core/service-bundles.ts';
import { dueAt, isUndecided, type Proposal, type SiteRequest } from '../../core/site-request.ts';
import type { EpochMs } from '../../core/units.ts';
import { countPeopleMet, type PeopleMet } from '../../storage/people-met.ts';
import { placeOf, type RequestComment, type RequestFilter, type RequestPlace } from '../../storage/requests.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import { toolView } from './ai-tools.ts';
import type { ServiceContext } from './context.ts';
import { requestFor } from './request-decisions.ts';
import { hostOf } from './sites.ts';
import { wholeSecond } from './times.ts';

const MOST_EARLIER = 5;
/** The schema's. */
const LONGEST_REASON = 500;
const MET_DAYS = 7;
/** Whoever decides waits for it. */
const MET_BUDGET_MS = 2_000;

export interface EarlierDecision {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly by: string;
  readonly at: string;
  readonly reason: string;
}

export interface RequestListInput extends Pick<RequestFilter, 'status' | 'kind' | 'limit'> {
  /** Only those whose time is over. */
  readonly overdue?: boolean;
  readonly cursor?: string;
}

/** Requests as whoever decides them needs to see them, page by page; true `until` then, while none of them changes. */
export async function listRequests(principal: Principal, input: RequestListInput, { stores, clock }: ServiceContext) {
  const { school } = principal;
  const { overdue = false, cursor, ...filter } = input;
  const now = clock();
  const requests = await stores.requests.list({
    ...filter,
    ...(school === null ? {} : { school }),
    ...(overdue ? { overdueAt: now } : {}),
    ...(cursor === undefined ? {} : { after: placeIn(cursor) }),
  });
  const hosts = [...new Set(requests.filter(isUndecided).map(({ host }) => host))];
  const earlier = new Map<string, readonly SiteRequest[]>();
  for (const host of await stores.requests.decidedAmong(hosts)) earlier.set(host, await earlierOn(host, school, stores));
  const last = requests.length < filter.limit ? undefined : requests.at(-1);
  return {
    items: requests.map((request) => requestView(request, earlier.get(request.host) ?? [], now)),
    next: last === undefined ? null : cursorOf(placeOf(last)),
    until: Math.min(wholeSecond(now) + 1_000, ...requests.map(dueAt).flatMap((due) => (due < now ? [] : [due + 1]))),
  };
}

/** One request with all that helps to decide it: what others wrote, and how many met the site lately. */
export async function showRequest(principal: Principal, id: string, context: ServiceContext & { readonly recordsFolder: string }) {
  const { stores, clock, recordsFolder: folder } = context;
  const request = await requestFor(principal, id, context);
  const { school } = principal;
  const { host, tier } = request;
  const earlier = (await earlierOn(host, school, stores)).filter((one) => one.id !== id);
  // A sealed site is counted nowhere.
  const met: PeopleMet | null =
    tier === 'sealed' ? null : await countPeopleMet({ folder, host, school, now: clock(), days: MET_DAYS, budgetMs: MET_BUDGET_MS });
  const comments = (await stores.requests.comments(id)).map(commentView);
  const look = (await stores.requestLooks.get(id)) ?? null;
  return { ...requestView(request, earlier, clock()), comments, met, look, suggestion: suggestionFor(request) };
}

/** The narrowest approval that would do, ready to be sent, and what it would open; null where there is nothing plain to open. */
function suggestionFor({ kind, tier, status, host, requestedBy, reason }: SiteRequest) {
  if (kind !== 'unblock' || tier !== 'ordinary' || !isUndecided({ status })) return null;
  const body = { scope: { kind: 'person', id: requestedBy }, until: null, reason: `As asked for: ${reason}`.slice(0, LONGEST_REASON) };
  return { body, hosts: siteHosts(hostOf(host)) };
}

export function commentView({ id, at, author, text }: RequestComment) {
  return { id, at: iso(at), author, text };
}

async function earlierOn(host: string, school: string | null, { requests }: ServiceContext['stores']): Promise<readonly SiteRequest[]> {
  const decided = await requests.decidedFor(host, MOST_EARLIER * 4);
  return decided.filter((one) => school === null || one.school === school).slice(0, MOST_EARLIER);
}

/** Left out of the JSON. Measured, a copy without the members costs twice as much. */
const NOT_SHOWN = { version: undefined, decidedAt: undefined, decidedBy: undefined, decisionReason: undefined };
const NOT_LISTED = { chain: undefined, wouldChange: undefined };

export function requestView(request: SiteRequest, earlier: readonly SiteRequest[], now: EpochMs) {
  const { createdAt, decidedAt, decidedBy, decisionReason, proposal, approvals } = request;
  return {
    ...request,
    ...NOT_SHOWN,
    approvals: approvals.map((one) => ({ ...one, at: iso(one.at) })),
    proposal: proposal === null ? null : proposalView(proposal),
    createdAt: iso(createdAt),
    ageSeconds: Math.max(0, Math.round(((decidedAt ?? wholeSecond(now)) - createdAt) / 1000)),
    dueAt: iso(dueAt(request)),
    overdue: (decidedAt ?? now) > dueAt(request),
    decision: decidedAt === null ? null : { at: iso(decidedAt), by: decidedBy ?? '', reason: decisionReason ?? '' },
    earlier: earlier.map(earlierDecision),
  };
}

/** A request as a list shows it. Most bytes of an explanation are its chain and what would change it: whoever opens the request reads them. */
export function inShort<T extends { readonly explanation: Explanation }>(request: T) {
  return { ...request, explanation: { ...request.explanation, ...NOT_LISTED } };
}

function proposalView(proposal: Proposal) {
  return 'tool' in proposal ? { tool: toolView(proposal.tool) } : { ...proposal, until: iso(proposal.until) };
}

function earlierDecision({ id, kind, status, decidedBy, decidedAt, decisionReason }: SiteRequest): EarlierDecision {
  return { id, kind, status, by: decidedBy ?? '', at: iso(decidedAt ?? 0), reason: decisionReason ?? '' };
}

function cursorOf({ group, urgency, moment, id }: RequestPlace): string {
  return [group, urgency, moment, id].join('.');
}

function placeIn(cursor: string): RequestPlace {
  const [, group, urgency, moment, id] = /^([01])\.(0|-1)\.(-?\d{1,15})\.([A-Za-z0-9-]{1,80})$/.exec(cursor) ?? [];
  if (id === undefined) throw new Problem('bad-request', 'cursor: send the "next" of the page before.');
  return { group: Number(group), urgency: Number(urgency), moment: Number(moment), id };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
