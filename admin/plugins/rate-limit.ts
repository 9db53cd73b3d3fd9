import type { FastifyInstance } from 'fastify';
import type { AdminContext } from '../context.ts';
import { Problem } from '../problem.ts';

export interface RateLimit {
  /** Calls that a principal may make a second in the long run. */
  readonly perSecond: number;
  /** And at once, after a rest. */
  readonly burst: number;
}

/** Far above any console, helpdesk or MDM; below what would keep others from being answered. */
export const DEFAULT_RATE_LIMIT: RateLimit = { perSecond: 1_000, burst: 2_000 };
/** More than there are tokens in any installation; full buckets beyond are forgotten. */
const MOST_BUCKETS = 10_000;

interface Bucket {
  left: number;
  atMs: number;
}

/** A token bucket for each principal, in memory: one that asks without end slows down itself and nobody else. */
export function registerRateLimit(app: FastifyInstance, { config }: AdminContext, nowMs: () => number = () => performance.now()): void {
  const { perSecond, burst } = { ...DEFAULT_RATE_LIMIT, ...config.admin.rateLimit };
  const buckets = new Map<string, Bucket>();

  app.addHook('onRequest', async ({ principal }, reply) => {
    if (principal === null) return;
    const now = nowMs();
    const name = `${principal.actor} ${principal.role} ${principal.school}`;
    if (buckets.size > MOST_BUCKETS) forgetFull(now);
    const bucket = buckets.get(name) ?? { left: burst, atMs: now };
    buckets.set(name, bucket);
    bucket.left = filled(bucket, now);
    bucket.atMs = now;
    if (bucket.left < 1) {
      reply.header('retry-after', String(Math.ceil((1 - bucket.left) / perSecond)));
      throw new Problem('rate-limited', `More than ${perSecond} calls a second by this token.`);
    }
    bucket.left -= 1;
  });

  function filled({ left, atMs }: Bucket, now: number): number {
    return Math.min(burst, left + ((now - atMs) / 1_000) * perSecond);
  }

  function forgetFull(now: number): void {
    for (const [name, bucket] of buckets) if (filled(bucket, now) >= burst) buckets.delete(name);
  }
}
