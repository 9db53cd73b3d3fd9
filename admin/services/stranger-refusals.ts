import type { AdminContext } from '../context.ts';
import type { Problem } from '../problem.ts';
import { refused } from './refusal.ts';

const HOUR_MS = 3_600_000;
/** Enough to see who writes; a flood would bury the rest of the audit log. */
const MOST_ROWS = 10;
const ACTION = 'request.mail';

/**
 * Writes down that mails of people whom nobody here knows were refused: so many an hour in a row each, and what is beyond them in one row
 * that says how many, once the hour is over. What is counted and not yet written is lost with a killed process: the operational log has
 * a line for each.
 */
export class StrangerRefusals {
  readonly #context: Pick<AdminContext, 'stores' | 'clock' | 'logger'>;
  #since: number;
  #rows = 0;
  #more = 0;

  constructor(context: Pick<AdminContext, 'stores' | 'clock' | 'logger'>) {
    this.#context = context;
    this.#since = context.clock();
  }

  /** Rejects where a row cannot be written: the mail may then come again. */
  async add(address: string, { code, message: words }: Problem): Promise<void> {
    await this.settle();
    if (this.#rows >= MOST_ROWS) {
      this.#more++;
      this.#context.logger.info({ code }, 'a mail of somebody unknown was refused');
      return;
    }
    this.#rows++;
    try {
      await refused(
        this.#context,
        { actor: `mail:${address}`, role: 'viewer', school: null },
        { action: ACTION, subject: address, code, words },
      );
    } catch (error) {
      this.#rows--;
      throw error;
    }
  }

  /** Writes the row of an hour that is over, or at the end of an unfinished one, where there is something to count. */
  async settle(isEnd = false): Promise<void> {
    const { stores, clock } = this.#context;
    const now = clock();
    // A clock that was set back is no reason to wait.
    if (!isEnd && Math.abs(now - this.#since) < HOUR_MS) return;
    const [since, count] = [this.#since, this.#more];
    [this.#since, this.#rows, this.#more] = [now, 0, 0];
    if (count === 0) return;
    const detail = { count, since, until: now, why: 'Mails of people whom nobody here knows, beyond those that have a row each.' };
    const entry = { at: now, actor: 'system', action: ACTION, subject: 'unknown senders', outcome: 'refused' } as const;
    try {
      await stores.audit.append({ ...entry, detail });
    } catch (error) {
      [this.#since, this.#more] = [since, this.#more + count];
      throw error;
    }
  }
}
