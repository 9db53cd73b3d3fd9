import type { AccessRecord } from '../core/access-record.ts';
import { isTryIt } from '../core/try-it.ts';
import { type EpochMs, epochMs } from '../core/units.ts';
import { linesIn, readDay } from './record-spool/day-lines.ts';
import { isCloseLine, isMonitoredLine, isRefusedLine, parseRecord, timeOfLine } from './record-spool/decode.ts';
import { dayOf, listDays } from './record-spool/layout.ts';
import { isShown } from './record-spool/recent-blocks.ts';

/** A host that was refused lately: numbers, never names. */
export interface RefusedSite {
  readonly host: string;
  /** Of the newest refusal, as are the rule and action. */
  readonly categories: readonly string[];
  readonly rule: string;
  readonly action: AccessRecord['action'];
  /** Whether alerts are about any of them. */
  readonly hasSignal: boolean;
  readonly decisions: number;
  /** People by name; somebody unknown counts by address. */
  readonly people: number;
  readonly groups: Readonly<Record<string, number>>;
  readonly schools: readonly string[];
  readonly lastAt: EpochMs;
}

/** What was blocked or coached, or what would have been blocked if it were not only monitored. */
export const SITE_KINDS = ['refused', 'monitored'] as const;

export interface RefusedSitesQuery {
  readonly folder: string;
  readonly kind: (typeof SITE_KINDS)[number];
  /** Null: of every school. */
  readonly school: string | null;
  readonly since: EpochMs;
  /** How long it may take: the newest days are read first. */
  readonly budgetMs: number;
}

export interface RefusedSites {
  /** Those that most people met first. */
  readonly sites: readonly RefusedSite[];
  /** False when there was not time, or room, for all of them. */
  readonly complete: boolean;
}

/** Enough for a trust; what is met first beyond it is left out. */
const MOST_HOSTS = 20_000;
const MOST_TOLD = 1_000;

/** Those who read at this moment, by what they asked for: whoever asks for the same meanwhile gets the same answer. */
const underWay = new Map<string, Promise<RefusedSites>>();

/** What was refused lately, or only monitored, host by host. What sealed lists and places of help are about is counted nowhere. */
export function findRefusedSites(query: RefusedSitesQuery, nowMs: () => number = () => performance.now()): Promise<RefusedSites> {
  const { folder, kind, school, since } = query;
  // Whole minutes, so that those who ask at nearly the same time ask for the same.
  const key = JSON.stringify([folder, kind, school, Math.floor(since / 60_000)]);
  const running = underWay.get(key);
  if (running !== undefined) return running;
  const reading = readRefusedSites(query, nowMs).finally(() => underWay.delete(key));
  underWay.set(key, reading);
  return reading;
}

async function readRefusedSites({ folder, kind, school, since, budgetMs }: RefusedSitesQuery, nowMs: () => number): Promise<RefusedSites> {
  const until = nowMs() + budgetMs;
  const [first, from] = [dayOf(since), new Date(since).toISOString()];
  const isMeant = kind === 'refused' ? isRefusedLine : isMonitoredLine;
  const found = new Map<string, Tally>();
  let complete = true;
  for (const day of (await listDays(folder)).filter((one) => one >= first).reverse()) {
    for await (const lines of readDay(folder, day)) {
      if (nowMs() > until) return { sites: ranked(found), complete: false };
      for (const line of linesIn(lines)) {
        if (!isMeant(line) || isCloseLine(line) || timeOfLine(line) < from) continue;
        const record = parseRecord(line);
        if (!record.ok || !counts(record.value, school)) continue;
        complete = add(found, record.value) && complete;
      }
    }
  }
  return { sites: ranked(found), complete };
}

/** Nobody met what was asked to try the filter out. */
function counts(record: AccessRecord, school: string | null): boolean {
  return isShown(record) && !isTryIt(record) && (school === null || record.school === school);
}

interface Tally {
  newest: AccessRecord;
  hasSignal: boolean;
  decisions: number;
  readonly people: Set<string>;
  readonly groups: Map<string, number>;
  readonly schools: Set<string>;
}

/** False when there is no room for one more host. */
function add(found: Map<string, Tally>, record: AccessRecord): boolean {
  const { host, group, school, username, clientIp, signal, time } = record;
  const known = found.get(host);
  if (known === undefined && found.size >= MOST_HOSTS) return false;
  const fresh: Tally = { newest: record, hasSignal: false, decisions: 0, people: new Set(), groups: new Map(), schools: new Set() };
  const tally = known ?? fresh;
  if (time > tally.newest.time) tally.newest = record;
  tally.hasSignal ||= signal !== 'none';
  tally.decisions++;
  tally.people.add(username ?? clientIp);
  tally.groups.set(group, (tally.groups.get(group) ?? 0) + 1);
  if (school !== null) tally.schools.add(school);
  found.set(host, tally);
  return true;
}

function ranked(found: ReadonlyMap<string, Tally>): RefusedSite[] {
  return [...found]
    .map(([host, { newest, hasSignal, decisions, people, groups, schools }]) => ({
      host,
      categories: newest.categories,
      rule: newest.rule,
      action: newest.action,
      hasSignal,
      decisions,
      people: people.size,
      groups: Object.fromEntries(groups),
      schools: [...schools].sort(),
      lastAt: epochMs(Date.parse(newest.time)),
    }))
    .sort((one, other) => other.people - one.people || other.decisions - one.decisions || (one.host < other.host ? -1 : 1))
    .slice(0, MOST_TOLD);
}
