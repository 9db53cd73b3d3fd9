import { LRUCache } from 'lru-cache';

/**
 * A bounded memory of answers by text. It belongs to one list version, so nothing in it is ever out of date;
 * a new version comes with a new, empty one.
 */
export class Memo<Answer extends object> {
  readonly #answers: LRUCache<string, Answer> | undefined;

  /** With 0 entries nothing is remembered. */
  constructor(maxEntries: number) {
    // By size, each counting one, instead of by number: then nothing is set aside for all of them, which took 12 ms at every swap of lists.
    this.#answers = maxEntries > 0 ? new LRUCache({ maxSize: maxEntries, sizeCalculation: () => 1 }) : undefined;
  }

  get(text: string): Answer | undefined {
    return this.#answers?.get(text);
  }

  set(text: string, answer: Answer): void {
    this.#answers?.set(text, answer);
  }
}
