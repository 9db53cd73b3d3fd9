import { describe, expect, it } from 'vitest';
import type { PolicySnapshot } from '../../categoriser/snapshot.ts';
import type { Decision } from '../../core/decision.ts';
import type { RequestFacts } from '../../core/facts.ts';
import { epochMs } from '../../core/units.ts';
import { NOWHERE } from '../../outbound/open-set.ts';
import type { Attempt } from '../../proxy/attempt.ts';
import { type OpenTunnel, Tunnels } from '../../proxy/tunnels.ts';
import { grant, LESSON, snapshotOf } from '../support/policy-facts.ts';
import { fixtureCounters } from '../support/proxy-fixture.ts';

const LIMITS = { idleMs: 60_000, lifetimeMs: 36_000_000 };

class Bench {
  now = LESSON as number;
  monotonic = 0;
  answer: Decision['action'] = 'allow';
  readonly happened: string[] = [];
  readonly tunnels: Tunnels;

  constructor(snapshot: PolicySnapshot | null) {
    this.tunnels = new Tunnels({
      counters: fixtureCounters(),
      limits: LIMITS,
      snapshot: () => snapshot,
      decide: ({ identity }) => {
        this.happened.push(`decide ${identity.username}`);
        return { action: this.answer, reason: 'No more.' } as Decision;
      },
      clock: () => epochMs(this.now),
      nowMs: () => this.monotonic,
    });
  }

  open(name: string): Attempt {
    const facts = { identity: { username: name } } as RequestFacts;
    const attempt = { facts, bytesUp: 0, bytesDown: 0, startedAtMs: this.monotonic } as Attempt;
    const tunnel: OpenTunnel = {
      attempt,
      place: NOWHERE,
      cut: (reason) => this.happened.push(`cut ${name}: ${reason}`),
    };
    this.tunnels.add(tunnel);
    return attempt;
  }

  pass(ms: number, wallMs = ms): void {
    this.monotonic += ms;
    this.now += wallMs;
    this.tunnels.tick();
  }
}

describe('the registry of tunnels', () => {
  const hourLong = snapshotOf({ overrides: [grant(['games.test'], { from: LESSON - 1, until: LESSON + 3_600_000 })] });

  it('decides again when a permission ends, once', () => {
    const bench = new Bench(hourLong);
    const attempt = bench.open('one');
    for (let minute = 0; minute < 59; minute++) {
      attempt.bytesUp++;
      bench.pass(60_000);
    }
    bench.pass(59_999);
    expect(bench.happened).toEqual([]);
    bench.pass(1);
    expect(bench.happened).toEqual(['decide one']);
    attempt.bytesUp++;
    bench.pass(1_000);
    expect(bench.happened).toEqual(['decide one']);
  });

  it('decides again when the clock steps, in either direction', () => {
    const bench = new Bench(hourLong);
    bench.open('one');
    bench.pass(500, 500 + 86_400_000);
    expect(bench.happened).toEqual(['decide one']);
    bench.pass(500, 500 - 86_400_000);
    expect(bench.happened).toEqual(['decide one', 'decide one']);
    bench.pass(500);
    expect(bench.happened).toHaveLength(2);
  });

  it('cuts what is no longer allowed, for the reason of the new decision', () => {
    const bench = new Bench(null);
    const attempt = bench.open('one');
    bench.answer = 'block';
    bench.tunnels.decideAllAgain();
    expect(bench.happened).toEqual(['decide one', 'cut one: No more.']);
    expect(attempt.decision.action).toBe('block');
  });

  it('cuts what is idle, but not what moves', () => {
    const bench = new Bench(null);
    bench.open('idle');
    const busy = bench.open('busy');
    for (let i = 0; i < 7; i++) {
      busy.bytesDown += 1;
      bench.pass(10_000);
    }
    expect(bench.happened).toEqual(['cut idle: The tunnel was idle for too long.']);
  });

  it('decides ten thousand in slices, and stops a pass that another overtakes', async () => {
    const bench = new Bench(null);
    for (let i = 0; i < 10_000; i++) bench.open(String(i));
    bench.tunnels.decideAllAgain();
    expect(bench.happened.length).toBeLessThan(1_000);
    bench.tunnels.decideAllAgain();
    while (bench.happened.length < 10_000) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(bench.happened.length).toBeLessThan(11_000);
    expect(new Set(bench.happened).size).toBe(10_000);
  });
});
