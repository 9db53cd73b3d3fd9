import { afterAll, beforeAll, describe } from 'vitest';
import { asking } from './product/asking.ts';
import { browsing } from './product/browsing.ts';
import { coaching } from './product/coaching.ts';
import { type Running, startAll } from './product/running.ts';
import { signingIn } from './product/signing-in.ts';
import { starting } from './product/starting.ts';
import { stopping } from './product/stopping.ts';
import { trying } from './product/trying.ts';

/** The whole product, as its users use it: one start for all, since a start is what costs. In order: each part builds on the ones before. */
describe('the running product', { timeout: 60_000 }, () => {
  let running: Running;
  beforeAll(async () => {
    running = await startAll();
  }, 180_000);
  afterAll(async () => {
    await running?.product.close();
    await running?.origin.close();
  });

  const get = () => running;
  starting(get);
  browsing(get);
  coaching(get);
  signingIn(get);
  asking(get);
  trying(get);
  stopping(get);
});
