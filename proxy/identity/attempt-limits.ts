import type { IpAddress } from '../../core/address.ts';
import type { EpochMs } from '../../core/units.ts';

export interface AttemptLimits {
  /** True while this client may not have another password checked for this user. */
  isExhausted(clientIp: IpAddress, user: string, now: EpochMs): boolean;
  recordFailure(clientIp: IpAddress, user: string, now: EpochMs): void;
}

export interface AttemptLimitOptions {
  /** Wrong passwords a minute for one user from one address. */
  readonly perUserAndClient: number;
  /** Wrong passwords a minute from one address, whoever is named: many pupils may stand behind one. */
  readonly perClient: number;
}

const WINDOW_MS = 60_000;
const MAX_COUNTERS = 20_000;

interface Counter {
  startedAt: number;
  failures: number;
}

/**
 * Counts wrong passwords. A user name is counted only together with the address it was tried from, so that nobody can
 * lock somebody else out from elsewhere; guessing from many addresses is bounded by the hash queue.
 */
export function createAttemptLimits({ perUserAndClient, perClient }: AttemptLimitOptions): AttemptLimits {
  const counters = new Map<string, Counter>();

  function failuresOf(key: string, now: EpochMs): number {
    const counter = counters.get(key);
    if (counter === undefined || isOver(counter, now)) return 0;
    return counter.failures;
  }

  function count(key: string, now: EpochMs): void {
    const counter = counters.get(key);
    if (counter !== undefined && !isOver(counter, now)) {
      counter.failures++;
      return;
    }
    counters.delete(key);
    if (counters.size >= MAX_COUNTERS) makeRoom(counters, now);
    counters.set(key, { startedAt: now, failures: 1 });
  }

  return {
    isExhausted: (clientIp, user, now) =>
      failuresOf(clientIp, now) >= perClient || failuresOf(`${clientIp} ${user}`, now) >= perUserAndClient,
    recordFailure(clientIp, user, now) {
      count(clientIp, now);
      count(`${clientIp} ${user}`, now);
    },
  };
}

/** A clock that was set back ends the window too, rather than keeping a client out for hours. */
function isOver(counter: Counter, now: EpochMs): boolean {
  return now - counter.startedAt >= WINDOW_MS || now < counter.startedAt;
}

function makeRoom(counters: Map<string, Counter>, now: EpochMs): void {
  for (const [key, counter] of counters) if (isOver(counter, now)) counters.delete(key);
  // Still full: the oldest go (a Map keeps the order of insertion).
  for (const key of counters.keys()) {
    if (counters.size < MAX_COUNTERS) break;
    counters.delete(key);
  }
}
