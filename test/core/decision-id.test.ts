import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decisionIdGenerator, decisionTime, parseDecisionId } from '../../core/decision-id.ts';
import { epochMs } from '../../core/units.ts';

describe('decision id', () => {
  it('gives back its time, is accepted as people type it, and sorts by time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 44 }), fc.nat(5000), fc.nat(), fc.nat(), (at, more, writer, first) => {
        const next = decisionIdGenerator(writer, first);
        const earlier = next(epochMs(at));
        const later = next(epochMs(at + 1 + more));
        expect(decisionTime(earlier)).toBe(at);
        expect(earlier < later).toBe(true);
        expect(parseDecisionId(` ${earlier.slice(0, 4).toLowerCase()}-${earlier.slice(4)} `)).toBe(earlier);
      }),
    );
  });

  it('never repeats within a millisecond', () => {
    const next = decisionIdGenerator(1, 0);
    const ids = new Set(Array.from({ length: 10_000 }, () => next(epochMs(1_000))));
    expect(ids.size).toBe(10_000);
  });

  it.each(['', 'K7Q', 'not an id at all', '0123456789ABCDEU'])('refuses %j', (text) => {
    expect(parseDecisionId(text)).toBeUndefined();
  });
});
