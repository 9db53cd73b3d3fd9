import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EpochMs, epochMs } from '../../core/units.ts';
import { NOWHERE } from '../../outbound/open-set.ts';
import { Tunnels } from '../../proxy/tunnels.ts';
import { ask } from '../integration/proxy-client.ts';
import { until } from '../support/product.ts';
import { allowed, blocked, fixtureCounters } from '../support/proxy-fixture.ts';
import { faultRows, faultsTriedBy } from './table.ts';
import { World } from './world.ts';

const CONFIG = 'blocklists: { sources: [ { id: mine, format: domains, category: gambling, url: "file:mine.domains" } ] }\n';

type Trial = (world: World) => Promise<void>;

const TRIALS: Readonly<Record<string, Trial>> = {
  async 'worker-killed'(world) {
    await world.killAndRecover('proxy-1');
    await world.serves();
  },

  async 'admin-killed'(world) {
    const killed = world.killAndRecover('admin');
    await world.serves();
    await killed;
  },

  async 'alerts-killed'(world) {
    const killed = world.killAndRecover('alerts');
    await world.blocks('self-harm');
    await killed;
  },

  async 'blocklists-killed'(world) {
    const killed = world.killAndRecover('blocklists');
    await world.serves();
    await killed;
  },

  async 'redis-killed'(world) {
    const redis = world.product.pidOf('redis');
    process.kill(redis, 'SIGKILL');
    await world.serves();
    await until(() => world.product.processes().some(({ instance, pid }) => instance === 'redis' && pid !== redis));
    await world.healthy();
  },

  async 'lists-damaged'(world) {
    const { product } = world;
    await refused(world, 'one.test');
    const lists = join(product.dataFolder, 'lists');
    const indexes = readdirSync(lists).filter((name) => name.endsWith('.index'));
    expect(indexes.length).toBeGreaterThan(0);
    for (const name of indexes) writeFileSync(join(lists, name), readFileSync(join(lists, name)).fill(0x5a, 100, 200));
    await world.serves();
    await refused(world, 'one.test');
    // An update with nothing new to say must not take the damaged files for good ones.
    expect((await product.cli(['blocklists', 'update'])).code).toBe(0);
    await Promise.all(['proxy-1', 'proxy-2'].map((instance) => world.killAndRecover(instance)));
    await refused(world, 'one.test');
  },

  async 'clock-stepped'() {
    for (const stepMs of [3_600_000, -3_600_000]) {
      let stepped = 0;
      const closed: string[] = [];
      const clock = (): EpochMs => epochMs(1_800_000_000_000 + stepped);
      const attempt = { facts: {}, decision: allowed(), bytesUp: 0, bytesDown: 0, startedAtMs: 0 };
      const decide = () => (stepped === 0 ? allowed() : blocked());
      const limits = { idleMs: 60_000, lifetimeMs: 60_000 };
      const tunnels = new Tunnels({ counters: fixtureCounters(), limits, snapshot: () => null, decide, clock, nowMs: () => 0 });
      tunnels.add({ attempt: attempt as never, place: NOWHERE, cut: (reason) => closed.push(reason) });
      tunnels.tick();
      expect(closed).toEqual([]);
      stepped = stepMs;
      tunnels.tick();
      expect(closed).toEqual([blocked().reason]);
    }
  },
};

async function refused({ product }: World, host: string): Promise<void> {
  const answer = await ask(product.ports.proxy, `http://${host}/`);
  expect([host, answer.status]).toEqual([host, 403]);
}

describe('the table of faults', () => {
  it('has a test for each row, and a row for each test', () => {
    expect(Object.keys(TRIALS).sort()).toEqual(faultsTriedBy('npm test').sort());
    for (const { id, cells, triedBy } of faultRows()) {
      expect([id, cells.length, cells.every((cell) => cell !== '')]).toEqual([id, 6, true]);
      expect(['npm test', 'check:deep']).toContain(triedBy);
    }
  });
});

describe('a fault', { timeout: 90_000 }, () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open({ config: CONFIG }, (product) => product.write('mine.domains', 'one.test\n'));
  }, 180_000);
  afterAll(() => world?.close());

  it.each(Object.entries(TRIALS))('%s', async (_, trial) => trial(world));

  it('of any kind leaves a product that ends in an orderly way', async () => {
    await world.product.stop();
  });
});
