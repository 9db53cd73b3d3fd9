import { type AddressRange, addressValue, type IpAddress, parseAddressRange, parseIpAddress } from '../core/address.ts';
import { detachedHost } from '../core/hostname.ts';

type AddressValue = ReturnType<typeof addressValue>;

/** Why an address is not reached through the proxy. */
export type GateRefusal =
  | 'loopback'
  | 'link-local'
  | 'private'
  | 'carrier-nat'
  | 'multicast'
  | 'unspecified'
  | 'metadata'
  | 'reserved'
  | 'own-listener';

/** IANA special-purpose address registries (RFC 6890 and its updates); the first match names the refusal. */
const REFUSED_RANGES: readonly (readonly [string, GateRefusal])[] = [
  // Cloud metadata services; Azure's and Oracle's lie outside the link-local range.
  ['169.254.169.254', 'metadata'],
  ['100.100.100.200', 'metadata'],
  ['168.63.129.16', 'metadata'],
  ['192.0.0.192', 'metadata'],
  ['fd00:ec2::254', 'metadata'],
  ['0.0.0.0/8', 'unspecified'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'carrier-nat'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'reserved'],
  ['192.0.2.0/24', 'reserved'],
  ['192.88.99.0/24', 'reserved'],
  ['192.168.0.0/16', 'private'],
  ['198.18.0.0/15', 'reserved'],
  ['198.51.100.0/24', 'reserved'],
  ['203.0.113.0/24', 'reserved'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'],
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['fe80::/10', 'link-local'],
  ['fec0::/10', 'private'],
  ['fc00::/7', 'private'],
  ['ff00::/8', 'multicast'],
  ['2001::/23', 'reserved'],
  ['2001:db8::/32', 'reserved'],
  ['3fff::/20', 'reserved'],
];

const REFUSED = REFUSED_RANGES.map(([text, refusal]) => ({ range: mustParse(text), refusal }));
/** The only IPv6 that IANA has given out as global unicast; what lies outside and is not named above is reserved. */
const GLOBAL_UNICAST = mustParse('2000::/3');

/** Prefixes that carry an IPv4 address: [prefix, how far its lowest bit lies above bit 0]. RFC 3056, RFC 6052, RFC 4291 section 2.5.5.1. */
const EMBEDDINGS = [
  { range: mustParse('2002::/16'), shift: 80n },
  { range: mustParse('64:ff9b::/96'), shift: 0n },
  { range: mustParse('::/96'), shift: 0n },
];

function mustParse(text: string): AddressRange {
  const range = parseAddressRange(text);
  if (range === undefined) throw new Error(`not an address range: ${text}`);
  return range;
}

/** The IPv4 address that a transition prefix carries: reaching one is reaching the other. */
function embeddedIpv4(address: AddressValue): IpAddress | undefined {
  for (const { range, shift } of EMBEDDINGS) {
    if (!contains(range, address)) continue;
    const value = Number((address.value >> shift) & 0xffffffffn);
    return parseIpAddress(`${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`);
  }
  return undefined;
}

/** The IPv4 address that an IPv6 one carries by a transition prefix, else the address itself. */
export function reachedAddress(ip: IpAddress): IpAddress {
  return (ip.includes(':') ? embeddedIpv4(addressValue(ip)) : undefined) ?? ip;
}

/**
 * Whether the proxy may connect to `ip`: undefined when it may, else why not.
 * `opened` are the ranges the configuration opens. Ask about the address that is really connected to.
 */
export function gateAddress(ip: IpAddress, opened: readonly AddressRange[]): GateRefusal | undefined {
  const address = addressValue(ip);
  if (opened.some((range) => contains(range, address))) return undefined;
  for (const { range, refusal } of REFUSED) if (contains(range, address)) return refusal;
  if (address.version === 4) return undefined;
  const embedded = embeddedIpv4(address);
  if (embedded !== undefined) return gateAddress(embedded, opened);
  return contains(GLOBAL_UNICAST, address) ? undefined : 'reserved';
}

function contains(range: AddressRange, { version, value }: AddressValue): boolean {
  return version === range.version && value >= range.first && value <= range.last;
}

/** Addresses whose answer is remembered: more than are dialled at a time. */
const MAX_REMEMBERED = 10_000;

/** `gateAddress` for ranges that do not change, which is asked about the same addresses again and again. */
export function rememberingGate(opened: readonly AddressRange[]): (ip: IpAddress) => GateRefusal | undefined {
  const remembered = new Map<IpAddress, GateRefusal | null>();
  return (ip) => {
    const known = remembered.get(ip);
    if (known !== undefined) return known ?? undefined;
    const refusal = gateAddress(ip, opened);
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(detachedHost(ip), refusal ?? null);
    return refusal;
  };
}
