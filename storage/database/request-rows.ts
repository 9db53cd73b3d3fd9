import type { Explanation } from '../../core/explanation.ts';
import { type GroupId, normaliseUserName } from '../../core/identity.ts';
import type { Approval, Proposal, SiteRequest } from '../../core/site-request.ts';
import type { Schema } from './schema.ts';

type Row = Schema['requests'];

export function toRow(request: SiteRequest): Row {
  return {
    id: request.id,
    kind: request.kind,
    url: request.url,
    host: request.host,
    tier: request.tier,
    reason: request.reason,
    requested_by: request.requestedBy,
    person_key: normaliseUserName(request.requestedBy),
    filed_by: request.filedBy,
    email: request.email,
    school: request.school,
    group_id: request.group,
    urgent: request.urgent ? 1 : 0,
    decision_id: request.decisionId,
    explanation: JSON.stringify(request.explanation),
    created_at: request.createdAt,
    ...fromDecision(request),
  };
}

/** The columns that `toListed` needs. */
export const LISTED = [
  ...(['id', 'kind', 'url', 'host', 'tier', 'reason', 'requested_by', 'filed_by', 'email', 'school', 'group_id', 'urgent'] as const),
  ...(['decision_id', 'status', 'approvals', 'proposal', 'created_at', 'decided_at', 'decided_by', 'decision_reason'] as const),
  ...(['effect_id', 'version'] as const),
] as const;

/** The columns that a decision changes. */
export function fromDecision(request: SiteRequest) {
  return {
    status: request.status,
    approvals: JSON.stringify(request.approvals),
    proposal: request.proposal === null ? null : JSON.stringify(request.proposal),
    decided_at: request.decidedAt,
    decided_by: request.decidedBy,
    decision_reason: request.decisionReason,
    effect_id: request.effectId,
    version: request.version,
  };
}

export function toRequest(row: Row): SiteRequest {
  return { ...toListed(row), explanation: explanationOf(row) };
}

export function explanationOf({ explanation }: Pick<Row, 'explanation'>): Explanation {
  return JSON.parse(explanation) as Explanation;
}

/** All but the explanation, which is most of it. */
export function toListed(row: Omit<Row, 'explanation' | 'person_key'>): Omit<SiteRequest, 'explanation'> {
  return {
    id: row.id,
    kind: row.kind as SiteRequest['kind'],
    url: row.url,
    host: row.host,
    tier: row.tier as SiteRequest['tier'],
    reason: row.reason,
    requestedBy: row.requested_by,
    filedBy: row.filed_by,
    email: row.email,
    school: row.school,
    group: row.group_id as GroupId,
    urgent: row.urgent === 1,
    decisionId: row.decision_id,
    status: row.status as SiteRequest['status'],
    approvals: JSON.parse(row.approvals) as Approval[],
    proposal: row.proposal === null ? null : (JSON.parse(row.proposal) as Proposal),
    createdAt: row.created_at,
    decidedAt: row.decided_at,
    decidedBy: row.decided_by,
    decisionReason: row.decision_reason,
    effectId: row.effect_id,
    version: row.version,
  };
}
