import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 20;

/** What `probe` finds, asked until it is neither undefined nor false. */
export async function until<T>(
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  limitMs = 10_000,
  complaint: () => string = () => 'it did not come true',
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`${complaint()} (waited ${limitMs} ms)`);
    await delay(POLL_MS);
  }
}
