import type { NetworkSettings } from '../config/schema/config.ts';
import { type AddressRange, addressValue, type IpAddress, parseAddressRange } from '../core/address.ts';
import type { GroupId } from '../core/identity.ts';
import { MOST_TRIED_NETWORKS, tryItRange } from '../core/try-it.ts';

/** A network of the configuration, as an identity needs it. */
export interface Network {
  readonly name: string;
  readonly school: string | null;
  readonly group: GroupId | null;
}

interface Listed {
  readonly range: AddressRange;
  readonly network: Network;
}

/** Disjoint ranges in ascending order: `starts[i]` up to the next start belongs to `networks[i]`. */
interface Table<N extends number | bigint> {
  readonly starts: readonly N[];
  readonly networks: readonly (Network | undefined)[];
}

/**
 * Compiles the configured networks into sorted tables; the narrowest range that holds an address wins, the first
 * listed on a tie. A look-up is one binary search over disjoint ranges. Throws on a range that is none: the
 * configuration was checked before. Each network has addresses for trying it out, too (core/try-it.ts).
 */
export function createNetworkTable(settings: readonly NetworkSettings[]): (ip: IpAddress) => Network | undefined {
  const tried = settings.slice(0, MOST_TRIED_NETWORKS).map((setting, place) => ({ ...setting, cidr: tryItRange(place) }));
  const listed = [...settings, ...tried].map(listNetwork);
  const ipv4 = compile(listed, 4, Number);
  const ipv6 = compile(listed, 6, (value) => value);
  return (ip) => (ip.includes(':') ? find(ipv6, addressValue(ip).value) : find(ipv4, ipv4Number(ip)));
}

function listNetwork(setting: NetworkSettings): Listed {
  const range = parseAddressRange(setting.cidr);
  if (range === undefined) throw new Error(`The network "${setting.name}" has no valid address range: "${setting.cidr}".`);
  return { range, network: { name: setting.name, school: setting.school ?? null, group: setting.group ?? null } };
}

function compile<N extends number | bigint>(listed: readonly Listed[], version: 4 | 6, convert: (value: bigint) => N): Table<N> {
  const narrowestFirst = listed
    .filter(({ range }) => range.version === version)
    .sort((a, b) => compareBig(a.range.last - a.range.first, b.range.last - b.range.first));
  const boundaries = new Set<bigint>([0n]);
  for (const { range } of narrowestFirst) boundaries.add(range.first).add(range.last + 1n);
  const starts = [...boundaries].sort(compareBig);
  const networks = starts.map((start) => narrowestFirst.find(({ range }) => start >= range.first && start <= range.last)?.network);
  return { starts: starts.map(convert), networks };
}

function compareBig(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function find<N extends number | bigint>(table: Table<N>, value: N): Network | undefined {
  let low = 0;
  let high = table.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((table.starts[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return table.networks[low];
}

/** Dotted quad to number, without the big integers and arrays of `addressValue`: this is on the path of every request. */
function ipv4Number(ip: string): number {
  let value = 0;
  let octet = 0;
  for (let i = 0; i < ip.length; i++) {
    const c = ip.charCodeAt(i);
    if (c === 46) {
      value = value * 256 + octet;
      octet = 0;
    } else octet = octet * 10 + c - 48;
  }
  return value * 256 + octet;
}
