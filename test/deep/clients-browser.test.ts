import { afterAll, beforeAll, describe } from 'vitest';
import { browser } from '../integration/clients/browser.ts';
import { openWorld, type World } from '../integration/clients/world.ts';
import { inspected } from '../integration/inspection-clients.ts';

/** A browser through the running product, and whatever else is inspected. */
describe('through the running product', { timeout: 60_000 }, () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  }, 180_000);
  afterAll(() => world?.close(), 60_000);

  const get = () => world;
  browser(get);
  inspected(get);
});
