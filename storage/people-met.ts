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

/** Those who read at this moment, by what they asked for: whoever asks for the same meanwhile gets the same answer. */
const underWay = new Map<string, Promise<PeopleMet>>();

/** Counts those whose records of the last days name the host or one beneath it; somebody unknown counts by address. */
export function countPeopleMet(options: PeopleMetOptions, nowMs: () => number = () => performance.now()): Promise<PeopleMet> {
  const { folder, host, school, days } = options;
  const key = JSON.stringify([folder, host, school, days]);
  const running = underWay.get(key);
  if (running !== undefined) return running;
  const reading = readPeopleMet(options, nowMs).finally(() => underWay.delete(key));
  underWay.set(key, reading);
  return reading;
}

async function readPeopleMet({ folder, host, school, now, days, budgetMs }: PeopleMetOptions, nowMs: () => number): Promise<PeopleMet> {
  const needle = Buffer.from(`${host}"`);
  const first = dayOf(epochMs(now - (days - 1) * DAY_MS));
  const [met, refused] = [new Set<string>(), new Set<string>()];
  const until = nowMs() + budgetMs;
  let isLate = false;
  const isOver = (): boolean => {
    isLate ||= nowMs() > until;
    return isLate;
  };
  for (const day of (await listDays(folder)).filter((one) => one >= first).reverse()) {
    for await (const line of readDayLinesWith(folder, day, needle, isOver)) {
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
    if (isLate) break;
  }
  return { people: met.size, refused: refused.size, days, complete: !isLate };
}
