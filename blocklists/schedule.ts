import type { Config } from '../config/schema/config.ts';
import type { Result } from '../core/result.ts';
import type { Clock } from '../core/units.ts';
import { type UpdateLogger, updateBlocklists } from './update.ts';

export interface Updating {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: UpdateLogger;
  /** Read anew before each update, so that sources added since the start are not dropped again. */
  readonly reloadConfig: () => Result<Config>;
  /** From 0 to 1: spreads schools that start together over time. */
  readonly random: () => number;
  /** A new version was published. */
  readonly onChanged: (version: string) => Promise<void>;
}

export interface RunningUpdates {
  /** Why the last update could not be made at all, in words. A source that fails is no fault of this part: its status says so. */
  problems(): readonly string[];
  /** Ends the update under way (nothing half done is published) and starts no more. */
  stop(): Promise<void>;
}

const MINUTE_MS = 60_000;
const DEFAULT_INTERVAL_MINUTES = 360;
/** After a failure: soon enough for an outage of minutes, seldom enough for a publisher that is in trouble. */
const RETRY_MINUTES = 15;
/** Up to this share of the interval is added at random. */
const JITTER = 0.1;

/**
 * Updates at once, then at the configured interval plus up to a tenth of it at random; 15 minutes after a failure.
 * Each run takes the lists' lock, and seconds of CPU in a thread of its own when something changed.
 */
export function startUpdating(options: Updating): RunningUpdates {
  const stopping = new AbortController();
  let problems: readonly string[] = [];
  let isComplete = true;
  let unannounced: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let config = options.config;

  const runOnce = async (): Promise<void> => {
    const reloaded = options.reloadConfig();
    if (reloaded.ok) config = reloaded.value;
    const report = await updateBlocklists({ config, clock: options.clock, logger: options.logger, signal: stopping.signal });
    if (stopping.signal.aborted) return;
    problems = reloaded.ok ? [] : [`the configuration cannot be read anew: ${reloaded.failure.message}`];
    if (!report.ok) throw new Error(report.failure.message);
    isComplete = report.value.published.sources.every(({ status }) => status === 'fresh');
    if (report.value.changed) unannounced = report.value.version;
    // Kept until it succeeds: the next update would find nothing changed, and nobody would ever swap.
    if (unannounced !== null) await options.onChanged(unannounced);
    unannounced = null;
  };

  const loop = async (): Promise<void> => {
    await runOnce().catch((error: unknown) => {
      isComplete = false;
      if (stopping.signal.aborted) return;
      const reason = error instanceof Error ? error.message : String(error);
      problems = [...problems, `block lists not updated: ${reason}`];
      options.logger.warn({ reason }, 'block lists not updated');
    });
    if (stopping.signal.aborted) return;
    const interval = config.blocklists?.updateEveryMinutes ?? DEFAULT_INTERVAL_MINUTES;
    const minutes = isComplete ? interval : Math.min(RETRY_MINUTES, interval);
    const runAgain = (): void => {
      work = loop();
    };
    timer = setTimeout(runAgain, minutes * MINUTE_MS * (1 + JITTER * options.random()));
    timer.unref();
  };
  let work = loop();

  return {
    problems: () => problems,
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await work;
    },
  };
}
