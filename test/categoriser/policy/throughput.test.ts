import { describe, expect, it } from 'vitest';
import { decideConnect } from '../../../categoriser/decide-connect.ts';
import { fakeListIndex } from '../../support/fake-list-index.ts';
import { connectFacts, snapshotOf } from '../../support/policy-facts.ts';

describe('throughput', () => {
  it('stays far above what a worker can forward, even on a busy machine', () => {
    const snapshot = snapshotOf({ lists: fakeListIndex({ 'news.example': ['news'], 'games.example': ['games'] }) });
    const facts = ['news.example', 'www.unlisted.example', 'games.example'].map((host) => connectFacts(host));
    const rounds = 50_000;
    let blocked = 0;
    const started = performance.now();
    for (let i = 0; i < rounds; i++) for (const one of facts) if (decideConnect(one, snapshot).action === 'block') blocked++;
    const perSecond = (rounds * facts.length) / ((performance.now() - started) / 1000);
    expect(blocked).toBe(rounds);
    // A smoke test: the figure to hold is in bench/decision.ts, measured alone.
    expect(perSecond).toBeGreaterThan(100_000);
  });
});
