import { runningWorkers } from '../../core/supervision.ts';
import { type InForce, waitUntilInForce } from '../../storage/in-force.ts';
import type { Topic } from '../../storage/stores.ts';
import type { AdminContext } from '../context.ts';

/**
 * Tells every worker of a change and waits until it is in force there. Without Redis nobody can be asked: the change is stored
 * all the same, and each worker finds it within a second or two.
 */
export async function putInForce(
  { bus, parts, logger, inForceTimeoutMs }: Pick<AdminContext, 'bus' | 'parts' | 'logger' | 'inForceTimeoutMs'>,
  topic: Topic,
  revision: number,
): Promise<Pick<InForce, 'inForce' | 'waitingFor'> & { readonly revision: number }> {
  try {
    await bus.announce(topic, revision);
    const { inForce, waitingFor } = await waitUntilInForce(bus, topic, revision, inForceTimeoutMs, () => runningWorkers(parts()));
    return { revision, inForce, waitingFor };
  } catch (error) {
    logger.warn({ err: error }, 'a change could not be announced; it takes effect within a second or two');
    return { revision, inForce: false, waitingFor: ['unknown: Redis does not answer'] };
  }
}
