import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const BENCH = fileURLToPath(new URL('../../bench/api.ts', import.meta.url));

/** Its own lines say which number is outside its budget (`admin` in bench/budgets.json). */
it('what IT waits for stays within its budget', { timeout: 420_000 }, async () => {
  const bench = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', BENCH], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [out, [code]] = await Promise.all([text(bench.stdout), once(bench, 'close')]);
  console.info(out);
  expect(out.split('\n').filter((line) => /OUTSIDE|FAILED/.test(line))).toEqual([]);
  expect(code).toBe(0);
});
