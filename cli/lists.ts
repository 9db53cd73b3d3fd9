import { ensurePublished } from '../blocklists/first-lists.ts';
import { openListIndex } from '../categoriser/categorise.ts';
import type { ListIndex } from '../categoriser/list-index.ts';
import { createListLoader } from '../snapshot/load-lists.ts';
import { type CommandContext, CommandFailure } from './context.ts';
import type { Session } from './session.ts';

/** The published lists as the proxies see them; where nothing was ever published, the seed lists are compiled first. */
export async function publishedIndex({ config, stores }: Session, context: CommandContext): Promise<ListIndex> {
  const opens: Parameters<typeof ensurePublished>[0]['opens'] = (bytes, sealedHash) => openListIndex(bytes, { sealedHash }).ok;
  const first = await ensurePublished({ config, clock: context.clock, opens });
  if (!first.ok) throw new CommandFailure(first.failure.message);
  if (first.value.changed) await stores.bumpRevision('lists');
  const load = createListLoader({
    dataFolder: config.at.dataFolder,
    onProblem: (problem) => context.err(`schoolgate: ${problem}`),
  });
  const loaded = await load();
  if (!loaded.ok) throw new CommandFailure(loaded.failure.message);
  return loaded.value;
}
