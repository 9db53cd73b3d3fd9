import { isUndecided, type SiteRequest } from '../../core/site-request.ts';
import type { RequestFilter } from '../../storage/requests.ts';
import type { Principal } from '../auth/principal.ts';
import type { ServiceContext } from './context.ts';

const MINUTE_MS = 60_000;
/** An urgent request within the hour, any other within a day: what schools' helpdesks promise. */
const DUE_AFTER_MS = { urgent: 60 * MINUTE_MS, usual: 24 * 60 * MINUTE_MS } as const;
const MOST_EARLIER = 5;

export interface EarlierDecision {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly by: string;
  readonly at: string;
  readonly reason: string;
}

/** Requests as whoever decides them needs to see them. */
export async function listRequests(principal: Principal, filter: Omit<RequestFilter, 'school'>, { stores, clock }: ServiceContext) {
  const { school } = principal;
  const requests = await stores.requests.list({ ...filter, ...(school === null ? {} : { school }) });
  const hosts = [...new Set(requests.filter(isUndecided).map(({ host }) => host))];
  const earlier = new Map<string, readonly SiteRequest[]>();
  for (const host of hosts) {
    const decided = await stores.requests.decidedFor(host, MOST_EARLIER * 4);
    earlier.set(host, decided.filter((one) => school === null || one.school === school).slice(0, MOST_EARLIER));
  }
  return requests.map((request) => requestView(request, earlier.get(request.host) ?? [], clock()));
}

export function requestView(request: SiteRequest, earlier: readonly SiteRequest[], now: number) {
  const { createdAt, decidedAt, decidedBy, decisionReason, proposal, approvals, version: _, ...rest } = request;
  const dueAt = createdAt + (request.urgent ? DUE_AFTER_MS.urgent : DUE_AFTER_MS.usual);
  return {
    ...rest,
    approvals: approvals.map((one) => ({ ...one, at: iso(one.at) })),
    proposal: proposal === null ? null : { ...proposal, until: iso(proposal.until) },
    createdAt: iso(createdAt),
    ageSeconds: Math.max(0, Math.round(((decidedAt ?? now) - createdAt) / 1000)),
    dueAt: iso(dueAt),
    overdue: (decidedAt ?? now) > dueAt,
    decision: decidedAt === null ? null : { at: iso(decidedAt), by: decidedBy ?? '', reason: decisionReason ?? '' },
    earlier: earlier.map(earlierDecision),
  };
}

function earlierDecision({ id, kind, status, decidedBy, decidedAt, decisionReason }: SiteRequest): EarlierDecision {
  return { id, kind, status, by: decidedBy ?? '', at: iso(decidedAt ?? 0), reason: decisionReason ?? '' };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
