import { Command } from 'commander';
import { nameArgument, reasonArgument } from '../arguments.ts';
import type { CommandContext } from '../context.ts';

interface SwitchOptions {
  readonly reason: string;
  readonly json?: boolean;
}

/** `personal-use withdraw|restore NAME --reason …`, `personal-use list`: the time that the policy gives staff for themselves. */
export function personalUseCommand(context: CommandContext): Command {
  const command = new Command('personal-use').description('the time that the policy gives staff for personal use');
  for (const [name, permitted, words] of [
    ['withdraw', false, 'withdraw it from one person, until it is given back'],
    ['restore', true, 'give it back'],
  ] as const) {
    command
      .command(name)
      .description(words)
      .argument('<name>', 'user name', nameArgument)
      .requiredOption('--reason <words>', 'why', reasonArgument)
      .option('--json', 'answer as JSON')
      .action((person: string, options: SwitchOptions) => switchFor(context, person, permitted, options));
  }
  command
    .command('list')
    .description('from whom it is withdrawn')
    .option('--json', 'answer as JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const { list } = await import('../measures.ts');
      await list(context, json, 'personal-use', ({ person }) => [['PERSON', person]]);
    });
  return command;
}

async function switchFor(context: CommandContext, person: string, permitted: boolean, { reason, json }: SwitchOptions): Promise<void> {
  const { switchPersonalUse } = await import('../../admin/services/personal-use.ts');
  const { atDesk } = await import('../unblocking.ts');
  await atDesk(context, async ({ principal, services, session }) => {
    const { revision, warnings } = await switchPersonalUse(principal, { person, permitted, reason }, services);
    const state = await session.putInForce('overrides', revision);
    if (json) return context.out(JSON.stringify({ person, permitted, state, warnings }));
    for (const warning of warnings) context.err(`schoolgate: ${warning}`);
    context.out(`personal use of ${person} ${permitted ? 'given back' : 'withdrawn'}: ${state}`);
  });
}
