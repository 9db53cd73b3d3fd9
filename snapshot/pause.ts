import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 1;

/**
 * Between the parts of long work in a process that serves people, each of which takes about half a millisecond. A request takes several
 * turns of the event loop: were the next part to begin with the next turn, it would wait for one part in each.
 */
export function pause(): Promise<void> {
  return delay(PAUSE_MS);
}
