import { Command } from 'commander';
import { nameArgument, reasonArgument } from '../arguments.ts';
import type { CommandContext } from '../context.ts';

interface SuspendOptions {
  readonly from?: string;
  readonly until: string;
  readonly reason: string;
  readonly json?: boolean;
}

/** `suspend NAME --until … --reason …` */
export function suspendCommand(context: CommandContext): Command {
  return new Command('suspend')
    .description("suspend a person's access on every device until a time")
    .argument('<name>', 'user name', nameArgument)
    .option('--from <time>', 'ISO 8601, London time; default now')
    .requiredOption('--until <time>', 'when access comes back by itself')
    .requiredOption('--reason <words>', 'why; it is shown to whoever asks', reasonArgument)
    .option('--json', 'answer as JSON')
    .action(async (person: string, { from, until, reason, json = false }: SuspendOptions) => {
      const { suspend } = await import('../../admin/services/suspensions.ts');
      const { start } = await import('../measures.ts');
      await start(context, json, async ({ principal, services }) => ({
        ...(await suspend(principal, { person, from: from ?? null, until, reason }, services)),
        words: `${person} suspended`,
      }));
    });
}

export function suspensionCommand(context: CommandContext): Command {
  const suspension = new Command('suspension').description('who is suspended');
  suspension
    .command('list')
    .description('suspensions that run now or later')
    .option('--json', 'answer as JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const { list } = await import('../measures.ts');
      await list(context, json, 'suspension', ({ person }) => [['PERSON', person]]);
    });
  suspension
    .command('end')
    .description('give access back now')
    .argument('<id>')
    .option('--reason <words>', 'why', reasonArgument)
    .option('--json', 'answer as JSON')
    .action(async (id: string, options: { reason?: string; json?: boolean }) => {
      const { end } = await import('../measures.ts');
      await end(context, 'suspension', { id, ...options });
    });
  return suspension;
}
