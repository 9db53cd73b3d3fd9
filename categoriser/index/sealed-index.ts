import type { CategoryMatch } from '../../core/category.ts';
import { type Hostname, hostnameAsAddress, nameAndParents } from '../../core/hostname.ts';
import type { SealedHash } from '../list-index.ts';
import { Memo } from '../memo.ts';
import type { Page } from '../page.ts';
import type { Member } from './catalogue.ts';
import { bytesOf, type Sections, wordsOf } from './index-format.ts';
import { withoutClosingSlash } from './url-index.ts';

const HASH_BYTES = 32;
const HASH = /^[0-9a-f]{64}$/;
/** A listed page speaks for pages beneath it as long as it is no more than this many segments deep. */
const MAX_PREFIX_SEGMENTS = 8;

type SealedSections = Pick<Sections, 'sealedHashes' | 'sealedMembers'>;
type SealedKind = 'sealed-host' | 'sealed-url' | 'sealed-page-host';

/** Keyed hashes of whole lists, compared in full: what they say about a pupil must not rest on a shortened hash. */
export class SealedIndex {
  readonly #members: readonly Member[];
  readonly #hashes: Uint8Array;
  readonly #owners: Uint32Array;
  readonly #sealedHash: SealedHash;
  readonly #lists: Readonly<Record<SealedKind, readonly string[]>>;
  readonly #memo: Memo<readonly CategoryMatch[]>;

  constructor(members: readonly Member[], sections: SealedSections, sealedHash: SealedHash, memoEntries: number) {
    this.#members = members;
    this.#hashes = sections.sealedHashes;
    this.#owners = wordsOf(sections.sealedMembers);
    this.#sealedHash = sealedHash;
    const listsOf = (kind: SealedKind): string[] => [...new Set(members.filter((member) => member.kind === kind).map(({ list }) => list))];
    this.#lists = {
      'sealed-host': listsOf('sealed-host'),
      'sealed-url': listsOf('sealed-url'),
      'sealed-page-host': listsOf('sealed-page-host'),
    };
    this.#memo = new Memo(memoEntries);
  }

  get hasPages(): boolean {
    return this.#lists['sealed-url'].length > 0;
  }

  /** Whether any list says of which hosts its pages are. */
  get marksHosts(): boolean {
    return this.#lists['sealed-page-host'].length > 0;
  }

  /** Whether single pages of this host are sealed, under its own name or without its `www.`, as far as the lists say so. */
  hasPagesOf(host: Hostname): boolean {
    if (!this.marksHosts) return false;
    return hostAndBare(host).some((name) => this.#lookUp('sealed-page-host', name).length > 0);
  }

  /** By the host and each parent of at least two labels. */
  lookUpHost(host: Hostname): CategoryMatch[] {
    if (this.#lists['sealed-host'].length === 0) return [];
    const names = hostnameAsAddress(host) === undefined ? nameAndParents(host).filter((name) => name.includes('.')) : [host];
    return names.flatMap((name) => this.#lookUp('sealed-host', name));
  }

  /** By the page itself, with and without query, and by each path it lies beneath; with and without a closing slash, with and without `www.`. */
  lookUpPage(host: Hostname, page: Page): CategoryMatch[] {
    const paths = pathAndPrefixes(page.path);
    const pages = page.query === '' ? paths : [...variants(page.path).map((path) => path + page.query), ...paths];
    return hostAndBare(host).flatMap((name) => pages.flatMap((text) => this.#lookUp('sealed-url', name + text)));
  }

  #lookUp(kind: SealedKind, text: string): readonly CategoryMatch[] {
    // A host is asked for under two kinds; a page, which has a `/`, under one.
    const key = kind === 'sealed-page-host' ? `${text} ` : text;
    const known = this.#memo.get(key);
    if (known !== undefined) return known;
    const found = this.#lists[kind].flatMap((list) => this.#find(kind, list, this.#sealedHash(list, text)));
    this.#memo.set(key, found);
    return found;
  }

  #find(kind: SealedKind, list: string, hash: string): CategoryMatch[] {
    const found: CategoryMatch[] = [];
    const bytes = bytesOfHex(hash);
    for (let i = this.#firstFrom(bytes); i < this.#owners.length && compareHash(this.#hashes, i, bytes) === 0; i++) {
      const member = this.#members[this.#owners[i] ?? -1];
      if (member?.kind !== kind || member.list !== list) continue;
      found.push({ category: member.category, list, entry: `sealed:${list}:${hash}`, kind: 'sealed' });
    }
    return found;
  }

  #firstFrom(hash: Uint8Array): number {
    let from = 0;
    let to = this.#owners.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (compareHash(this.#hashes, middle, hash) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

function hostAndBare(host: Hostname): string[] {
  return host.startsWith('www.') ? [host, host.slice(4)] : [host];
}

/** How the hash at a position compares with another. */
function compareHash(hashes: Uint8Array, position: number, hash: Uint8Array): number {
  for (let i = 0; i < HASH_BYTES; i++) {
    const difference = (hashes[position * HASH_BYTES + i] ?? 0) - (hash[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function bytesOfHex(hash: string): Uint8Array {
  return Uint8Array.from({ length: HASH_BYTES }, (_, i) => Number.parseInt(hash.slice(2 * i, 2 * i + 2), 16));
}

function variants(path: string): string[] {
  const bare = withoutClosingSlash(path);
  return bare === '/' ? ['/'] : [bare, `${bare}/`];
}

/** The path and those it lies beneath, except the root: an entry for a front page is not one for the whole host. */
function pathAndPrefixes(path: string): string[] {
  const found = variants(path);
  const bare = withoutClosingSlash(path);
  let slash = bare.indexOf('/', 1);
  for (let depth = 1; slash > 0 && depth <= MAX_PREFIX_SEGMENTS; depth++) {
    found.push(...variants(bare.slice(0, slash)));
    slash = bare.indexOf('/', slash + 1);
  }
  return found;
}

export interface SealedEntry {
  /** Lower-case hex. */
  readonly hash: string;
  readonly member: number;
  /** It marks a host of pages, and is no entry by itself. */
  readonly isMark: boolean;
}

/** With the number of entries, marks left out. Throws on what is no HMAC-SHA-256 in lower-case hex: the parser has checked it. */
export function layOutSealed(entries: readonly SealedEntry[]): SealedSections & { readonly count: number } {
  const unique = new Map(
    entries.map(({ hash, member, isMark }) => {
      if (!HASH.test(hash)) throw new TypeError('A sealed entry is not a hash of 64 lower-case hexadecimal digits.');
      return [`${hash} ${member}`, isMark] as const;
    }),
  );
  const sorted = [...unique.keys()].sort();
  const marks = [...unique.values()].filter((isMark) => isMark).length;
  const hashes = new Uint8Array(sorted.length * HASH_BYTES);
  const owners = new Uint32Array(sorted.length);
  sorted.forEach((text, position) => {
    hashes.set(bytesOfHex(text), position * HASH_BYTES);
    owners[position] = Number(text.slice(2 * HASH_BYTES + 1));
  });
  return { sealedHashes: hashes, sealedMembers: bytesOf(owners), count: sorted.length - marks };
}
