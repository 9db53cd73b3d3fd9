import { isPageElement } from '../../alerts/assess/kind.ts';
import { isSealedRef } from '../../alerts/assess/sighting.ts';
import type { AccessRecord } from '../../core/access-record.ts';
import { categoryInfo, isCategoryId } from '../../core/category.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';
import { findPersonRecords } from '../../storage/person-records.ts';
import type { IncidentCase } from './incident-case.ts';
import type { IncidentServices } from './incident-services.ts';

const HOUR_MS = 3_600_000;

/** One thing somebody did, or a page did by itself. */
export interface ContextItem {
  readonly id: string;
  readonly at: EpochMs;
  readonly computer: string | null;
  readonly host: string;
  readonly url: string;
  readonly searchTerm: string | null;
  readonly action: AccessRecord['action'];
  readonly categories: readonly string[];
  readonly visibility: AccessRecord['visibility'];
  /** Loaded by a page: the person may not know of it. */
  readonly pageElement: boolean;
  /** One of those the incident is about. */
  readonly ofIncident: boolean;
}

export type IncidentContext =
  | { readonly from: EpochMs; readonly until: EpochMs; readonly items: readonly ContextItem[]; readonly leftOut: number }
  /** sealed: nobody looks around illegal material. several: it is about several people. */
  | { readonly withheld: 'sealed' | 'several' };

const MOST_ITEMS = 500;

/**
 * What the person did from an hour before the first record until an hour after the last (requirements, 3.2: context in one screen).
 * Visits to places of help are never part of it. Of more than 500 those are kept that are closest to the incident, page elements last.
 */
export async function contextOf(
  { incident, sightings, isSealed }: IncidentCase,
  { recordsFolder }: Pick<IncidentServices, 'recordsFolder'>,
): Promise<IncidentContext> {
  if (isSealed) return { withheld: 'sealed' };
  const names = new Set(sightings.map(({ username }) => username));
  if (incident.cluster !== undefined || names.size > 1) return { withheld: 'several' };
  const [from, until] = [epochMs(incident.firstAt - HOUR_MS), epochMs(incident.lastAt + HOUR_MS)];
  const { person: username, clientIp } = incident;
  const records = await findPersonRecords(recordsFolder, { username: sightings[0]?.username ?? username, clientIp, from, until });
  const own = new Set(sightings.map(({ id }) => id));
  const items = records.filter((record) => !isHelp(record)).map((record) => itemOf(record, own));
  const kept = closest(items, MOST_ITEMS);
  return { from, until, items: kept, leftOut: items.length - kept.length };
}

function isHelp({ rule, categories }: AccessRecord): boolean {
  return rule === 'support' || categories.some((id) => isCategoryId(id) && id === 'support');
}

function itemOf(record: AccessRecord, own: ReadonlySet<string>): ContextItem {
  const { id, computer, host, categories, action, visibility, searchTerm = null, intent } = record;
  const isSealed = isSealedRef(host) || categories.some((one) => isCategoryId(one) && categoryInfo(one).tier === 'sealed');
  return {
    id,
    at: epochMs(Date.parse(record.time)),
    computer,
    host: isSealed ? 'on a sealed list' : host,
    url: isSealed ? 'on a sealed list' : record.url,
    searchTerm: isSealed ? null : searchTerm,
    action,
    categories,
    visibility,
    pageElement: isPageElement({ searchTerm, intent, categories: [...categories] }),
    ofIncident: own.has(id),
  };
}

/** The incident's own first, then what somebody did, then what pages did; of each what is closest in time to the incident. In order of time. */
export function closest(items: readonly ContextItem[], most: number): ContextItem[] {
  if (items.length <= most) return [...items];
  const centres = items.filter(({ ofIncident }) => ofIncident).map(({ at }) => at);
  const distance = ({ at }: ContextItem) =>
    centres.reduce((least, centre) => Math.min(least, Math.abs(at - centre)), Number.MAX_SAFE_INTEGER);
  const rank = ({ ofIncident, pageElement }: ContextItem) => (ofIncident ? 0 : pageElement ? 2 : 1);
  const ranked = items.map((item) => ({ item, rank: rank(item), distance: distance(item) }));
  ranked.sort((a, b) => a.rank - b.rank || a.distance - b.distance);
  return ranked
    .slice(0, most)
    .map(({ item }) => item)
    .sort((a, b) => a.at - b.at);
}
