import { success } from '../core/result.ts';
import type { LivePolicy } from '../snapshot/live-policy.ts';
import { openLivePolicy } from '../snapshot/open-live-policy.ts';
import { createBusHub, inMemoryBus } from '../storage/in-memory-bus.ts';
import { createLogger } from '../telemetry/logger.ts';
import type { CommandContext } from './context.ts';
import { publishedIndex } from './lists.ts';
import type { Session } from './session.ts';

/** Policy, lists, leases and people as a proxy that starts now would see them. Close it. */
export async function openSnapshot(session: Session, context: CommandContext): Promise<LivePolicy> {
  const { config, stores, bus } = session;
  const index = await publishedIndex(session, context);
  return openLivePolicy({
    document: config.policy ?? {},
    stores,
    bus: bus ?? inMemoryBus(createBusHub(context.clock)),
    clock: context.clock,
    logger: createLogger({ part: 'cli', instance: 'cli', level: 'error' }),
    loadLists: async () => success(index),
  });
}
