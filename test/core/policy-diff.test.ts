import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PolicyDocument } from '../../core/policy.ts';
import { changeLines, policyChanges, policyEffects } from '../../core/policy-diff.ts';

const list = (id: string, sites: string[]) => ({
  id,
  action: 'block' as const,
  sites,
  reason: 'because',
  owner: 'it',
  reviewBy: '2027-01-01',
});

describe('the differences of two policies', () => {
  it('are told at their place; entries of a list belong together by their id', () => {
    const before: PolicyDocument = { lists: [list('a', ['a.test']), list('b', ['b.test'])], groups: { staff: { safeSearch: 'off' } } };
    const after: PolicyDocument = {
      lists: [list('b', ['b.test', 'c.test']), list('c', ['d.test'])],
      groups: { staff: { safeSearch: 'strict' } },
    };
    expect(changeLines(policyChanges(before, after))).toEqual([
      expect.stringMatching(/^lists\[a\]: removed \{"action":"block","id":"a"/),
      'lists[b].sites: ["b.test"] becomes ["b.test","c.test"]',
      expect.stringMatching(/^lists\[c\]: added /),
      'groups.staff.safeSearch: "off" becomes "strict"',
    ]);
  });

  it('are none where only the order of keys or of entries differs', () => {
    const one: PolicyDocument = { lists: [list('a', ['a.test']), list('b', ['b.test'])], exams: [] };
    const other: PolicyDocument = { exams: [], lists: [list('b', ['b.test']), { ...list('a', ['a.test']), id: 'a' }] };
    expect(policyChanges(one, other)).toEqual([]);
  });

  it('are none of anything with itself, and turn round with the order of the two', () => {
    const document = fc.record({
      groups: fc.record({
        seniors: fc.record({ categories: fc.dictionary(fc.constantFrom('games', 'chat'), fc.constantFrom('allow', 'block')) }),
      }),
    });
    fc.assert(
      fc.property(document, document, (one, other) => {
        expect(policyChanges(one as PolicyDocument, one as PolicyDocument)).toEqual([]);
        const there = policyChanges(one as PolicyDocument, other as PolicyDocument);
        const back = policyChanges(other as PolicyDocument, one as PolicyDocument);
        const turned = back.map(({ path, before, after }) => ({
          path,
          ...(after === undefined ? {} : { before: after }),
          ...(before === undefined ? {} : { after: before }),
        }));
        expect(new Set(turned.map((change) => JSON.stringify(change)))).toEqual(new Set(there.map((change) => JSON.stringify(change))));
      }),
    );
  });
});

describe('the effects of a change', () => {
  it('count the shipped policy in: what says the same as it has none', () => {
    expect(policyEffects({}, { groups: { seniors: { categories: { games: 'block' } } } })).toEqual([]);
    expect(policyEffects({}, { groups: { seniors: { uncategorised: 'coach', youtube: 'off', walledGarden: true } } })).toEqual([
      { group: 'seniors', about: 'uncategorised', before: 'allow', after: 'coach' },
      { group: 'seniors', about: 'youtube', before: 'strict', after: 'off' },
      { group: 'seniors', about: 'walledGarden', before: 'off', after: 'on' },
    ]);
  });

  it('tell of a timetable in words', () => {
    const lunch = { action: 'allow', during: 'lunch', otherwise: 'block' } as const;
    expect(policyEffects({}, { groups: { seniors: { categories: { games: lunch } } } })).toEqual([
      { group: 'seniors', about: 'games', before: 'block', after: 'allow during lunch, otherwise block' },
    ]);
  });
});
