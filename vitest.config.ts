import { defineConfig } from 'vitest/config';

const isBuildMachine = process.env['CI'] !== undefined;

/** Start parts of the product as processes, and mostly wait for them: two at a time. */
const WAITING = ['test/alerts/runtime/**', 'test/cli/start.test.ts', 'test/cli/supervisor.test.ts'];

/** Start the product, or hold something to a time: one after the other. */
const ALONE = [
  'test/integration/**',
  'test/faults/**',
  'test/bench/**',
  'test/proxy/hostile/**',
  'test/proxy/*server.test.ts',
  'test/proxy/*tunnel*.test.ts',
  'test/storage/**/failures.test.ts',
  'test/storage/**/*crash.test.ts',
  'test/storage/control-bus.test.ts',
  'test/storage/record-spool/**',
  'test/admin/incident-code-mail.test.ts',
];

const filesOf = (globs: readonly string[]) => globs.map((glob) => (glob.endsWith('.test.ts') ? glob : `${glob}/*.test.ts`));

const shared = {
  exclude: ['test/deep/**', '**/node_modules/**'],
  pool: 'forks' as const,
  // Some tests hold the product to a time; a shared build machine may stand still for longer than that.
  retry: isBuildMachine ? 2 : 0,
  testTimeout: isBuildMachine ? 60_000 : 20_000,
  hookTimeout: isBuildMachine ? 120_000 : 60_000,
};

export default defineConfig({
  test: {
    reporters: ['default', './test/support/closing-line-reporter.ts'],
    projects: [
      {
        test: {
          ...shared,
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [...shared.exclude, ...WAITING, ...ALONE],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...shared, name: 'waiting', include: filesOf(WAITING), maxWorkers: 2, sequence: { groupOrder: 1 } } },
      {
        test: {
          ...shared,
          name: 'product',
          include: filesOf(ALONE),
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
