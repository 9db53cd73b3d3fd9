import { afterAll, beforeAll, describe } from 'vitest';
import { itDay } from './console/it.ts';
import { ConsoleWorld, isBrowserHere } from './console/world.ts';

describe.skipIf(!isBrowserHere)('the console in a browser', { timeout: 120_000 }, () => {
  let world: ConsoleWorld;
  beforeAll(async () => {
    world = await ConsoleWorld.open();
  }, 240_000);
  afterAll(() => world?.close());

  itDay(() => world);
});
