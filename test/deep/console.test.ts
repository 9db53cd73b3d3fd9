import { afterAll, beforeAll, describe } from 'vitest';
import { dslDay } from './console/dsl.ts';
import { hostileWords, roleWalls } from './console/hostile.ts';
import { itDay } from './console/it.ts';
import { othersDays } from './console/others.ts';
import { oversightDays } from './console/oversight.ts';
import { personalUseDays } from './console/personal-use.ts';
import { troubledDays } from './console/troubles.ts';
import { ConsoleWorld, isBrowserHere } from './console/world.ts';

if (!isBrowserHere) console.warn('skipped: the console in a browser needs Chromium');

describe.skipIf(!isBrowserHere)('the console in a browser', { timeout: 120_000 }, () => {
  let world: ConsoleWorld;
  beforeAll(async () => {
    world = await ConsoleWorld.open();
  }, 240_000);
  afterAll(() => world?.close());

  dslDay(() => world);
  itDay(() => world);
  othersDays(() => world);
  oversightDays(() => world);
  troubledDays(() => world);
  hostileWords(() => world);
  roleWalls(() => world);
  // Last: it saves another policy.
  personalUseDays(() => world);
});
