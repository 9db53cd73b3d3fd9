import { defineConfig } from 'vitest/config';

/** `npm run check:deep`: one file after the other, since each of them measures. */
export default defineConfig({
  test: {
    include: ['test/deep/**/*.test.ts'],
    reporters: ['default', './test/support/closing-line-reporter.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 180_000,
  },
});
