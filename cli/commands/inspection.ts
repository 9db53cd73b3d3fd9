import { Command } from 'commander';
import { refusalsOf, type SuggestedBypass, suggestedBypasses } from '../../core/suggested-bypass.ts';
import { type CommandContext, CommandFailure } from '../context.ts';
import { formatTable } from '../table.ts';

export function inspectionCommand(context: CommandContext): Command {
  const inspection = new Command('inspection').description('what TLS inspection meets with');
  inspection
    .command('suggestions')
    .description('hosts at which apps refuse the school’s certificate: a bypass may be right for them')
    .option('--json', 'answer as JSON')
    .action(({ json }: { json?: boolean }) => suggestions(context, json === true));
  return inspection;
}

async function suggestions(context: CommandContext, asJson: boolean): Promise<void> {
  const { withSession } = await import('../session.ts');
  await withSession(context, async ({ bus, config }) => {
    if (!config.inspection.enabled) throw new CommandFailure('inspection is off: nothing is opened, so that nothing is refused');
    if (bus === null) throw new CommandFailure('the product is not running, and only its workers know what was refused');
    const statuses = await bus.statuses();
    const items = suggestedBypasses(statuses.flatMap(({ refusedInspections = [] }) => refusedInspections));
    if (asJson) return context.out(JSON.stringify(items));
    if (items.length === 0) return context.out('no app refuses the school’s certificate often enough to suggest a bypass');
    for (const line of formatTable(['HOST', 'REFUSED', 'HOW', 'ACCEPTED', 'DEVICES', 'FIRST', 'LAST'], items.map(rowOf))) context.out(line);
    context.out('Once somebody has decided: add the host to inspection.bypass and start again.');
  });
}

function rowOf(one: SuggestedBypass): string[] {
  const { host, refusals, accepted, devices, firstAt, lastAt } = one;
  const how = Object.entries(refusals).map(([said, count]) => `${said} ${count}`);
  const [first, last] = [firstAt, lastAt].map((at) => new Date(at).toISOString().slice(0, 16).replace('T', ' '));
  return [host, String(refusalsOf(one)), how.join(', '), String(accepted), String(devices), first ?? '', last ?? ''];
}
