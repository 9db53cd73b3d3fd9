import { type Hostname, nameAndParents } from '../../core/hostname.ts';
import type { Target } from '../../core/target.ts';
import { GOOGLE_DOMAINS } from '../google-domains.ts';
import { hostFilter, mayHold } from '../policy/host-filter.ts';

/** Where an engine takes a search: path prefixes, and the parameters that hold the words. */
interface Engine {
  readonly domains: readonly string[];
  readonly paths: readonly string[];
  readonly parameters: readonly string[];
}

const countries = (name: string, suffixes: string): string[] => suffixes.split(' ').map((suffix) => `${name}.${suffix}`);

/** Suggestions while typing (`/complete/search`) are left out: half a word is not yet a search. */
const ENGINES: readonly Engine[] = [
  { domains: GOOGLE_DOMAINS, paths: ['/search', '/images', '/webhp', '/scholar', '/custom', '/cse'], parameters: ['q', 'as_q', 'as_epq'] },
  { domains: ['bing.com'], paths: ['/search', '/images/', '/videos/', '/news/', '/shop'], parameters: ['q'] },
  { domains: ['duckduckgo.com'], paths: ['/'], parameters: ['q'] },
  { domains: ['search.yahoo.com', 'search.yahoo.co.jp'], paths: ['/'], parameters: ['p', 'q'] },
  { domains: ['ecosia.org'], paths: ['/search', '/images', '/videos', '/news'], parameters: ['q'] },
  { domains: ['search.brave.com'], paths: ['/'], parameters: ['q'] },
  { domains: ['startpage.com'], paths: ['/'], parameters: ['query', 'q'] },
  { domains: ['qwant.com'], paths: ['/'], parameters: ['q'] },
  { domains: countries('yandex', 'com ru by kz uz eu com.tr com.ge fr'), paths: ['/'], parameters: ['text'] },
  { domains: ['ya.ru'], paths: ['/'], parameters: ['text'] },
  { domains: ['baidu.com'], paths: ['/'], parameters: ['wd', 'word'] },
  { domains: ['youtube.com'], paths: ['/results'], parameters: ['search_query', 'q'] },
  { domains: ['wikipedia.org'], paths: ['/w/index.php', '/wiki/'], parameters: ['search'] },
  { domains: ['ask.com', 'swisscows.com', 'mojeek.com', 'you.com', 'kagi.com'], paths: ['/'], parameters: ['q', 'query'] },
  {
    domains: countries('amazon', 'co.uk com de fr es it nl pl se ie com.tr ca com.au in co.jp'),
    paths: ['/s'],
    parameters: ['k', 'field-keywords'],
  },
  { domains: countries('ebay', 'co.uk com de fr es it pl ie com.au ca'), paths: ['/sch/'], parameters: ['_nkw'] },
  { domains: ['reddit.com', 'tiktok.com', 'pinterest.com', 'x.com', 'twitter.com', 'tumblr.com'], paths: ['/search'], parameters: ['q'] },
];

const ENGINE_OF: ReadonlyMap<string, Engine> = new Map(
  ENGINES.flatMap((engine) => engine.domains.map((domain) => [domain, engine] as const)),
);

const ENGINE_HOSTS = hostFilter(new Set(ENGINE_OF.keys()));

function engineOf(host: Hostname): Engine | undefined {
  if (!mayHold(ENGINE_HOSTS, host)) return undefined;
  const name = nameAndParents(host).find((parent) => ENGINE_OF.has(parent));
  return name === undefined ? undefined : ENGINE_OF.get(name);
}

function isSearchPath(engine: Engine, path: string): boolean {
  return engine.paths.some((prefix) => path.startsWith(prefix));
}

/** As a form does, and forgiving: `+` is a space; escapes that are not UTF-8 are read as Latin-1, and what is no escape stays as it is. */
export function decodeFormText(raw: string): string {
  const spaced = raw.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  return spaced.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    }
  });
}

/** A record keeps this much of a search. */
const MAX_TERM_LENGTH = 2048;

/**
 * The words of a search, when the target is one: decoded, Unicode-composed, control characters out, white space single.
 * A parameter given twice counts twice, since engines differ in which they take. Undefined when there are no words.
 */
export function searchTermOf(target: Target): string | undefined {
  if (target.query.length < 2) return undefined;
  const engine = engineOf(target.hostname);
  if (engine === undefined || !isSearchPath(engine, decodeFormText(target.path).toLowerCase())) return undefined;
  const words: string[] = [];
  for (const pair of target.query.slice(1).split(/[&;]/)) {
    const equals = pair.indexOf('=');
    if (equals > 0 && engine.parameters.includes(decodeFormText(pair.slice(0, equals)).toLowerCase())) words.push(pair.slice(equals + 1));
  }
  if (words.length === 0) return undefined;
  const text = decodeFormText(words.join('+').slice(0, 4 * MAX_TERM_LENGTH)).normalize('NFC');
  const tidy = text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_TERM_LENGTH);
  return tidy === '' ? undefined : tidy;
}
