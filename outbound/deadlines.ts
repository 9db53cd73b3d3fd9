import { NOWHERE, OpenSet, type Placed } from './open-set.ts';

/** Something that is given up when it takes too long. `dueAtMs` is kept by its Deadlines. */
export interface Expiring extends Placed {
  dueAtMs: number;
  expire(): void;
}

/** By so many parts of the limit one may be late. */
const LATENESS = 1 / 16;

/**
 * One limit for many that come and go, with one timer for all: a timer for each costs as much as a system call. Keeps no
 * process alive: what is waited for does that.
 */
export class Deadlines {
  readonly #limitMs: number;
  readonly #waiting = new OpenSet<Expiring>();
  #timer: NodeJS.Timeout | undefined;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  add(one: Expiring): void {
    one.dueAtMs = performance.now() + this.#limitMs;
    this.#waiting.add(one);
    this.#timer ??= this.#lookIn(this.#limitMs);
  }

  /** Safe to call again. */
  delete(one: Expiring): void {
    this.#waiting.delete(one);
  }

  #lookIn(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#look(), ms).unref();
  }

  #look(): void {
    const now = performance.now();
    try {
      // The timer that has gone off stays in its place meanwhile, so that what is added now sets none of its own.
      for (const one of this.#waiting.all()) {
        if (one.place === NOWHERE || one.dueAtMs > now) continue;
        this.delete(one);
        one.expire();
      }
    } finally {
      const nextMs = this.#waiting.all().reduce((soonest, { dueAtMs }) => Math.min(soonest, dueAtMs), Number.POSITIVE_INFINITY);
      this.#timer = nextMs === Number.POSITIVE_INFINITY ? undefined : this.#lookIn(Math.max(nextMs - now, this.#limitMs * LATENESS));
    }
  }
}
