import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyVerdict } from '../../../categoriser/categorise.ts';
import { canonicalPage } from '../../../categoriser/page.ts';
import { categoryList, evidence, host, indexOf, pageMatches, suffix, url } from './support.ts';

describe('listed pages', () => {
  it.each([
    // Boundaries.
    ['example.com/bad', 'http://example.com/bad', true],
    ['example.com/bad', 'http://example.com/bad/', true],
    ['example.com/bad', 'http://example.com/bad/more/still', true],
    ['example.com/bad', 'http://example.com/bad?x=1', true],
    ['example.com/bad', 'http://example.com/badger', false],
    ['example.com/bad', 'http://example.com/bad.html', false],
    ['example.com/bad', 'http://example.com/', false],
    ['example.com/bad', 'http://example.com', false],
    ['example.com/bad', 'http://example.com/good/bad', false],
    ['example.com/bad/', 'http://example.com/bad', true],
    ['example.com/bad/', 'http://example.com/bad/x', true],
    ['example.com/bad/', 'http://example.com/bad?x', true],
    ['example.com/a/b/c.html', 'http://example.com/a/b/c.html', true],
    ['example.com/a/b/c.html', 'http://example.com/a/b', false],
    ['example.com/', 'http://example.com/', true],
    ['example.com/', 'http://example.com/any/thing?q', true],
    // Hosts.
    ['example.com/bad', 'https://www.example.com/bad', true],
    ['example.com/bad', 'http://example.com:8080/bad', true],
    ['example.com/bad', 'http://m.example.com/bad', false],
    ['example.com/bad', 'http://www.m.example.com/bad', false],
    ['www.example.com/bad', 'http://www.example.com/bad', true],
    ['www.example.com/bad', 'http://example.com/bad', false],
    ['192.0.2.1/~mp3', 'http://192.0.2.1/~mp3/song', true],
    ['192.0.2.1/~mp3', 'http://0xc0000201/~mp3', true],
    ['192.0.2.1/~mp3', 'http://192.0.2.2/~mp3', false],
    // Case and encoding.
    ['example.com/Bad', 'http://example.com/bad', false],
    ['example.com/bad', 'http://EXAMPLE.com/bad', true],
    ['example.com/~user', 'http://example.com/%7Euser', true],
    ['example.com/%7euser', 'http://example.com/~user', true],
    ['example.com/bad', 'http://example.com/%62%61%64', true],
    ['example.com/a%2fb', 'http://example.com/a%2Fb', true],
    ['example.com/a%2fb', 'http://example.com/a/b', false],
    ['example.com/pkg%402', 'http://example.com/pkg@2', true],
    ['example.com/a b', 'http://example.com/a%20b', true],
    ['example.com/é', 'http://example.com/%c3%a9', true],
    ['example.com/é', 'http://example.com/\u00c3\u00a9', true],
    ['example.com/日', 'http://example.com/日', true],
    ['example.com/100%', 'http://example.com/100%25', true],
    ['example.com/%2541', 'http://example.com/A', false],
    // Dot segments.
    ['example.com/bad', 'http://example.com/x/../bad', true],
    ['example.com/bad', 'http://example.com/./bad/.', true],
    ['example.com/bad', 'http://example.com/%2e%2E/bad', true],
    ['example.com/bad', 'http://example.com/bad/../good', false],
    ['example.com/bad', 'http://example.com//bad', false],
    ['example.com//bad', 'http://example.com//bad', true],
    // Queries.
    ['example.com/p?x=1', 'http://example.com/p?x=1', true],
    ['example.com/p?x=1', 'http://example.com/p?x=1&y=2', true],
    ['example.com/p?x=1', 'http://example.com/p/?x=1', true],
    ['example.com/p?x=1', 'http://example.com/p?x=12', false],
    ['example.com/p?x=1', 'http://example.com/p?y=2&x=1', false],
    ['example.com/p?x=1', 'http://example.com/p', false],
    ['example.com/p?x=1', 'http://example.com/p/q?x=1', false],
    ['example.com/?x=1', 'http://example.com/?x=1', true],
    // Fragments never reach a server.
    ['example.com/p#top', 'http://example.com/p', true],
  ])('%s covers %s: %s', (listed, asked, expected) => {
    expect(pageMatches(indexOf([categoryList('games', [url(listed)])]), asked).length > 0).toBe(expected);
  });

  const index = indexOf([
    categoryList('games', [url('example.com/play'), url('example.com/play/now')]),
    categoryList('video', [suffix('example.com')]),
  ]);

  it('says nothing about the host, and adds to what the host is', () => {
    expect(evidence(index.categoriseHost(host('example.com')).matches)).toEqual(['video example.com suffix']);
    expect(evidence(pageMatches(index, 'http://www.example.com/play/now/x'))).toEqual([
      'video example.com suffix',
      'games example.com/play url',
    ]);
    expect(index.entryCount).toBe(3);
  });

  it('answers with the verdict of the host itself where no page is listed or visible', () => {
    const verdict = index.categoriseHost(host('example.com'));
    const target = { scheme: 'https', hostname: host('example.com'), port: 443, query: '' } as const;
    expect(index.categoriseTarget({ ...target, path: '' })).toBe(verdict);
    expect(index.categoriseTarget({ ...target, path: '/other' })).toBe(verdict);
    expect(index.categoriseTarget({ ...target, hostname: host('example.net'), path: '/play' })).toBe(emptyVerdict);
  });

  it('works on the first request of a host and when its memory is full', () => {
    const small = indexOf([categoryList('games', [url('a.test/x'), url('b.test/x')])], { memoEntries: 1 });
    for (const name of ['a', 'b', 'a', 'b']) expect(pageMatches(small, `http://${name}.test/x`)).toHaveLength(1);
  });
});

describe('the canonical page', () => {
  const piece = fc.oneof(fc.constantFrom('/', '.', '..', '%2e', '%2F', '%7e', '%', '%4', '?', '&', 'A', 'é', '日', ' ', '"'), fc.string());
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`);

  it('stays what it is when made canonical again, and holds only what a URL may hold', () => {
    fc.assert(
      fc.property(text, text, (path, query) => {
        const page = canonicalPage(path, `?${query}`);
        expect(canonicalPage(page.path, page.query)).toEqual(page);
        expect(page.path).toMatch(/^\/(?:[A-Za-z0-9\-._~!$'()*,:@/&=+;?[\]]|%[0-9A-F]{2})*$/);
        expect(`${page.path}/`).not.toMatch(/\/\.\.?\//);
      }),
      { numRuns: 500 },
    );
  });

  it('finds every listed path under any percent-encoding of it', () => {
    const path = fc
      .array(fc.constantFrom('a', 'Z', '0', '-', '~', '/', '.', '_'), { minLength: 1, maxLength: 20 })
      .map((parts) => `/${parts.join('')}`);
    fc.assert(
      fc.property(path, fc.infiniteStream(fc.boolean()), (listed, flips) => {
        const asked = [...listed].map((c) => (c !== '/' && flips.next().value ? `%${c.charCodeAt(0).toString(16)}` : c)).join('');
        expect(pageMatches(indexOf([categoryList('games', [url(`example.com${listed}`)])]), `http://example.com${asked}`)).toHaveLength(1);
      }),
    );
  });
});
