import type { Incident } from '../core/incident.ts';
import { londonInstants, londonTime, parseTimeOfDay } from '../core/london-time.ts';
import { type Clock, type EpochMs, epochMs } from '../core/units.ts';
import type { NewDelivery } from '../storage/incidents.ts';
import type { Stores } from '../storage/stores.ts';
import { type Digest, digestDelivery } from './payload.ts';
import type { Contact, Directory, SchoolContacts } from './routing/directory.ts';
import { isSchoolDay } from './routing/school-day.ts';

export const DEFAULT_DIGEST_AT = '07:30';

const DAY_MS = 24 * 3_600_000;
/** Longer than any holiday. */
const LONGEST_GAP_DAYS = 60;
/** More incidents than this in a week and a school are not read in a mail. */
const MOST = 5_000;

export interface DigestOptions {
  readonly stores: Pick<Stores, 'incidents'>;
  readonly directory: () => Directory;
  /** `07:30`, by school. */
  readonly digestAt: (school: string) => string;
  /** By school: true where it goes out on school days only. Default: nowhere. */
  readonly isOnSchoolDays?: (school: string) => boolean;
  readonly send: (deliveries: readonly NewDelivery[]) => Promise<void>;
  readonly clock: Clock;
}

/** Queues each school's digest once a day at its local time; after downtime, later on the same day. */
export class DigestJob {
  readonly #options: DigestOptions;
  /** The last local day of which all is queued, by school; the unique keys hold across restarts. */
  readonly #queued = new Map<string | null, number>();

  constructor(options: DigestOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const { directory, digestAt, isOnSchoolDays = () => false, send, clock } = this.#options;
    const now = clock();
    const { dayNumber } = londonTime(now);
    const { schools, trustLead, calendar } = directory();
    for (const school of [...schools.values(), null]) {
      const id = school?.id ?? null;
      const isDay = (day: number) => id === null || !isOnSchoolDays(id) || isSchoolDay(calendar, day);
      if (this.#queued.get(id) === dayNumber || !isDay(dayNumber)) continue;
      const minute = parseTimeOfDay(id === null ? DEFAULT_DIGEST_AT : digestAt(id)) ?? 0;
      const until = digestInstant(dayNumber, minute);
      if (now < until) continue;
      const digest = { school: id, from: digestInstant(dayBefore(dayNumber, isDay), minute), until };
      const readers = school === null ? await this.#trustReaders(trustLead, digest) : readersOf(school, trustLead);
      await send(readers.map((reader) => digestDelivery(reader.contact, reader.reason, digest, localDate(dayNumber))));
      this.#queued.set(id, dayNumber);
    }
  }

  /** Of people of no known school, when there is something; or when there is no school to hear that there is nothing. */
  async #trustReaders(trustLead: Contact | null, { from, until }: Digest): Promise<Reader[]> {
    if (trustLead === null) return [];
    const incidents = await incidentsOf(this.#options.stores, null, from);
    const isWanted = this.#options.directory().schools.size === 0 || incidents.some((incident) => isWithin(incident, from, until));
    return isWanted
      ? [{ contact: trustLead, reason: 'You are the trust safeguarding lead; this is about people of no known school.' }]
      : [];
  }
}

interface Reader {
  readonly contact: Contact;
  readonly reason: string;
}

function readersOf({ name, dsl, deputies, headteacher }: SchoolContacts, trustLead: Contact | null): Reader[] {
  const leads = [
    ...(dsl === null ? [] : [{ contact: dsl, reason: `You are the designated safeguarding lead of ${name}.` }]),
    ...deputies.map((contact) => ({ contact, reason: `You are a deputy safeguarding lead of ${name}.` })),
  ];
  if (leads.length > 0) return leads;
  if (headteacher !== null)
    return [{ contact: headteacher, reason: `${name} has no safeguarding lead on record, and you are the headteacher.` }];
  return trustLead === null ? [] : [{ contact: trustLead, reason: `${name} has no safeguarding lead on record, and you are the trust’s.` }];
}

/** The instant of a local time on a day: the first of two in autumn, and an hour later by the clock where spring leaves it out. */
export function digestInstant(dayNumber: number, minute: number): EpochMs {
  return londonInstants(dayNumber, minute)[0] ?? londonInstants(dayNumber, minute + 60)[0] ?? epochMs(dayNumber * DAY_MS);
}

/** The last such day before: what happened in between is told of, too. */
function dayBefore(dayNumber: number, isDay: (day: number) => boolean): number {
  for (let day = dayNumber - 1; day >= dayNumber - LONGEST_GAP_DAYS; day--) if (isDay(day)) return day;
  return dayNumber - LONGEST_GAP_DAYS;
}

/** The day's date, 2026-11-23: part of what makes a digest or report the only one of its day. */
export function localDate(dayNumber: number): string {
  return new Date(dayNumber * DAY_MS).toISOString().slice(0, 10);
}

/** What a digest tells of, as it is when it is sent. */
export interface DigestMaterial {
  readonly incidents: readonly Incident[];
  /** Dangers nobody has acknowledged, whenever they were raised. */
  readonly unread: readonly Incident[];
  /** By theme in the same time a week before; null when there was nothing. */
  readonly weekBefore: Readonly<Partial<Record<Incident['theme'], number>>> | null;
}

export async function digestMaterial(stores: DigestOptions['stores'], { school, from, until }: Digest): Promise<DigestMaterial> {
  const week = 7 * DAY_MS;
  const [incidents, waiting] = await Promise.all([incidentsOf(stores, school, from - week), incidentsOf(stores, school, 0, ['new'])]);
  const before = incidents.filter((incident) => isWithin(incident, from - week, until - week));
  const byTheme: Partial<Record<Incident['theme'], number>> = {};
  for (const { theme } of before) byTheme[theme] = (byTheme[theme] ?? 0) + 1;
  return {
    incidents: incidents.filter((incident) => isWithin(incident, from, until)),
    unread: waiting.filter(({ severity }) => severity === 'danger'),
    weekBefore: before.length === 0 ? null : byTheme,
  };
}

async function incidentsOf(
  { incidents }: DigestOptions['stores'],
  school: string | null,
  since: number,
  status?: readonly Incident['status'][],
): Promise<Incident[]> {
  const filter = { since: epochMs(since), limit: MOST, ...(status !== undefined && { status }) };
  if (school !== null) return incidents.list({ ...filter, school });
  return (await incidents.list(filter)).filter((incident) => incident.school === null);
}

function isWithin({ firstAt, lastAt }: Incident, from: number, until: number): boolean {
  return firstAt < until && lastAt >= from;
}
