import { detachedHost, type Hostname } from '../../core/hostname.ts';
import { parseSite } from '../../core/site.ts';
import { Memo } from '../memo.ts';
import { canonicalPage, listedPage, type Page } from '../page.ts';
import { filterOfHashes, type HostFilter, hostHash } from './host-filter.ts';
import type { Steps } from './steps.ts';

/** Sites that are written one after the other: a list's, or a part of a long one's. Immutable, and shared by all tables that hold it. */
export interface SitePiece {
  /** Of each site's host, in order; 0 of one that cannot be parsed. */
  readonly hashes: ArrayLike<number>;
  readonly hasPaths: boolean;
  /** As written, in order. May have to parse them. */
  readonly read: () => readonly string[];
  /** One of them: a request may wait for it. */
  readonly site: (at: number) => string | undefined;
}

type Held = Pick<SitePiece, 'read' | 'site'>;

/** `held` gives the sites again; by default they are held as they are. */
export function sitePiece(sites: readonly string[], held: Held = { read: () => sites, site: (at) => sites[at] }): SitePiece {
  const hashes = new Int32Array(sites.length);
  let hasPaths = false;
  for (const [at, written] of sites.entries()) {
    const site = parseSite(written);
    if (site === undefined) continue;
    hashes[at] = hostHash(site.host);
    hasPaths ||= site.path !== null;
  }
  return { hashes, hasPaths, ...held };
}

export interface FoundSite {
  /** As written. */
  readonly entry: string;
  readonly path: string | null;
  /** The number of the piece it stands in. */
  readonly piece: number;
}

const NONE: readonly FoundSite[] = [];
/** Hosts that policy names and somebody asks for. */
const REMEMBERED_HOSTS = 4_096;
/** Well under half a millisecond's work. */
const SITES_A_STEP = 8_192;

/**
 * Sites of many pieces by host, as numbers: objects for each of a hundred thousand would be copied and marked by every collection of
 * garbage around a change of policy. What a host's sites say is read from their piece when it is first asked for.
 */
export class SiteTable {
  readonly pieces: readonly SitePiece[];
  /** The number of the first site of each piece. */
  readonly #starts: Int32Array;
  readonly #hashes: Int32Array;
  /** By place: the first site there, from 1, and by site the next one in the same place, in the order of the pieces; 0 is none. */
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  readonly #memo = new Memo<readonly FoundSite[]>(REMEMBERED_HOSTS);
  #names: HostFilter | undefined;

  private constructor(pieces: readonly SitePiece[], starts: Int32Array, size: number) {
    this.pieces = pieces;
    this.#starts = starts;
    this.#hashes = new Int32Array(size);
    this.#heads = new Int32Array(size === 0 ? 1 : 2 ** Math.ceil(Math.log2(size)));
    this.#next = new Int32Array(size);
  }

  /** Gives way every few thousand sites. */
  static *steps(pieces: readonly SitePiece[]): Steps<SiteTable> {
    const starts = new Int32Array(pieces.length);
    let size = 0;
    for (const [number, { hashes }] of pieces.entries()) {
      starts[number] = size;
      size += hashes.length;
    }
    const table = new SiteTable(pieces, starts, size);
    let count = 0;
    // From the last to the first, as each goes before those that are already in its place.
    for (let number = pieces.length - 1; number >= 0; number--) {
      count += table.#put(number);
      if (count < SITES_A_STEP) continue;
      count = 0;
      yield;
    }
    return table;
  }

  get hasPaths(): boolean {
    return this.pieces.some((piece) => piece.hasPaths);
  }

  /** Every host is in it. */
  get names(): HostFilter {
    this.#names ??= filterOfHashes(this.#hashes);
    return this.#names;
  }

  /** The sites at one host, its parents left aside, in the order of the pieces. */
  at(host: Hostname): readonly FoundSite[] {
    const hash = hostHash(host);
    const first = this.#nextWith(hash, this.#heads[this.#placeOf(hash)] ?? 0);
    if (first === 0) return NONE;
    const known = this.#memo.get(host);
    if (known !== undefined) return known;
    const found = this.#read(host, hash, first);
    this.#memo.set(detachedHost(host), found);
    return found;
  }

  #put(number: number): number {
    const hashes = this.pieces[number]?.hashes ?? [];
    const start = this.#starts[number] ?? 0;
    for (let at = hashes.length - 1; at >= 0; at--) {
      const hash = hashes[at] ?? 0;
      const place = this.#placeOf(hash);
      this.#hashes[start + at] = hash;
      this.#next[start + at] = this.#heads[place] ?? 0;
      this.#heads[place] = start + at + 1;
    }
    return hashes.length;
  }

  #placeOf(hash: number): number {
    return (hash ^ (hash >>> 15)) & (this.#heads.length - 1);
  }

  /** This one or the next in its place whose host has that hash. */
  #nextWith(hash: number, from: number): number {
    let site = from;
    while (site !== 0 && this.#hashes[site - 1] !== hash) site = this.#next[site - 1] ?? 0;
    return site;
  }

  #read(host: Hostname, hash: number, first: number): FoundSite[] {
    const found: FoundSite[] = [];
    for (let site = first; site !== 0; site = this.#nextWith(hash, this.#next[site - 1] ?? 0)) {
      const piece = this.#pieceOf(site - 1);
      const entry = this.pieces[piece]?.site(site - 1 - (this.#starts[piece] ?? 0)) ?? '';
      const path = pathAt(host, entry);
      if (path !== undefined) found.push({ entry, path, piece });
    }
    return found;
  }

  /** The last piece that starts at or before a site. */
  #pieceOf(site: number): number {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= site) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Pages that only their case tells from their canonical spelling: nearly all that are listed. */
const PLAIN_PAGE = /^(?:\/(?![/.])[A-Za-z0-9\-._~!$'()*,:@&=+;?[\]]*)+$/;

/** The path of a site, compared as `visiblePath`; undefined when it is at another host: that one may have the same hash. */
function pathAt(host: Hostname, entry: string): string | null | undefined {
  // A host may have thousands of pages listed, and a request waits: the usual ones are not parsed.
  const rest = entry.startsWith(host) ? entry.slice(host.length) : '';
  if (rest.length > 1 && PLAIN_PAGE.test(rest)) return rest.toLowerCase();
  const site = parseSite(entry);
  if (site?.host !== host) return undefined;
  return site.path === null ? null : spelledOnce(listedPage(site.path));
}

/** Case and doubled slashes make no other place: most servers ignore both, and a block must not be avoided by them. */
function spelledOnce({ path, query }: Page): string {
  return (path.replace(/\/{2,}/g, '/') + query).toLowerCase();
}

/** What a client asked for, in the spelling that sites' paths are compared in. */
export function visiblePath(path: string, query: string): string {
  return spelledOnce(canonicalPage(path, query));
}
