import { type Hostname, nameAndParents } from '../../core/hostname.ts';
import { parseSite } from '../../core/site.ts';
import { canonicalPage, listedPage, type Page } from '../page.ts';
import { atOnce, type Steps } from './steps.ts';

/** One site that policy names, and what it says about it. */
export interface SiteEntry<T> {
  /** As written. */
  readonly entry: string;
  readonly path: string | null;
  readonly value: T;
}

/** Sites by host. Small beside the lists: what people wrote by hand, and grants in force. */
export type SiteIndex<T> = ReadonlyMap<string, readonly SiteEntry<T>[]>;

type Named<T> = Iterable<readonly [sites: readonly string[], value: T]>;

/** About half a millisecond's work. */
const SITES_A_STEP = 500;

/** An index of what each value names. A site that cannot be parsed is left out; policy-check.ts has refused it before. */
export function siteIndex<T>(named: Named<T>): SiteIndex<T> {
  return atOnce(siteIndexSteps(named));
}

/** The same, giving way every few hundred sites: a trust's own lists may hold a hundred thousand. */
export function* siteIndexSteps<T>(named: Named<T>): Steps<SiteIndex<T>> {
  const index = new Map<string, SiteEntry<T>[]>();
  let count = 0;
  for (const [sites, value] of named) {
    for (const entry of sites) {
      if (++count % SITES_A_STEP === 0) yield;
      const site = parseSite(entry);
      if (site === undefined) continue;
      const indexed = { entry, path: site.path === null ? null : spelledOnce(listedPage(site.path)), value };
      const entries = index.get(site.host);
      if (entries === undefined) index.set(site.host, [indexed]);
      else entries.push(indexed);
    }
  }
  return index;
}

/** Case and doubled slashes make no other place: most servers ignore both, and a block must not be avoided by them. */
function spelledOnce({ path, query }: Page): string {
  return (path.replace(/\/{2,}/g, '/') + query).toLowerCase();
}

/** What a client asked for, in the spelling that sites' paths are compared in. */
export function visiblePath(path: string, query: string): string {
  return spelledOnce(canonicalPage(path, query));
}

/** Whether a path and query is at or beneath a site's path: the prefix ends at a path or query boundary. */
function isBeneath(path: string, prefix: string): boolean {
  if (!path.startsWith(prefix)) return false;
  if (path.length === prefix.length || prefix.endsWith('/')) return true;
  const next = path[prefix.length];
  return next === '/' || next === '?' || next === '&';
}

/** Whether any entry names a path. */
export function hasPaths(index: SiteIndex<unknown>): boolean {
  return [...index.values()].some((entries) => entries.some((entry) => entry.path !== null));
}

/** Both, the first one's entries before the other's. Copies the larger one whole and goes through the smaller. */
export function joinedSites<T>(first: SiteIndex<T>, second: SiteIndex<T>): SiteIndex<T> {
  const [larger, smaller] = first.size < second.size ? [second, first] : [first, second];
  if (smaller.size === 0) return larger;
  const all = new Map(larger);
  for (const host of smaller.keys()) all.set(host, [...(first.get(host) ?? []), ...(second.get(host) ?? [])]);
  return all;
}

export const NO_SITES: readonly never[] = Object.freeze([]);

/** What the index says about a host and canonical path (empty when no path is visible): the most specific host first. */
export function sitesOf<T>(index: SiteIndex<T>, host: Hostname, path: string): readonly SiteEntry<T>[] {
  if (index.size === 0) return NO_SITES;
  return nameAndParents(host).flatMap((name) =>
    (index.get(name) ?? NO_SITES).filter((entry) => entry.path === null || (path !== '' && isBeneath(path, entry.path))),
  );
}
