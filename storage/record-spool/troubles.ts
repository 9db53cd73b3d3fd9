export type TroubleKind = 'disk' | 'rotation' | 'reserve';

/** What is wrong with the spool now, each thing said once when it begins and once when it is over. */
export class Troubles {
  readonly #current = new Map<TroubleKind, string>();
  readonly #onProblem: (message: string) => void;
  readonly #onRecovered: (message: string) => void;

  constructor(onProblem: (message: string) => void, onRecovered: (message: string) => void) {
    this.#onProblem = onProblem;
    this.#onRecovered = onRecovered;
  }

  set(kind: TroubleKind, message: string): void {
    if (this.#current.get(kind) === message) return;
    this.#current.set(kind, message);
    this.#onProblem(message);
  }

  clear(kind: TroubleKind, message: string): void {
    if (this.#current.delete(kind)) this.#onRecovered(message);
  }

  /** All of them in one line, or null. */
  describe(): string | null {
    return this.#current.size === 0 ? null : [...this.#current.values()].join(' ');
  }
}
