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

type Shard<T> = Map<string, readonly SiteEntry<T>[]>;

/** A map of a hundred thousand hosts stands still for milliseconds whenever it grows, and when it is copied: these are small. */
const SHARDS = 64;

/** Sites by host: what people wrote by hand, and grants in force. */
export class SiteIndex<T> {
  readonly #shards: readonly Shard<T>[];
  /** Whether any entry names a path. */
  readonly hasPaths: boolean;

  constructor(shards: readonly Shard<T>[] = [], hasPaths = false) {
    this.#shards = shards;
    this.hasPaths = hasPaths;
  }

  /** Hosts. */
  get size(): number {
    return this.#shards.reduce((sum, shard) => sum + shard.size, 0);
  }

  get isEmpty(): boolean {
    return this.#shards.length === 0;
  }

  /** The entries of one host, its parents left aside. */
  get(host: string): readonly SiteEntry<T>[] {
    return this.#shards[shardOf(host)]?.get(host) ?? NO_SITES;
  }

  *keys(): Generator<string> {
    for (const shard of this.#shards) yield* shard.keys();
  }

  /** Both, these entries before the other's. What only the larger one holds is shared with it, not copied. */
  joined(other: SiteIndex<T>): SiteIndex<T> {
    const [larger, smaller] = this.size < other.size ? [other, this] : [this, other];
    if (smaller.size === 0) return larger;
    const shards = [...larger.#shards];
    for (const host of smaller.keys()) {
      const at = shardOf(host);
      const shared = shards[at];
      const shard = shared === larger.#shards[at] ? new Map(shared) : shared;
      if (shard === undefined) continue;
      shards[at] = shard.set(host, [...this.get(host), ...other.get(host)]);
    }
    return new SiteIndex(shards, this.hasPaths || other.hasPaths);
  }

  /** What is left when some entries are left out. */
  without(isLeftOut: (entry: SiteEntry<T>) => boolean): SiteIndex<T> {
    const kept = this.#shards.map(
      (shard): Shard<T> => new Map([...shard].map(([host, entries]) => [host, entries.filter((entry) => !isLeftOut(entry))])),
    );
    return new SiteIndex(kept, this.hasPaths);
  }
}

/** Any spread will do: hosts of one policy differ in length and letters. */
function shardOf(host: string): number {
  const { length } = host;
  return (length * 31 + host.charCodeAt(0) * 7 + host.charCodeAt(length >> 1) * 3 + host.charCodeAt(length >> 2)) % SHARDS;
}

type Named<T> = Iterable<readonly [sites: readonly string[], value: T]>;

/** About half a millisecond's work. */
const SITES_A_STEP = 500;

/** An index of what each value names. A site that cannot be parsed is left out; policy-check.ts has refused it before. */
export function siteIndex<T>(named: Named<T>): SiteIndex<T> {
  return atOnce(siteIndexSteps(named));
}

/** The same, giving way every few hundred sites: a trust's own lists may hold a hundred thousand. */
export function* siteIndexSteps<T>(named: Named<T>): Steps<SiteIndex<T>> {
  const shards = Array.from({ length: SHARDS }, () => new Map<string, SiteEntry<T>[]>());
  let hasPaths = false;
  let count = 0;
  for (const [sites, value] of named) {
    for (const entry of sites) {
      if (++count % SITES_A_STEP === 0) yield;
      const site = parseSite(entry);
      if (site === undefined) continue;
      const path = site.path === null ? null : spelledOnce(listedPage(site.path));
      hasPaths ||= path !== null;
      const shard = shards[shardOf(site.host)];
      const entries = shard?.get(site.host);
      if (entries === undefined) shard?.set(site.host, [{ entry, path, value }]);
      else entries.push({ entry, path, value });
    }
  }
  return count === 0 ? new SiteIndex<T>() : new SiteIndex(shards, hasPaths);
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

export const NO_SITES: readonly never[] = Object.freeze([]);

/** What the index says about a host and canonical path (empty when no path is visible): the most specific host first. */
export function sitesOf<T>(index: SiteIndex<T>, host: Hostname, path: string): readonly SiteEntry<T>[] {
  if (index.isEmpty) return NO_SITES;
  return nameAndParents(host).flatMap((name) =>
    index.get(name).filter((entry) => entry.path === null || (path !== '' && isBeneath(path, entry.path))),
  );
}
