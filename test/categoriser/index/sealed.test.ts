import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { emptyVerdict, openListIndex } from '../../../categoriser/categorise.ts';
import { buildListIndex } from '../../../categoriser/index/index-builder.ts';
import type { SealedHash } from '../../../categoriser/list-index.ts';
import type { ListEntry } from '../../../core/list-entry.ts';
import { categoryList, host, indexOf, pageMatches, url } from './support.ts';

const sealedHash: SealedHash = (listId, text) => createHmac('sha256', `key of ${listId}`).update(text).digest('hex');
const sealedHost = (list: string, text: string): ListEntry => ({ kind: 'sealed-host', hash: sealedHash(list, text) });
const sealedUrl = (list: string, text: string): ListEntry => ({ kind: 'sealed-url', hash: sealedHash(list, text) });
const CATEGORY = 'child-sexual-abuse';

describe('sealed hosts', () => {
  const index = indexOf([categoryList(CATEGORY, [sealedHost('watch', 'worst.test'), sealedHost('watch', 'test')], 'watch')], {
    sealedHash,
  });

  it.each([
    ['worst.test', true],
    ['www.worst.test', true],
    ['a.b.c.worst.test', true],
    ['notworst.test', false],
    ['other.test', false],
  ])('%s: %s', (asked, expected) => {
    const { matches } = index.categoriseHost(host(asked));
    const entry = `sealed:watch:${sealedHash('watch', 'worst.test')}`;
    expect(matches).toEqual(expected ? [{ category: CATEGORY, list: 'watch', entry, kind: 'sealed' }] : []);
  });

  it('is in force for every page of the host', () => {
    expect(pageMatches(index, 'http://www.worst.test/x')).toHaveLength(1);
  });

  it('is matched under the key of its own list, and as the kind that it is', () => {
    const other = indexOf([categoryList(CATEGORY, [sealedHost('one', 'a.test'), sealedUrl('two', 'b.test')], 'two')], { sealedHash });
    expect(other.categoriseHost(host('a.test'))).toBe(emptyVerdict);
    expect(other.categoriseHost(host('b.test'))).toBe(emptyVerdict);
  });
});

describe('sealed pages', () => {
  it.each([
    ['worst.test/a/b', 'http://worst.test/a/b', true],
    ['worst.test/a/b', 'http://worst.test/a/b/', true],
    ['worst.test/a/b/', 'http://worst.test/a/b', true],
    ['worst.test/a/b', 'http://worst.test/a/b?x=1', true],
    ['worst.test/a/b', 'http://worst.test/a/b/c/d.jpg', true],
    ['worst.test/a/b', 'http://www.worst.test/a/b', true],
    ['worst.test/a/b', 'http://worst.test/%61/./b', true],
    ['worst.test/a/b', 'http://worst.test/a/bc', false],
    ['worst.test/a/b', 'http://worst.test/a', false],
    ['worst.test/a/b', 'http://worst.test/', false],
    ['worst.test/a/b', 'http://other.test/a/b', false],
    ['worst.test/a?id=7', 'http://worst.test/a?id=7', true],
    ['worst.test/a?id=7', 'http://worst.test/a?id=8', false],
    ['worst.test/a?id=7', 'http://worst.test/a', false],
    ['worst.test/', 'http://worst.test/', true],
    ['worst.test/', 'http://worst.test/other', false],
    ['worst.test/1/2/3/4/5/6/7/8', 'http://worst.test/1/2/3/4/5/6/7/8/9/10', true],
    ['worst.test/1/2/3/4/5/6/7/8/9/10', 'http://worst.test/1/2/3/4/5/6/7/8/9/10', true],
  ])('%s covers %s: %s', (listed, asked, expected) => {
    const index = indexOf([categoryList(CATEGORY, [sealedUrl('watch', listed)], 'watch')], { sealedHash });
    const matches = pageMatches(index, asked);
    const entry = `sealed:watch:${sealedHash('watch', listed)}`;
    expect(matches).toEqual(expected ? [{ category: CATEGORY, list: 'watch', entry, kind: 'sealed' }] : []);
    expect(index.categoriseHost(host(new URL(asked).hostname))).toBe(emptyVerdict);
  });
});

describe('ten thousand sealed entries in two lists', () => {
  const texts = Array.from({ length: 5000 }, (_, i) => `h${i}.test`);
  const index = indexOf(
    [
      categoryList(
        CATEGORY,
        texts.map((text) => sealedHost('watch', text)),
        'watch',
      ),
      categoryList(
        'unlawful-terrorist-content',
        texts.map((text) => sealedUrl('police', `${text}/p`)),
        'police',
      ),
      categoryList(CATEGORY, [sealedHost('watch', 'h0.test'), url('h1.test/open')], 'watch'),
    ],
    { sealedHash },
  );

  it('all match, each by its own hash', () => {
    expect(index.entryCount).toBe(10_001);
    for (let i = 0; i < texts.length; i += 37) {
      const text = texts[i] ?? '';
      expect(pageMatches(index, `http://${text}/p`).map(({ entry }) => entry)).toEqual([
        `sealed:watch:${sealedHash('watch', text)}`,
        `sealed:police:${sealedHash('police', `${text}/p`)}`,
      ]);
      expect(index.categoriseHost(host(`x${text}`))).toBe(emptyVerdict);
    }
  });
});

describe('a sealed index', () => {
  it('does not open without the keys, rather than match nothing', () => {
    const image = buildListIndex([categoryList(CATEGORY, [sealedHost('watch', 'a.test')], 'watch')], { version: 'v' });
    expect(openListIndex(image)).toMatchObject({ ok: false, failure: { code: 'list-index-sealed' } });
  });

  it.each(['', 'abc', 'A'.repeat(64), 'g'.repeat(64), '0'.repeat(65)])('is not built from "%s", which is no hash', (hash) => {
    expect(() => buildListIndex([categoryList(CATEGORY, [{ kind: 'sealed-host', hash }], 'watch')], { version: 'v' })).toThrow(TypeError);
  });
});

describe('hosts of sealed pages', () => {
  const mark = (list: string, text: string): ListEntry => ({ kind: 'sealed-page-host', hash: sealedHash(list, text) });
  const entries = [mark('watch', 'shared.test'), mark('watch', 'www.photos.test'), sealedUrl('watch', 'shared.test/a')];
  const index = indexOf([categoryList(CATEGORY, entries, 'watch')], { sealedHash });

  it.each([
    ['shared.test', true],
    ['www.shared.test', true],
    ['cdn.shared.test', false],
    ['www.photos.test', true],
    ['photos.test', false],
    ['other.test', false],
  ])('%s: %s', (name, expected) => {
    expect(index.lookUpHost(host(name)).hasSealedPages ?? false).toBe(expected);
  });

  it('are in no category for that, and count as no entries', () => {
    expect(index.categoriseHost(host('shared.test'))).toBe(emptyVerdict);
    expect(pageMatches(index, 'http://shared.test/a')).toHaveLength(1);
    expect(pageMatches(index, 'http://shared.test/b')).toHaveLength(0);
    expect(index.entryCount).toBe(1);
    expect(index.marksSealedPages).toBe(true);
  });

  it('are known only where a list says so', () => {
    const unmarked = indexOf([categoryList(CATEGORY, [sealedUrl('watch', 'shared.test/a')], 'watch')], { sealedHash });
    expect(unmarked.marksSealedPages).toBe(false);
    expect(unmarked.lookUpHost(host('shared.test')).hasSealedPages ?? false).toBe(false);
  });

  it('are marked under the key of their own list', () => {
    const other = indexOf([categoryList(CATEGORY, [mark('one', 'shared.test'), sealedHost('two', 'x.test')], 'two')], { sealedHash });
    expect(other.lookUpHost(host('shared.test')).hasSealedPages ?? false).toBe(false);
  });
});
