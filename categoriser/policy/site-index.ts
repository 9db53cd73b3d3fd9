import { type Hostname, nameAndParents } from '../../core/hostname.ts';
import type { HostFilter } from './host-filter.ts';
import { type FoundSite, type SitePiece, SiteTable, sitePiece } from './site-table.ts';
import { atOnce, type Steps } from './steps.ts';

/** One site that policy names, and what it says about it. */
export interface SiteEntry<T> {
  /** As written. */
  readonly entry: string;
  readonly path: string | null;
  readonly value: T;
}

interface Part<T> {
  readonly table: SiteTable;
  /** By the table's pieces. */
  readonly values: readonly T[];
  isLeftOut?(entry: SiteEntry<T>): boolean;
  /** By what the table finds, and forgotten with it: a host may have thousands. */
  readonly made: WeakMap<readonly FoundSite[], readonly SiteEntry<T>[]>;
}

/** Sites by host: what people wrote by hand, and grants in force. */
export class SiteIndex<T> {
  readonly #parts: readonly Part<T>[];
  /** Whether any entry names a path. */
  readonly hasPaths: boolean;

  constructor(parts: readonly Part<T>[] = []) {
    this.#parts = parts;
    this.hasPaths = parts.some(({ table }) => table.hasPaths);
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  /** Every host is in one of them. */
  get names(): readonly HostFilter[] {
    return this.#parts.map(({ table }) => table.names);
  }

  /** The entries of one host, its parents left aside. */
  get(host: Hostname): readonly SiteEntry<T>[] {
    const [first, ...others] = this.#parts;
    if (first === undefined) return NO_SITES;
    return others.length === 0 ? entriesOf(first, host) : this.#parts.flatMap((part) => entriesOf(part, host));
  }

  /** Both, these entries before the other's. */
  joined(other: SiteIndex<T>): SiteIndex<T> {
    return new SiteIndex([...this.#parts, ...other.#parts]);
  }

  /** What is left when some entries are left out. */
  without(isLeftOut: (entry: SiteEntry<T>) => boolean): SiteIndex<T> {
    return new SiteIndex(
      this.#parts.map((part) => ({
        ...part,
        isLeftOut: (entry) => part.isLeftOut?.(entry) === true || isLeftOut(entry),
        made: new WeakMap(),
      })),
    );
  }

  /** The table of exactly these pieces, where this index is made of it. */
  tableOf(pieces: readonly SitePiece[]): SiteTable | undefined {
    const table = this.#parts[0]?.table;
    return table?.pieces.length === pieces.length && pieces.every((piece, at) => piece === table.pieces[at]) ? table : undefined;
  }
}

function entriesOf<T>({ table, values, isLeftOut, made }: Part<T>, host: Hostname): readonly SiteEntry<T>[] {
  const found = table.at(host);
  if (found.length === 0) return NO_SITES;
  const known = made.get(found);
  if (known !== undefined) return known;
  const all = found.map(({ entry, path, piece }) => ({ entry, path, value: values[piece] as T }));
  const entries = isLeftOut === undefined ? all : all.filter((entry) => !isLeftOut(entry));
  made.set(found, entries);
  return entries;
}

/** An index of what each value names. A site that cannot be parsed is left out; policy-check.ts has refused it before. */
export function siteIndex<T>(named: Iterable<readonly [sites: readonly string[], value: T]>): SiteIndex<T> {
  return atOnce(siteIndexSteps(Array.from(named, ([sites, value]) => [[sitePiece(sites)], value] as const)));
}

/** The same of pieces, giving way every few thousand sites. Where `before` is made of the same pieces, its table serves again. */
export function* siteIndexSteps<T>(
  named: readonly (readonly [pieces: readonly SitePiece[], value: T])[],
  before?: SiteIndex<unknown>,
): Steps<SiteIndex<T>> {
  const pieces = named.flatMap(([some]) => some);
  if (pieces.every(({ hashes }) => hashes.length === 0)) return new SiteIndex<T>();
  const values = named.flatMap(([some, value]) => some.map(() => value));
  return new SiteIndex<T>([{ table: before?.tableOf(pieces) ?? (yield* SiteTable.steps(pieces)), values, made: new WeakMap() }]);
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
