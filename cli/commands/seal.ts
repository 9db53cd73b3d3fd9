import { Command } from 'commander';
import { type CommandContext, CommandFailure } from '../context.ts';

/** `blocklists seal`: a licensed plain list in, keyed hashes out. The plain list is read from standard input and kept nowhere. */
export function sealCommand(context: CommandContext): Command {
  return new Command('seal')
    .description('turn a licensed plain list (standard input) into a sealed one (standard output), under the key of a configured source')
    .argument('<source>', 'id of a configured source of format sealed')
    .action((source: string) => seal(context, source));
}

async function seal(context: CommandContext, id: string): Promise<void> {
  const { readConfig } = await import('../session.ts');
  const { sealList } = await import('../../blocklists/seal.ts');
  const { sealedKey } = await import('../../storage/sealed-hash.ts');
  const config = readConfig(context);
  const source = config.blocklists?.sources.find((candidate) => candidate.id === id && candidate.format === 'sealed');
  if (source === undefined) throw new CommandFailure(`no source "${id}" of format sealed is configured`);
  const key = sealedKey(source, config.at.dataFolder);
  if (!key.ok) throw new CommandFailure(key.failure.message);
  const skipped: number[] = [];
  const lines = (await context.readStdin()).split('\n');
  for (const line of sealList(lines, key.value, (lineNumber) => skipped.push(lineNumber))) context.out(line);
  // Line numbers only: what stands on them is not to be repeated anywhere.
  if (skipped.length > 0) throw new CommandFailure(`neither host nor URL on ${skipped.length} lines: ${skipped.slice(0, 20).join(', ')}`);
}
