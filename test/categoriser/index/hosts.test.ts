import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyListIndex, emptyVerdict, openListIndex, verdictHas } from '../../../categoriser/categorise.ts';
import { buildListIndex } from '../../../categoriser/index/index-builder.ts';
import { CATEGORY_IDS, type CategoryId } from '../../../core/category.ts';
import { type Hostname, nameAndParents } from '../../../core/hostname.ts';
import type { ListEntry } from '../../../core/list-entry.ts';
import { categoryList, evidence, exact, host, indexOf, suffix } from './support.ts';

describe('listed hosts', () => {
  it.each([
    ['example.com', 'suffix', 'example.com', true],
    ['example.com', 'suffix', 'www.example.com', true],
    ['example.com', 'suffix', 'a.b.c.example.com', true],
    ['example.com', 'suffix', 'badexample.com', false],
    ['example.com', 'suffix', 'example.com.test', false],
    ['example.com', 'suffix', 'com', false],
    ['example.com', 'suffix', 'EXAMPLE.com.', true],
    ['example.com', 'exact', 'example.com', true],
    ['example.com', 'exact', 'www.example.com', false],
    ['co.uk', 'exact', 'example.co.uk', false],
    ['blog.co.uk', 'suffix', 'x.blog.co.uk', true],
    ['blog.co.uk', 'suffix', 'x.other.co.uk', false],
    ['test', 'suffix', 'deep.down.test', true],
    ['bücher.example', 'suffix', 'www.xn--bcher-kva.example', true],
    ['192.0.2.1', 'exact', '192.0.2.1', true],
    ['192.0.2.1', 'suffix', '192.0.2.1', true],
    ['192.0.2.1', 'suffix', '5.192.0.2.1.example', false],
    ['2001:db8::1', 'exact', '[2001:DB8:0::1]', true],
  ] as const)('%s (%s) asked for %s: %s', (listed, kind, asked, expected) => {
    const index = indexOf([categoryList('games', [kind === 'exact' ? exact(listed) : suffix(listed)])]);
    const verdict = index.categoriseHost(host(asked));
    expect(evidence(verdict.matches)).toEqual(expected ? [`games ${host(listed)} ${kind}`] : []);
    expect(verdictHas(verdict, 'games')).toBe(expected);
    if (!expected) expect(verdict).toBe(emptyVerdict);
  });

  it('does not take the tail of an address for its parent', () => {
    const entry = { kind: 'suffix', host: '2.1' as Hostname } as const;
    expect(indexOf([categoryList('games', [entry])]).categoriseHost(host('4.3.2.1'))).toBe(emptyVerdict);
  });

  it('unites the name and its parents, orders by category, and keeps the most specific entry of a category and list', () => {
    const index = indexOf([
      categoryList('video', [suffix('example.com'), exact('www.example.com')]),
      categoryList('drugs', [suffix('example.com')]),
      categoryList('video', [suffix('www.example.com')], 'other'),
      categoryList('games', [exact('example.com')]),
    ]);
    expect(index.categoriseHost(host('www.example.com')).matches).toEqual([
      { category: 'drugs', list: 'ut1', entry: 'example.com', kind: 'suffix' },
      { category: 'video', list: 'ut1', entry: 'www.example.com', kind: 'exact' },
      { category: 'video', list: 'other', entry: 'www.example.com', kind: 'suffix' },
    ]);
  });

  it('counts an entry once, whatever the repeats, and each list and category for itself', () => {
    const repeats = Array.from({ length: 500 }, (_, i) => (i % 2 === 0 ? suffix('a.example') : suffix('b.example')));
    const index = indexOf([categoryList('games', repeats), categoryList('games', repeats), categoryList('video', [suffix('a.example')])]);
    expect(index.entryCount).toBe(3);
    expect(evidence(index.categoriseHost(host('a.example')).matches)).toEqual(['video a.example suffix', 'games a.example suffix']);
  });

  it('reports progress to the end and names its version', () => {
    const seen: number[] = [];
    const entries = Array.from({ length: 70_000 }, (_, i) => suffix(`n${i}.example`));
    const image = buildListIndex([categoryList('games', entries)], { version: '2026-01-05', onProgress: (count) => seen.push(count) });
    expect(seen).toEqual([65_536, 70_000]);
    const opened = openListIndex(image);
    expect(opened.ok && opened.value.version).toBe('2026-01-05');
    expect(opened.ok && opened.value.entryCount).toBe(70_000);
  });

  it('is the same bytes for the same lists and version', () => {
    const build = () => buildListIndex([categoryList('games', [suffix('a.example'), exact('b.example')])], { version: 'v' });
    expect(build()).toEqual(build());
  });
});

describe('against a naive model', () => {
  const label = fc.constantFrom('a', 'b', 'www', 'xn--bcher-kva', 'example', 'co', '1');
  const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => [...labels, 'test'].join('.') as Hostname);
  const listed = fc.record({
    kind: fc.constantFrom('exact' as const, 'suffix' as const),
    host: name,
    category: fc.constantFrom<CategoryId>('games', 'video', 'support', 'uncategorised', 'drugs'),
    list: fc.constantFrom('one', 'two'),
  });

  it('answers as a map of names would', () => {
    fc.assert(
      fc.property(fc.array(listed, { maxLength: 40 }), fc.array(name, { minLength: 1, maxLength: 20 }), (entries, asked) => {
        const index = indexOf(
          entries.map(({ kind, host, category, list }) => ({ category, list, entries: [{ kind, host } as ListEntry] })),
        );
        for (const one of asked) {
          const parents = nameAndParents(one);
          const covering = entries.filter((entry) => (entry.kind === 'exact' ? entry.host === one : parents.includes(entry.host)));
          const expected = new Set(covering.map(({ category, list }) => `${category} ${list}`));
          const verdict = index.categoriseHost(one);
          expect(new Set(verdict.matches.map(({ category, list }) => `${category} ${list}`))).toEqual(expected);
          expect(verdict.matches.length).toBe(expected.size);
          for (const match of verdict.matches) {
            expect(covering).toContainEqual({ kind: match.kind, host: match.entry, category: match.category, list: match.list });
          }
          const covered = new Set(covering.map(({ category }) => category));
          expect(CATEGORY_IDS.filter((id) => verdictHas(verdict, id) !== covered.has(id))).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('holds for many names in many sets', () => {
    const nameOf = (i: number) => `${i.toString(36)}.${i % 3 === 0 ? 'co.uk' : 'example'}`;
    const lists = Array.from({ length: 50 }, (_, k) =>
      categoryList(
        CATEGORY_IDS[k] ?? 'games',
        Array.from({ length: 1000 }, (_, j) => suffix(nameOf(k * 700 + j))),
      ),
    );
    const index = indexOf(lists, { memoEntries: 10 });
    for (let i = 0; i < 36_000; i += 7) {
      const expected = lists.filter((_, k) => i >= k * 700 && i < k * 700 + 1000).map(({ category }) => category);
      expect(index.categoriseHost(host(`www.${nameOf(i)}`)).matches.map(({ category }) => category)).toEqual(expected);
    }
  });
});

describe('canaries', () => {
  const indexes = { empty: emptyListIndex(), compiled: indexOf([categoryList('games', [suffix('example.com')])]) };

  it.each(CATEGORY_IDS)('%s has one, with any index', (id) => {
    for (const index of Object.values(indexes)) {
      for (const name of [`${id}.schoolgate.test`, `www.a.${id}.schoolgate.test`]) {
        const verdict = index.categoriseHost(host(name));
        expect(verdict.matches).toEqual([{ category: id, list: 'canary', entry: `${id}.schoolgate.test`, kind: 'suffix' }]);
        expect(CATEGORY_IDS.filter((other) => verdictHas(verdict, other))).toEqual([id]);
      }
    }
  });

  it.each([
    'schoolgate.test',
    'nothing.schoolgate.test',
    'games.schoolgate.test.example',
    'gamesschoolgate.test',
    'games.notschoolgate.test',
  ])('%s is none', (name) => {
    expect(indexes.empty.categoriseHost(host(name))).toBe(emptyVerdict);
  });

  it('counts for nothing', () => {
    expect(emptyListIndex('v0')).toMatchObject({ version: 'v0', entryCount: 0 });
  });

  it('joins what the lists say', () => {
    const index = indexOf([categoryList('video', [suffix('games.schoolgate.test')])]);
    expect(evidence(index.categoriseHost(host('games.schoolgate.test')).matches)).toEqual([
      'video games.schoolgate.test suffix',
      'games games.schoolgate.test suffix',
    ]);
  });
});

describe('the memory of hosts', () => {
  it('may be left out', () => {
    const index = indexOf([categoryList('games', [suffix('example.com')])], { memoEntries: 0 });
    for (let i = 0; i < 2; i++) expect(evidence(index.categoriseHost(host('a.example.com')).matches)).toEqual(['games example.com suffix']);
  });

  it('gives the same verdict again, and only as long as there is room', () => {
    const index = indexOf([categoryList('games', [suffix('example.com')])], { memoEntries: 2 });
    const first = index.categoriseHost(host('a.example.com'));
    expect(index.categoriseHost(host('a.example.com'))).toBe(first);
    index.categoriseHost(host('b.example.com'));
    index.categoriseHost(host('c.example.com'));
    const again = index.categoriseHost(host('a.example.com'));
    expect(again).not.toBe(first);
    expect(again).toEqual(first);
  });
});
