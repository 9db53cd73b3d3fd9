import { noticeDeliveries } from '../../alerts/request-notice.ts';
import { explainDecision } from '../../categoriser/explain.ts';
import type { Explanation } from '../../core/explanation.ts';
import type { GroupId } from '../../core/identity.ts';
import { isMailAddress } from '../../core/mail-address.ts';
import type { SiteBlock } from '../../core/site-block.ts';
import type { RequestKind, SiteRequest } from '../../core/site-request.ts';
import { formatTarget, type Target } from '../../core/target.ts';
import { hypotheticalFacts } from '../../snapshot/hypothetical-facts.ts';
import type { NewAudit } from '../../storage/audit-log.ts';
import type { RequestAdded, RequestBounds, RequestEffect } from '../../storage/requests.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { ServiceContext } from './context.ts';
import { requireSchool } from './refusal.ts';
import { schoolOfPerson } from './scopes.ts';
import { type SiteTier, siteOf, snapshotOf, targetOf, tierOf } from './sites.ts';
import { days } from './times.ts';

export interface RequestInput {
  readonly kind: RequestKind;
  readonly url: string;
  readonly reason: string;
  readonly requestedBy: string;
  /** Where the answer is mailed to; a requester who is named by an address needs no other. */
  /** Null: nobody is told by mail, whatever `requestedBy` reads like. */
  readonly email?: string | null;
  readonly school?: string;
  readonly urgent?: boolean;
}

/** What comes with a request that somebody makes for themselves. */
export interface Asked {
  readonly group?: GroupId;
  /** Null where it was asked by mail. */
  readonly decisionId: string | null;
  readonly bounds: RequestBounds;
}

export interface Filed {
  readonly request: SiteRequest;
  /** Set when something is in force by it already: an urgent block by IT. */
  readonly revision: number | null;
}

/** Who blocks at once instead of asking for it (row R61). */
const MAY_BLOCK: readonly Principal['role'][] = ['it-operator', 'head-of-it', 'trust-admin'];
/** An urgent block is looked at again after a month. */
const REVIEW_AFTER_DAYS = 30;

/** Takes a request. Refuses with a Problem what is malformed, or about another school than the principal's. */
export async function fileRequest(principal: Principal, input: RequestInput, context: ServiceContext): Promise<Filed> {
  const { request, effect } = await prepare(principal, input, context, undefined);
  const added = await store(principal, request, effect, undefined, context);
  if (added.kind !== 'added') throw new Error('A request without bounds is always added.');
  return { request, revision: added.revision };
}

/** Takes a request from whoever wants the site: one open request for a person and host, and a few an hour. */
export async function askForSite(
  principal: Principal,
  input: RequestInput,
  asked: Asked,
  context: ServiceContext,
): Promise<
  Exclude<RequestAdded, { kind: 'added' }> | { readonly kind: 'added'; readonly request: SiteRequest } | { readonly kind: 'closed' }
> {
  const { request } = await prepare(principal, input, context, asked);
  if (request.tier !== 'ordinary') return { kind: 'closed' };
  const added = await store(principal, request, { kind: 'none' }, asked.bounds, context);
  return added.kind === 'added' ? { kind: 'added', request } : added;
}

/** The request, what is in force by it, who is told and the rows of the audit log: all of it, or nothing. */
function store(
  principal: Principal,
  request: SiteRequest,
  effect: RequestEffect,
  bounds: RequestBounds | undefined,
  context: ServiceContext,
): Promise<RequestAdded> {
  const rows = filedRows(principal, request, effect, context);
  return context.stores.requests.add(request, effect, bounds, filedNotice(request, context), rows);
}

async function prepare(
  principal: Principal,
  input: RequestInput,
  context: ServiceContext,
  asked: Asked | undefined,
): Promise<{ request: SiteRequest; effect: RequestEffect }> {
  const request = await openRequest(principal, input, context, asked);
  const blocksAtOnce = request.kind === 'block' && request.urgent && MAY_BLOCK.includes(principal.role) && request.tier !== 'sealed';
  if (!blocksAtOnce) return { request, effect: { kind: 'none' } };
  // For everyone, unless a school is named or the token is a school's: where the reporter sits says nothing about who is at risk.
  const school = input.school ?? principal.school;
  const block = newBlock(request, school === null ? { kind: 'trust' } : { kind: 'school', id: school }, principal, context);
  const { createdAt: decidedAt, reason: decisionReason } = request;
  const decided = { status: 'approved', decidedAt, decidedBy: principal.actor, decisionReason, effectId: block.id } as const;
  return { request: { ...request, ...decided }, effect: { kind: 'block', block } };
}

async function openRequest(
  principal: Principal,
  input: RequestInput,
  context: ServiceContext,
  asked: Asked | undefined,
): Promise<SiteRequest> {
  const school = await schoolFor(principal, input, context);
  const target = targetOf(input.url);
  const site = tierOf(snapshotOf(context.policy), target);
  const explanation = explain(input, target, site, context, asked);
  return {
    id: `request-${context.newId()}`,
    kind: kindOf(input, explanation, asked),
    url: site.sealedRef ?? formatTarget(target, true),
    host: site.sealedRef ?? siteOf(target),
    tier: site.tier,
    reason: withoutSealed(input, site, target.hostname),
    requestedBy: input.requestedBy,
    filedBy: principal.actor,
    email: input.email === undefined && isMailAddress(input.requestedBy) ? input.requestedBy : (input.email ?? null),
    school,
    group: explanation.identity.group,
    urgent: input.urgent ?? false,
    decisionId: asked?.decisionId ?? null,
    explanation,
    createdAt: context.clock(),
    ...UNDECIDED,
  };
}

/** From a page an AI tool is asked for as one: only the Head of IT approves it (row R32). */
function kindOf({ kind }: RequestInput, { category }: Explanation, asked: Asked | undefined): RequestKind {
  return asked !== undefined && kind === 'unblock' && category === 'ai-tools' ? 'ai-approval' : kind;
}

const UNDECIDED = {
  status: 'open',
  approvals: [],
  proposal: null,
  decidedAt: null,
  decidedBy: null,
  decisionReason: null,
  effectId: null,
  version: 1,
} as const;

/** An urgent block of the request's site. `reviewBy` is a month from now unless given. */
export function newBlock(
  { host, reason }: Pick<SiteRequest, 'host' | 'reason'>,
  scope: SiteBlock['scope'],
  principal: Principal,
  { clock, newId }: ServiceContext,
  reviewBy: number = clock() + days(REVIEW_AFTER_DAYS),
): SiteBlock {
  return {
    id: `block-${newId()}`,
    site: host,
    scope,
    urgent: true,
    reason,
    owner: principal.actor,
    from: clock(),
    reviewBy,
    endedAt: null,
  };
}

/** Named, else the requester's, else the token's; a school's token asks for its own school and its own people. */
async function schoolFor(principal: Principal, { school, requestedBy }: RequestInput, context: ServiceContext): Promise<string | null> {
  if (school !== undefined && !context.config.schools.some(({ id }) => id === school)) {
    throw new Problem('bad-request', `school: there is no school "${school}".`);
  }
  const own = await schoolOfPerson(requestedBy, context);
  const chosen = school ?? own ?? principal.school;
  await requireSchool(context, principal, chosen, { action: 'request.file' });
  // The explanation tells the requester's group: that of somebody elsewhere is not this token's to learn.
  if (own !== null) await requireSchool(context, principal, own, { action: 'request.file' });
  return chosen;
}

function explain(
  input: RequestInput,
  target: Target,
  { sealedRef }: SiteTier,
  { policy, networkOf, clock }: ServiceContext,
  asked: Asked | undefined,
): Explanation {
  const question = { url: input.url, user: input.requestedBy, ...(asked?.group === undefined ? {} : { group: asked.group }) };
  const facts = hypotheticalFacts(question, policy, networkOf, clock());
  if (!facts.ok) throw new Problem('bad-request', `url: ${facts.failure.message}`);
  const identity = { ...facts.value.identity, school: facts.value.identity.school ?? input.school ?? null };
  // A page may be sealed on a host that is not: by the host alone, as of a tunnel, the explanation would name it.
  const whole = sealedRef === null ? {} : ({ kind: 'request', target } as const);
  return explainDecision({ ...facts.value, ...whole, identity }, snapshotOf(policy));
}

/** A sealed site is named nowhere, so not in the words of whoever asks for it either. */
export function withoutSealed({ reason, url }: Pick<RequestInput, 'reason' | 'url'>, { sealedRef }: SiteTier, host: string): string {
  if (sealedRef === null) return reason;
  const names = [url.trim(), host, host.replace(/^www\./, '')].map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return reason.replace(new RegExp(names.join('|'), 'gi'), sealedRef);
}

function filedNotice(request: SiteRequest, { config }: Pick<ServiceContext, 'config'>) {
  const { createdAt: at, filedBy: by, reason: words } = request;
  return noticeDeliveries(request, { event: 'filed', at, by, words, occasion: 'filed' }, config.requests.webhook !== undefined);
}

function filedRows(
  principal: Principal,
  request: SiteRequest,
  effect: RequestEffect,
  { clock }: Pick<ServiceContext, 'clock'>,
): NewAudit[] {
  const { id: subject, kind, host, reason, requestedBy, school, urgent, status, effectId } = request;
  const detail = { kind, host, reason, requestedBy, school, urgent, status, effectId };
  const filed: NewAudit = { at: clock(), actor: principal.actor, action: 'request.file', subject, outcome: 'done', detail };
  return effect.kind === 'block' ? [filed, blockRow(principal, effect.block, subject, clock())] : [filed];
}

export function blockRow({ actor }: Principal, block: SiteBlock, request: string, at: number): NewAudit {
  const { site: subject, ...rest } = block;
  return { at, actor, action: 'block.add', subject, outcome: 'done', detail: { ...rest, request } };
}
