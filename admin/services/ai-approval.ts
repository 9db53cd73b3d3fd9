import { normaliseUserName } from '../../core/identity.ts';
import type { AiTool } from '../../core/measure.ts';
import { siteHosts } from '../../core/service-bundles.ts';
import type { SiteRequest } from '../../core/site-request.ts';
import { type Principal, personActing } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import { type AiToolInput, checkedAiTool, refuseSchoolToken, toolId } from './ai-tools.ts';
import type { ServiceContext } from './context.ts';
import { refuseUnopenable } from './open-sites.ts';
import { APPROVE, approvalOf, type Decided, decide, decidedBy } from './request-outcome.ts';
import { hostOf } from './sites.ts';

/** An entry as an approval gives it: what is left out follows from the request. */
export interface ToolInput extends Omit<AiToolInput, 'id' | 'hosts' | 'approver' | 'reason'> {
  /** The name's letters and digits when absent. */
  readonly id?: string;
  /** The service that the request's site belongs to when absent. */
  readonly hosts?: readonly string[];
  /** Whoever approves when absent. */
  readonly approver?: string;
}

interface ToolApproval {
  readonly scope: { readonly kind: string };
  readonly until?: string | null;
  readonly reason: string;
  readonly tool?: ToolInput;
}

/**
 * Approves an AI tool into the register (rows R31-R33, I16). Only the Head of IT may; whoever else decides requests proposes the entry,
 * which the Head of IT then approves as it is, or with another in its place.
 */
export async function approveTool(
  principal: Principal,
  request: SiteRequest,
  input: ToolApproval,
  context: ServiceContext,
): Promise<Decided> {
  if (request.kind !== 'ai-approval') throw new Problem('bad-request', 'tool: this request is not about an AI tool.');
  if (input.scope.kind !== 'trust') throw new Problem('bad-request', 'scope: the register is the whole trust’s: { "kind": "trust" }.');
  if (typeof input.until === 'string') throw new Problem('bad-request', 'until: the entry ends when it expires ("tool.expires").');
  const approval = approvalOf(principal, context.clock(), input.reason);
  const approvals = [...request.approvals, approval];
  if (principal.role !== 'head-of-it') {
    const { tool } = await toolIn(principal, request, input, context);
    const waiting = { status: 'awaiting-second', approvals, proposal: { tool }, decidedAt: null, decidedBy: null } as const;
    return decide(principal, request, { ...waiting, decisionReason: null, effectId: null }, { kind: 'none' }, context);
  }
  await refuseSchoolToken(principal, APPROVE, context);
  const { tool, warnings } = await toolIn(principal, request, input, context);
  const decision = { ...decidedBy(principal, input.reason, context), approvals, effectId: toolId(tool) };
  const decided = await decide(principal, request, decision, { kind: 'measure', measure: tool }, context);
  return { ...decided, warnings };
}

/** The entry given now, else the one proposed. */
async function toolIn(principal: Principal, request: SiteRequest, { tool, reason }: ToolApproval, context: ServiceContext) {
  if (tool === undefined) return proposedTool(principal, request, reason, context);
  const { id = idOf(tool.name), hosts = siteHosts(hostOf(request.host)), approver = personActing(principal) } = tool;
  return checkedAiTool(principal, { ...tool, id, hosts, approver, reason }, APPROVE, context);
}

async function proposedTool(
  principal: Principal,
  { proposal, approvals }: SiteRequest,
  reason: string,
  context: ServiceContext,
): Promise<{ readonly tool: AiTool; readonly warnings: readonly string[] }> {
  if (proposal === null || !('tool' in proposal)) throw new Problem('bad-request', 'tool: send the entry.');
  const { tool } = proposal;
  const now = context.clock();
  if (tool.until <= now) throw new Problem('conflict', 'The entry that was proposed has expired meanwhile: send another.');
  // Lists change: what could be opened when it was proposed may be closed by law now.
  await refuseUnopenable(principal, { sites: tool.hosts }, APPROVE, context);
  const proposer = approvals.at(-1);
  // Whoever proposed it without naming an approver named themselves.
  const isOwn = proposer !== undefined && normaliseUserName(tool.approver) === personActing(proposer);
  const approver = isOwn ? personActing(principal) : tool.approver;
  return { tool: { ...tool, approver, from: now, by: principal.actor, reason }, warnings: [] };
}

/** `Microsoft Copilot` is `microsoft-copilot`. */
function idOf(name: string): string {
  const id = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63);
  if (id === '') throw new Problem('bad-request', 'tool.id: the name has no letters or digits to make one from.');
  return id;
}
