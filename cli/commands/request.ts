import { Command } from 'commander';
import type { Decided } from '../../admin/services/request-outcome.ts';
import { reasonArgument, type ScopeArgument, scopeArgument } from '../arguments.ts';
import type { CommandContext } from '../context.ts';
import { formatTable } from '../table.ts';
import type { Desk } from '../unblocking.ts';

const MOST_LISTED = 500;

interface ListOptions {
  readonly all?: boolean;
  readonly overdue?: boolean;
  readonly json?: boolean;
}

interface ApproveOptions {
  readonly for: ScopeArgument;
  readonly until?: string;
  readonly reason: string;
  readonly json?: boolean;
}

export function requestCommand(context: CommandContext): Command {
  const request = new Command('request').description('what people ask IT to open or block');
  request
    .command('list')
    .description('requests that wait for a decision: urgent ones first, then the oldest')
    .option('--all', 'decided ones too')
    .option('--overdue', 'only those that should have been decided by now')
    .option('--json', 'answer as JSON, with the explanation and earlier decisions of each')
    .action((options: ListOptions) => list(context, options));
  request
    .command('approve')
    .description('open the site, or block it, as was asked for')
    .argument('<id>')
    .requiredOption('--for <scope>', 'trust, school:ID, group:ID, class:ID or person:NAME', scopeArgument)
    .option('--until <time>', 'ISO 8601; default seven days from now')
    .requiredOption('--reason <words>', 'why; the requester is told', reasonArgument)
    .option('--json', 'answer as JSON')
    .action((id: string, options: ApproveOptions) => approve(context, id, options));
  request
    .command('decline')
    .description('say no, and why')
    .argument('<id>')
    .requiredOption('--reason <words>', 'why; the requester is told', reasonArgument)
    .option('--json', 'answer as JSON')
    .action((id: string, options: { reason: string; json?: boolean }) => decline(context, id, options));
  return request;
}

async function list(context: CommandContext, { all, overdue = false, json }: ListOptions): Promise<void> {
  const { atDesk } = await import('../unblocking.ts');
  const { listRequests } = await import('../../admin/services/request-view.ts');
  await atDesk(context, async ({ services, principal }) => {
    const filter = { limit: MOST_LISTED, overdue, ...(all ? {} : { status: ['open', 'awaiting-second'] as const }) };
    const { items } = await listRequests(principal, filter, services);
    if (json) return context.out(JSON.stringify({ items }));
    const rows = items.map((one) => {
      const due = one.decision !== null ? one.decision.by : one.overdue ? 'overdue' : `due ${one.dueAt}`;
      return [
        one.id,
        one.urgent ? `${one.kind} URGENT` : one.kind,
        one.status,
        one.host,
        one.requestedBy,
        one.explanation.rule,
        due,
        one.reason,
      ];
    });
    for (const line of formatTable(['ID', 'KIND', 'STATUS', 'SITE', 'FOR', 'RULE', 'WHEN', 'REASON'], rows)) context.out(line);
  });
}

async function approve(context: CommandContext, id: string, options: ApproveOptions): Promise<void> {
  const { atDesk } = await import('../unblocking.ts');
  const { approveRequest } = await import('../../admin/services/request-decisions.ts');
  await atDesk(context, async (desk) => {
    const { for: scope, until, reason } = options;
    const input = { scope, reason, ...(until === undefined ? {} : { until }) };
    await tell(context, desk, await approveRequest(desk.principal, id, input, desk.services), options.json);
  });
}

async function decline(context: CommandContext, id: string, { reason, json }: { reason: string; json?: boolean }): Promise<void> {
  const { atDesk } = await import('../unblocking.ts');
  const { declineRequest } = await import('../../admin/services/request-decisions.ts');
  await atDesk(context, async (desk) => tell(context, desk, await declineRequest(desk.principal, id, reason, desk.services), json));
}

async function tell(context: CommandContext, { session }: Desk, decided: Decided, asJson = false): Promise<void> {
  const { id, status, host, effectId } = decided.request;
  const state = decided.revision === null ? null : await session.putInForce('overrides', decided.revision);
  if (asJson) return context.out(JSON.stringify({ id, status, effect: effectId, state, warnings: decided.warnings }));
  for (const warning of decided.warnings) context.err(`schoolgate: ${warning}`);
  context.out(`${id} (${host}) ${status}${state === null ? '' : `: ${state}`}`);
}
