import { afterAll, beforeAll, describe } from 'vitest';
import { curl } from './clients/curl.ts';
import { packages } from './clients/packages.ts';
import { openWorld, type World } from './clients/world.ts';

/** Programs that people use, through the running product. */
describe('through the running product', { timeout: 30_000 }, () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  }, 180_000);
  afterAll(() => world?.close(), 60_000);

  const get = () => world;
  curl(get);
  packages(get);
});
