import { type Hostname, hostnameAsAddress } from '../../core/hostname.ts';
import { atOnce, type Steps } from './steps.ts';

/**
 * Says in one pass over a name, without an allocation, that neither it nor a parent of it is in a set of hosts: true of
 * nearly every request, since policy's own lists and grants are few. A Bloom filter of one hash: it may say "perhaps" in vain.
 */
export interface HostFilter {
  /** One byte for each place; the length is a power of two. */
  readonly places: Uint8Array;
}

const PLACES_EACH = 32;
/** About half a millisecond's work. */
const HOSTS_A_STEP = 2_000;

type Hosts = Pick<ReadonlyMap<string, unknown>, 'size' | 'keys'>;

export function hostFilter(hosts: Hosts): HostFilter {
  return atOnce(hostFilterSteps(hosts));
}

/** The same, giving way every few thousand hosts. */
export function* hostFilterSteps(hosts: Hosts): Steps<HostFilter> {
  const places = new Uint8Array(hosts.size === 0 ? 0 : 2 ** Math.ceil(Math.log2(PLACES_EACH * hosts.size)));
  let count = 0;
  for (const host of hosts.keys()) {
    if (++count % HOSTS_A_STEP === 0) yield;
    let hash = 0;
    for (let i = host.length - 1; i >= 0; i--) hash = hashed(hash, host.charCodeAt(i));
    places[placeOf(hash, places)] = 1;
  }
  return { places };
}

/** From the last character to the first, so that one pass gives the hash of every parent too. */
function hashed(hash: number, unit: number): number {
  return (Math.imul(hash, 31) + unit) | 0;
}

function placeOf(hash: number, places: Uint8Array): number {
  return (hash ^ (hash >>> 15)) & (places.length - 1);
}

const DOT = 46;

/** False when neither the host nor a parent of it is in the set. */
export function mayHold({ places }: HostFilter, host: Hostname): boolean {
  if (places.length === 0) return false;
  let hash = 0;
  for (let i = host.length - 1; i >= 0; i--) {
    const unit = host.charCodeAt(i);
    if (unit === DOT && places[placeOf(hash, places)] === 1 && hostnameAsAddress(host) === undefined) return true;
    hash = hashed(hash, unit);
  }
  return places[placeOf(hash, places)] === 1;
}
