import { isIpv4Text, parseIpv6Words } from '../../core/address.ts';

/** The network an address is in, as far as a cohort goes: /24 of IPv4, /64 of IPv6 (RFC 4291, section 2.5.4). The text itself when it is no address. */
export function networkOf(ip: string): string {
  if (isIpv4Text(ip)) return ip.slice(0, ip.lastIndexOf('.'));
  const words = parseIpv6Words(ip);
  return words === undefined
    ? ip
    : words
        .slice(0, 4)
        .map((word) => word.toString(16))
        .join(':');
}
