import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Deadlines, type Expiring } from '../../outbound/deadlines.ts';
import { NOWHERE } from '../../outbound/open-set.ts';

const LIMIT_MS = 80;

/** One that waits; resolves with how long it did. */
class Waiting implements Expiring {
  place = NOWHERE;
  dueAtMs = 0;
  expired = 0;
  readonly #since = performance.now();
  #told: (ms: number) => void = () => {};
  readonly over = new Promise<number>((resolve) => {
    this.#told = resolve;
  });

  expire(): void {
    this.expired++;
    this.#told(performance.now() - this.#since);
  }
}

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

describe('deadlines', () => {
  it('come to each when it is due, and a little later at most', async () => {
    const deadlines = new Deadlines(LIMIT_MS);
    const first = new Waiting();
    deadlines.add(first);
    vi.advanceTimersByTime(LIMIT_MS / 2);
    const second = new Waiting();
    deadlines.add(second);
    vi.advanceTimersByTime(LIMIT_MS * 2);
    for (const ms of [await first.over, await second.over]) {
      expect(ms).toBeGreaterThanOrEqual(LIMIT_MS - 2);
      expect(ms).toBeLessThan(LIMIT_MS * 2);
    }
    expect([first.expired, second.expired]).toEqual([1, 1]);
  });

  it('do not come to who is done, and hold for who waits again', async () => {
    const deadlines = new Deadlines(LIMIT_MS);
    const [kept, done, again] = [new Waiting(), new Waiting(), new Waiting()];
    for (const each of [done, kept, again]) deadlines.add(each);
    deadlines.delete(done);
    deadlines.delete(done);
    deadlines.delete(again);
    deadlines.add(again);
    vi.advanceTimersByTime(LIMIT_MS * 2);
    await Promise.all([kept.over, again.over]);
    expect([kept.expired, again.expired, done.expired]).toEqual([1, 1, 0]);
  });

  it('hold where one that expires ends another', async () => {
    const deadlines = new Deadlines(LIMIT_MS);
    const [first, second, last] = [new Waiting(), new Waiting(), new Waiting()];
    for (const each of [first, second, last]) deadlines.add(each);
    const { expire } = first;
    first.expire = () => {
      deadlines.delete(second);
      expire.call(first);
    };
    vi.advanceTimersByTime(LIMIT_MS * 2);
    await last.over;
    expect([first.expired, second.expired, last.expired]).toEqual([1, 0, 1]);
  });

  it('of the others hold when one that is over adds another', () => {
    const deadlines = new Deadlines(LIMIT_MS);
    const [first, second, third] = [new Waiting(), new Waiting(), new Waiting()];
    first.expire = () => deadlines.add(third);
    deadlines.add(first);
    vi.advanceTimersByTime(LIMIT_MS / 2);
    deadlines.add(second);
    vi.advanceTimersByTime(LIMIT_MS / 2);
    expect(second.expired).toBe(0);
    vi.advanceTimersByTime(LIMIT_MS / 2 + LIMIT_MS / 16);
    expect([second.expired, third.expired]).toEqual([1, 0]);
    vi.advanceTimersByTime(LIMIT_MS);
    expect(third.expired).toBe(1);
  });
});
