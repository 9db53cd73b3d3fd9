import { executionAsyncResource } from 'node:async_hooks';
import { expect, it } from 'vitest';

it('is what Node makes of each tick', async () => {
  const resource = await new Promise((resolve) => process.nextTick(() => resolve(executionAsyncResource())));
  // What tick-shape.ts keeps: were it something else, it would keep no shape.
  expect(Object.keys(resource as object)).toContain('callback');
});
