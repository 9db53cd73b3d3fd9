import { describe, expect, it } from 'vitest';
import { casesOf, SUBJECTS } from './subjects.ts';

/** The same subjects get ten million cases in test/deep/fuzz.test.ts. */
const CASES = 20_000;
const LIMIT_MS = 400;

describe('whatever they are given, they neither crash nor hang:', { timeout: 30_000 }, () => {
  it.each(SUBJECTS.map((subject) => [subject.name, subject] as const))('%s', async (_, subject) => {
    expect(await subject.run(casesOf(subject, CASES), LIMIT_MS)).toBeGreaterThan(0);
  });
});
