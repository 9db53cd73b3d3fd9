import Value from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { decideConnect } from '../../../categoriser/decide-connect.ts';
import { decideRequest } from '../../../categoriser/decide-request.ts';
import { explainDecision } from '../../../categoriser/explain.ts';
import { RULE_IDS } from '../../../core/decision.ts';
import { type Explanation, ExplanationSchema } from '../../../core/explanation.ts';
import type { RequestFacts } from '../../../core/facts.ts';
import type { PolicyDocument } from '../../../core/policy.ts';
import { fakeListIndex } from '../../support/fake-list-index.ts';
import { connectFacts, grant, requestFacts, type Setting, snapshotOf } from '../../support/policy-facts.ts';

const lists = fakeListIndex(
  { 'games.example': ['games'], 'news.example': ['news'], 'locked.example': ['extremism'], 'sealed.example': ['child-sexual-abuse'] },
  'lists-7',
);

const document: PolicyDocument = {
  schedules: [{ id: 'lunch', windows: [{ days: ['wed'], from: '12:30', until: '13:20' }] }],
  groups: { seniors: { categories: { games: { action: 'allow', during: 'lunch', otherwise: 'block' } } } },
  lists: [{ id: 'ours', action: 'block', sites: ['blocked.example'], reason: 'as agreed', owner: 'it', reviewBy: '2026-07-31' }],
};

function explain(facts: RequestFacts, setting: Setting = {}): Explanation {
  const snapshot = snapshotOf({ lists, document, ...setting });
  const explanation = explainDecision(facts, snapshot);
  expect([...Value.Errors(ExplanationSchema, explanation)]).toEqual([]);
  // An explanation is of the decision that the proxy takes, and no other.
  const { action, rule, reason } = facts.kind === 'connect' ? decideConnect(facts, snapshot) : decideRequest(facts, snapshot);
  expect(explanation).toMatchObject({ action, rule, reason });
  return explanation;
}

function outcomes({ chain }: Explanation): Record<string, string> {
  return Object.fromEntries(chain.map(({ rule, outcome }) => [rule, outcome]));
}

describe('an explanation', () => {
  it('shows the whole chain in order, the evidence, who and when', () => {
    const found = explain(requestFacts('http://games.example/play?level=3'));
    expect(found.chain.map(({ rule }) => rule)).toEqual(RULE_IDS.slice(0, 14));
    expect(outcomes(found)).toMatchObject({ sealed: 'passed-over', category: 'won', default: 'would-allow' });
    expect(found.chain.every(({ detail }) => detail.endsWith('.') || detail.includes(': '))).toBe(true);
    expect(found).toMatchObject({
      target: 'http://games.example/play?level=3',
      decidedBy: 'games.example',
      evidence: { match: { entry: 'games.example', list: 'fake' } },
      policyVersion: 'policy-1',
      listVersion: 'lists-7',
      identity: { username: 'pupil', group: 'seniors', attribution: 'lease' },
      at: '2026-03-11T10:00:00.000Z',
      localTime: 'Wednesday 2026-03-11 10:00 (Europe/London)',
      schedules: [],
      nextBoundary: '2026-03-11T12:30:00.000Z',
    });
  });

  it('says what would change it: another group, another time, an override; and each really would', () => {
    const { wouldChange } = explain(requestFacts('http://games.example/'));
    expect(wouldChange).toEqual([
      { change: 'the group sixth-form', action: 'coach', rule: 'category' },
      { change: 'the group staff', action: 'allow', rule: 'category' },
      { change: 'a time from Wednesday 2026-03-11 12:30 on', action: 'allow', rule: 'category' },
      { change: 'an override for this host', action: 'allow', rule: 'override' },
    ]);
  });

  it('says which entry of the policy’s own lists to take away', () => {
    const { wouldChange } = explain(requestFacts('http://www.blocked.example/'));
    expect(wouldChange).toContainEqual({ change: 'blocked.example removed from the list "ours"', action: 'allow', rule: 'default' });
    const granted = explain(requestFacts('http://games.example/'), { overrides: [grant(['games.example'])] });
    expect(granted.wouldChange).toContainEqual({ change: 'the grant "grant" ended', action: 'block', rule: 'category' });
  });

  it('shows later rules that would have answered too', () => {
    const found = explain(requestFacts('http://games.example/'), { overrides: [grant(['games.example'])] });
    expect(outcomes(found)).toMatchObject({ override: 'won', category: 'would-block', default: 'would-allow' });
  });

  it('offers nothing for a locked category, and no override for what is urgently blocked', () => {
    expect(explain(requestFacts('http://locked.example/', { group: 'staff' })).wouldChange).toEqual([]);
    const urgent = {
      id: 'now',
      action: 'block' as const,
      sites: ['news.example'],
      urgent: true,
      reason: 'reported',
      owner: 'it',
      reviewBy: '2026-07-31',
    };
    const found = explain(requestFacts('http://news.example/'), { document: { lists: [urgent] } });
    expect(found.wouldChange).toEqual([{ change: 'news.example removed from the list "now"', action: 'allow', rule: 'category' }]);
  });

  it('of a sealed match names neither host, path nor words, asks nothing further and offers nothing', () => {
    for (const facts of [
      requestFacts('http://sealed.example/search?q=secret'),
      connectFacts('sealed.example'),
      connectFacts('news.example', { serverName: 'sealed.example' }),
      connectFacts('sealed.example', { serverName: 'news.example' }),
    ]) {
      const found = explain(facts);
      expect(found).toMatchObject({ rule: 'sealed', wouldChange: [], target: expect.stringMatching(/^sealed:sealed-list:/) });
      expect(found.decidedBy).toBe(found.target);
      expect(outcomes(found)).toMatchObject({ sealed: 'won', support: 'not-asked', default: 'not-asked' });
      expect(JSON.stringify(found)).not.toMatch(/sealed\.example|news\.example|secret/);
    }
  });

  it('of a tunnel follows the name that decided', () => {
    const found = explain(connectFacts('news.example', { serverName: 'games.example' }));
    expect(found).toMatchObject({ target: 'news.example:443', decidedBy: 'games.example', action: 'block' });
    expect(outcomes(found)).toMatchObject({ category: 'won' });
    expect(found.wouldChange).toContainEqual({ change: 'an override for this host', action: 'allow', rule: 'override' });
  });

  it('shows the words of a search and the term', () => {
    const found = explain(requestFacts('http://www.google.com/search?q=free+vpn'));
    expect(found).toMatchObject({ rule: 'search-term', searchTerm: 'free vpn', evidence: { entry: 'free vpn' }, category: 'vpn-proxy' });
  });
});
