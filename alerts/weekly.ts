import type { Incident } from '../core/incident.ts';
import { londonTime, parseTimeOfDay } from '../core/london-time.ts';
import { type Clock, type EpochMs, epochMs } from '../core/units.ts';
import type { NewDelivery } from '../storage/incidents.ts';
import type { Stores } from '../storage/stores.ts';
import { DEFAULT_DIGEST_AT, digestInstant, localDate } from './digest.ts';
import { type WeeklyReport, weeklyDelivery } from './payload.ts';
import type { Contact, Directory } from './routing/directory.ts';

const DAY_MS = 24 * 3_600_000;
/** How far back the trend goes: half a term and its holiday. */
export const TREND_WEEKS = 8;
/** More than any trust has in that time; counting them all would only be slower. */
const MOST = 20_000;
/** Their histories are read one by one. */
const MOST_TIMED = 500;

export interface WeeklyOptions {
  readonly stores: Pick<Stores, 'incidents'>;
  readonly directory: () => Directory;
  /** `07:30`, by school. */
  readonly digestAt: (school: string) => string;
  readonly send: (deliveries: readonly NewDelivery[]) => Promise<void>;
  readonly clock: Clock;
}

/**
 * Queues the week's report for leadership (row D32): each Monday at the school's digest time to its headteacher, and for all
 * schools to the trust's lead. After downtime it comes later in the week, when there is something in it.
 */
export class WeeklyJob {
  readonly #options: WeeklyOptions;
  /** The last Monday of which all is queued, by school; the unique keys hold across restarts. */
  readonly #queued = new Map<string | null, number>();

  constructor(options: WeeklyOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const { directory, digestAt, clock } = this.#options;
    const now = clock();
    const { dayNumber, weekday } = londonTime(now);
    const { schools, trustLead } = directory();
    const readers: [school: string | null, contact: Contact | null, reason: string][] = [...schools.values()].map(
      ({ id, name, headteacher }) => [id, headteacher, `You are the headteacher of ${name}.`],
    );
    readers.push([null, trustLead, 'You are the trust safeguarding lead; this is about all schools.']);
    for (const [school, contact, reason] of readers) {
      const minute = parseTimeOfDay(school === null ? DEFAULT_DIGEST_AT : digestAt(school)) ?? 0;
      await this.#queue(contact, reason, { school, monday: dayNumber - weekday, minute, isMonday: weekday === 0, now });
    }
  }

  async #queue(
    contact: Contact | null,
    reason: string,
    due: {
      readonly school: string | null;
      readonly monday: number;
      readonly minute: number;
      readonly isMonday: boolean;
      readonly now: EpochMs;
    },
  ): Promise<void> {
    const { school, monday, minute, isMonday, now } = due;
    const [from, until] = [digestInstant(monday - 7, minute), digestInstant(monday, minute)];
    if (contact === null || now < until || this.#queued.get(school) === monday) return;
    const report: WeeklyReport = { school, from, until };
    const isWanted = isMonday || (await weeklyMaterial(this.#options.stores, report)).incidents.length > 0;
    if (isWanted) await this.#options.send([weeklyDelivery(contact, reason, report, localDate(monday))]);
    this.#queued.set(school, monday);
  }
}

/** What a weekly report counts, as it is when it is sent. */
export interface WeeklyMaterial {
  /** Of the report's week and the seven before it. */
  readonly incidents: readonly Incident[];
  /** When each of the week's dangers and warnings was first acknowledged or closed, by incident. */
  readonly answeredAt: ReadonlyMap<string, number>;
}

export async function weeklyMaterial(stores: WeeklyOptions['stores'], { school, from, until }: WeeklyReport): Promise<WeeklyMaterial> {
  const since = epochMs(until - TREND_WEEKS * 7 * DAY_MS);
  const listed = await stores.incidents.list({ since, limit: MOST, ...(school === null ? {} : { school }) });
  const incidents = listed.filter((one) => one.firstAt < until && !one.synthetic && one.mergedInto === null);
  const answeredAt = new Map<string, number>();
  const timed = incidents.filter((one) => one.firstAt >= from && one.severity !== 'advisory' && one.status !== 'new');
  for (const { id } of timed.slice(0, MOST_TIMED)) {
    const answer = (await stores.incidents.events(id)).find(({ event }) => event === 'acknowledged' || event === 'closed');
    if (answer !== undefined) answeredAt.set(id, answer.at);
  }
  return { incidents, answeredAt };
}
