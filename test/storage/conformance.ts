import { afterEach, beforeEach, describe } from 'vitest';
import { openStores } from '../../storage/open-stores.ts';
import { accountTests } from './accounts.ts';
import { apiTableTests } from './api-tables.ts';
import { anchorTests } from './audit-anchors.ts';
import { auditTests, tamperTests } from './audit-log.ts';
import { type Bench, type Place, type SharedPlace, START } from './bench.ts';
import { classTests } from './classes.ts';
import { directoryTests } from './directory.ts';
import { followedTests } from './followed-stores.ts';
import { keepingTests } from './incident-keeping.ts';
import { modelTests } from './incident-model.ts';
import { storingTests } from './incident-storing.ts';
import { triageTests } from './incident-triage.ts';
import { measureTests } from './measures.ts';
import { outboxTests } from './outbox.ts';
import { oversightTests } from './oversight.ts';
import { plainTests } from './plain-stores.ts';
import { requestTests } from './requests.ts';
import { sharedIncidentTests } from './shared-incidents.ts';
import { sharedTests } from './shared-stores.ts';

/** Every promise of storage/stores.ts, held by whatever `newPlace` leads to. */
export function storesConformance(name: string, newPlace: () => Promise<Place>): void {
  describe(name, () => {
    const bench = newBench(newPlace);
    followedTests(bench);
    plainTests(bench);
    classTests(bench);
    directoryTests(bench);
    measureTests(bench);
    requestTests(bench);
    apiTableTests(bench);
    accountTests(bench);
    oversightTests(bench);
    auditTests(bench);
  });
}

/** Those that take more than one handle, process or hand: for places that others can reach. */
export function sharedStoresConformance(name: string, newPlace: () => Promise<SharedPlace>): void {
  describe(name, () => {
    const bench = newBench(newPlace);
    tamperTests(bench);
    anchorTests(bench);
    sharedTests(bench);
  });
}

/** Every promise of storage/incidents.ts. */
export function incidentsConformance(name: string, newPlace: () => Promise<Place>): void {
  describe(name, () => {
    const bench = newBench(newPlace);
    describe('incidents', () => {
      storingTests(bench);
      keepingTests(bench);
    });
    describe('triage', () => triageTests(bench));
    describe('the outbox', () => outboxTests(bench));
    modelTests(bench);
  });
}

/** Those that take more than one process. */
export function sharedIncidentsConformance(name: string, newPlace: () => Promise<SharedPlace>): void {
  describe(name, () => sharedIncidentTests(newBench(newPlace)));
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
