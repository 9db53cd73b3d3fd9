import { type Hostname, hostnameAsAddress } from '../../core/hostname.ts';

/**
 * Says in one pass over a name, without an allocation, that neither it nor a parent of it is in a set of hosts: true of
 * nearly every request, since policy's own lists and grants are few. A Bloom filter of one hash: it may say "perhaps" in vain.
 */
export interface HostFilter {
  /** One bit for each place; how many there are is a power of two. */
  readonly bits: Uint8Array;
}

const PLACES_EACH = 32;

/** Hosts are canonical (core/hostname.ts). */
export function hostFilter(hosts: ReadonlySet<string>): HostFilter {
  return filterOfHashes(Array.from(hosts, hostHash));
}

/** The same from the hosts' hashes. A hundred thousand take under a millisecond. */
export function filterOfHashes(hashes: ArrayLike<number>): HostFilter {
  const { length } = hashes;
  const bits = new Uint8Array(length === 0 ? 0 : 2 ** Math.ceil(Math.log2((PLACES_EACH * length) / 8)));
  for (let i = 0; i < length; i++) {
    const place = placeOf(hashes[i] ?? 0, bits);
    bits[place >> 3] = (bits[place >> 3] ?? 0) | (1 << (place & 7));
  }
  return { bits };
}

/** A signed 32-bit number, of a canonical host. */
export function hostHash(host: string): number {
  let hash = 0;
  for (let i = host.length - 1; i >= 0; i--) hash = hashed(hash, host.charCodeAt(i));
  return hash;
}

/** From the last character to the first, so that one pass gives the hash of every parent too. */
function hashed(hash: number, unit: number): number {
  return (Math.imul(hash, 31) + unit) | 0;
}

function placeOf(hash: number, bits: Uint8Array): number {
  return (hash ^ (hash >>> 15)) & (bits.length * 8 - 1);
}

function isSet(bits: Uint8Array, hash: number): boolean {
  const place = placeOf(hash, bits);
  return (((bits[place >> 3] ?? 0) >> (place & 7)) & 1) === 1;
}

const DOT = 46;

/** False when neither the host nor a parent of it is in the set. */
export function mayHold({ bits }: HostFilter, host: Hostname): boolean {
  if (bits.length === 0) return false;
  let hash = 0;
  for (let i = host.length - 1; i >= 0; i--) {
    const unit = host.charCodeAt(i);
    if (unit === DOT && isSet(bits, hash) && hostnameAsAddress(host) === undefined) return true;
    hash = hashed(hash, unit);
  }
  return isSet(bits, hash);
}
