import { type Hostname, parseHostname } from '../../core/hostname.ts';
import type { Target } from '../../core/target.ts';
import { isCarrier, siteInLabel } from './carriers.ts';
import { asciiLookalike } from './homograph.ts';

/** A page names few others; of further ones only the host is decided, so that a request full of URLs costs little. */
const MAX_WHOLE_TARGETS = 16;
/** The page stands behind a date, a language pair or a mode. */
const MAX_SEGMENTS = 4;
const MAX_ENCODINGS = 4;
const NONE: readonly HiddenTarget[] = Object.freeze([]);

export interface HiddenTarget {
  readonly target: Target;
  /** Only reads like a site: what no list or policy names is then no site that somebody asked for. */
  readonly isGuess: boolean;
}

/**
 * What a target is for besides the host it names: the pages that a translator, archive or cache is asked to fetch, and the
 * ASCII name that an internationalised one could be taken for. Nearly always none.
 */
export function hiddenTargets(target: Target): readonly HiddenTarget[] {
  const { hostname } = target;
  const spelled = spelledInHost(target);
  if (!isCarrier(hostname)) return spelled;
  const carried = carriedTargets(target.path + target.query);
  return [...spelled, ...carried, ...carried.flatMap((one) => spelledInHost(one.target))];
}

/** Whether anything may be hidden behind this name at all. */
export function spellsOrCarries(host: Hostname): boolean {
  return isCarrier(host) || siteInLabel(host) !== undefined || asciiLookalike(host) !== undefined;
}

/** Sites that a host name itself spells: all that a CONNECT lets see. The path is the spelled site's own. */
export function spelledInHost(target: Target): readonly HiddenTarget[] {
  const label = siteInLabel(target.hostname);
  const lookalike = asciiLookalike(target.hostname);
  if (label === undefined && lookalike === undefined) return NONE;
  const found: HiddenTarget[] = [];
  for (const [name, isGuess] of [[label, false] as const, [lookalike, true] as const]) {
    const hostname = name === undefined ? undefined : parseSiteName(name);
    if (hostname !== undefined) found.push({ target: { ...target, hostname }, isGuess });
  }
  return found;
}

const SCHEME = /(https?)(?::[/\\]*|\/(?=[^/\\?#]+\.))/gi;

/** Every URL in a carrier's path and query, however often encoded, and each part that reads like a host. */
function carriedTargets(text: string): readonly HiddenTarget[] {
  const plain = plainText(text);
  const starts = [...plain.matchAll(SCHEME)];
  const found = new Map<string, HiddenTarget>();
  const add = (scheme: 'http' | 'https', url: string, isGuess: boolean): void => {
    const target = parseLeniently(scheme, url);
    if (target === undefined) return;
    const isWhole = found.size < MAX_WHOLE_TARGETS;
    const key = isWhole ? `${target.hostname}${target.path}${target.query}` : target.hostname;
    if (!found.has(key)) found.set(key, { target: isWhole ? target : { ...target, path: '/', query: '' }, isGuess });
  };
  starts.forEach((start, position) => {
    const url = plain.slice(start.index + start[0].length, starts[position + 1]?.index);
    add(start[1]?.toLowerCase() === 'http' ? 'http' : 'https', url, false);
  });
  for (const part of partsOf(plain)) add('https', part, true);
  return [...found.values()];
}

/** Each parameter's value, the path from each of its first segments on, and what follows a cache's `cache:ID:`. */
function partsOf(text: string): string[] {
  const [path = '', ...query] = text.split('?');
  const values = query
    .join('?')
    .split(/[&;]/)
    .map((pair) => pair.slice(pair.indexOf('=') + 1).replace(/^cache:([^:/]*:)?/i, ''));
  const segments = path.split('/').slice(1);
  const paths = segments.slice(0, MAX_SEGMENTS).map((_, position) => segments.slice(position).join('/'));
  return [...values, ...paths].filter((part) => part !== '' && !/^https?:/i.test(part));
}

/** Decoded until nothing changes: a service decodes as often as it likes. Bytes beyond ASCII stay escaped, as a host's may. */
function plainText(text: string): string {
  let plain = text;
  for (let round = 0; round < MAX_ENCODINGS && plain.includes('%'); round++) {
    const decoded = plain.replace(/%([2-7][0-9a-f])/gi, (_, pair: string) => String.fromCharCode(Number.parseInt(pair, 16)));
    if (decoded === plain) break;
    plain = decoded;
  }
  return plain;
}

function parseLeniently(scheme: 'http' | 'https', url: string): Target | undefined {
  const [, authority = '', path = '', query = ''] = /^[/\\]*([^/\\?#\s]*)([^?#]*)(\?[^#]*)?/.exec(url) ?? [];
  const hostname = parseSiteName(authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, ''));
  if (hostname === undefined) return undefined;
  return { scheme, hostname, port: scheme === 'http' ? 80 : 443, path: path.startsWith('/') ? path : `/${path}`, query };
}

/** A name with a dot, or an address: a lone word in a path is no site. */
function parseSiteName(text: string): Hostname | undefined {
  if (!/[.:%]/.test(text)) return undefined;
  const host = parseHostname(text);
  return host !== undefined && /[.:]/.test(host) ? host : undefined;
}
