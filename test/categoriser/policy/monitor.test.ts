import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideConnect } from '../../../categoriser/decide-connect.ts';
import { decideRequest } from '../../../categoriser/decide-request.ts';
import { explainDecision } from '../../../categoriser/explain.ts';
import type { Decision } from '../../../core/decision.ts';
import type { RequestFacts } from '../../../core/facts.ts';
import type { PolicyAction, PolicyDocument } from '../../../core/policy.ts';
import { checkPolicy } from '../../../core/policy-check.ts';
import { fakeListIndex } from '../../support/fake-list-index.ts';
import { connectFacts, grant, requestFacts, type Setting, snapshotOf } from '../../support/policy-facts.ts';

const lists = fakeListIndex({
  'bet.example': ['gambling'],
  'games.example': ['games'],
  'casino.example': ['games', 'gambling'],
  'news.example': ['news'],
  'locked.example': ['terrorism', 'games'],
  'helpline.example': ['support', 'games'],
  'search.example': ['search'],
});

const seniors = (categories: Readonly<Record<string, PolicyAction>>, more: object = {}): PolicyDocument =>
  ({ groups: { seniors: { categories, ...more } } }) as PolicyDocument;

function decide(facts: RequestFacts, document: PolicyDocument, more: Setting = {}): Decision {
  const snapshot = snapshotOf({ lists, document, ...more });
  return facts.kind === 'connect' ? decideConnect(facts, snapshot) : decideRequest(facts, snapshot);
}
const GAMES = requestFacts('http://games.example/');

describe('a category that is only monitored', () => {
  it('is let through, with its category, its signal, what would have blocked it and why', () => {
    const decision = decide(requestFacts('http://bet.example/'), seniors({ gambling: 'monitor' }));
    expect(decision).toMatchObject({
      action: 'allow',
      wouldBlock: true,
      rule: 'category',
      category: 'gambling',
      categories: ['gambling'],
      signal: 'advisory',
      theme: 'gambling',
      reason: 'Let through, since this is only monitored: it would be blocked because bet.example is in the Gambling category for seniors.',
      evidence: { match: { entry: 'bet.example' } },
    });
  });

  it('says nothing about what would be open, and nothing for a group that monitors nothing', () => {
    for (const url of ['http://news.example/', 'http://unlisted.example/'])
      expect(decide(requestFacts(url), seniors({ games: 'monitor' })).wouldBlock).toBeUndefined();
    expect(decide({ ...GAMES, identity: { ...GAMES.identity, group: 'staff' } }, seniors({ games: 'monitor' })).wouldBlock).toBeUndefined();
  });

  it('never opens what another category of the site closes, what is locked or what the site is blocked by', () => {
    const monitoring = seniors({ games: 'monitor' });
    for (const host of ['casino.example', 'locked.example'])
      expect(decide(requestFacts(`http://${host}/`), monitoring)).toMatchObject({ action: 'block' });
    const list = { id: 'no', action: 'block' as const, sites: ['games.example'], reason: 'as agreed', owner: 'it', reviewBy: '2026-07-31' };
    const decision = decide(GAMES, { ...monitoring, lists: [list] });
    expect([decision.rule, decision.action, decision.wouldBlock]).toEqual(['group-block', 'block', undefined]);
  });

  it('leaves alone what a rule before it opens: a grant, a support service', () => {
    const granted = decide(GAMES, seniors({ games: 'monitor' }), { overrides: [grant(['games.example'])] });
    const helped = decide(requestFacts('http://helpline.example/'), seniors({ games: 'monitor' }));
    expect([granted, helped].map(({ action, rule, wouldBlock }) => [action, rule, wouldBlock])).toEqual([
      ['allow', 'override', undefined],
      ['allow', 'support', undefined],
    ]);
  });

  it('marks a coach page that would be a block', () => {
    const decision = decide(requestFacts('http://casino.example/'), seniors({ games: 'coach', gambling: 'monitor' }));
    expect(decision).toMatchObject({ action: 'coach', wouldBlock: true, category: 'games' });
  });

  it('counts in a tunnel by either of its names', () => {
    const facts = connectFacts('news.example', { serverName: 'games.example' });
    for (const one of [facts, connectFacts('games.example', { serverName: 'news.example' })])
      expect(decide(one, seniors({ games: 'monitor' }))).toMatchObject({ action: 'allow', wouldBlock: true, category: 'games' });
    expect(decide(facts, seniors({ games: 'monitor', news: 'coach' }))).toMatchObject({ action: 'coach', wouldBlock: true });
  });

  it('can be the sites that no list names, and what only a schedule closes', () => {
    const unlisted = decide(requestFacts('http://unlisted.example/'), seniors({}, { uncategorised: 'monitor' }));
    expect(unlisted).toMatchObject({ action: 'allow', wouldBlock: true, rule: 'default', category: 'uncategorised' });
    const lessons = { id: 'lessons', windows: [{ days: ['wed' as const], from: '09:00', until: '15:00' }] };
    const document: PolicyDocument = {
      schedules: [lessons],
      groups: { seniors: { categories: { games: { action: 'monitor', during: 'lessons', otherwise: 'allow' } } } },
    };
    expect(decide(GAMES, document).wouldBlock).toBe(true);
    expect(
      decide(requestFacts('http://games.example/', { at: (GAMES.at + 12 * 3_600_000) as typeof GAMES.at }), document).wouldBlock,
    ).toBeUndefined();
  });

  it('cannot be a sealed, locked or support category', () => {
    for (const category of ['child-sexual-abuse', 'terrorism', 'support'])
      expect(checkPolicy(seniors({ [category]: 'monitor' }), { schools: [], goLive: false })).not.toEqual([]);
  });

  it('is explained', () => {
    const explanation = explainDecision(GAMES, snapshotOf({ lists, document: seniors({ games: 'monitor' }) }));
    expect(explanation).toMatchObject({ action: 'allow', wouldBlock: true, category: 'games' });
    expect(explanation.chain.find(({ outcome }) => outcome === 'won')).toMatchObject({ rule: 'category', detail: explanation.reason });
  });
});

const ACTIONS: readonly PolicyAction[] = ['allow', 'monitor', 'coach', 'block', 'block-overridable'];
const anAction = fc.constantFrom(...ACTIONS);
const aPolicy = fc.record({
  gambling: anAction,
  games: anAction,
  news: anAction,
  search: anAction,
  violence: anAction,
  uncategorised: anAction,
  walledGarden: fc.boolean(),
});
const aRequest = fc.oneof(
  fc
    .constantFrom('bet', 'games', 'casino', 'news', 'locked', 'helpline', 'unlisted')
    .map((name) => requestFacts(`http://${name}.example/`)),
  fc
    .constantFrom('how to gamble', 'poker sites', 'weather')
    .map((words) => requestFacts(`http://www.bing.com/search?q=${encodeURIComponent(words)}`)),
  fc
    .tuple(fc.constantFrom('bet', 'games', 'news', 'unlisted'), fc.constantFrom('casino', 'news', 'games'))
    .map(([host, name]) => connectFacts(`${host}.example`, { serverName: `${name}.example` })),
);

it('marks exactly what would be blocked if all that is monitored were, and decides all else as if it were open', () => {
  let marked = 0;
  fc.assert(
    fc.property(aPolicy, aRequest, ({ uncategorised, walledGarden, ...categories }, facts) => {
      const as = (action: PolicyAction) => {
        const replaced = Object.entries(categories).map(([id, own]) => [id, own === 'monitor' ? action : own]);
        const other = uncategorised === 'monitor' ? action : uncategorised;
        return decide(facts, seniors(Object.fromEntries(replaced), { uncategorised: other, walledGarden }));
      };
      const [decision, open, closed] = [as('monitor'), as('allow'), as('block')];
      expect([decision.action, decision.signal]).toEqual([open.action, open.signal]);
      expect(decision.wouldBlock === true).toBe(closed.action === 'block' && open.action !== 'block');
      if (decision.wouldBlock === true) marked++;
    }),
    { numRuns: 400 },
  );
  expect(marked).toBeGreaterThan(5);
});
