import { Command } from 'commander';
import { reasonArgument, type ScopeArgument, scopeArgument, scopeText } from '../arguments.ts';
import type { CommandContext } from '../context.ts';
import { formatTable } from '../table.ts';

interface AddOptions {
  readonly for: ScopeArgument;
  readonly until?: string;
  readonly reason: string;
  readonly json?: boolean;
}

export function overrideCommand(context: CommandContext): Command {
  const override = new Command('override').description('open sites for a time');
  override
    .command('add')
    .description('open hosts, with everything beneath them, for somebody until a time')
    .argument('<host...>')
    .requiredOption('--for <scope>', 'trust, school:ID, group:ID, class:ID or person:NAME', scopeArgument)
    .option('--until <time>', 'ISO 8601; default seven days from now')
    .requiredOption('--reason <words>', 'why; it is shown to whoever asks', reasonArgument)
    .option('--json', 'answer as JSON')
    .action((hosts: string[], options: AddOptions) => add(context, hosts, options));
  override
    .command('list')
    .description('what is open for a time, and what is blocked until somebody ends it')
    .option('--json', 'answer as JSON')
    .action((options: { json?: boolean }) => list(context, options.json === true));
  override
    .command('end')
    .description('end an override or a block now')
    .argument('<id>')
    .option('--json', 'answer as JSON')
    .action((id: string, options: { json?: boolean }) => end(context, id, options.json === true));
  override
    .command('sweep')
    .description('end everything that is open for a time, as before a holiday; blocks stay')
    .requiredOption('--reason <words>', 'why', reasonArgument)
    .option('--json', 'answer as JSON')
    .action((options: { reason: string; json?: boolean }) => sweep(context, options));
  return override;
}

async function add(context: CommandContext, hosts: readonly string[], options: AddOptions): Promise<void> {
  const { atDesk } = await import('../unblocking.ts');
  const { createOverrides } = await import('../../admin/services/overrides.ts');
  await atDesk(context, async ({ services, principal, session }) => {
    const { for: scope, until, reason } = options;
    const input = { hosts, scope, reason, ...(until === undefined ? {} : { until }) };
    const { override, revision, warnings } = await createOverrides(services).add(principal, input);
    const state = await session.putInForce('overrides', revision);
    const ends = iso(override.until);
    if (options.json) return context.out(JSON.stringify({ id: override.id, until: ends, state, warnings }));
    for (const warning of warnings) context.err(`schoolgate: ${warning}`);
    context.out(`${override.hosts.join(', ')} open for ${scopeText(override.scope)} until ${ends} (${override.id}): ${state}`);
  });
}

async function list(context: CommandContext, asJson: boolean): Promise<void> {
  const { withSession } = await import('../session.ts');
  await withSession(context, async ({ stores }) => {
    const [overrides, blocks] = await Promise.all([stores.overrides.list(context.clock()), stores.blocks.list()]);
    const items = overrides.map((one) => ({ ...one, from: iso(one.from), until: iso(one.until) }));
    const closed = blocks.map(({ endedAt: _, ...one }) => ({ ...one, from: iso(one.from), reviewBy: iso(one.reviewBy) }));
    if (asJson) return context.out(JSON.stringify({ items, blocks: closed }));
    const opened = items.map((one) => [one.id, 'open', one.hosts.join(' '), scopeText(one.scope), one.until, one.grantedBy, one.reason]);
    const shut = closed.map((one) => [one.id, 'blocked', one.site, scopeText(one.scope), `review ${one.reviewBy}`, one.owner, one.reason]);
    for (const line of formatTable(['ID', 'IS', 'SITES', 'FOR', 'UNTIL', 'BY', 'REASON'], [...opened, ...shut])) context.out(line);
  });
}

async function end(context: CommandContext, id: string, asJson: boolean): Promise<void> {
  const { atDesk } = await import('../unblocking.ts');
  const { createOverrides } = await import('../../admin/services/overrides.ts');
  await atDesk(context, async ({ services, principal, session }) => {
    const { revision } = await createOverrides(services).end(principal, id);
    const state = await session.putInForce('overrides', revision);
    context.out(asJson ? JSON.stringify({ id, state }) : `${id} ended: ${state}`);
  });
}

async function sweep(context: CommandContext, { reason, json }: { reason: string; json?: boolean }): Promise<void> {
  const { atDesk } = await import('../unblocking.ts');
  const { createOverrides } = await import('../../admin/services/overrides.ts');
  await atDesk(context, async ({ services, principal, session }) => {
    const { ended, revision } = await createOverrides(services).sweep(principal, reason);
    const state = revision === undefined ? 'nothing was open' : await session.putInForce('overrides', revision);
    if (json) return context.out(JSON.stringify({ ended: ended.map(({ id }) => id), state }));
    for (const { id, hosts, scope } of ended) context.out(`${id} ended: ${hosts.join(' ')} for ${scopeText(scope)}`);
    context.out(`${ended.length} ended: ${state}`);
  });
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
