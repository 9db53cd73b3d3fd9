import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/deep/**', '**/node_modules/**'],
    reporters: ['default', './test/support/closing-line-reporter.ts'],
    pool: 'forks',
    // Some tests hold the product to a time; a shared build machine may stand still for longer than that.
    retry: process.env['CI'] === undefined ? 0 : 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
