import { noticeDeliveries, researchDelivery } from '../../alerts/request-notice.ts';
import type { Contact } from '../../alerts/routing/directory.ts';
import { isPerson } from '../../alerts/routing/subject.ts';
import type { Override } from '../../core/override.ts';
import type { Approval, SiteRequest } from '../../core/site-request.ts';
import type { RequestDecision, RequestEffect } from '../../storage/requests.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { ServiceContext } from './context.ts';
import { auditMeasure } from './measures.ts';
import { auditOverride, warningsFor } from './overrides.ts';
import { auditBlock } from './request-filing.ts';
import { schoolOfPerson } from './scopes.ts';
import { hostOf } from './sites.ts';

export const APPROVE = 'request.approve';

export interface Decided {
  readonly request: SiteRequest;
  /** Of `overrides`, to wait for; null when nothing is in force by it. */
  readonly revision: number | null;
  readonly warnings: readonly string[];
}

export function decidedBy(principal: Principal, reason: string, { clock }: ServiceContext): RequestDecision {
  const approval = approvalOf(principal, clock(), reason);
  const decision = { decidedAt: approval.at, decidedBy: principal.actor, decisionReason: reason };
  return { ...decision, status: 'approved', approvals: [approval], proposal: null, effectId: null };
}

export function approvalOf({ actor, person, role }: Principal, at: number, reason: string): Approval {
  return { actor, ...(person == null ? {} : { person }), role, at, reason };
}

/** Stores what was decided with what it puts in force, tells whoever is to be told, and writes it down. */
export async function decide(
  principal: Principal,
  request: SiteRequest,
  decision: RequestDecision,
  effect: RequestEffect,
  context: ServiceContext,
): Promise<Decided> {
  const { stores, clock, config } = context;
  const reason = decision.decisionReason ?? decision.approvals.at(-1)?.reason ?? '';
  const research = effect.kind === 'override' && effect.override.kind === 'research' ? effect.override : undefined;
  const lead = research && (await leadFor(research, request, context));
  const outcome = await stores.requests.decide(request.id, request.version, decision, effect, (decided) => {
    if (decided.status === 'open') return [];
    const told = { at: clock(), by: principal.actor, words: reason, occasion: String(decided.version) };
    const notices = noticeDeliveries(decided, { ...told, event: decided.status }, config.requests.webhook !== undefined);
    if (research === undefined || lead === undefined) return notices;
    const { scope, until, grantedBy: by } = research;
    return [...notices, researchDelivery(decided, { ...told, by }, { person: scope.id ?? '', until }, lead)];
  });
  if (outcome.kind === 'missing') throw new Problem('not-found', 'There is no such request.');
  if (outcome.kind === 'conflict')
    throw new Problem('conflict', `Somebody has just changed this request; it is ${outcome.request.status} now.`);
  const { status, effectId } = decision;
  const action = status === 'declined' ? 'request.decline' : APPROVE;
  const detail = { kind: request.kind, host: request.host, requestedBy: request.requestedBy, status, effectId, reason };
  await stores.audit.append({ at: clock(), actor: principal.actor, action, subject: request.id, outcome: 'done', detail });
  if (effect.kind === 'block') await auditBlock(principal, effect.block, request.id, context);
  if (effect.kind === 'measure') await auditMeasure(principal, effect.measure, context, { request: request.id });
  if (effect.kind !== 'override') return { request: outcome.request, revision: outcome.revision, warnings: [] };
  await auditOverride(principal, effect.override, context, request.id);
  const warnings = warningsFor(effect.override.hosts.map(hostOf), context);
  if (research !== undefined && lead === undefined)
    warnings.push('No safeguarding lead is configured who could be told of this: tell them.');
  return { request: outcome.request, revision: outcome.revision, warnings };
}

/** Who leads safeguarding where the person is, else for the trust; never the person. */
async function leadFor({ scope }: Override, { school }: SiteRequest, context: ServiceContext): Promise<Contact | undefined> {
  const { schools, trust } = context.config;
  const person = scope.id ?? '';
  const home = (await schoolOfPerson(person, context)) ?? school;
  const leads = [schools.find(({ id }) => id === home)?.dsl, trust.safeguardingLead];
  return leads.find((lead) => lead !== undefined && !isPerson(lead, person));
}
