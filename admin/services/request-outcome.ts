import { noticeDeliveries, researchDelivery } from '../../alerts/request-notice.ts';
import type { Contact } from '../../alerts/routing/directory.ts';
import { isPerson } from '../../alerts/routing/subject.ts';
import type { Override } from '../../core/override.ts';
import type { Approval, SiteRequest } from '../../core/site-request.ts';
import type { NewAudit } from '../../storage/audit-log.ts';
import type { NewDelivery } from '../../storage/incidents.ts';
import type { RequestDecision, RequestEffect } from '../../storage/requests.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { ServiceContext } from './context.ts';
import { measureRow } from './measures.ts';
import { overrideRow, warningsFor } from './overrides.ts';
import { blockRow } from './request-filing.ts';
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

/** Stores what was decided with what it puts in force, who is to be told, and its rows of the audit log: all of it, or nothing. */
export async function decide(
  principal: Principal,
  request: SiteRequest,
  decision: RequestDecision,
  effect: RequestEffect,
  context: ServiceContext,
): Promise<Decided> {
  const { stores, clock, config } = context;
  const reason = wordsOf(decision);
  const research = effect.kind === 'override' && effect.override.kind === 'research' ? effect.override : undefined;
  const lead = research && (await leadFor(research, request, context));
  const tell = (decided: SiteRequest): readonly NewDelivery[] => {
    if (decided.status === 'open') return [];
    const told = { at: clock(), by: principal.actor, words: reason, occasion: String(decided.version) };
    const notices = noticeDeliveries(decided, { ...told, event: decided.status }, config.requests.webhook !== undefined);
    if (research === undefined || lead === undefined) return notices;
    const { scope, until, grantedBy: by } = research;
    return [...notices, researchDelivery(decided, { ...told, by }, { person: scope.id ?? '', until }, lead)];
  };
  const rows = decidedRows(principal, request, decision, effect, clock());
  const outcome = await stores.requests.decide(request.id, request.version, decision, effect, tell, rows);
  if (outcome.kind === 'missing') throw new Problem('not-found', 'There is no such request.');
  if (outcome.kind === 'conflict')
    throw new Problem('conflict', `Somebody has just changed this request; it is ${outcome.request.status} now.`);
  if (effect.kind !== 'override') return { request: outcome.request, revision: outcome.revision, warnings: [] };
  const warnings = warningsFor(effect.override.hosts.map(hostOf), context);
  if (research !== undefined && lead === undefined)
    warnings.push('No safeguarding lead is configured who could be told of this: tell them.');
  return { request: outcome.request, revision: outcome.revision, warnings };
}

function decidedRows(principal: Principal, request: SiteRequest, decision: RequestDecision, effect: RequestEffect, at: number): NewAudit[] {
  const { id, kind, host, requestedBy } = request;
  const { status, effectId } = decision;
  const action = status === 'declined' ? 'request.decline' : APPROVE;
  const detail = { kind, host, requestedBy, status, effectId, reason: wordsOf(decision) };
  const decided: NewAudit = { at, actor: principal.actor, action, subject: id, outcome: 'done', detail };
  switch (effect.kind) {
    case 'block':
      return [decided, blockRow(principal, effect.block, id, at)];
    case 'measure':
      return [decided, measureRow(principal, effect.measure, at, { request: id })];
    case 'override':
      return [decided, overrideRow(principal, effect.override, at, id)];
    case 'none':
      return [decided];
  }
}

function wordsOf({ decisionReason, approvals }: RequestDecision): string {
  return decisionReason ?? approvals.at(-1)?.reason ?? '';
}

/** Who leads safeguarding where the person is, else for the trust; never the person. */
async function leadFor({ scope }: Override, { school }: SiteRequest, context: ServiceContext): Promise<Contact | undefined> {
  const { schools, trust } = context.config;
  const person = scope.id ?? '';
  const home = (await schoolOfPerson(person, context)) ?? school;
  const leads = [schools.find(({ id }) => id === home)?.dsl, trust.safeguardingLead];
  return leads.find((lead) => lead !== undefined && !isPerson(lead, person));
}
