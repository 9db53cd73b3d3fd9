import { defineConfig } from 'vitest/config';

/** `npm run check:deep`: soaks, chaos, browser tests, budgets. One file at a time: they measure. */
export default defineConfig({
  test: {
    include: ['test/deep/**/*.test.ts'],
    reporters: ['default', './test/support/closing-line-reporter.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
});
