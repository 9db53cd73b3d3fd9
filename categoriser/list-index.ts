import type { CategoryMatch } from '../core/category.ts';
import type { Hostname } from '../core/hostname.ts';
import type { Target } from '../core/target.ts';

/** The categories a name is in, with the entry and list behind each. Interned: equal sets are the same object. */
export interface Verdict {
  readonly matches: readonly CategoryMatch[];
  /** One bit per position in CATEGORY_IDS: 0–31 in `low`, 32–63 in `high`, 64–95 in `top`. Asked with `verdictHas`. */
  readonly low: number;
  readonly high: number;
  readonly top: number;
}

/** What the lists say of a host. */
export interface HostEntry {
  readonly verdict: Verdict;
  /** The host and its parents of which single pages are listed. */
  readonly pageHosts: readonly string[];
  /** A sealed list names single pages of it. */
  readonly hasSealedPages?: boolean;
}

/**
 * The compiled lists of one list version: immutable, swapped whole.
 * Look-ups are pure but for the LRU in front of them, which is keyed by host and belongs to this version alone.
 */
export interface ListIndex {
  readonly version: string;
  readonly entryCount: number;
  /** Whether `hasSealedPages` of any host may be true. */
  readonly marksSealedPages?: boolean;
  /** By host alone: what a CONNECT can know. Never empty of meaning: no match is the empty verdict. */
  categoriseHost(host: Hostname): Verdict;
  /** The same, with what a look-up of one of its pages goes on from. */
  lookUpHost(host: Hostname): HostEntry;
  /**
   * By host, path, query and expressions: what a plain or inspected request can know. Includes the host's own categories.
   * `known`: what `lookUpHost` said of the target's host, when it was asked before.
   */
  categoriseTarget(target: Target, known?: HostEntry): Verdict;
}

/**
 * HMAC-SHA-256 of a canonical host or URL under the key of one sealed list, in lower-case hex.
 * Injected, so that the categoriser stays free of I/O and key material stays with its owner.
 */
export type SealedHash = (listId: string, text: string) => string;
