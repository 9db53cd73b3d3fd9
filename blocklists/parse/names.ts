import { parseAddressRange, parseIpAddress } from '../../core/address.ts';
import { type Hostname, hostnameAsAddress, parseHostname } from '../../core/hostname.ts';
import type { ListEntry } from '../../core/list-entry.ts';

/**
 * A name as a list may spell it: a leading or trailing dot, upper case and Unicode are read; wildcards, and numbers
 * that a browser would take for an address though they are not written as one (`188.1.2`), are not.
 */
export function parseListedName(text: string): Hostname | undefined {
  const name = text.charCodeAt(0) === 46 ? text.slice(1) : text;
  const host = parseHostname(name);
  if (host === undefined || !hasNameCharacters(host)) return undefined;
  // The spelling was unusual: a disguised number must not become an address that nobody wrote.
  return hostnameAsAddress(host) === undefined || parseIpAddress(name) !== undefined ? host : undefined;
}

/** Letters, digits, dots, hyphens, underscores and the colons of an address; hosts with `*` or `$` exist, but no list means one. */
function hasNameCharacters(host: Hostname): boolean {
  for (let i = 0; i < host.length; i++) {
    const c = host.charCodeAt(i);
    if (!((c >= 97 && c <= 122) || (c >= 45 && c <= 58 && c !== 47) || c === 95)) return false;
  }
  return true;
}

/** The entry of a name and all beneath it, or of an address literal. */
export function domainEntry(text: string): ListEntry | undefined {
  const host = parseListedName(text);
  if (host === undefined) return undefined;
  return addressEntry(host) ?? { kind: 'suffix', host };
}

/** The entry of a host that is an address literal. */
export function addressEntry(host: Hostname): ListEntry | undefined {
  const address = hostnameAsAddress(host);
  const range = address === undefined ? undefined : parseAddressRange(address);
  return range === undefined ? undefined : { kind: 'address', range };
}
