import { type Failure, failure } from '../core/result.ts';
import { oneLine } from './failure-line.ts';
import { onceConnected, type RedisPlace } from './redis.ts';

/** Resolves when Redis answers; rejects with one line otherwise. */
export async function pingRedis(place: RedisPlace): Promise<void> {
  await onceConnected(place, (redis) => redis.ping());
}

/**
 * What is wrong with how Redis keeps what it is given: it may evict waiting jobs, or lose them in a restart. Empty when all is
 * well. It asks INFO rather than CONFIG, which hosted Redis services do not allow.
 */
export async function checkRedisDurability(place: RedisPlace): Promise<Failure[]> {
  const found: Failure[] = [];
  try {
    const info = await onceConnected(place, async (redis) => (await redis.info('memory')) + (await redis.info('persistence')));
    const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? 'unknown';
    const message = `Redis may throw waiting alerts away (maxmemory-policy is ${policy}): set maxmemory-policy noeviction.`;
    if (policy !== 'noeviction') found.push(failure('redis-evicts', message).failure);
    if (!/^aof_enabled:1/m.test(info)) {
      found.push(failure('redis-not-durable', 'Redis forgets waiting alerts when it restarts: set appendonly yes.').failure);
    }
  } catch (error) {
    found.push(failure('redis-unreachable', oneLine(error)).failure);
  }
  return found;
}
