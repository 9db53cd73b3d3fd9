import { Argument, Command } from 'commander';
import { PARTS, type PartName } from '../../storage/control-bus.ts';
import { type CommandContext, CommandFailure } from '../context.ts';
import { STARTED_PARTS } from '../parts.ts';

/** `healthcheck`: exit code 0 when the named parts are alive and report no problem; for container health checks and cron. */
export function healthcheckCommand(context: CommandContext): Command {
  return new Command('healthcheck')
    .description('exit with 0 when the named parts (default all) are alive and report no problem')
    .addArgument(new Argument('[part...]').choices(PARTS))
    .action((parts: PartName[]) => healthcheck(context, parts.length === 0 ? STARTED_PARTS : parts));
}

async function healthcheck(context: CommandContext, parts: readonly PartName[]): Promise<void> {
  const { withSession } = await import('../session.ts');
  await withSession(context, async ({ bus }) => {
    if (bus === null) throw new CommandFailure('Redis does not answer: the product is not running');
    const statuses = await bus.statuses();
    const problems = parts.flatMap((part) => {
      const own = statuses.filter((status) => status.part === part);
      return own.length === 0
        ? [`${part}: no sign of life`]
        : own.flatMap(({ instance, problems }) => problems.map((text) => `${instance}: ${text}`));
    });
    if (problems.length > 0) throw new CommandFailure(problems.join('\n'));
    context.out('ok');
  });
}
