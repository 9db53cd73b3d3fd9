import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { updateBlocklists } from '../../blocklists/update.ts';
import { loadConfig } from '../../config/load.ts';
import { epochMs } from '../../core/units.ts';
import { waitUntilInForce } from '../../storage/in-force.ts';
import { openStores } from '../../storage/open-stores.ts';
import { openRedisBus } from '../../storage/redis.ts';
import { browse } from '../integration/browsing-load.ts';
import { httpOrigin, type Origin } from '../support/origin.ts';
import { Product } from '../support/product.ts';
import { COLLECTING, heldBytes, megabytes } from './process-figures.ts';

const ROUNDS = 100;
/** Enough that lists which are not let go of show: an index of these has about 0.3 MB, and a worker about 130. */
const DOMAINS = Array.from({ length: 25_000 }, (_, i) => `listed-domain-${i}.test`).join('\n');
const WARM_UP = 20;

/** Filters that grow with every reload of their lists have to be restarted every night. This one does not. */
describe('a hundred reloads of the lists under load', () => {
  let product: Product;
  let origin: Origin;
  beforeAll(async () => {
    origin = await httpOrigin((_request, response) => response.end('open'));
    product = await Product.install({
      env: COLLECTING,
      config: 'blocklists: { sources: [ { id: big, format: domains, category: gambling, url: "file:big.domains" } ] }\n',
    });
    product.write('big.domains', DOMAINS);
    await product.start();
    await product.lease('127.0.0.1', 'pupil1', 'seniors');
  });
  afterAll(async () => {
    await product?.close();
    await origin?.close();
  });

  it('keep the memory of each worker flat, and fail no request', async () => {
    const workers = ['proxy-1', 'proxy-2'].map((instance) => product.pidOf(instance));
    const load = browse(product, origin, 'soak');
    await withReload(product, async (reload) => {
      const reloads = async (from: number, to: number): Promise<void> => {
        for (let round = from; round < to; round++) {
          product.write('big.domains', `${DOMAINS}\nround-${round}.test\n`);
          await reload();
        }
      };
      await reloads(0, WARM_UP);
      const warm = await Promise.all(workers.map((pid) => heldBytes(product, pid)));
      await reloads(WARM_UP, ROUNDS);
      const last = await Promise.all(workers.map((pid) => heldBytes(product, pid)));
      console.log(`workers hold ${warm.map(megabytes)} after ${WARM_UP} reloads, ${last.map(megabytes)} after ${ROUNDS}`);
      for (const [index, bytes] of last.entries()) expect(bytes / (warm[index] ?? 0)).toBeLessThan(1.1);
    });
    await load.finish();
    // The same processes all the way: nothing was flattened by a restart.
    expect(['proxy-1', 'proxy-2'].map((instance) => product.pidOf(instance))).toEqual(workers);
    await product.stop();
  });
});

/** Updates as `blocklists update` does, without starting a process a hundred times. */
async function withReload(product: Product, act: (reload: () => Promise<void>) => Promise<void>): Promise<void> {
  const clock = () => epochMs(Date.now());
  const config = loadConfig({ env: product.env, cwd: product.folder });
  if (!config.ok) throw new Error(config.failure.message);
  const { at } = config.value;
  const stores = await openStores({ databaseUrl: null, sqlitePath: `${at.dataFolder}/db/schoolgate.sqlite`, clock });
  const bus = openRedisBus({ url: null, socketPath: at.redisSocketPath, onProblem: () => {} });
  try {
    await expect.poll(() => bus.isConnected()).toBe(true);
    await act(async () => {
      const updated = await updateBlocklists({ config: config.value, clock, onProgress: () => {} });
      if (!updated.ok) throw new Error(updated.failure.message);
      expect(updated.value.changed).toBe(true);
      const revision = await stores.bumpRevision('lists');
      await bus.announce('lists', revision);
      expect(await waitUntilInForce(bus, 'lists', revision, 30_000), product.log).toMatchObject({ inForce: true, workers: 2 });
    });
  } finally {
    await bus.close();
    await stores.close();
  }
}
