import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GOOGLE_DOMAINS } from '../../../categoriser/google-domains.ts';
import { decodeFormText, searchTermOf } from '../../../categoriser/search-terms/engines.ts';
import { requestFacts } from '../../support/policy-facts.ts';

function termOf(url: string): string | undefined {
  return searchTermOf(requestFacts(url).target);
}

describe('the words of a search', () => {
  it.each([
    ['http://www.google.co.uk/search?q=river+thames&tbm=isch', 'river thames'],
    ['http://images.google.com/search?hl=en&q=rivers', 'rivers'],
    ['http://www.bing.com/images/search?q=rivers%20of%20wales', 'rivers of wales'],
    ['http://duckduckgo.com/?q=rivers&ia=web', 'rivers'],
    ['http://html.duckduckgo.com/html/?q=rivers', 'rivers'],
    ['http://uk.search.yahoo.com/search?p=rivers', 'rivers'],
    ['http://www.ecosia.org/search?q=rivers', 'rivers'],
    ['http://search.brave.com/images?q=rivers', 'rivers'],
    ['http://www.startpage.com/sp/search?query=rivers', 'rivers'],
    ['http://www.qwant.com/?q=rivers&t=web', 'rivers'],
    ['http://yandex.com.tr/search/?text=rivers', 'rivers'],
    ['http://www.baidu.com/s?wd=rivers', 'rivers'],
    ['http://image.baidu.com/search/index?word=rivers', 'rivers'],
    ['http://m.youtube.com/results?search_query=rivers', 'rivers'],
    ['http://en.wikipedia.org/w/index.php?search=rivers', 'rivers'],
    ['http://www.amazon.co.uk/s?k=river+boots', 'river boots'],
    ['http://www.ebay.co.uk/sch/i.html?_nkw=river+boots', 'river boots'],
    ['http://www.google.com/%73earch?%71=rivers', 'rivers'],
    ['http://www.google.com/SEARCH?Q=rivers', 'rivers'],
    ['http://www.google.com/search?q=rivers&q=lakes', 'rivers lakes'],
    ['http://www.google.com/search?as_q=rivers&as_epq=of+wales', 'rivers of wales'],
    ['http://www.google.com/search?q=samob%C3%B3jstwo', 'samobójstwo'],
    ['http://www.google.com/search?q=caf%E9', 'café'],
    ['http://www.google.com/search?q=100%&hl=en', '100%'],
    ['http://www.google.com/search?q=%zz+a%0Ab%00c', '%zz a b c'],
    ['http://www.google.com/search?q=cafe%CC%81', 'café'],
  ])('%s → %s', (url, expected) => {
    expect(termOf(url)).toBe(expected);
  });

  it.each([
    'http://www.google.com/',
    'http://www.google.com/search?q=',
    'http://www.google.com/search?q=+%20',
    'http://www.google.com/search?hl=en',
    'http://www.google.com/url?q=https://example.org/',
    'http://www.google.com/complete/search?q=riv',
    'http://www.youtube.com/watch?v=abc&q=rivers',
    'http://google.com.example/search?q=rivers',
    'http://notgoogle.com/search?q=rivers',
    'http://example.org/search?q=rivers',
  ])('%s is no search', (url) => {
    expect(termOf(url)).toBeUndefined();
  });

  it('are read on every Google country domain', () => {
    expect(GOOGLE_DOMAINS.length).toBeGreaterThan(185);
    expect(new Set(GOOGLE_DOMAINS).size).toBe(GOOGLE_DOMAINS.length);
    for (const domain of GOOGLE_DOMAINS) expect(termOf(`http://www.${domain}/search?q=rivers`)).toBe('rivers');
  });

  it('are what a form encoded, whatever the words', () => {
    const words = fc.string({ unit: 'grapheme' }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(words, (text) => {
        expect(decodeFormText(new URLSearchParams({ q: text }).toString().slice(2))).toBe(text);
      }),
    );
  });

  it('never make the decoder throw, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('%', '8', 'f', 'c', 'E', '+', 'z', '€') }), (text) => {
        expect(typeof decodeFormText(text)).toBe('string');
      }),
    );
  });
});
