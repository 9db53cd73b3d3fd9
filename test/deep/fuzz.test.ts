import { afterAll, describe, expect, it } from 'vitest';
import { casesOf, SUBJECTS } from '../fuzz/subjects.ts';

/** In all; as many as the machine manages within the limit of each subject. */
const CASES = Number(process.env['FUZZ_CASES'] ?? 10_000_000);
const LIMIT_MS = 300_000;

describe(`${CASES.toLocaleString('en-GB')} cases neither crash nor hang`, { timeout: LIMIT_MS + 60_000 }, () => {
  const counts: [name: string, cases: number, perSecond: number][] = [];
  afterAll(() => {
    const total = counts.reduce((sum, [, cases]) => sum + cases, 0);
    const lines = counts.map(([name, cases, rate]) => `${cases.toLocaleString('en-GB').padStart(11)}  ${name} (${Math.round(rate)}/s)`);
    console.info(['fuzzed:', ...lines, `${total.toLocaleString('en-GB').padStart(11)}  in all`].join('\n'));
  });

  it.each(SUBJECTS.map((subject) => [subject.name, subject] as const))('%s', async (name, subject) => {
    const startedMs = performance.now();
    const wanted = casesOf(subject, CASES);
    const cases = await subject.run(wanted, LIMIT_MS);
    counts.push([name, cases, (cases * 1_000) / (performance.now() - startedMs)]);
    expect(cases).toBeGreaterThan(0);
  });
});
