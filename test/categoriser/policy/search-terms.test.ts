import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildAutomaton, occurrencesIn } from '../../../categoriser/search-terms/automaton.ts';
import { compileTerms } from '../../../categoriser/search-terms/search-terms.ts';
import { readingsOf } from '../../../categoriser/search-terms/spelling.ts';
import { patternOf } from '../../../categoriser/search-terms/term-index.ts';
import { DEFAULT_SEARCH_TERMS } from '../../../core/default-search-terms.ts';

const vectors = readFileSync(new URL('../../vectors/search-terms.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const colon = line.indexOf(': ');
    return [line.slice(colon + 2), line.slice(0, colon)] as const;
  });

const shipped = compileTerms([]);

function found(text: string): string[] {
  return shipped.find(text).map(({ category, kind, signal }) => `${category} ${kind} ${signal}`);
}

describe('shipped search terms', () => {
  it.each(vectors)('%s → %s', (text, expected) => {
    if (expected === 'none') expect(found(text)).toEqual([]);
    else expect(found(text)).toContain(expected);
  });

  it.each(DEFAULT_SEARCH_TERMS.map((list) => [list.id, list] as const))('%s finds its own terms', (_, list) => {
    const missed = [...(list.terms ?? []), ...(list.open ?? [])].filter(
      (term) => !shipped.explain(term.replace('*', '')).terms.some((seen) => seen.list === list.id && seen.takenOutBy === undefined),
    );
    expect(missed).toEqual([]);
  });

  it.each(DEFAULT_SEARCH_TERMS.flatMap((list) => (list.together ?? []).map((groups) => [list.id, groups] as const)))(
    '%s finds what it combines: %s',
    (id, groups) => {
      const words = groups.map(([phrase = '']) => phrase.replace('*', '')).join(' ');
      expect(shipped.explain(words).terms.map(({ list }) => list)).toContain(id);
    },
  );

  it('are lists with an id of their own each, of phrases that are written once', () => {
    const ids = DEFAULT_SEARCH_TERMS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, terms = [] } of DEFAULT_SEARCH_TERMS)
      expect([id, ...terms.filter((term, at) => terms.indexOf(term) !== at)]).toEqual([id]);
  });

  it('never puts suicide or self-harm below a warning, whatever a list says', () => {
    const own = compileTerms([{ id: 'own', category: 'self-harm', terms: ['thorn garden'], signal: 'none' }]);
    expect(own.find('thorn garden')).toMatchObject([{ signal: 'warning' }]);
  });

  it('adds a school’s own terms, exceptions and open phrases to the shipped ones', () => {
    const own = compileTerms([
      { id: 'own', category: 'drugs', terms: ['fairy dust*'], open: ['fairy dust help'], except: ['tinkerbell fairy dust'] },
      { id: 'shop', category: 'drugs', except: ['buy weed matting'] },
    ]);
    expect(own.find('f41ry-dusts')).toMatchObject([{ category: 'drugs', kind: 'closed', signal: 'warning', term: 'fairy dust*' }]);
    expect(own.find('fairy dust help')).toMatchObject([{ kind: 'open' }]);
    expect(own.find('tinkerbell fairy dust')).toEqual([]);
    expect(own.find('buy weed matting')).toEqual([]);
    expect(own.find('buy weed')).toMatchObject([{ category: 'drugs', kind: 'closed' }]);
  });

  it('finds a term wherever it stands among other words', () => {
    const word = fc.stringMatching(/^[b-df-hj-np-tv-z]{4,8}$/);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), fc.array(word, { maxLength: 8 }), (before, after) => {
        expect(found([...before, 'painless suicide', ...after].join(' '))).toContain('suicide closed danger');
      }),
    );
  });

  it('stays fast on a text made to have every reading and a thousand hits', () => {
    const text = 'su1c1de-squad suiiicide s.u.i.c.i.d.e suicide helpline '.repeat(200);
    expect(readingsOf(text).size).toBeLessThanOrEqual(6);
    const started = performance.now();
    for (let i = 0; i < 10; i++) shipped.find(text);
    expect((performance.now() - started) / 10).toBeLessThan(100);
  });
});

describe('the automaton', () => {
  it('finds exactly what looking for each pattern at each place finds', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', 'ż', '\uffff'), maxLength: 60 });
    const patterns = fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'ż'), minLength: 1, maxLength: 5 }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(patterns, text, (those, where) => {
        const expected = those.flatMap((pattern, index) => {
          const places: string[] = [];
          for (let at = where.indexOf(pattern); at >= 0; at = where.indexOf(pattern, at + 1))
            places.push(`${index} at ${at}–${at + pattern.length}`);
          return places;
        });
        const actual = occurrencesIn(buildAutomaton(those), where).map(({ pattern, start, end }) => `${pattern} at ${start}–${end}`);
        expect(actual.sort()).toEqual(expected.sort());
      }),
    );
  });

  it('looks for terms with a boundary on both sides, or one where the ending is free', () => {
    expect(patternOf('Self-Harm')).toBe(' self harm ');
    expect(patternOf('samobojstw*')).toBe(' samobojstw');
  });
});
