import { type IpAddress, isIpv4Text, parseIpAddress } from './address.ts';

declare const hostnameBrand: unique symbol;
/**
 * A canonical host: a lower-case ASCII (punycode) name without trailing dot, or an IpAddress without brackets.
 * `EXAMPLE.com.`, its percent-encoded form and its Unicode form are one Hostname; `0x7f.1` is `127.0.0.1`.
 */
export type Hostname = string & { readonly [hostnameBrand]: true };

const MAX_NAME_LENGTH = 253; // RFC 1035 section 2.3.4
const MAX_LABEL_LENGTH = 63;

/** Canonicalises a host as a client, list or SNI may spell it. Undefined when it is no host. */
export function parseHostname(raw: string): Hostname | undefined {
  if (isCanonicalName(raw)) return raw as Hostname;
  return parseUnusualHost(raw);
}

/** The usual case without allocation: lower-case letters, digits, hyphens, underscores, dots; last label not numeric. */
function isCanonicalName(raw: string): boolean {
  const length = raw.length;
  if (length === 0 || length > MAX_NAME_LENGTH) return false;
  let labelLength = 0;
  let labelStart = 0;
  for (let i = 0; i < length; i++) {
    const c = raw.charCodeAt(i);
    if (c === 46) {
      if (labelLength === 0 || labelLength > MAX_LABEL_LENGTH) return false;
      labelLength = 0;
      labelStart = i + 1;
    } else if ((c >= 97 && c <= 122) || (c >= 48 && c <= 57) || c === 45 || c === 95) {
      labelLength++;
    } else return false;
  }
  if (labelLength === 0 || labelLength > MAX_LABEL_LENGTH) return false;
  // A last label that starts with a digit may be an IPv4 in disguise (`0x7f000001`, `2130706433`); xn-- is validated by the slow path.
  const first = raw.charCodeAt(labelStart);
  return !(first >= 48 && first <= 57) && !raw.includes('xn--');
}

function parseUnusualHost(raw: string): Hostname | undefined {
  if (raw.length === 0 || raw.length > 1024) return undefined;
  if (isIpv4Text(raw)) return raw as Hostname;
  const bracketed = raw.startsWith('[') && raw.endsWith(']');
  const bare = bracketed ? raw.slice(1, -1) : raw;
  if (bare.includes(':')) return parseIpAddress(bare) as Hostname | undefined;
  if (bracketed || /[\s/?#@\\<>^|]/.test(raw)) return undefined;
  const trimmed = raw.endsWith('.') ? raw.slice(0, -1) : raw;
  if (trimmed === '' || trimmed.endsWith('.')) return undefined;
  let host: string;
  try {
    // WHATWG host parsing (percent-decoding, UTS #46, numeric IPv4 forms): what a browser would connect to.
    host = new URL(`http://${trimmed}/`).hostname;
  } catch {
    return undefined;
  }
  if (host.endsWith('.')) host = host.slice(0, -1);
  if (host === '' || host.length > MAX_NAME_LENGTH || host.startsWith('[')) return undefined;
  if (host.split('.').some((label) => label === '' || label.length > MAX_LABEL_LENGTH)) return undefined;
  return /^[a-z0-9._~!$&'()*+,;=-]+$/.test(host) ? (host as Hostname) : undefined;
}

/** The host as an address, when it is a literal. */
export function hostnameAsAddress(host: Hostname): IpAddress | undefined {
  if (host.includes(':')) return host as unknown as IpAddress;
  const last = host.charCodeAt(host.length - 1);
  return last >= 48 && last <= 57 && isIpv4Text(host) ? (host as unknown as IpAddress) : undefined;
}

/** The name and each parent, longest first: `a.b.example.com`, `b.example.com`, `example.com`, `com`. An address has only itself. */
export function nameAndParents(host: Hostname): Hostname[] {
  const names = [host];
  if (hostnameAsAddress(host) !== undefined) return names;
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) names.push(host.slice(dot + 1) as Hostname);
  return names;
}

/**
 * The same name in memory of its own: for whoever remembers it. V8 lets a host that was cut out of a request refer to the
 * whole of that: remembering it would keep the request, and comparing it later would be slow. Changing case writes a new
 * text; a name without letters is an address, short enough to join and cut.
 */
export function detachedHost<Host extends Hostname | IpAddress>(host: Host): Host {
  const upper = host.toUpperCase();
  return (upper === host ? `.${host}`.slice(1) : upper.toLowerCase()) as Host;
}
