/** A source of numbers from 0 to 1 that gives the same ones for the same seed everywhere. mulberry32: 32 bits of state are enough here. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Choices by such a source. */
export class Dice {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** A whole number from 0 up to, and without, the limit. */
  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  /** True in that share of cases. */
  chance(share: number): boolean {
    return this.#random() < share;
  }

  /** One of them; what stands at the front is taken far more often, as people return to what they know. */
  favourite<T>(items: readonly [T, ...T[]]): T {
    return items[Math.floor(this.#random() ** 2.2 * items.length)] ?? items[0];
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }
}
