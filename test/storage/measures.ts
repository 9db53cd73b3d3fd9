import { describe, expect, it } from 'vitest';
import { type Measure, STANDING } from '../../core/measure.ts';
import { epochMs } from '../../core/units.ts';
import { type Bench, DAY, HOUR, override, START } from './bench.ts';

const LATER = epochMs(START + 10 * DAY);
const TIMED = { from: START, until: START + HOUR, reason: 'ü𝄞 "x"', by: 'token:it' };

const suspension = (id: string, more: Partial<Measure> = {}) => ({ id, kind: 'suspension', person: 'tom', ...TIMED, ...more }) as Measure;

/** One of each kind, with all its parts. */
const ALL: readonly Measure[] = [
  suspension('a'),
  {
    id: 'b',
    kind: 'exam',
    audience: { groups: ['seniors'], schools: ['north'], classes: ['north/10b'], computers: ['ICT1-'], networks: ['hall'] },
    closed: ['ai-tools'],
    allowListOnly: true,
    sites: ['paper.example/1'],
    ...TIMED,
  },
  { id: 'c', kind: 'arrangement', person: 'tom', sites: [], categories: ['translation'], ...TIMED },
  {
    id: 'd',
    kind: 'ai-tool',
    name: 'Chatbot',
    hosts: ['chatbot.example'],
    minimum: 'seniors',
    licensed: true,
    approver: 'H. Head',
    dpia: 'https://dpia.example/',
    ...TIMED,
  },
  { id: 'e', kind: 'pupil-wifi', school: 'north', ...TIMED, until: STANDING },
];

export function measureTests(bench: Bench): void {
  describe('measures', () => {
    it('gives back every kind as it was put, in force now or later', async () => {
      for (const measure of ALL) await bench.stores.measures.put(measure);
      expect(await bench.stores.measures.list(START)).toEqual(ALL);
      expect(await bench.stores.measures.list(epochMs(START + HOUR))).toEqual([ALL[4]]);
      expect((await bench.stores.measures.changesSince(3)).upserted).toEqual(ALL.slice(3));
    });

    it('replaces the one of that id, also after it ended', async () => {
      await bench.stores.measures.put(suspension('a'));
      await bench.stores.measures.end('a', epochMs(START + 1));
      const again = suspension('a', { until: START + DAY, reason: 'again' });
      expect(await bench.stores.measures.put(again)).toBe(3);
      expect(await bench.stores.measures.list(START)).toEqual([again]);
    });

    it('ends once: the second of two who do so is told', async () => {
      await bench.stores.measures.put(suspension('a'));
      const both = await Promise.all([1, 2].map(() => bench.stores.measures.end('a', epochMs(START + 5))));
      expect(both.filter((revision) => revision === undefined)).toHaveLength(1);
      expect(await bench.stores.measures.list(epochMs(START + 5))).toEqual([]);
      expect(await bench.stores.measures.end('zzz', START)).toBeUndefined();
      const ended = { revision: 2, upserted: [suspension('a', { until: START + 5 })], removed: [] };
      expect(await bench.stores.measures.changesSince(1)).toEqual(ended);
    });

    it('carries revisions of the overrides', async () => {
      await bench.stores.overrides.add(override('o'));
      expect(await bench.stores.measures.put(suspension('a'))).toBe(2);
      expect((await bench.stores.revisions()).overrides).toBe(2);
    });

    it('forgets what ended more than a day ago, and tells everything to a reader that missed it', async () => {
      await bench.stores.measures.put(suspension('a'));
      await bench.stores.measures.put(suspension('b', { until: LATER + HOUR }));
      expect(await bench.stores.measures.purge(LATER)).toBe(0);
      bench.now = LATER;
      expect(await bench.stores.measures.purge(LATER)).toBe(1);
      expect(await bench.stores.measures.changesSince(0)).toMatchObject({ reset: true, upserted: [{ id: 'b' }] });
    });
  });

  it('keeps the person a token acts for', async () => {
    const token = { id: 't', name: 'n', role: 'teacher', school: null, createdAt: START, expiresAt: null, revokedAt: null } as const;
    await bench.stores.tokens.create({ ...token, person: 't.teacher' }, 'hash');
    await bench.stores.tokens.create({ ...token, id: 'u' }, 'other');
    expect(await bench.stores.tokens.findBySecretHash('hash')).toEqual({ ...token, person: 't.teacher' });
    expect(await bench.stores.tokens.findBySecretHash('other')).toEqual({ ...token, id: 'u' });
  });
}
