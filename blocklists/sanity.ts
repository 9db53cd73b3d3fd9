import { getPublicSuffix } from 'tldts';
import { type AddressRange, parseAddressRange } from '../core/address.ts';
import { type Hostname, nameAndParents } from '../core/hostname.ts';
import type { ListEntry } from '../core/list-entry.ts';
import type { DropReason, EntryCheck } from './drop-reason.ts';
import type { SourceTally } from './parse/tally.ts';

/** Our own lists: nothing is dropped. */
export const TRUSTED: EntryCheck = Object.assign(() => null, { hidesEntries: false });

/**
 * The gate for other people's lists. A protected host is kept from being listed itself, by its `www.` or by a parent;
 * names beneath it and single pages of it remain ordinary entries.
 */
export function createEntryCheck(protectedHosts: Iterable<Hostname>, hidesEntries: boolean): EntryCheck {
  const exact = new Set<string>();
  const covering = new Set<string>();
  for (const host of protectedHosts) {
    exact.add(host).add(`www.${host}`);
    for (const name of nameAndParents(`www.${host}` as Hostname)) covering.add(name);
  }
  const check = (entry: ListEntry): DropReason | null => {
    if (entry.kind === 'address') return checkRange(entry.range);
    if (entry.kind !== 'exact' && entry.kind !== 'suffix') return null;
    if (isPublicSuffix(entry.host)) return 'public-suffix';
    return (entry.kind === 'exact' ? exact : covering).has(entry.host) ? 'protected-host' : null;
  };
  return Object.assign(check, { hidesEntries });
}

const SUFFIX_OPTIONS = { extractHostname: false, validateHostname: false, detectIp: false, allowPrivateDomains: false } as const;
/** The longest ICANN suffixes have four labels (`pvt.k12.ma.us`). */
const MAX_SUFFIX_LABELS = 4;
/** Most names of most lists, and none of them has an ICANN suffix of more than one label: spares the 0.5 µs of a full look-up. */
const FLAT_TLD = /\.(?:com|net|org|info|xyz|top|shop|site|online|dev|app)$/;

/** An ICANN suffix (`com`, `co.uk`, `bet.br`) or any single label. Private suffixes (`blogspot.com`) are somebody's: ordinary. */
export function isPublicSuffix(host: Hostname): boolean {
  let labels = 1;
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
    if (++labels > MAX_SUFFIX_LABELS) return false;
  }
  if (labels === 1) return true;
  return !FLAT_TLD.test(host) && getPublicSuffix(host, SUFFIX_OPTIONS) === host;
}

/** RFC 6890 and its successors: networks that are never a site on the internet. */
const NEVER_PUBLIC = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
  '::/96',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
].map((text) => parseAddressRange(text) as AddressRange);

/** The largest networks ever assigned whole: an IPv4 /8, an IPv6 /19. */
const MAX_SPAN = { 4: 1n << 24n, 6: 1n << 109n } as const;

function checkRange(range: AddressRange): DropReason | null {
  if (range.last - range.first + 1n > MAX_SPAN[range.version]) return 'too-wide';
  const overlaps = NEVER_PUBLIC.some((other) => other.version === range.version && range.first <= other.last && other.first <= range.last);
  return overlaps ? 'private-address' : null;
}

/** What a source must satisfy as a whole. */
export interface SourceBounds {
  readonly minEntries: number;
  readonly maxEntries: number;
  /** Entries of the last good copy, or 0 when there is none or the shrinking is wanted. */
  readonly previousEntries: number;
}

/** A list that lost more than half of itself was cut short somewhere. */
const MIN_KEPT_SHARE = 0.5;
/** Above it the list as a whole is not what it says it is. */
const MAX_DROPPED_SHARE = 0.01;

/**
 * Why a source as a whole is refused, in words; null when it is good. A UT1 tree is judged as one source: its
 * dynamic-dns folder alone would always fail (a fifth of it are public suffixes), while the tree is far below the limit.
 */
export function refuseSource(tally: SourceTally, bounds: SourceBounds): string | null {
  const { entries, droppedEntries } = tally;
  if (entries === 0) return 'it has no entries';
  if (entries < bounds.minEntries) return `it has ${entries} entries, fewer than the ${bounds.minEntries} it must have`;
  if (entries > bounds.maxEntries) return `it has ${entries} entries, more than the ${bounds.maxEntries} it may have`;
  if (entries < bounds.previousEntries * MIN_KEPT_SHARE) {
    return `it shrank from ${bounds.previousEntries} to ${entries} entries; update with force if that is right`;
  }
  if (droppedEntries > (entries + droppedEntries) * MAX_DROPPED_SHARE) {
    return `${droppedEntries} of its ${entries + droppedEntries} entries are public suffixes, protected hosts or private addresses, more than 1 %`;
  }
  return null;
}
