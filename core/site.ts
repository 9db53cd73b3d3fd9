import { type Hostname, hostnameAsAddress, parseHostname } from './hostname.ts';

/** A place on the web as policy names it: a host with everything beneath it, or a path prefix there. */
export interface Site {
  readonly host: Hostname;
  /** As written, beginning with `/`; null for the whole host. */
  readonly path: string | null;
}

/** Parses `example.org` or `example.org/path`. Undefined for a URL with a scheme or port, a lone top-level name, or no host at all. */
export function parseSite(text: string): Site | undefined {
  if (text.includes('://') || /\s/.test(text)) return undefined;
  const slash = text.indexOf('/');
  const host = parseHostname(slash < 0 ? text : text.slice(0, slash));
  if (host === undefined || (!host.includes('.') && hostnameAsAddress(host) === undefined)) return undefined;
  const path = slash < 0 ? '/' : text.slice(slash);
  return { host, path: path === '/' ? null : path };
}
