import { afterEach, beforeEach, describe } from 'vitest';
import { openStores } from '../../storage/open-stores.ts';
import { auditTests, tamperTests } from './audit-log.ts';
import { type Bench, type Place, type SharedPlace, START } from './bench.ts';
import { followedTests } from './followed-stores.ts';
import { plainTests } from './plain-stores.ts';
import { sharedTests } from './shared-stores.ts';

/** Every promise of storage/stores.ts, held by whatever `newPlace` leads to. */
export function storesConformance(name: string, newPlace: () => Promise<Place>): void {
  describe(name, () => {
    const bench = newBench(newPlace);
    followedTests(bench);
    plainTests(bench);
    auditTests(bench);
  });
}

/** Those that take more than one handle, process or hand: for places that others can reach. */
export function sharedStoresConformance(name: string, newPlace: () => Promise<SharedPlace>): void {
  describe(name, () => {
    const bench = newBench(newPlace);
    tamperTests(bench);
    sharedTests(bench);
  });
}

function newBench<P extends Place>(newPlace: () => Promise<P>): Bench<P> {
  const bench = {} as Bench<P>;
  beforeEach(async () => {
    bench.place = await newPlace();
    bench.now = START;
    bench.stores = await openStores({ ...bench.place, clock: () => bench.now });
  });
  afterEach(async () => {
    await bench.stores.close();
    await bench.place.dispose();
  });
  return bench;
}
