import { draftView } from '../admin/services/policy-drafts.ts';
import type { CommandContext } from './context.ts';
import { differenceLines, withAdoptedPolicies, withPolicies } from './policies.ts';
import { formatTable } from './table.ts';

const MOST_LISTED = 1_000;

export function listDrafts(context: CommandContext, { all = false, json = false }: { all?: boolean; json?: boolean }): Promise<void> {
  return withPolicies(context, async (_policies, _desk, drafts) => {
    const items = (await drafts.list(MOST_LISTED)).filter(({ status }) => all || status === 'awaiting-second').map(draftView);
    if (json) return context.out(JSON.stringify({ items }));
    const rows = items.map(({ id, status, author, createdAt, effectiveAt, reason }) => {
      return [id, status, author, createdAt ?? '', effectiveAt ?? 'when approved', reason];
    });
    for (const line of formatTable(['ID', 'STATUS', 'BY', 'MADE', 'IN FORCE FROM', 'REASON'], rows)) context.out(line);
  });
}

export function showDraft(context: CommandContext, id: string, asJson = false): Promise<void> {
  return withPolicies(context, async (_policies, _desk, drafts) => {
    const { draft, document, difference } = await drafts.get(id);
    if (asJson) return context.out(JSON.stringify({ ...draftView(draft), document, ...difference }));
    const { status, author, decidedBy, reason } = draft;
    context.out(`${id}: ${status}${decidedBy === null ? '' : ` by ${decidedBy}`}; made by ${author}: ${reason}`);
    for (const line of differenceLines(difference)) context.out(line);
  });
}

/** Nobody approves what they wrote themselves, on whatever way: the API's rule. */
export function approveDraft(context: CommandContext, id: string, { reason, json }: { reason: string; json?: boolean }): Promise<void> {
  return withAdoptedPolicies(context, async (_policies, { principal, session }, drafts) => {
    const { saved, revision } = await drafts.approve(principal, id, reason);
    const state = await session.putInForce('policy', revision);
    const { version, author } = saved;
    context.out(
      json ? JSON.stringify({ id, status: 'approved', version, author, revision, state }) : `${id} approved: policy ${version}: ${state}`,
    );
  });
}

export function declineDraft(context: CommandContext, id: string, { reason, json }: { reason: string; json?: boolean }): Promise<void> {
  return withPolicies(context, async (_policies, { principal }, drafts) => {
    await drafts.decline(principal, id, reason);
    context.out(json ? JSON.stringify({ id, status: 'declined' }) : `${id} declined`);
  });
}
