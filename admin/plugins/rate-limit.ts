import type { FastifyReply } from 'fastify';
import type { Config } from '../../config/schema/config.ts';
import { Problem } from '../problem.ts';

export interface RateLimit {
  /** Calls that a principal, or an address with a wrong token, may make a second in the long run. */
  readonly perSecond: number;
  /** And at once, after a rest. */
  readonly burst: number;
}

/** Far above any console, helpdesk or MDM; below what would keep others from being answered. */
export const DEFAULT_RATE_LIMIT: RateLimit = { perSecond: 1_000, burst: 2_000 };
/** More than there are tokens and their mistaken callers in any installation; full buckets beyond are forgotten. */
const MOST_BUCKETS = 10_000;

interface Bucket {
  left: number;
  atMs: number;
}

/** Counts a call for a name, and throws `rate-limited` when it has made too many. */
export type TakeCall = (reply: FastifyReply, name: string) => void;

/** A token bucket for each name, in memory: one that asks without end slows down itself and nobody else. */
export function createRateLimit({ admin }: Pick<Config, 'admin'>, nowMs: () => number = () => performance.now()): TakeCall {
  const { perSecond, burst } = { ...DEFAULT_RATE_LIMIT, ...admin.rateLimit };
  const buckets = new Map<string, Bucket>();

  return (reply, name) => {
    const now = nowMs();
    if (buckets.size > MOST_BUCKETS) forgetFull(now);
    const bucket = buckets.get(name) ?? { left: burst, atMs: now };
    buckets.set(name, bucket);
    bucket.left = filled(bucket, now);
    bucket.atMs = now;
    if (bucket.left < 1) {
      reply.header('retry-after', String(Math.ceil((1 - bucket.left) / perSecond)));
      throw new Problem('rate-limited', `More than ${perSecond} calls a second.`);
    }
    bucket.left -= 1;
  };

  function filled({ left, atMs }: Bucket, now: number): number {
    return Math.min(burst, left + ((now - atMs) / 1_000) * perSecond);
  }

  function forgetFull(now: number): void {
    for (const [name, bucket] of buckets) if (filled(bucket, now) >= burst) buckets.delete(name);
  }
}
