import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideRequest } from '../../../categoriser/decide-request.ts';
import { inForceReader } from '../../../categoriser/policy/in-force.ts';
import { nextBoundary } from '../../../categoriser/snapshot.ts';
import { formatInstant } from '../../../core/london-time.ts';
import { DAYS, type PolicyDocument } from '../../../core/policy.ts';
import { epochMs } from '../../../core/units.ts';
import { fakeListIndex } from '../../support/fake-list-index.ts';
import { grant, instant, requestFacts, snapshotOf } from '../../support/policy-facts.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Eight days around each change of the clocks, and an ordinary week. */
const STARTS = [instant('2026-03-25T00:00'), instant('2026-10-21T00:00'), instant('2026-06-10T00:00')];

const timeOfDay = fc
  .tuple(fc.nat(23), fc.constantFrom(0, 15, 30, 45))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
const window = fc
  .record({ days: fc.subarray([...DAYS], { minLength: 1 }), from: timeOfDay, until: timeOfDay })
  .filter(({ from, until }) => from !== until && until !== '00:00');
const span = fc.tuple(fc.nat(8 * 24), fc.integer({ min: 1, max: 72 }));

const cases = fc.record({
  start: fc.constantFrom(...STARTS),
  windows: fc.array(window, { minLength: 1, maxLength: 3 }),
  dates: fc.constantFrom('any' as const, 'term-time' as const, 'holidays' as const),
  suspended: span,
  exam: span,
  opened: span,
});

function settingOf({ start, windows, dates, suspended, exam, opened }: typeof cases extends fc.Arbitrary<infer Case> ? Case : never) {
  const spanOf = ([hours, lasting]: readonly [number, number]) => {
    const from = epochMs(start + hours * HOUR_MS + 61_003);
    return { from, until: epochMs(from + lasting * HOUR_MS) };
  };
  const written = (one: readonly [number, number]) => ({ from: formatInstant(spanOf(one).from), until: formatInstant(spanOf(one).until) });
  const document: PolicyDocument = {
    calendar: {
      terms: [
        { from: '2026-03-01', until: '2026-03-28' },
        { from: '2026-06-12', until: '2026-10-23' },
      ],
      holidays: [{ from: '2026-06-15', until: '2026-06-15' }],
    },
    schedules: [{ id: 'breaks', windows, dates }],
    groups: { seniors: { categories: { games: { action: 'allow', during: 'breaks', otherwise: 'block' } } } },
    suspensions: [{ id: 'off', person: 'pupil', ...written(suspended), reason: 'misuse', by: 'head' }],
    exams: [{ id: 'maths', audience: { groups: ['seniors'] }, ...written(exam), closed: ['games'], reason: 'GCSE' }],
  };
  return snapshotOf({
    document,
    lists: fakeListIndex({ 'games.example': ['games'] }),
    overrides: [grant(['games.example'], spanOf(opened))],
  });
}

describe('the next boundary', () => {
  it('is null for a policy in which nothing ever changes', () => {
    expect(nextBoundary(snapshotOf({}), STARTS[0] ?? epochMs(0))).toBeNull();
  });

  it('is strictly later, and no answer changes between two of them', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const snapshot = settingOf(one);
        // A fresh memo for every question, so that it cannot answer for the rules.
        const answerAt = (at: number) => {
          const forgetful = { ...snapshot, inForceAt: inForceReader(snapshot.document, snapshot.instants) };
          const { action, rule } = decideRequest(requestFacts('http://games.example/', { at: epochMs(at) }), forgetful);
          return `${action} by ${rule}`;
        };
        let at = one.start;
        for (let count = 0; count < 400; count++) {
          const next = nextBoundary(snapshot, at);
          if (next === null || next > one.start + 9 * DAY_MS) return;
          expect(next).toBeGreaterThan(at);
          const first = answerAt(at);
          const between = [at + 1, at + Math.floor((next - at) / 3), at + Math.floor((next - at) / 2), next - 1];
          for (const moment of between) if (moment > at && moment < next) expect(answerAt(moment)).toBe(first);
          at = next;
        }
        throw new Error('The boundaries never end.');
      }),
      { numRuns: 40 },
    );
  });

  it('is where answers do change', () => {
    const snapshot = snapshotOf({
      document: {
        schedules: [{ id: 'lunch', windows: [{ days: ['wed'], from: '12:30', until: '13:20' }] }],
        groups: { seniors: { categories: { games: { action: 'allow', during: 'lunch', otherwise: 'block' } } } },
      },
      lists: fakeListIndex({ 'games.example': ['games'] }),
    });
    const start = instant('2026-03-11T10:00');
    const lunch = nextBoundary(snapshot, start);
    expect(lunch).toBe(instant('2026-03-11T12:30'));
    const actionAt = (at: number) => decideRequest(requestFacts('http://games.example/', { at: epochMs(at) }), snapshot).action;
    expect([actionAt(start), actionAt((lunch ?? 0) - 1), actionAt(lunch ?? 0)]).toEqual(['block', 'block', 'allow']);
    expect(nextBoundary(snapshot, instant('2026-03-11T12:30'))).toBe(instant('2026-03-11T13:20'));
  });

  it('keeps the memo true when time goes back', () => {
    const snapshot = snapshotOf({
      document: {
        schedules: [{ id: 'lunch', windows: [{ days: ['wed'], from: '12:30', until: '13:20' }] }],
        groups: { seniors: { categories: { games: { action: 'allow', during: 'lunch', otherwise: 'block' } } } },
      },
      lists: fakeListIndex({ 'games.example': ['games'] }),
    });
    const actionAt = (text: string) => decideRequest(requestFacts('http://games.example/', { at: instant(text) }), snapshot).action;
    expect(['2026-03-11T12:40', '2026-03-11T12:20', '2026-03-11T12:45', '2026-03-11T13:20'].map(actionAt)).toEqual([
      'allow',
      'block',
      'allow',
      'block',
    ]);
  });
});
