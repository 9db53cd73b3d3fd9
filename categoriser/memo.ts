import { LRUCache } from 'lru-cache';

/**
 * A bounded memory of answers by text. It belongs to one list version, so nothing in it is ever out of date;
 * a new version comes with a new, empty one.
 */
export class Memo<Answer extends object> {
  readonly #answers: LRUCache<string, Answer> | undefined;

  /** With 0 entries nothing is remembered. */
  constructor(maxEntries: number) {
    this.#answers = maxEntries > 0 ? new LRUCache({ max: maxEntries }) : undefined;
  }

  get(text: string): Answer | undefined {
    return this.#answers?.get(text);
  }

  set(text: string, answer: Answer): void {
    this.#answers?.set(text, answer);
  }
}
