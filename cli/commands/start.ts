import { Command, InvalidArgumentError } from 'commander';
import type { PartName } from '../../storage/control-bus.ts';
import type { CommandContext } from '../context.ts';
import { STARTED_PARTS } from '../parts.ts';
import { start } from '../start.ts';

export function startCommand(context: CommandContext, exitWith: (code: number) => void): Command {
  return new Command('start')
    .description('run the product in the foreground; SIGTERM or Ctrl-C drains and ends it')
    .option('--only <parts>', `run these parts alone (${STARTED_PARTS.join(', ')}); needs REDIS_URL`, partsArgument)
    .action(async ({ only }: { only?: readonly PartName[] }) => {
      const { env, cwd, out, err, stop } = context;
      exitWith(await start({ env, cwd, out, err, stop, parts: only ?? STARTED_PARTS, isPartial: only !== undefined }));
    });
}

function partsArgument(text: string): readonly PartName[] {
  const names = text.split(',').map((name) => name.trim());
  const parts = STARTED_PARTS.filter((part) => names.includes(part));
  if (parts.length !== new Set(names).size) throw new InvalidArgumentError(`Parts: ${STARTED_PARTS.join(', ')}.`);
  return parts;
}
