import type { AccessRecord } from '../../core/access-record.ts';
import type { Clock } from '../../core/units.ts';
import { isShown, type NewestRecords, openNewestRecords } from '../../storage/access-log.ts';
import type { Logger } from '../../telemetry/logger.ts';

/** How often those who watch are told. */
export const LIVE_EVERY_MS = 250;
/** Told at a time, and kept for the next time: 800 decisions a second. */
export const MOST_AT_ONCE = 200;

/** The rule of the hourly made-up attempt (alerts/proof-of-life.ts), which nobody made. */
const PROOF_OF_LIFE = 'proof-of-life';

/** Somebody who watches: given what was decided since the last time. */
export interface LiveWatcher {
  show(records: readonly AccessRecord[], skipped: number): void;
}

export interface LiveFeedOptions {
  readonly recordsFolder: string;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn'>;
}

/** `begun` never rejects. */
interface Following {
  readonly begun: Promise<void>;
  stop(): void;
}

/**
 * What is being decided, for those who watch. It follows the record spool, and only while somebody does; the proxies know nothing of
 * it. What a moment brings beyond its room is counted and left out, the newest are kept: memory does not grow with traffic.
 */
export class LiveFeed {
  readonly #options: LiveFeedOptions;
  readonly #watchers = new Set<LiveWatcher>();
  #records: AccessRecord[] = [];
  #skipped = 0;
  #following: Following | null = null;

  constructor(options: LiveFeedOptions) {
    this.#options = options;
  }

  /** Resolves when whatever is decided from now on will be told. */
  async add(watcher: LiveWatcher): Promise<void> {
    this.#watchers.add(watcher);
    this.#following ??= this.#follow();
    await this.#following.begun;
  }

  remove(watcher: LiveWatcher): void {
    this.#watchers.delete(watcher);
    if (this.#watchers.size === 0) this.close();
  }

  close(): void {
    this.#watchers.clear();
    this.#following?.stop();
    this.#following = null;
    this.#records = [];
    this.#skipped = 0;
  }

  #follow(): Following {
    const { recordsFolder: folder, clock, logger } = this.#options;
    const onProblem = (problem: string) => logger.warn({ problem }, 'live view');
    const ending = new AbortController();
    const timer = setInterval(() => this.#tell(), LIVE_EVERY_MS);
    const opening = openNewestRecords({ folder, since: clock(), most: MOST_AT_ONCE, onProblem });
    opening
      .then((newest) => this.#takeFrom(newest, ending.signal))
      .catch((error: unknown) => logger.warn({ err: error }, 'the live view cannot follow the records'));
    return {
      begun: opening.then(
        () => {},
        () => {},
      ),
      stop() {
        clearInterval(timer);
        ending.abort();
      },
    };
  }

  async #takeFrom(newest: NewestRecords, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return newest.close();
    signal.addEventListener('abort', () => newest.close(), { once: true });
    for await (const { records, skipped } of newest) {
      if (signal.aborted) return;
      this.#records.push(...records.filter((record) => isShown(record) && record.rule !== PROOF_OF_LIFE));
      const beyond = Math.max(0, this.#records.length - MOST_AT_ONCE);
      this.#records.splice(0, beyond);
      this.#skipped += skipped + beyond;
    }
  }

  #tell(): void {
    if (this.#records.length === 0 && this.#skipped === 0) return;
    const [records, skipped] = [this.#records, this.#skipped];
    this.#records = [];
    this.#skipped = 0;
    for (const watcher of this.#watchers) watcher.show(records, skipped);
  }
}
