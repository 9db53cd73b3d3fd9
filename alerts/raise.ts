import type { Assessment, Incident, Sighting } from '../core/incident.ts';
import { type Clock, epochMs } from '../core/units.ts';
import { oneLine } from '../storage/failure-line.ts';
import type { AssessedSighting, IncidentStore, Routing } from '../storage/incidents.ts';
import type { Logger } from '../telemetry/logger.ts';

export interface Seen {
  readonly sighting: Sighting;
  readonly synthetic: boolean;
}

export interface RaiserOptions {
  readonly incidents: Pick<IncidentStore, 'store' | 'recent'>;
  /** Remembers the sighting and says how grave it is. */
  readonly assess: (sighting: Sighting) => Assessment;
  readonly routing: Routing;
  /** Told what changed, and of which of these somebody is to hear, after it is stored. Rejections are somebody else's to notice. */
  readonly onRaised: (incidents: readonly Incident[], toTell: readonly Incident[]) => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Incidents of one person and theme this close together are one. */
export const MERGE_WINDOW_MS = 10 * 60_000;
/** A day, for the third attempt of it, and its night before. */
const MEMORY_MS = 36 * 3_600_000;
/** A writer's clock this far ahead is a wrong one. */
const AHEAD_MS = 60_000;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;

/** Turns sightings into incidents, and keeps at it while the database is away. */
export class Raiser {
  readonly #options: RaiserOptions;
  readonly #stopping = new AbortController();
  #problem: string | null = null;

  constructor(options: RaiserOptions) {
    this.#options = options;
  }

  /** Fills the assessor's memory with what was seen before this start. */
  async remember(): Promise<void> {
    const { incidents, assess, clock } = this.#options;
    for (const sighting of await incidents.recent(epochMs(clock() - MEMORY_MS))) {
      // Telling somebody is no attempt at anything.
      if (sighting.report === undefined) assess(sighting);
    }
  }

  /** Resolves once all is stored with the cursor, however long the database is away. Rejects only when stopped meanwhile. */
  async raise(seen: readonly Seen[], cursor: string): Promise<void> {
    const { assess, onRaised } = this.#options;
    // Assessed once: to assess again would count it as another attempt.
    const batch = seen.map(({ sighting, synthetic }): AssessedSighting => {
      const timely = this.#atPlausibleTime(sighting);
      return { sighting: timely, assessment: assess(timely), synthetic };
    });
    const toTell = new Set<string>();
    const raised = await this.#stored(batch, cursor, toTell);
    // Not waited for: a Redis that falls silent must not hold up the records.
    if (raised.length > 0)
      onRaised(
        raised,
        raised.filter(({ id }) => toTell.has(id)),
      ).catch(() => {});
  }

  /** What is wrong, in words; null when all is well. */
  problem(): string | null {
    return this.#problem;
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** A time that cannot be read, or of a clock that runs ahead, would outlast every window: what is read now was seen by now. */
  #atPlausibleTime(sighting: Sighting): Sighting {
    const now = this.#options.clock();
    return sighting.at <= now + AHEAD_MS ? sighting : { ...sighting, at: now };
  }

  async #stored(batch: readonly AssessedSighting[], cursor: string, toTell: Set<string>): Promise<readonly Incident[]> {
    const { incidents, logger } = this.#options;
    const routing: Routing = (incident, why) => {
      const deliveries = this.#options.routing(incident, why);
      if (deliveries.length > 0) toTell.add(incident.id);
      return deliveries;
    };
    for (let retryMs = FIRST_RETRY_MS; ; retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)) {
      try {
        const raised = await incidents.store(batch, cursor, { mergeWindowMs: MERGE_WINDOW_MS, routing });
        this.#problem = null;
        return raised;
      } catch (error) {
        if (this.#stopping.signal.aborted) throw error;
        const problem = `Incidents cannot be stored: ${oneLine(error)}`;
        if (this.#problem !== problem) logger.error({ problem }, 'incidents');
        this.#problem = problem;
        await this.#pause(retryMs);
      }
    }
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#stopping;
    return new Promise((done) => {
      if (signal.aborted) return done();
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end, { once: true });
      function end() {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        done();
      }
    });
  }
}
