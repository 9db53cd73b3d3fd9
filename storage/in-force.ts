import { setTimeout as delay } from 'node:timers/promises';
import type { ControlBus, PartStatus } from './control-bus.ts';
import type { Topic } from './stores.ts';

/** Parts send a status at once when a change is in force there; asking costs one small read. */
const ASK_EVERY_MS = 25;

export interface InForce {
  /** True when every running proxy worker decides by that revision or a newer one; also when none is running. */
  readonly inForce: boolean;
  /** Workers that do not yet, by instance. */
  readonly waitingFor: readonly string[];
  /** How many proxy workers are running: with none, a change takes effect at the next start. */
  readonly workers: number;
}

/**
 * Waits until a revision of a topic is in force on every running proxy worker, or the time is up.
 * Rejects when the transport cannot be reached.
 */
export async function waitUntilInForce(bus: ControlBus, topic: Topic, revision: number, timeoutMs: number): Promise<InForce> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const state = stateOf(await bus.statuses(), topic, revision);
    if (state.inForce || performance.now() >= deadline) return state;
    await delay(ASK_EVERY_MS);
  }
}

function stateOf(statuses: readonly PartStatus[], topic: Topic, revision: number): InForce {
  const workers = statuses.filter((status) => status.part === 'proxy');
  const waitingFor = workers.filter((status) => status.revisions[topic] < revision).map((status) => status.instance);
  return { inForce: waitingFor.length === 0, waitingFor, workers: workers.length };
}
