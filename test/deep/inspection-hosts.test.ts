import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runInspected } from '../../bench/work/inspection-load.ts';
import { coldHost, type InspectionOrigin, startInspectionOrigin } from '../../bench/work/inspection-origin.ts';
import { until } from '../support/until.ts';
import { type InspectingProduct, startInspecting } from './inspection-world.ts';
import { COLLECTING, heldBytes, megabytes, openFiles, residentBytes } from './process-figures.ts';

/** Those of an hour, as fast as they come. */
const HOSTS = Number(process.env['INSPECTION_HOSTS'] ?? 100_000);
const STEPS = 10;
/** The heap has its size, and what remembers the most hosts (categoriser/categorise.ts) is full. */
const FULL_AFTER_HOSTS = 65_536;
const MAX_GROWTH_BYTES = 32 * 2 ** 20;
const FEW_FILES = 20;
const HOUR_SECONDS = 3_600;

describe(`${HOSTS} distinct inspected hosts`, { timeout: HOUR_SECONDS * 1_000 }, () => {
  let origin: InspectionOrigin;
  let inspecting: InspectingProduct;
  beforeAll(async () => {
    origin = await startInspectionOrigin(undefined);
    inspecting = await startInspecting(origin.caPath, { env: COLLECTING });
  });
  afterAll(async () => {
    await inspecting?.product.close();
    await origin?.stop();
  });

  it('each has a leaf, a connection and its records, in flat memory', async () => {
    const { product } = inspecting;
    const worker = product.pidOf('proxy-1');
    const load = { mode: 'cold', proxyPort: product.ports.proxy, host: coldHost(0).replace('0', '%'), concurrency: 16 } as const;
    const maxHosts = Math.ceil(HOSTS / STEPS);
    const sizes: number[] = [];
    const idleFiles = openFiles(worker);
    const startedMs = performance.now();
    for (let step = 0; step < STEPS; step++) {
      const done = await runInspected({ ...load, core: undefined, firstHost: step * maxHosts, maxHosts, seconds: HOUR_SECONDS });
      expect(done).toMatchObject({ answers: maxHosts, failed: 0 });
      const seen = residentBytes(worker);
      const files = openFiles(worker);
      // Connections to sites are kept for some seconds: how many there are depends on how fast this machine is.
      await until(() => openFiles(worker) <= idleFiles + FEW_FILES, 60_000);
      const held = await heldBytes(product, worker);
      sizes.push(held);
      console.log(`${(step + 1) * maxHosts} hosts: ${megabytes(seen)} and ${files} files at the end, ${megabytes(held)} held`);
    }
    console.log(`${Math.round((performance.now() - startedMs) / 1_000)} s`);
    const fullAfterSteps = Math.min(Math.ceil(FULL_AFTER_HOSTS / maxHosts), STEPS - 2);
    const later = sizes.slice(fullAfterSteps - 1);
    expect(Math.max(...later) - (later[0] ?? 0)).toBeLessThan(MAX_GROWTH_BYTES);
    expect(product.pidOf('proxy-1')).toBe(worker);
  });
});
