import { setTimeout as delay } from 'node:timers/promises';
import type { ControlBus } from './control-bus.ts';
import type { Topic } from './stores.ts';

/** Parts send a status at once when a change is in force there; asking costs one small read. */
const ASK_EVERY_MS = 25;

export interface InForce {
  /** True when every running proxy worker decides by that revision or a newer one; also when none is running. */
  readonly inForce: boolean;
  /** Workers that do not yet, or have not said so, by instance. */
  readonly waitingFor: readonly string[];
  /** How many proxy workers are running: with none, a change takes effect at the next start. */
  readonly workers: number;
}

/**
 * Waits until a revision of a topic is in force on every running proxy worker, or the time is up. A worker that has fallen
 * silent may still decide as before: it is waited for, as are those of `running` (instances known to whoever asks) that have not
 * reported yet. Rejects when the transport cannot be reached.
 */
export async function waitUntilInForce(
  bus: ControlBus,
  topic: Topic,
  revision: number,
  timeoutMs: number,
  running: () => readonly string[] = () => [],
): Promise<InForce> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const state = await stateOf(bus, topic, revision, running());
    if (state.inForce || performance.now() >= deadline) return state;
    await delay(ASK_EVERY_MS);
  }
}

async function stateOf(bus: ControlBus, topic: Topic, revision: number, running: readonly string[]): Promise<InForce> {
  const [statuses, silent] = await Promise.all([bus.statuses(), bus.silent()]);
  const workers = new Map<string, boolean>(running.map((instance) => [instance, false]));
  for (const { part, instance } of silent) if (part === 'proxy') workers.set(instance, false);
  for (const { part, instance, revisions } of statuses) if (part === 'proxy') workers.set(instance, revisions[topic] >= revision);
  const waitingFor = [...workers].flatMap(([instance, isInForce]) => (isInForce ? [] : [instance])).sort();
  return { inForce: waitingFor.length === 0, waitingFor, workers: workers.size };
}
