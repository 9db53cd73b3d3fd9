import { type EpochMs, epochMs } from '../core/units.ts';
import { readDayLinesWith } from './record-spool/day-lines.ts';
import { parseRecord } from './record-spool/decode.ts';
import { DAY_MS, dayOf, listDays } from './record-spool/layout.ts';

/** How many met a site lately: numbers, never names. */
export interface PeopleMet {
  readonly people: number;
  /** Of them, those who were refused it at least once. */
  readonly refused: number;
  readonly days: number;
  /** False when there was not time to read all of those days. */
  readonly complete: boolean;
}

export interface PeopleMetOptions {
  readonly folder: string;
  readonly host: string;
  /** Null: of every school. */
  readonly school: string | null;
  readonly now: EpochMs;
  readonly days: number;
  /** How long it may take: the newest days are read first. */
  readonly budgetMs: number;
}

/** Counts those whose records of the last days name the host or one beneath it; somebody unknown counts by address. */
export async function countPeopleMet({ folder, host, school, now, days, budgetMs }: PeopleMetOptions): Promise<PeopleMet> {
  const needle = Buffer.from(`${host}"`);
  const first = dayOf(epochMs(now - (days - 1) * DAY_MS));
  const [met, refused] = [new Set<string>(), new Set<string>()];
  const until = performance.now() + budgetMs;
  for (const day of (await listDays(folder)).filter((one) => one >= first).reverse()) {
    for await (const line of readDayLinesWith(folder, day, needle)) {
      if (performance.now() > until) return { people: met.size, refused: refused.size, days, complete: false };
      const parsed = parseRecord(line);
      if (!parsed.ok) continue;
      const { host: named, username, clientIp, action, school: where, categories } = parsed.value;
      const isIt = named === host || named.endsWith(`.${host}`);
      // Who looks for help is counted nowhere.
      if (!isIt || (school !== null && where !== school) || categories.includes('support')) continue;
      const who = username ?? clientIp;
      met.add(who);
      if (action !== 'allow') refused.add(who);
    }
  }
  return { people: met.size, refused: refused.size, days, complete: true };
}
