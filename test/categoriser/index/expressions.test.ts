import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpressionMatcher } from '../../../categoriser/expressions/matcher.ts';
import { parseExpression } from '../../../categoriser/expressions/parse-expression.ts';
import { buildListIndex } from '../../../categoriser/index/index-builder.ts';
import { categoryList, evidence, expression, host, indexOf, pageMatches, suffix } from './support.ts';

function matcherOf(...patterns: string[]): ExpressionMatcher {
  return new ExpressionMatcher(
    patterns.map((pattern) => {
      const parsed = parseExpression(pattern);
      if (!parsed.ok) throw new Error(`${pattern}: ${parsed.failure.message}`);
      return parsed.value;
    }),
  );
}

describe('expressions', () => {
  it.each([
    ['banner', 'a.test/banner.gif', true],
    ['banner', 'a.test/BANNER.gif', true],
    ['BANNER', 'a.test/banner.gif', true],
    ['(/banner/|/sponsor/|adverts)', 'a.test/sponsor/x', true],
    ['(/banner/|/sponsor/|adverts)', 'a.test/sponsors', false],
    ['.*/ymsgr*\\.exe', 'a.test/ymsgrrr.exe', true],
    ['.*/ymsgr*\\.exe', 'a.test/ymsgXexe', false],
    ['^[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+/search\\?q=[0-9]+$', '192.0.2.1/search?q=42', true],
    ['^[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+/search\\?q=[0-9]+$', '192.0.2.1/search?q=42a', false],
    ['^[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+/search\\?q=[0-9]+$', 'a.192.0.2.1/search?q=42', false],
    ['^a', 'abc', true],
    ['^b', 'abc', false],
    ['c$', 'abc', true],
    ['b$', 'abc', false],
    ['(^|[-.])bad(\\.|$)', 'very-bad.test/', true],
    ['(^|[-.])bad(\\.|$)', 'bad', true],
    ['(^|[-.])bad(\\.|$)', 'verybad.test/', false],
    ['a$b', 'ab', false],
    ['b^a', 'ba', false],
    ['ab+c', 'xabbbc', true],
    ['ab+c', 'ac', false],
    ['ab?c', 'ac', true],
    ['ab?c', 'abbc', false],
    ['x{3}', 'xx', false],
    ['x{3}', 'yxxxy', true],
    ['^x{2,3}y', 'xxxxy', false],
    ['^x{2,3}y', 'xxxy', true],
    ['^x{2,}y', 'xxxxxy', true],
    ['^x{0}y', 'xy', false],
    ['^x{0,1}y', 'y', true],
    ['(ab|cd){2}', 'abcd', true],
    ['(ab|cd){2}', 'abxcd', false],
    ['[abc]z', 'bz', true],
    ['[^abc]z', 'bz', false],
    ['[^abc]z', 'Bz', false],
    ['[^abc]z', 'dz', true],
    ['[a-c]z', 'dz', false],
    ['[]x]z', ']z', true],
    ['[^]x]z', ']z', false],
    ['[a-]z', '-z', true],
    ['[-a]z', '-z', true],
    ['[[:digit:]x]z', '7z', true],
    ['[[:alpha:]]z', '7z', false],
    ['[[:upper:]]z', 'qz', true],
    ['[^[:space:]]z', 'az', true],
    ['[.]z', 'az', false],
    ['a.z', 'a/z', true],
    ['a\\.z', 'aXz', false],
    ['\\(x\\)\\{\\}\\[\\]\\|\\^\\$\\*\\+\\?\\\\', '(x){}[]|^$*+?\\', true],
    ['a**b', 'aab', true],
    ['(a*)*b', 'aab', true],
    ['(a|b|ab)*c/', 'ababc/', true],
    [']', 'a]', true],
  ])('%s in %s: %s', (pattern, text, expected) => {
    expect(matcherOf(pattern).match(text)).toEqual(expected ? [0] : []);
  });

  it.each([
    '',
    '(',
    ')',
    'a)',
    '(a',
    '[a',
    '[]',
    '*a',
    '(*a)',
    'a|*b',
    '+',
    'a{2,1}',
    'a{256}',
    'a{',
    'a{x}',
    '{2}',
    'a|',
    '(|a)',
    '()',
    'a\\',
    '\\d+x',
    '\\bword',
    '(?:a)b',
    '(?i)a',
    '[\\d]x',
    '[\\]]x',
    '[z-a]',
    '[[:nope:]]',
    '[[:alpha]]x[[.a.]]',
    'é',
    '[é]',
    '.*',
    '.',
    'a*',
    'x?',
    '/',
    '^',
    '$',
    '(bad)*',
    '[^q]{4}',
    '((a{100}){100}){100}',
    'a'.repeat(2001),
    `${'('.repeat(60)}a${')'.repeat(60)}`,
  ])('%s is refused with a reason', (pattern) => {
    const parsed = parseExpression(pattern);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok)
      expect(parsed.failure).toMatchObject({
        code: 'expression-invalid',
        message: expect.stringMatching(/^The expression is not used: ./),
      });
  });

  it('never throws on any text, and refuses or matches within a bounded time', () => {
    const pattern = fc.array(
      fc.constantFrom('a', 'b', '(', ')', '[', ']', '*', '+', '?', '{2}', '{1,3}', '|', '^', '$', '.', '\\', '-', '[:alpha:]'),
      { maxLength: 14 },
    );
    fc.assert(
      fc.property(pattern, fc.string(), (parts, text) => {
        const parsed = parseExpression(parts.join(''));
        if (parsed.ok) expect(() => new ExpressionMatcher([parsed.value]).match(text)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });

  it('agrees with the built-in engine, several at once, on patterns that both understand', () => {
    const atom = fc.constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '(a|bc)', '(ab)', '(^|b)', '(c|$)');
    const part = fc.tuple(atom, fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,2}')).map(([one, times]) => one + times);
    const pattern = fc
      .tuple(fc.constantFrom('', '^'), fc.array(part, { minLength: 1, maxLength: 5 }), fc.constantFrom('', '$'))
      .map(([from, parts, to]) => from + parts.join('') + to);
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 10 }).map((letters) => letters.join(''));
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 4 }), fc.array(text, { minLength: 1, maxLength: 5 }), (patterns, texts) => {
        const usable = patterns.filter((one) => parseExpression(one).ok);
        const matcher = matcherOf(...usable);
        for (const one of texts) {
          const expected = usable.flatMap((source, i) => (new RegExp(source, 'i').test(one) ? [i] : []));
          expect(matcher.match(one)).toEqual(expected);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('does not take what an empty text ends with for what any text ends with', () => {
    const matcher = matcherOf('(c|$)(^|b)');
    expect(['', 'a', 'cb'].map((text) => matcher.match(text))).toEqual([[0], [], [0]]);
  });

  it.each([
    ['(a+)+$', `${'a'.repeat(5000)}!`],
    ['^(a+)+$', `${'a'.repeat(4000)}!`],
    ['^((a|aa)+)+b$', 'a'.repeat(4096)],
    ['(x+x+)+y', 'x'.repeat(4096)],
    ['(a?){60}a{60}b', 'a'.repeat(4096)],
    ['(.*)(.*)(.*)(.*)(.*)z$', 'y'.repeat(4096)],
    ['(a|b).{200}c{9}', Array.from({ length: 4096 }, (_, i) => 'abaabbbab'[(i * i) % 9]).join('')],
  ])('%s takes a bounded time', (pattern, text) => {
    const matcher = matcherOf(pattern);
    const before = process.cpuUsage();
    matcher.match(text);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(2000);
  });

  it('reads 4096 characters and does not take the cut for the end', () => {
    expect(matcherOf('bad').match(`${'x'.repeat(4093)}bad`)).toEqual([0]);
    expect(matcherOf('bad').match(`${'x'.repeat(4094)}bad`)).toEqual([]);
    expect(matcherOf('x$').match('x'.repeat(4097))).toEqual([]);
  });

  it('answers the same after forgetting states', () => {
    const matcher = matcherOf('(a|b).{12}c', 'never');
    const built = /(a|b).{12}c/;
    const text = Array.from({ length: 4000 }, (_, i) => 'abd'[(i * i * 7 + (i >> 3)) % 3]).join('');
    for (let i = 0; i < 20; i++) {
      const one = `${text.slice(i * 100)}${i % 2 === 0 ? `a${'d'.repeat(12)}c` : ''}`;
      expect(matcher.match(one).length > 0).toBe(built.test(one));
    }
  });
});

describe('listed expressions', () => {
  const index = indexOf([
    categoryList('advertising', [expression('(/banner/|adverts)'), expression('/sponsor/')]),
    categoryList('games', [suffix('example.com')]),
  ]);

  it('look at host, path and query in their canonical spelling, one match for a category and list', () => {
    expect(evidence(pageMatches(index, 'http://example.com/%62anner/sponsor/'))).toEqual([
      'games example.com suffix',
      'advertising (/banner/|adverts) expression',
    ]);
    expect(evidence(pageMatches(index, 'http://adverts.example/'))).toEqual(['advertising (/banner/|adverts) expression']);
    expect(evidence(pageMatches(index, 'http://a.example/x?u=/Sponsor/'))).toEqual(['advertising /sponsor/ expression']);
    expect(evidence(pageMatches(index, 'http://a.example/banners'))).toEqual([]);
    expect(evidence(index.categoriseHost(host('adverts.example')).matches)).toEqual([]);
    expect(index.entryCount).toBe(3);
  });

  it('must have been checked before they are compiled', () => {
    expect(() => buildListIndex([categoryList('games', [expression('(')])], { version: 'v' })).toThrow(TypeError);
  });
});
