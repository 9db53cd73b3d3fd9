import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideConnect } from '../../../categoriser/decide-connect.ts';
import { type CategoryId, strongerSignal } from '../../../core/category.ts';
import { fakeListIndex } from '../../support/fake-list-index.ts';
import { connectFacts, grant, snapshotOf } from '../../support/policy-facts.ts';

const HOSTS: Readonly<Record<string, readonly CategoryId[]>> = {
  'news.example': ['news'],
  'games.example': ['games'],
  'casino.example': ['gambling', 'games'],
  'harm.example': ['suicide'],
  'smuggling.example': ['people-smuggling'],
  'locked.example': ['terrorism'],
  'sealed.example': ['child-sexual-abuse'],
  'helpline.example': ['support'],
  'opened.example': ['games'],
};
const NAMES = [...Object.keys(HOSTS), 'unlisted.example'];
const snapshot = snapshotOf({ lists: fakeListIndex(HOSTS), overrides: [grant(['opened.example'])] });
const RANK = { allow: 0, coach: 1, block: 2 };

describe('a CONNECT whose server name is another', () => {
  it.each([
    ['news.example', 'casino.example', 'block', 'category'],
    ['casino.example', 'news.example', 'block', 'category'],
    ['opened.example', 'casino.example', 'block', 'category'],
    ['helpline.example', 'casino.example', 'block', 'category'],
    ['casino.example', 'locked.example', 'block', 'locked'],
    ['locked.example', 'sealed.example', 'block', 'sealed'],
    ['sealed.example', 'helpline.example', 'block', 'sealed'],
    ['news.example', 'unlisted.example', 'allow', 'category'],
  ] as const)('%s with %s: %s by %s', (host, serverName, action, rule) => {
    expect(decideConnect(connectFacts(host, { serverName }), snapshot)).toMatchObject({ action, rule });
  });

  it('coaches when the stricter answer is to coach', () => {
    const decision = decideConnect(connectFacts('news.example', { serverName: 'games.example', group: 'sixth-form' }), snapshot);
    expect(decision).toMatchObject({ action: 'coach', categories: ['games', 'news'] });
  });

  it('is never laxer than either name alone, has both’s categories and the stronger signal, and never names a sealed host', () => {
    const groups = fc.constantFrom('seniors' as const, 'sixth-form' as const, 'staff' as const);
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), fc.constantFrom(...NAMES), groups, (host, serverName, group) => {
        const both = decideConnect(connectFacts(host, { serverName, group }), snapshot);
        const alone = [host, serverName].map((name) => decideConnect(connectFacts(name, { group }), snapshot));
        expect(RANK[both.action]).toBe(Math.max(...alone.map(({ action }) => RANK[action])));
        const known = alone.flatMap(({ categories }) => categories).filter((category) => category !== 'uncategorised');
        expect(both.categories.filter((category) => category !== 'uncategorised').sort()).toEqual([...new Set(known)].sort());
        expect(both.signal).toBe(alone.map(({ signal }) => signal).reduce(strongerSignal));
        if (host === 'sealed.example' || serverName === 'sealed.example') expect(JSON.stringify(both)).not.toContain('sealed.example');
      }),
    );
  });

  it('is one decision when both are the same', () => {
    const alone = decideConnect(connectFacts('news.example'), snapshot);
    expect(decideConnect(connectFacts('news.example', { serverName: 'news.example' }), snapshot)).toBe(alone);
  });
});
