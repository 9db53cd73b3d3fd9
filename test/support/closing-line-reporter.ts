import type { Reporter, TestModule } from 'vitest/node';

/** Prints what passed only when tried again, and one plain closing line that any log reader understands: `N passed, N failed, N skipped`. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state !== 'pending') count[state]++;
        if (state === 'passed' && (test.diagnostic()?.retryCount ?? 0) > 0)
          process.stdout.write(
            `passed when tried again: ${module.relativeModuleId} > ${test.fullName}: ${test.result().errors?.[0]?.message}\n`,
          );
      }
      // A module that could not be loaded has no tests of its own, yet it failed.
      if (!module.ok() && [...module.children.allTests('failed')].length === 0) count.failed++;
    }
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
  }
}
