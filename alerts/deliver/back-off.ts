import type { Delivery } from '../../core/incident.ts';

const FIRST_MS = 2_000;
/** A mail server that is back is found within this. */
const LONGEST_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;

/** How long to wait before the next attempt, after so many. `random` in [0, 1) spreads those that failed together. */
export function retryDelayMs(attempts: number, random: number): number {
  const delayMs = Math.min(FIRST_MS * 2 ** Math.max(0, Math.min(attempts, 20) - 1), LONGEST_MS);
  return Math.round(delayMs * (0.8 + 0.4 * random));
}

/** What proves that mail works now says nothing tomorrow; a code has run out by then. */
export function isShortLived(kind: Delivery['kind']): boolean {
  return kind === 'proof-of-life' || kind === 'access-code';
}

/** When an attempt fails after this, the delivery is given up, and somebody is told. */
export function lifetimeMs(kind: Delivery['kind']): number {
  return isShortLived(kind) ? HOUR_MS / 4 : 24 * HOUR_MS;
}
