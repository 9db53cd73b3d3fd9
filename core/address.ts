declare const ipAddressBrand: unique symbol;
/** A canonical IP literal: dotted IPv4, or lower-case compressed IPv6 without brackets or zone. IPv4-mapped IPv6 is its IPv4. */
export type IpAddress = string & { readonly [ipAddressBrand]: true };

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/;

/** True for strict dotted-quad text (no octal, no missing parts). */
export function isIpv4Text(text: string): boolean {
  return IPV4.test(text);
}

/** Parses an IP literal in any strict spelling; a zone id (`%eth0`) is dropped. Undefined when it is not an address. */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (isIpv4Text(text)) return text as IpAddress;
  const zone = text.indexOf('%');
  const words = parseIpv6Words(zone < 0 ? text : text.slice(0, zone));
  if (words === undefined) return undefined;
  if (isMapped(words)) return dotted(words[6] ?? 0, words[7] ?? 0) as IpAddress;
  return formatIpv6(words) as IpAddress;
}

function isMapped(words: readonly number[]): boolean {
  return words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff;
}

function dotted(high: number, low: number): string {
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

/** Eight 16-bit words of an IPv6 literal (RFC 4291 section 2.2), or undefined. */
export function parseIpv6Words(text: string): number[] | undefined {
  if (!text.includes(':')) return undefined;
  let source = text;
  const lastColon = text.lastIndexOf(':');
  const tail = text.slice(lastColon + 1);
  if (tail.includes('.')) {
    if (!isIpv4Text(tail)) return undefined;
    const [a = 0, b = 0, c = 0, d = 0] = tail.split('.').map(Number);
    source = `${text.slice(0, lastColon + 1)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  }
  const halves = source.split('::');
  if (halves.length > 2) return undefined;
  const head = wordsOf(halves[0] ?? '');
  const rest = halves.length === 2 ? wordsOf(halves[1] ?? '') : [];
  if (head === undefined || rest === undefined) return undefined;
  if (halves.length === 1) return head.length === 8 ? head : undefined;
  const missing = 8 - head.length - rest.length;
  return missing < 1 ? undefined : [...head, ...new Array<number>(missing).fill(0), ...rest];
}

function wordsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const words: number[] = [];
  for (const part of text.split(':')) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined;
    words.push(Number.parseInt(part, 16));
  }
  return words;
}

/** RFC 5952: lower case, longest run of two or more zero words compressed, first one on a tie. */
function formatIpv6(words: readonly number[]): string {
  let best = -1;
  let bestLength = 1;
  for (let i = 0; i < 8; i++) {
    let length = 0;
    while (i + length < 8 && words[i + length] === 0) length++;
    if (length > bestLength) {
      best = i;
      bestLength = length;
    }
  }
  const hex = words.map((word) => word.toString(16));
  if (best < 0) return hex.join(':');
  return `${hex.slice(0, best).join(':')}::${hex.slice(best + bestLength).join(':')}`;
}

/** An address range. Both ends inclusive; `high`/`low` are big integers so IPv4 and IPv6 compare alike within `version`. */
export interface AddressRange {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
  readonly text: string;
}

/** The numeric value of a canonical address, with its version. */
export function addressValue(ip: IpAddress): { readonly version: 4 | 6; readonly value: bigint } {
  if (!ip.includes(':')) {
    let value = 0;
    for (const part of ip.split('.')) value = value * 256 + Number(part);
    return { version: 4, value: BigInt(value) };
  }
  let value = 0n;
  for (const word of parseIpv6Words(ip) ?? []) value = (value << 16n) | BigInt(word);
  return { version: 6, value };
}

/** Parses `10.0.0.0/8`, `2001:db8::/32`, `10.0.0.1-10.0.0.9` or a single address. Host bits under the mask are cleared. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const trimmed = text.trim();
  const dash = trimmed.indexOf('-');
  if (dash > 0) {
    const from = parseIpAddress(trimmed.slice(0, dash).trim());
    const to = parseIpAddress(trimmed.slice(dash + 1).trim());
    if (from === undefined || to === undefined) return undefined;
    const first = addressValue(from);
    const last = addressValue(to);
    if (first.version !== last.version || first.value > last.value) return undefined;
    return { version: first.version, first: first.value, last: last.value, text: trimmed };
  }
  const slash = trimmed.indexOf('/');
  const ip = parseIpAddress(slash < 0 ? trimmed : trimmed.slice(0, slash));
  if (ip === undefined) return undefined;
  const { version, value } = addressValue(ip);
  const width = version === 4 ? 32 : 128;
  const prefixText = slash < 0 ? String(width) : trimmed.slice(slash + 1);
  if (!/^\d{1,3}$/.test(prefixText)) return undefined;
  // `::ffff:10.0.0.0/104` is written for the 128-bit form of an IPv4 range.
  const mapped = version === 4 && trimmed.includes(':') ? 96 : 0;
  const prefix = Number(prefixText) - (slash < 0 ? 0 : mapped);
  if (prefix < 0 || prefix > width) return undefined;
  const span = 1n << BigInt(width - prefix);
  const first = (value / span) * span;
  return { version, first, last: first + span - 1n, text: trimmed };
}

export function rangeContains(range: AddressRange, ip: IpAddress): boolean {
  const { version, value } = addressValue(ip);
  return version === range.version && value >= range.first && value <= range.last;
}
