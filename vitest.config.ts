import { defineConfig } from 'vitest/config';

const isBuildMachine = process.env['CI'] !== undefined;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/deep/**', '**/node_modules/**'],
    reporters: ['default', './test/support/closing-line-reporter.ts'],
    pool: 'forks',
    // Some tests hold the product to a time; a shared build machine may stand still for longer than that.
    retry: isBuildMachine ? 2 : 0,
    testTimeout: isBuildMachine ? 60_000 : 20_000,
    hookTimeout: isBuildMachine ? 120_000 : 60_000,
  },
});
