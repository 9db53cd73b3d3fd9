import { Redis, type RedisOptions } from 'ioredis';
import { Compile } from 'typebox/compile';
import {
  AnnouncementSchema,
  type ControlBus,
  PARTS,
  type PartStatus,
  PartStatusSchema,
  SILENT_LIFETIME_MS,
  type SilentPart,
  STATUS_LIFETIME_MS,
} from './control-bus.ts';
import { codeOf, oneLine, secretsOf } from './failure-line.ts';
import type { Topic } from './stores.ts';

/** Where Redis is: a redis:// or rediss:// URL, or null for the private one at `socketPath`. */
export interface RedisPlace {
  readonly url: string | null;
  readonly socketPath: string;
}

const CHANNEL = 'schoolgate:announcements';
const INSTANCES = 'schoolgate:instances';
const statusKey = (instance: string) => `schoolgate:status:${instance}`;
/** Which part it is; outlives the status, so that one that fell silent is still known. */
const seenKey = (instance: string) => `schoolgate:seen:${instance}`;

/** Silence after which a connection counts as dead; a sign of life asks something on both connections every second. */
const SILENCE_MS = 2_000;
/** A private Redis is back within 2 s: knocking once a second finds it at once. */
const MAX_BACKOFF_MS = 1_000;

const announcementCheck = Compile(AnnouncementSchema);
const statusCheck = Compile(PartStatusSchema);

/**
 * The control bus over Redis: pub/sub for announcements, an expiring key for each part's sign of life. Reconnects for ever.
 * Commands are never queued for a Redis that is away. `onProblem` gets one line per outage and cause. Throws when the URL is not one.
 */
export function openRedisBus(options: RedisPlace & { readonly onProblem: (message: string) => void }): ControlBus {
  return new RedisBus(options, options.onProblem);
}

class RedisBus implements ControlBus {
  readonly #commands: Redis;
  /** A subscribed connection takes no other commands. */
  readonly #subscriber: Redis;
  readonly #secrets: readonly string[];
  readonly #onProblem: (message: string) => void;
  readonly #listeners: ((topic: Topic, revision: number) => void)[] = [];
  #subscribed = false;
  #closed = false;
  /** Said since the last time all was well. */
  readonly #said = new Set<string>();

  constructor(place: RedisPlace, onProblem: (message: string) => void) {
    this.#onProblem = onProblem;
    this.#secrets = secretsOf(place.url ?? '');
    this.#commands = this.#watched(connect(place, foreverOptions));
    this.#subscriber = this.#watched(connect(place, foreverOptions));
    this.#subscriber.on('ready', () => {
      this.#subscriber.subscribe(CHANNEL).then(
        () => {
          this.#subscribed = true;
          this.#said.clear();
        },
        (error: unknown) => this.#problem(error),
      );
    });
    this.#subscriber.on('close', () => {
      this.#subscribed = false;
    });
    this.#subscriber.on('message', (_channel, text) => this.#deliver(text));
  }

  async announce(topic: Topic, revision: number): Promise<boolean> {
    try {
      await this.#open().publish(CHANNEL, JSON.stringify({ topic, revision }));
      return true;
    } catch {
      return false;
    }
  }

  onAnnounced(listener: (topic: Topic, revision: number) => void): void {
    this.#listeners.push(listener);
  }

  async report(status: PartStatus): Promise<void> {
    // Nothing else would notice that the subscription's peer is gone without a word.
    this.#subscriber.ping().catch(() => {});
    const { instance, part } = status;
    const text = JSON.stringify(status);
    await this.#all((redis) =>
      redis
        .multi()
        .set(statusKey(instance), text, 'PX', STATUS_LIFETIME_MS)
        .set(seenKey(instance), part, 'PX', SILENT_LIFETIME_MS)
        .sadd(INSTANCES, instance),
    );
  }

  async retire(instance: string): Promise<void> {
    await this.#all((redis) => redis.multi().del(statusKey(instance), seenKey(instance)).srem(INSTANCES, instance));
  }

  async statuses(): Promise<PartStatus[]> {
    const { texts } = await this.#ofInstances((instance) => [statusKey(instance)]);
    return texts.flatMap((text) => {
      const status = text === null ? undefined : parsed(text);
      return statusCheck.Check(status) ? [status] : [];
    });
  }

  async silent(): Promise<SilentPart[]> {
    const { instances, texts } = await this.#ofInstances((instance) => [statusKey(instance), seenKey(instance)]);
    return instances.flatMap((instance, index) => {
      const [status, seen] = texts.slice(index * 2, index * 2 + 2);
      const part = PARTS.find((name) => name === seen);
      return status === null && part !== undefined ? [{ part, instance }] : [];
    });
  }

  /** What these keys of every instance hold, instance by instance. */
  async #ofInstances(keysOf: (instance: string) => string[]): Promise<{ instances: string[]; texts: (string | null)[] }> {
    try {
      const instances = (await this.#open().smembers(INSTANCES)).sort();
      const texts = instances.length === 0 ? [] : await this.#open().mget(instances.flatMap(keysOf));
      return { instances, texts };
    } catch (error) {
      throw redisFailure(error, this.#secrets);
    }
  }

  isConnected(): boolean {
    return !this.#closed && this.#commands.status === 'ready' && this.#subscribed;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#commands.disconnect();
    this.#subscriber.disconnect();
  }

  /** A closing connection still takes commands for a moment. */
  #open(): Redis {
    if (this.#closed) throw new Error('closed');
    return this.#commands;
  }

  async #all(transaction: (redis: Redis) => ReturnType<Redis['multi']>): Promise<void> {
    try {
      const replies = await transaction(this.#open()).exec();
      const refused = replies?.find(([error]) => error !== null)?.[0];
      if (refused !== undefined) throw refused;
    } catch (error) {
      throw redisFailure(error, this.#secrets);
    }
  }

  #deliver(text: string): void {
    const announcement = parsed(text);
    if (!announcementCheck.Check(announcement)) return;
    for (const listener of this.#listeners) {
      try {
        listener(announcement.topic, announcement.revision);
      } catch (error) {
        this.#onProblem(`A listener to announcements failed: ${oneLine(error)}`);
      }
    }
  }

  #watched(redis: Redis): Redis {
    redis.on('error', (error) => this.#problem(error));
    return redis;
  }

  #problem(error: unknown): void {
    const { message } = redisFailure(error, this.#secrets);
    if (this.#closed || this.#said.has(message)) return;
    this.#said.add(message);
    this.#onProblem(message);
  }
}

/** Does something over a connection of its own that is closed afterwards. Rejects with one line, without credentials. */
export async function onceConnected<T>(place: RedisPlace, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = connect(place, { ...commonOptions, lazyConnect: true, retryStrategy: null });
  let cause: unknown;
  redis.on('error', (error) => {
    cause = error;
  });
  try {
    await redis.connect();
    return await work(redis);
  } catch (error) {
    throw redisFailure(cause ?? error, secretsOf(place.url ?? ''));
  } finally {
    redis.disconnect();
  }
}

/** The driver tells its reply types apart by this one option, which ours never set. */
type ConnectionOptions = Omit<RedisOptions, 'replyMapping'>;

const commonOptions: ConnectionOptions = {
  connectTimeout: SILENCE_MS,
  socketTimeout: SILENCE_MS,
  connectionName: 'schoolgate',
  disableClientInfo: true,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResubscribe: false,
  autoResendUnfulfilledCommands: false,
};

const foreverOptions: ConnectionOptions = {
  ...commonOptions,
  retryStrategy: (attempt) => Math.min(25 * 2 ** Math.min(attempt, 10), MAX_BACKOFF_MS),
};

function connect(place: RedisPlace, options: ConnectionOptions): Redis {
  if (place.url === null) return new Redis({ ...options, path: place.socketPath });
  if (!/^rediss?:\/\//.test(place.url)) throw new Error('REDIS_URL must begin with redis:// or rediss://.');
  return new Redis(place.url, options);
}

/** The driver's errors carry commands with their arguments, credentials among them: only a line of words leaves. */
function redisFailure(error: unknown, secrets: readonly string[]): Error {
  if (error instanceof Error && error.name === 'ReplyError') return new Error(`Redis refused: ${oneLine(error, secrets)}.`);
  const silent = error instanceof Error && /time(d )?out/i.test(error.message);
  const reason = codeOf(error) ?? (silent ? `no answer for ${SILENCE_MS / 1000} s` : undefined);
  return new Error(reason === undefined ? 'Redis cannot be reached.' : `Redis cannot be reached (${reason}).`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
