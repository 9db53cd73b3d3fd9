import { atTurnEnd, type Leaving } from '../../outbound/turn-end.ts';
import type { Wire } from '../../outbound/wire.ts';

/** What is written to a socket at the end of the turn, after what was held before. */
export class HeldWrite implements Leaving {
  readonly #sink: Wire;
  readonly #isFull: () => void;
  #held: Buffer | undefined;

  /** `isFull` is called when the sink has taken what it can for now. */
  constructor(sink: Wire, isFull: () => void) {
    this.#sink = sink;
    this.#isFull = isFull;
  }

  hold(bytes: Buffer): void {
    this.leave();
    this.#held = bytes;
    atTurnEnd(this);
  }

  /** At once: before the socket is written to or ended by somebody else. */
  leave(): void {
    const bytes = this.#held;
    if (bytes === undefined) return;
    this.#held = undefined;
    if (this.#sink.writable && !this.#sink.write(bytes)) this.#isFull();
  }
}
