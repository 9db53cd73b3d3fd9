import { Redis, type RedisOptions } from 'ioredis';
import type { RedisPlace } from '../../storage/redis.ts';

const SILENCE_MS = 2_000;
const MAX_BACKOFF_MS = 1_000;

const commonOptions = {
  connectTimeout: SILENCE_MS,
  disableClientInfo: true,
  connectionName: 'schoolgate-alerts',
  retryStrategy: (attempt: number) => Math.min(25 * 2 ** Math.min(attempt, 10), MAX_BACKOFF_MS),
};

/** For putting jobs in: nothing waits for a Redis that is away, and one that falls silent counts as away. */
export function connectProducer(place: RedisPlace): Redis {
  return connect(place, {
    ...commonOptions,
    socketTimeout: SILENCE_MS,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
  });
}

/** For taking jobs out: BullMQ waits on it for new ones, for ever, and demands that requests are never given up. */
export function connectConsumer(place: RedisPlace): Redis {
  return connect(place, { ...commonOptions, socketTimeout: 4 * SILENCE_MS, maxRetriesPerRequest: null });
}

function connect(place: RedisPlace, options: Omit<RedisOptions, 'replyMapping'>): Redis {
  if (place.url === null) return new Redis({ ...options, path: place.socketPath });
  if (!/^rediss?:\/\//.test(place.url)) throw new Error('REDIS_URL must begin with redis:// or rediss://.');
  return new Redis(place.url, options);
}
