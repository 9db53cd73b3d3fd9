import { describe, expect, it } from 'vitest';
import { decideConnect } from '../../../categoriser/decide-connect.ts';
import { decideRequest } from '../../../categoriser/decide-request.ts';
import { GOOGLE_DOMAINS } from '../../../categoriser/google-domains.ts';
import type { GroupId } from '../../../core/identity.ts';
import { fakeListIndex } from '../../support/fake-list-index.ts';
import { connectFacts, grant, requestFacts, snapshotOf } from '../../support/policy-facts.ts';

const shipped = snapshotOf({});

function dialled(host: string, group: GroupId): string | undefined {
  return decideConnect(connectFacts(host, { group }), shipped).dialHost;
}

describe('SafeSearch', () => {
  it.each([
    ['www.bing.com', 'strict.bing.com'],
    ['bing.com', 'strict.bing.com'],
    ['duckduckgo.com', 'safe.duckduckgo.com'],
    ['www.duckduckgo.com', 'safe.duckduckgo.com'],
    ['start.duckduckgo.com', 'safe.duckduckgo.com'],
    ['lite.duckduckgo.com', 'safe.duckduckgo.com'],
    ['html.duckduckgo.com', 'safe.duckduckgo.com'],
    ['search.brave.com', 'forcesafe.search.brave.com'],
    ['www.ecosia.org', 'strict-safe-search.ecosia.org'],
    ['pixabay.com', 'safesearch.pixabay.com'],
    ['youtube.com', 'restrict.youtube.com'],
    ['www.youtube.com', 'restrict.youtube.com'],
    ['m.youtube.com', 'restrict.youtube.com'],
    ['youtubei.googleapis.com', 'restrict.youtube.com'],
    ['youtube.googleapis.com', 'restrict.youtube.com'],
    ['www.youtube-nocookie.com', 'restrict.youtube.com'],
  ])('%s is reached at %s', (host, enforcing) => {
    for (const group of ['infants', 'juniors', 'seniors', 'unidentified', 'guests'] as const) expect(dialled(host, group)).toBe(enforcing);
    expect(dialled(host, 'staff')).toBeUndefined();
  });

  it('covers every Google country domain, with and without www', () => {
    for (const domain of GOOGLE_DOMAINS) {
      expect(dialled(domain, 'seniors')).toBe('forcesafesearch.google.com');
      expect(dialled(`www.${domain}`, 'sixth-form')).toBe('forcesafesearch.google.com');
    }
  });

  it.each(['mail.google.com', 'classroom.google.com', 'google.com.example', 'i.ytimg.com', 'www.example.org'])(
    'leaves %s alone',
    (host) => {
      expect(dialled(host, 'seniors')).toBeUndefined();
    },
  );

  it('is moderate on YouTube for the sixth form', () => {
    expect(dialled('www.youtube.com', 'sixth-form')).toBe('restrictmoderate.youtube.com');
    expect(dialled('www.google.com', 'sixth-form')).toBe('forcesafesearch.google.com');
  });

  it('is a switch of each group', () => {
    const own = snapshotOf({ document: { groups: { staff: { safeSearch: 'strict', youtube: 'moderate' }, seniors: { youtube: 'off' } } } });
    expect(decideConnect(connectFacts('www.google.com', { group: 'staff' }), own).dialHost).toBe('forcesafesearch.google.com');
    expect(decideConnect(connectFacts('www.youtube.com', { group: 'staff' }), own).dialHost).toBe('restrictmoderate.youtube.com');
    expect(decideConnect(connectFacts('www.youtube.com'), own).dialHost).toBeUndefined();
  });

  it('holds for plain requests and through an override, and only for what is allowed', () => {
    const lists = fakeListIndex({ 'www.youtube.com': ['video'] });
    expect(decideRequest(requestFacts('http://www.google.com/search?q=rivers'), shipped).dialHost).toBe('forcesafesearch.google.com');
    expect(decideConnect(connectFacts('www.youtube.com'), snapshotOf({ lists }))).not.toHaveProperty('dialHost');
    expect(decideConnect(connectFacts('www.youtube.com', { group: 'sixth-form' }), snapshotOf({ lists }))).not.toHaveProperty('dialHost');
    const opened = decideConnect(connectFacts('www.youtube.com'), snapshotOf({ lists, overrides: [grant(['youtube.com'])] }));
    expect(opened).toMatchObject({ action: 'allow', rule: 'override', dialHost: 'restrict.youtube.com' });
  });

  it('follows the server name where the CONNECT names an address', () => {
    const decision = decideConnect(connectFacts('192.0.2.7', { serverName: 'www.google.de' }), shipped);
    expect(decision).toMatchObject({ action: 'allow', dialHost: 'forcesafesearch.google.com' });
    expect(decideConnect(connectFacts('www.google.de', { serverName: 'example.org' }), shipped).dialHost).toBe(
      'forcesafesearch.google.com',
    );
  });
});
