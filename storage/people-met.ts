import type { AccessRecord } from '../core/access-record.ts';
import { type LatelyQuery, readLately } from './recorded-days.ts';

/** How many met a site lately: numbers, never names. */
export interface PeopleMet {
  readonly people: number;
  /** Of them, those who were refused it at least once. */
  readonly refused: number;
  readonly days: number;
  /** False when there was not time to read all of those days. */
  readonly complete: boolean;
}

export interface PeopleMetOptions extends Omit<LatelyQuery, 'needle'> {
  readonly host: string;
  /** Null: of every school. */
  readonly school: string | null;
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

async function readPeopleMet({ host, school, ...lately }: PeopleMetOptions, nowMs: () => number): Promise<PeopleMet> {
  const needle = Buffer.from(`${host}"`);
  const [met, refused] = [new Set<string>(), new Set<string>()];
  const take = ({ host: named, username, clientIp, action, school: where, categories }: AccessRecord) => {
    const isIt = named === host || named.endsWith(`.${host}`);
    // Who looks for help is counted nowhere.
    if (!isIt || (school !== null && where !== school) || categories.includes('support')) return;
    const who = username ?? clientIp;
    met.add(who);
    if (action !== 'allow') refused.add(who);
  };
  const complete = await readLately({ ...lately, needle }, take, nowMs);
  return { people: met.size, refused: refused.size, days: lately.days, complete };
}
