import type { Hostname } from '../../core/hostname.ts';
import type { ListEntry } from '../../core/list-entry.ts';
import { parseAuthority } from '../../core/target.ts';
import { isComment, type LineParser } from './line-parser.ts';
import { addressEntry, parseListedName } from './names.ts';

const CONTROL_OR_SPACE = /[\s\p{Cc}]/u;

/**
 * A full URL, or `host/path`. Scheme, credentials, port and fragment say nothing about what is listed and are dropped.
 * A URL without a path of its own names its domain with all beneath it; every other stays an entry about that page.
 */
export const parseUrlsLine: LineParser = (line, out) => {
  if (isComment(line)) return null;
  const listed = parseListedUrl(line);
  if (listed === undefined) return 'not-a-url';
  out.push(entryOf(listed));
  return null;
};

function entryOf({ host, path }: ListedUrl): ListEntry {
  if (path !== '' && path !== '/') return { kind: 'url', host, path };
  return addressEntry(host) ?? { kind: 'suffix', host };
}

export interface ListedUrl {
  readonly host: Hostname;
  /** Path and query as written, beginning with `/`; empty for a bare host. */
  readonly path: string;
}

/** What a list means by `http://user@host:port/path?query#fragment` or `host/path`. Undefined when it is no URL. */
export function parseListedUrl(line: string): ListedUrl | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(line);
  if (scheme !== null && !/^(https?|wss?)$/i.test(scheme[1] ?? '')) return undefined;
  const hash = line.indexOf('#');
  const text = line.slice(scheme?.[0].length ?? 0, hash < 0 ? undefined : hash);
  if (CONTROL_OR_SPACE.test(text) || text.includes('\ufffd')) return undefined;
  const end = text.search(/[/?]/);
  const authority = end < 0 ? text : text.slice(0, end);
  const host = listedHost(authority.slice(authority.lastIndexOf('@') + 1));
  if (host === undefined) return undefined;
  const rest = end < 0 ? '' : text.slice(end);
  return { host, path: rest.startsWith('?') ? `/${rest}` : rest };
}

function listedHost(authority: string): Hostname | undefined {
  const plain = parseListedName(authority);
  if (plain !== undefined) return plain;
  const parsed = parseAuthority(authority, 80);
  return parsed.ok && parseListedName(parsed.value.hostname) !== undefined ? parsed.value.hostname : undefined;
}
