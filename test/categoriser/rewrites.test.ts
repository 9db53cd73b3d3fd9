import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideConnect } from '../../categoriser/decide-connect.ts';
import { decideRequest } from '../../categoriser/decide-request.ts';
import { explainDecision } from '../../categoriser/explain.ts';
import { withParameters } from '../../categoriser/rewrites.ts';
import { enginesAt, takesSearchesAt } from '../../categoriser/search-terms/engines.ts';
import type { GroupId } from '../../core/identity.ts';
import { fakeListIndex } from '../support/fake-list-index.ts';
import { connectFacts, hostname, requestFacts, snapshotOf } from '../support/policy-facts.ts';

const DIRECTORY = '00000000-0000-0000-0000-000000000001';
const shipped = snapshotOf({});
const accounts = snapshotOf({
  document: {
    accounts: {
      google: ['north.example', 'south.example'],
      microsoft: { tenants: ['north.example'], directory: DIRECTORY },
      groups: ['juniors', 'seniors'],
    },
    groups: { seniors: { categories: { video: 'allow' } } },
  },
});

function rewritten(url: string, group: GroupId = 'juniors', snapshot = shipped): string {
  const { rewrite } = decideRequest(requestFacts(url, { group }), snapshot);
  const said = [...(rewrite?.query ?? []).map((pair) => pair.join('=')), ...(rewrite?.headers ?? []).map((pair) => pair.join(': '))];
  return said.join(' | ');
}

describe('SafeSearch in what is asked', () => {
  it.each([
    ['https://www.google.com/search?q=rivers', 'safe=active'],
    ['https://www.google.co.uk/search?q=rivers', 'safe=active'],
    ['https://images.google.com/images?q=rivers', 'safe=active'],
    ['https://www.bing.com/search?q=rivers', 'adlt=strict'],
    ['https://duckduckgo.com/?q=rivers', 'kp=1'],
    ['https://uk.search.yahoo.com/search?p=rivers', 'vm=r'],
    ['https://search.brave.com/search?q=rivers', 'safesearch=strict'],
    ['https://www.google.com/recaptcha/api.js?q=rivers', ''],
    ['https://www.google.com/maps/vt?pb=1', ''],
    ['https://site.example/search?q=rivers', ''],
  ])('%s: %s', (url, expected) => {
    expect(rewritten(url)).toBe(expected);
    expect(rewritten(url, 'staff')).toBe('');
  });

  it('is there for what a tunnel’s request turns out to be, and not for the tunnel', () => {
    expect(decideConnect(connectFacts('www.google.com'), shipped).rewrite).toBeUndefined();
  });

  it('is not there where the answer is no', () => {
    const closed = snapshotOf({ lists: fakeListIndex({ 'www.google.com': ['pornography'] }) });
    expect(rewritten('https://www.google.com/search?q=rivers', 'juniors', closed)).toBe('');
  });
});

it.each([
  ['juniors', 'YouTube-Restrict: Strict'],
  ['sixth-form', 'YouTube-Restrict: Moderate'],
  ['staff', ''],
] as const)('YouTube is restricted for %s: %s', (group, expected) => {
  for (const host of ['www.youtube.com', 'm.youtube.com', 'youtubei.googleapis.com'])
    expect(rewritten(`https://${host}/watch?v=1`, group)).toBe(expected);
});

describe('whose accounts may be used', () => {
  it.each([
    ['https://accounts.google.com/signin', 'X-GoogApps-Allowed-Domains: north.example,south.example'],
    ['https://drive.google.com/drive', 'X-GoogApps-Allowed-Domains: north.example,south.example'],
    ['https://google.com.evil.example/', ''],
    ['https://login.microsoftonline.com/common', `Restrict-Access-To-Tenants: north.example | Restrict-Access-Context: ${DIRECTORY}`],
    ['https://certauth.login.microsoftonline.com/', ''],
    ['https://login.live.com/', 'sec-Restrict-Tenant-Access-Policy: restrict-msa'],
  ])('%s is told %s', (url, expected) => {
    expect(rewritten(url, 'juniors', accounts)).toBe(expected);
    expect(rewritten(url, 'sixth-form', accounts)).toBe('');
    expect(rewritten(url)).toBe('');
  });

  it('is explained, with whether the proxy can say it', () => {
    const facts = requestFacts('https://accounts.google.com/signin');
    const header = 'X-GoogApps-Allowed-Domains: north.example,south.example';
    expect(explainDecision(facts, accounts).rewrite).toEqual({ isApplied: true, query: [], headers: [header] });
    const tunnel = connectFacts('accounts.google.com');
    expect(explainDecision(tunnel, accounts, facts.target).rewrite).toEqual({ isApplied: false, query: [], headers: [header] });
    expect(explainDecision(facts, shipped).rewrite).toBeUndefined();
  });
});

describe('a query', () => {
  it.each([
    ['', '?safe=active'],
    ['?q=a', '?q=a&safe=active'],
    ['?q=a&safe=off&x=1', '?q=a&x=1&safe=active'],
    ['?SAFE=off&q=a', '?q=a&safe=active'],
    ['?%73afe=off&q=a', '?q=a&safe=active'],
    ['?safe&q=a&safe=', '?q=a&safe=active'],
    ['?safest=1&q=%E2%82%AC+b', '?safest=1&q=%E2%82%AC+b&safe=active'],
  ])('"%s" becomes "%s"', (query, expected) => {
    expect(withParameters(query, [['safe', 'active']])).toBe(expected);
  });

  it('says it once and last, whatever came', () => {
    const part = fc.stringMatching(/^[A-Za-z%0-9&=;.+-]*$/);
    fc.assert(
      fc.property(part, (text) => {
        const pairs = withParameters(`?${text}`, [['safe', 'active']])
          .slice(1)
          .split('&');
        expect(pairs.at(-1)).toBe('safe=active');
        expect(pairs.slice(0, -1).filter((pair) => /^safe(?:=|$)/i.test(pair))).toEqual([]);
      }),
    );
  });

  it('is left alone where there is nothing to say', () => {
    expect(withParameters('?safe=off', [])).toBe('?safe=off');
  });
});

describe('searches are read', () => {
  const own = snapshotOf({
    document: {
      searchEngines: [
        { id: 'library', host: 'library.school.example', path: '/find', parameter: 'words', reason: 'catalogue', owner: 'IT' },
      ],
    },
  });
  it.each([
    ['library.school.example', true],
    ['www.amazon.co.uk', true],
    ['en.wikipedia.org', true],
    ['www.google.co.uk', true],
    ['scholar.google.com', true],
    ['classroom.google.com', false],
    ['mail.google.com', false],
    ['news.example', false],
  ])('at %s: %s', (host, expected) => {
    const name = hostname(host);
    expect(takesSearchesAt(name, enginesAt(own.document.engines, name))).toBe(expected);
  });
});
