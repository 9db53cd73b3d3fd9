import { normaliseUserName } from '../../core/identity.ts';
import type { Override } from '../../core/override.ts';
import { siteHosts } from '../../core/service-bundles.ts';
import { type Approval, isUndecided, type SiteRequest } from '../../core/site-request.ts';
import { findPerson } from '../../snapshot/lease-identity.ts';
import { isSamePerson, type Principal, personActing } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import { approveTool, type ToolInput } from './ai-approval.ts';
import type { ServiceContext } from './context.ts';
import { refuseClosed, refuseOutside, sitesIn } from './overrides.ts';
import { refused } from './refusal.ts';
import { newBlock } from './request-filing.ts';
import { APPROVE, approvalOf, type Decided, decide, decidedBy } from './request-outcome.ts';
import { checkedScope, type Scope } from './scopes.ts';
import { hostOf, type SiteTier, snapshotOf, targetOf, tierOf } from './sites.ts';
import { days, endOf } from './times.ts';

/** As for a research exception in the policy document. */
const LONGEST_RESEARCH_DAYS = 92;
const NOT_REGISTERED = 'It is open for a time and not in the register of AI tools: that needs "tool", with age, assessment and expiry.';

export interface ApprovalInput {
  readonly scope: Scope;
  readonly until?: string | null;
  readonly reason: string;
  /** Of an AI tool: its entry in the register. */
  readonly tool?: ToolInput;
  /** Of an ordinary site: hosts that it needs beside its own, as a look at its page tells. */
  readonly also?: readonly string[];
}

/** A request that the principal may see; `not-found` otherwise. */
export async function requestFor(principal: Principal, id: string, { stores }: Pick<ServiceContext, 'stores'>): Promise<SiteRequest> {
  const request = await stores.requests.get(id);
  if (request === undefined || (principal.school !== null && request.school !== principal.school)) {
    throw new Problem('not-found', 'There is no such request.');
  }
  return request;
}

/** Approves a request: opens or blocks the site, or, in a locked category, adds one of the two approvals it needs. */
export async function approveRequest(principal: Principal, id: string, input: ApprovalInput, context: ServiceContext): Promise<Decided> {
  const request = await undecided(principal, id, context);
  const site = siteNow(request, context);
  if (site.tier === 'sealed') await refuseClosed(principal, [site], context, APPROVE);
  const isPlain = ['unblock', 'research'].includes(request.kind) && site.tier === 'ordinary';
  if (input.also !== undefined && input.also.length > 0 && !isPlain)
    throw new Problem('bad-request', 'also: only where an ordinary site is opened.');
  if (input.tool !== undefined || isToolProposed(request)) return approveTool(principal, request, input, context);
  if (request.kind === 'ai-approval' && principal.role !== 'head-of-it') {
    const words = 'AI tools are approved by the Head of IT only. Send "tool" to propose an entry of the register.';
    throw await refused(context, principal, { action: APPROVE, subject: id, code: 'forbidden', words });
  }
  const scope = checkedScope(withDefaultId(input.scope, request), context);
  await refuseOutside(principal, scope, context, APPROVE);
  if (request.kind === 'block') return approveBlock(principal, request, scope, input, context);
  if (site.tier === 'locked') return approveLocked(principal, request, scope, input, context);
  const beside = sitesIn({ hosts: input.also ?? [] }, context);
  await refuseClosed(principal, beside.tiers, context, APPROVE);
  const own = overrideFor(request, scope, endOf(input.until, context.clock()), input.reason, principal.actor, 'override', context);
  const override = { ...own, hosts: [...new Set([...own.hosts, ...beside.hosts])] };
  const effect = { kind: 'override', override } as const;
  const decision = { ...decidedBy(principal, input.reason, context), effectId: override.id };
  const decided = await decide(principal, request, decision, effect, context);
  return request.kind === 'ai-approval' ? { ...decided, warnings: [...decided.warnings, NOT_REGISTERED] } : decided;
}

function isToolProposed({ proposal }: SiteRequest): boolean {
  return proposal !== null && 'tool' in proposal;
}

/** Declines a request, with the reason that the requester is told. */
export async function declineRequest(principal: Principal, id: string, reason: string, context: ServiceContext): Promise<Decided> {
  const request = await undecided(principal, id, context);
  return decide(principal, request, { ...decidedBy(principal, reason, context), status: 'declined' }, { kind: 'none' }, context);
}

async function undecided(principal: Principal, id: string, context: ServiceContext): Promise<SiteRequest> {
  const request = await requestFor(principal, id, context);
  if (isUndecided(request)) return request;
  throw new Problem('conflict', `The request is ${request.status} already, by ${request.decidedBy ?? 'somebody'}.`);
}

/** Lists change: what was ordinary when it was asked for may be locked now. What was sealed then stays so: its name is not kept. */
function siteNow({ tier, host, url }: SiteRequest, { policy }: ServiceContext): SiteTier {
  if (tier === 'sealed') return { tier, category: null, sealedRef: host };
  const snapshot = snapshotOf(policy);
  const tiers = [tierOf(snapshot, targetOf(url)), ...siteHosts(hostOf(host)).map((name) => tierOf(snapshot, hostOf(name)))];
  const strictest = (['sealed', 'locked', 'ordinary'] as const).map((one) => tiers.find((found) => found.tier === one)).find(Boolean);
  return strictest ?? { tier: 'ordinary', category: null, sealedRef: null };
}

function withDefaultId(scope: Scope, { requestedBy, school }: SiteRequest): Scope {
  if (scope.id !== undefined) return scope;
  if (scope.kind === 'person') return { kind: 'person', id: requestedBy };
  return scope.kind === 'school' && school !== null ? { kind: 'school', id: school } : scope;
}

function overrideFor(
  { host }: SiteRequest,
  scope: Scope,
  until: number,
  reason: string,
  grantedBy: string,
  kind: Override['kind'],
  { clock, newId }: ServiceContext,
): Override {
  return { id: `override-${newId()}`, kind, scope, hosts: siteHosts(hostOf(host)).map(hostOf), from: clock(), until, reason, grantedBy };
}

async function approveBlock(
  principal: Principal,
  request: SiteRequest,
  scope: Scope,
  input: ApprovalInput,
  context: ServiceContext,
): Promise<Decided> {
  const { kind, id } = scope;
  if (kind !== 'trust' && kind !== 'school') throw new Problem('bad-request', 'scope: a site is blocked for a school or for the trust.');
  const reviewBy = endOf(input.until, context.clock());
  const block = newBlock(
    { host: request.host, reason: input.reason },
    id === undefined ? { kind } : { kind, id },
    principal,
    context,
    reviewBy,
  );
  const decision = { ...decidedBy(principal, input.reason, context), effectId: block.id };
  return decide(principal, request, decision, { kind: 'block', block }, context);
}

/** Two different people, one of them the Head of IT, agree on one named member of staff and an end (row R63, contract "Rule order"). */
async function approveLocked(
  principal: Principal,
  request: SiteRequest,
  scope: Scope,
  input: ApprovalInput,
  context: ServiceContext,
): Promise<Decided> {
  const { person, until } = await researchProposal(principal, request, scope, input, context);
  const approval = approvalOf(principal, context.clock(), input.reason);
  const approvals = [...request.approvals, approval];
  const { proposal } = request;
  if (proposal === null || 'tool' in proposal) {
    const waiting = { status: 'awaiting-second', approvals, proposal: { person, until }, decidedAt: null, decidedBy: null } as const;
    return decide(principal, request, { ...waiting, decisionReason: null, effectId: null }, { kind: 'none' }, context);
  }
  const problem = secondProblem(request, approval);
  if (problem !== undefined)
    throw await refused(context, principal, { action: APPROVE, subject: request.id, code: 'forbidden', words: problem });
  if (normaliseUserName(proposal.person) !== normaliseUserName(person)) {
    throw new Problem('conflict', `The first approval is for ${proposal.person}. Approve that, or decline the request.`);
  }
  const ends = Math.min(until, proposal.until);
  const names = approvals.map(({ actor }) => actor);
  const override = overrideFor(
    request,
    { kind: 'person', id: proposal.person },
    ends,
    input.reason,
    names.join(' and '),
    'research',
    context,
  );
  const decision = { ...decidedBy(principal, input.reason, context), approvals, effectId: override.id };
  return decide(principal, request, decision, { kind: 'override', override }, context);
}

function secondProblem({ approvals }: SiteRequest, second: Approval): string | undefined {
  if (approvals.some((first) => isSamePerson(first, second))) return 'You have approved it already; a second person has to agree.';
  if ([...approvals, second].some(({ role }) => role === 'head-of-it')) return undefined;
  return 'One of the two who approve this has to be the Head of IT.';
}

async function researchProposal(principal: Principal, request: SiteRequest, scope: Scope, input: ApprovalInput, context: ServiceContext) {
  const person = scope.id ?? '';
  const problem = ((): string | undefined => {
    if (scope.kind !== 'person')
      return 'A locked category is opened for one named member of staff only: scope { "kind": "person", "id": … }.';
    if (findPerson(context.policy, person)?.group !== 'staff') return `${person} is not known as a member of staff.`;
    const own = personActing(principal);
    return [person, request.requestedBy].some((name) => normaliseUserName(name) === own)
      ? 'Nobody approves this for themselves.'
      : undefined;
  })();
  if (problem !== undefined)
    throw await refused(context, principal, { action: APPROVE, subject: request.id, code: 'forbidden', words: problem });
  return { person, until: endOf(input.until, context.clock(), { mostMs: days(LONGEST_RESEARCH_DAYS) }) };
}
