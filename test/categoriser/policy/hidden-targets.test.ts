import { describe, expect, it } from 'vitest';
import { decideConnect } from '../../../categoriser/decide-connect.ts';
import { decideRequest } from '../../../categoriser/decide-request.ts';
import { hiddenTargets } from '../../../categoriser/disguise/hidden-targets.ts';
import { explainDecision } from '../../../categoriser/explain.ts';
import { parseAbsoluteTarget } from '../../../core/target.ts';
import { fakeListIndex } from '../../support/fake-list-index.ts';
import { connectFacts, hostname, requestFacts, snapshotOf } from '../../support/policy-facts.ts';

const lists = fakeListIndex({
  'gambling.example': ['gambling'],
  'dating.example': ['dating'],
  'news.example': ['news'],
  'sealed.example': ['child-sexual-abuse'],
  'helpline.example': ['support'],
  'translate.google.com': ['translation'],
});
const snapshot = snapshotOf({ lists });
const translated = (url: string) => requestFacts(`http://translate.google.com/translate?u=${encodeURIComponent(url)}`);

describe('what a translator is asked to fetch', () => {
  it('is decided as well: the stricter action, all categories, the stronger signal', () => {
    const decision = decideRequest(translated('http://gambling.example/'), snapshot);
    expect(decision).toMatchObject({
      action: 'block',
      rule: 'category',
      category: 'gambling',
      signal: 'advisory',
      categories: ['gambling', 'translation'],
    });
    expect(decideRequest(translated('http://news.example/'), snapshot)).toMatchObject({
      action: 'allow',
      categories: ['translation', 'news'],
    });
  });

  it('is named by its keyed hash alone when it is on a statutory list', () => {
    const decision = decideRequest(translated('http://sealed.example/x'), snapshot);
    expect(decision).toMatchObject({ action: 'block', rule: 'sealed', signal: 'danger', sealedRef: expect.stringMatching(/^sealed:/) });
    expect(JSON.stringify(explainDecision(translated('http://sealed.example/x'), snapshot))).not.toContain('sealed.example');
  });

  it('leaves no path behind when it is a helpline', () => {
    expect(decideRequest(translated('http://helpline.example/chat'), snapshot)).toMatchObject({ action: 'allow', recordPath: false });
  });

  it('does not change where the translator itself is dialled, and its search is read', () => {
    const decision = decideRequest(translated('http://www.google.com/search?q=history'), snapshot);
    expect(decision).toMatchObject({ action: 'allow', searchTerm: 'history' });
    expect(decision.dialHost).toBeUndefined();
  });

  it('is what an explanation speaks of when it decided', () => {
    expect(explainDecision(translated('http://gambling.example/'), snapshot)).toMatchObject({
      decidedBy: 'gambling.example',
      action: 'block',
    });
    expect(explainDecision(translated('http://news.example/'), snapshot)).toMatchObject({
      decidedBy: 'translate.google.com',
      action: 'allow',
    });
  });

  it('counts in a walled garden when it is a URL, and not when it only reads like a host', () => {
    const garden = snapshotOf({
      lists,
      document: {
        groups: { infants: { walledGarden: true } },
        lists: [{ id: 'ours', action: 'allow', sites: ['translate.google.com'], reason: 'lessons', owner: 'it', reviewBy: '2026-07-31' }],
      },
    });
    const infant = (path: string) => requestFacts(`http://translate.google.com/${path}`, { group: 'infants' });
    expect(decideRequest(infant('?u=http://unlisted.example/'), garden).action).toBe('block');
    expect(decideRequest(infant('main.js?v=1.2'), garden).action).toBe('allow');
  });

  it('costs little however much of it there is', () => {
    const target = parseAbsoluteTarget(
      `http://translate.google.com/?${Array.from({ length: 5_000 }, (_, i) => `u=http://s${i}.example/`).join('&')}&u=http://gambling.example/`,
    );
    if (!target.ok) throw new Error('no target');
    const startedMs = performance.now();
    const found = hiddenTargets(target.value);
    expect(found.some((hidden) => hidden.target.hostname === 'gambling.example')).toBe(true);
    expect(found.filter((hidden) => hidden.target.path.length > 1 || hidden.target.query !== '').length).toBeLessThanOrEqual(16);
    expect(performance.now() - startedMs).toBeLessThan(500);
  });
});

describe('the names at an address', () => {
  const residents = (...names: string[]) => ({ residents: names.map(hostname) });

  it.each<[string[], string]>([
    [['gambling.example'], 'block'],
    [['gambling.example', 'dating.example'], 'block'],
    [['gambling.example', 'news.example'], 'allow'],
    [['unlisted.example'], 'allow'],
    [[], 'allow'],
  ])('%j: %s', (names, action) => {
    expect(decideRequest({ ...requestFacts('http://192.0.2.1/'), ...residents(...names) }, snapshot).action).toBe(action);
    expect(decideConnect({ ...connectFacts('192.0.2.1'), ...residents(...names) }, snapshot).action).toBe(action);
  });
});
