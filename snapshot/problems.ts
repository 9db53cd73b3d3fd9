import { formatLondon } from '../core/london-time.ts';
import type { EpochMs } from '../core/units.ts';
import type { Logger } from '../telemetry/logger.ts';

type Problem = 'database' | 'lists' | 'policy';

const MINUTE_MS = 60_000;

/** What is wrong with what this process decides by, in words; each is logged when it begins, changes and ends. */
export class Problems {
  readonly #logger: Logger;
  readonly #messages = new Map<Problem, string>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  set(problem: Problem, message: string): void {
    if (this.#messages.get(problem) !== message) this.#logger.warn({ problem }, message);
    this.#messages.set(problem, message);
  }

  clear(problem: Problem): void {
    if (this.#messages.delete(problem)) this.#logger.info({ problem }, 'recovered');
  }

  /** With how old what is decided by is, while the database is away. `asOf`: when it answered last. */
  list(asOf: EpochMs, now: EpochMs): string[] {
    return [...this.#messages].map(([problem, message]) => (problem === 'database' ? `${message} ${ageOf(asOf, now)}` : message));
  }
}

function ageOf(asOf: EpochMs, now: EpochMs): string {
  const minutes = Math.max(0, Math.floor((now - asOf) / MINUTE_MS));
  return `Deciding by the policy of ${formatLondon(asOf)}, ${minutes} min ago.`;
}
