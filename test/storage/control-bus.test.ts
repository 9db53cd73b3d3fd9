import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { epochMs } from '../../core/units.ts';
import type { ControlBus, PartStatus } from '../../storage/control-bus.ts';
import { createBusHub, inMemoryBus } from '../../storage/in-memory-bus.ts';
import { openRedisBus } from '../../storage/redis.ts';
import { checkRedisDurability, pingRedis } from '../../storage/redis-check.ts';
import type { Topic } from '../../storage/stores.ts';
import { type PrivateRedis, redisIsInstalled, startRedis } from '../support/redis.ts';

interface Medium {
  open(onProblem: (message: string) => void): ControlBus;
  /** Makes an instance's status as old as it may get. */
  age(instance: string): Promise<void>;
  /** Takes the transport away, as by a crash, and brings it back. */
  breakDown(): Promise<void>;
  repair(): Promise<void>;
}

function status(instance: string, more: Partial<PartStatus> = {}): PartStatus {
  const revisions = { policy: 1, lists: 2, leases: 3, people: 4, overrides: 5 };
  const versions = { policyVersion: 'abc', listVersion: 'def', metrics: [{ name: 'x', values: [1] }], problems: ['ü'] };
  return { part: 'proxy', instance, pid: 7, at: 1, revisions, ...versions, ...more };
}

function busConformance(name: string, medium: () => Medium): void {
  describe(name, () => {
    const problems: string[] = [];
    let one: ControlBus;
    let other: ControlBus;
    const bothConnected = () => vi.waitFor(() => expect([one.isConnected(), other.isConnected()]).toEqual([true, true]), 5_000);
    beforeEach(async () => {
      problems.length = 0;
      one = medium().open((message) => problems.push(message));
      other = medium().open((message) => problems.push(message));
      await bothConnected();
    });
    afterEach(() => Promise.all([one.close(), other.close()]));

    it('announces to every part, itself included, in order', async () => {
      const heard: [ControlBus, Topic, number][] = [];
      const heardAll = new Promise<void>((resolve) => {
        for (const bus of [one, other]) {
          bus.onAnnounced(() => {
            throw new Error('a broken listener');
          });
          bus.onAnnounced((topic, revision) => heard.push([bus, topic, revision]) === 4 && resolve());
        }
      });
      expect(await one.announce('leases', 7)).toBe(true);
      expect(await one.announce('lists', 8)).toBe(true);
      await heardAll;
      for (const bus of [one, other]) {
        expect(heard.filter(([hearer]) => hearer === bus).map((found) => found.slice(1))).toEqual([
          ['leases', 7],
          ['lists', 8],
        ]);
      }
      expect(problems).toHaveLength(4);
    });

    it('gathers the newest sign of life of each instance', async () => {
      await one.report(status('proxy-2'));
      await other.report(status('proxy-1', { at: 1 }));
      await other.report(status('proxy-1', { at: 2, part: 'alerts' }));
      const gathered = [status('proxy-1', { at: 2, part: 'alerts' }), status('proxy-2')];
      expect(await one.statuses()).toEqual(gathered);
      expect(await other.statuses()).toEqual(gathered);
      await one.retire('proxy-1');
      expect(await one.statuses()).toEqual([status('proxy-2')]);
      await one.retire('proxy-2');
      expect(await one.statuses()).toEqual([]);
    });

    it('tells an instance that is silent from one that has retired', async () => {
      await one.report(status('proxy-1'));
      expect(await one.silent()).toEqual([]);
      await medium().age('proxy-1');
      expect(await one.statuses()).toEqual([]);
      expect(await other.silent()).toEqual([{ part: 'proxy', instance: 'proxy-1' }]);
      await one.report(status('proxy-1'));
      expect(await one.statuses()).toHaveLength(1);
      expect(await one.silent()).toEqual([]);
      await medium().age('proxy-1');
      await one.retire('proxy-1');
      expect(await one.silent()).toEqual([]);
    });

    it('fails at once while the transport is away, and goes on when it is back', async () => {
      await medium().breakDown();
      await vi.waitFor(() => expect([one.isConnected(), other.isConnected()]).toEqual([false, false]), 5_000);
      const began = performance.now();
      expect(await one.announce('lists', 9)).toBe(false);
      for (const attempt of [one.report(status('proxy-1')), one.retire('proxy-1'), one.statuses()]) {
        await expect(attempt).rejects.toThrow(/cannot be reached/);
      }
      expect(performance.now() - began).toBeLessThan(500);
      await medium().repair();
      await bothConnected();
      const heard = new Promise((resolve) => other.onAnnounced((...announced) => resolve(announced)));
      expect(await one.announce('lists', 10)).toBe(true);
      expect(await heard).toEqual(['lists', 10]);
      await one.report(status('proxy-1'));
      expect(await other.statuses()).toHaveLength(1);
      await one.retire('proxy-1');
    });

    it('is away for good once closed', async () => {
      await one.close();
      await one.close();
      expect(one.isConnected()).toBe(false);
      expect(await one.announce('lists', 1)).toBe(false);
      await expect(one.report(status('proxy-1'))).rejects.toThrow(/cannot be reached/);
      expect(await other.announce('lists', 1)).toBe(true);
    });
  });
}

let now = epochMs(0);
const hub = createBusHub(() => now);
busConformance('in memory', () => ({
  open: (onProblem) => inMemoryBus(hub, onProblem),
  age: async () => {
    now = epochMs(now + 5_000);
  },
  breakDown: async () => {
    hub.reachable = false;
  },
  repair: async () => {
    hub.reachable = true;
  },
}));

describe.skipIf(!redisIsInstalled)('with a real server (skipped where Redis is not installed)', () => {
  let redis: PrivateRedis;
  beforeAll(async () => {
    redis = await startRedis(['--appendonly', 'yes', '--maxmemory-policy', 'noeviction']);
  });
  afterAll(() => redis.stop());
  const place = () => ({ url: null, socketPath: redis.socketPath });

  busConformance('Redis', () => ({
    open: (onProblem) => openRedisBus({ ...place(), onProblem }),
    age: async (instance) => {
      const key = `schoolgate:status:${instance}`;
      const left = Number(await redis.command('pttl', key));
      expect(left > 0 && left <= 5_000).toBe(true);
      await redis.command('pexpire', key, '0');
    },
    breakDown: () => redis.kill(),
    repair: () => redis.start(),
  }));

  it('says once what is wrong, not at every attempt', async () => {
    const problems: string[] = [];
    const bus = openRedisBus({ url: 'redis://user:s3cret@127.0.0.1:1/0', socketPath: '', onProblem: (message) => problems.push(message) });
    await vi.waitFor(() => expect(problems).toHaveLength(1));
    for (let i = 0; i < 20; i++) expect(await bus.announce('lists', i)).toBe(false);
    expect(problems).toEqual(['Redis cannot be reached (ECONNREFUSED).']);
    await bus.close();
  });

  it('skips what others may have written', async () => {
    const bus = openRedisBus({ ...place(), onProblem: () => {} });
    await vi.waitFor(() => expect(bus.isConnected()).toBe(true));
    const heard: unknown[] = [];
    const heardLast = new Promise<void>((resolve) =>
      bus.onAnnounced((topic, revision) => {
        heard.push([topic, revision]);
        if (topic === 'people') resolve();
      }),
    );
    for (const text of ['', '{', 'null', '{"topic":"lists"}', '{"topic":"elsewhere","revision":1}', '{"topic":"people","revision":2}']) {
      await redis.command('publish', 'schoolgate:announcements', text);
    }
    await heardLast;
    expect(heard).toEqual([['people', 2]]);
    await redis.command('sadd', 'schoolgate:instances', 'odd-1', 'odd-2');
    await redis.command('set', 'schoolgate:status:odd-1', '{"part":"proxy"}');
    await redis.command('set', 'schoolgate:status:odd-2', '<html>');
    await bus.report(status('proxy-1'));
    expect(await bus.statuses()).toEqual([status('proxy-1')]);
    await bus.close();
  });

  it('notices a server that is silent', async () => {
    const bus = openRedisBus({ ...place(), onProblem: () => {} });
    await vi.waitFor(() => expect(bus.isConnected()).toBe(true));
    redis.freeze(true);
    await expect(bus.report(status('proxy-1'))).rejects.toThrow(/cannot be reached/);
    expect(bus.isConnected()).toBe(false);
    redis.freeze(false);
    await vi.waitFor(() => expect(bus.isConnected()).toBe(true), 5_000);
    await bus.close();
  });

  it('pings', async () => {
    await pingRedis(place());
    await expect(pingRedis({ url: null, socketPath: `${redis.socketPath}.not` })).rejects.toThrow('Redis cannot be reached (ENOENT).');
    const withPassword = pingRedis({ url: 'redis://user:s3cret@127.0.0.1:1', socketPath: '' });
    await expect(withPassword).rejects.toThrow('Redis cannot be reached (ECONNREFUSED).');
    expect(() => openRedisBus({ url: 'http://x:s3cret@y', socketPath: '', onProblem: () => {} })).toThrow(/^REDIS_URL must begin with/);
  });

  it('finds no fault with a Redis that keeps what it is given', async () => {
    expect(await checkRedisDurability(place())).toEqual([]);
  });

  it('finds what would lose alerts', async () => {
    await redis.command('config', 'set', 'maxmemory-policy', 'allkeys-lru');
    await redis.command('config', 'set', 'appendonly', 'no');
    expect((await checkRedisDurability(place())).map(({ code }) => code)).toEqual(['redis-evicts', 'redis-not-durable']);
    await redis.command('config', 'set', 'maxmemory-policy', 'noeviction');
    const missing = await checkRedisDurability({ url: null, socketPath: '/nowhere/redis.sock' });
    expect(missing).toEqual([{ code: 'redis-unreachable', message: 'Redis cannot be reached (ENOENT).' }]);
  });
});
