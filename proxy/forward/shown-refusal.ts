import type { Decision } from '../../core/decision.ts';
import type { Attempt } from '../attempt.ts';
import type { RecordKeeper } from '../record.ts';

/** Whoever is to see a page asks for it as soon as the connection is secure. */
const ASKED_FOR_WITHIN_MS = 10_000;

/** Why a tunnel is refused that is opened to show just that. Recorded once: by the requests within, else by the name alone. */
export class ShownRefusal {
  /** By all the names that are known. */
  decision: Decision;
  #deadline: NodeJS.Timeout | undefined;
  #isToldOf = false;

  constructor(decision: Decision) {
    this.decision = decision;
  }

  /** The tunnel is being opened; `giveUp` closes it where nothing is asked for in time. */
  opening(giveUp: (reason: string) => void): void {
    this.#deadline = setTimeout(() => giveUp('The client asked for nothing in time.'), ASKED_FOR_WITHIN_MS);
  }

  /** A request is about to be decided by its whole URL. */
  readonly requestCame = (): void => {
    this.#isToldOf = true;
    clearTimeout(this.#deadline);
  };

  /** The tunnel is closed. */
  ended(attempt: Attempt, records: RecordKeeper): void {
    clearTimeout(this.#deadline);
    if (this.#isToldOf) {
      records.superseded(attempt);
      return;
    }
    // Why it is refused comes first; how it ended is for the closing record.
    const { endReason } = attempt;
    attempt.endReason = null;
    records.decidedAgain(attempt, this.decision, () => {});
    attempt.endReason = endReason;
  }
}
