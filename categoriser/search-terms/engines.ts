import { type Hostname, nameAndParents } from '../../core/hostname.ts';
import type { SearchEngine } from '../../core/search-engine.ts';
import type { Target } from '../../core/target.ts';
import { GOOGLE_DOMAINS } from '../google-domains.ts';
import { hostFilter, mayHold } from '../policy/host-filter.ts';

/** Where an engine takes a search: the paths (each with what is beneath it), and the parameters that hold the words. */
export interface Engine {
  readonly domains: readonly string[];
  readonly paths: readonly string[];
  readonly parameters: readonly string[];
  /** Its SafeSearch, as a parameter of a search: what enforces it where its host cannot be dialled under another name. */
  readonly safe?: readonly [name: string, value: string];
}

const countries = (name: string, suffixes: string): string[] => suffixes.split(' ').map((suffix) => `${name}.${suffix}`);
const AMAZONS = 'co.uk com de fr es it nl pl se ie com.be com.tr ca com.au in co.jp ae sa eg com.mx com.br sg';

/**
 * `/` is the front page alone. SafeSearch parameters by the engines' own pages on it: Google `safe=active`, Bing `adlt=strict`,
 * DuckDuckGo https://duckduckgo.com/params, Yahoo `vm=r`, Brave `safesearch=strict`.
 */
const ENGINES: readonly Engine[] = [
  {
    domains: GOOGLE_DOMAINS,
    paths: [
      '/search',
      '/images',
      '/imghp',
      '/webhp',
      '/scholar',
      '/books',
      '/custom',
      '/cse',
      '/m',
      '/rss/search',
      '/store/search',
      '/maps',
      '/videohp',
    ],
    parameters: ['q', 'as_q', 'as_epq'],
    safe: ['safe', 'active'],
  },
  {
    domains: ['bing.com'],
    paths: ['/', '/search', '/images', '/videos', '/news', '/shop', '/maps', '/chat'],
    parameters: ['q'],
    safe: ['adlt', 'strict'],
  },
  {
    domains: ['duckduckgo.com'],
    paths: ['/', '/html', '/lite', '/d.js', '/i.js', '/v.js', '/news.js'],
    parameters: ['q'],
    safe: ['kp', '1'],
  },
  {
    domains: ['search.yahoo.com', 'search.yahoo.co.jp'],
    paths: ['/', '/search', '/mobile', '/images', '/video', '/news', '/yhs'],
    parameters: ['p', 'q'],
    safe: ['vm', 'r'],
  },
  {
    domains: ['ecosia.org'],
    paths: ['/search', '/images', '/videos', '/news', '/shopping', '/v2/search', '/v2/images'],
    parameters: ['q'],
  },
  {
    domains: ['search.brave.com'],
    paths: [
      '/search',
      '/images',
      '/news',
      '/videos',
      '/goggles',
      '/ask',
      '/summary',
      '/res/v1/web/search',
      '/res/v1/images/search',
      '/res/v1/videos/search',
    ],
    parameters: ['q'],
    safe: ['safesearch', 'strict'],
  },
  {
    domains: ['startpage.com'],
    paths: ['/', '/sp/search', '/do/search', '/do/dsearch', '/do/metasearch.pl', '/rvd/search'],
    parameters: ['query', 'q'],
  },
  { domains: ['qwant.com'], paths: ['/', '/v3/search'], parameters: ['q'] },
  {
    domains: countries('yandex', 'com ru by kz uz eu com.tr com.ge fr'),
    paths: ['/search', '/images', '/video', '/yandsearch'],
    parameters: ['text'],
  },
  { domains: ['ya.ru'], paths: ['/search', '/images', '/video'], parameters: ['text'] },
  { domains: ['baidu.com'], paths: ['/s', '/search', '/f', '/sf'], parameters: ['wd', 'word'] },
  { domains: ['youtube.com'], paths: ['/results', '/search', '/youtubei/v1/search'], parameters: ['search_query', 'q', 'query'] },
  {
    domains: ['wikipedia.org'],
    paths: ['/w/index.php', '/wiki', '/w/api.php', '/w/rest.php/v1/search/page'],
    parameters: ['search', 'srsearch', 'gsrsearch', 'q'],
  },
  {
    domains: ['ask.com', 'swisscows.com', 'mojeek.com', 'you.com', 'kagi.com'],
    paths: ['/', '/search', '/web', '/en/web'],
    parameters: ['q', 'query'],
  },
  {
    domains: countries('amazon', AMAZONS),
    paths: ['/s', '/gp/aw/s', '/gp/search', '/mn/search'],
    parameters: ['k', 'field-keywords', 'keywords'],
  },
  { domains: countries('ebay', 'co.uk com de fr es it pl ie com.au ca'), paths: ['/sch'], parameters: ['_nkw'] },
  {
    domains: ['tiktok.com', 'tiktokv.com'],
    paths: ['/search', '/api/search', '/aweme/v1/search', '/aweme/v1/general/search'],
    parameters: ['q', 'keyword'],
  },
  {
    domains: ['reddit.com', 'pinterest.com', 'pinterest.co.uk', 'x.com', 'twitter.com', 'tumblr.com'],
    paths: ['/search'],
    parameters: ['q'],
  },
];

/** What a box asks for while somebody types: half a word is not yet a search, and what is suggested was never asked for. */
const SUGGESTIONS = /\/(?:ac|complete|completion|autocomplete|o?suggest(?:ion)?s?|suggestqueries|sugg?|sugrec|gossip|preview|as)(?:[/.]|$)/;
const SUGGESTING_ACTIONS = /[?&;]action=opensearch(?:[&;]|$)/i;

/** Engines by domain: those shipped, and a school's own. */
export interface Engines {
  readonly byDomain: ReadonlyMap<string, readonly Engine[]>;
  readonly hosts: ReturnType<typeof hostFilter>;
}

function enginesOf(engines: readonly Engine[]): Engines {
  const pairs = engines.flatMap((engine) => engine.domains.map((domain) => ({ domain, engine })));
  const groups = Map.groupBy(pairs, ({ domain }) => domain);
  const byDomain = new Map([...groups].map(([domain, some]) => [domain, some.map(({ engine }) => engine)] as const));
  return { byDomain, hosts: hostFilter(new Set(byDomain.keys())) };
}

const SHIPPED = enginesOf(ENGINES);

/** The shipped engines and these. */
export function compileEngines(own: readonly SearchEngine[]): Engines {
  if (own.length === 0) return SHIPPED;
  return enginesOf([
    ...ENGINES,
    ...own.map(({ host, path = '/', parameter }) => ({
      domains: [host.toLowerCase()],
      paths: [path.toLowerCase()],
      parameters: [parameter.toLowerCase()],
    })),
  ]);
}

const NONE: readonly Engine[] = Object.freeze([]);

/** The engines that answer at a host. */
export function enginesAt({ byDomain, hosts }: Engines, host: Hostname): readonly Engine[] {
  if (!mayHold(hosts, host)) return NONE;
  const name = nameAndParents(host).find((parent) => byDomain.has(parent));
  return name === undefined ? NONE : (byDomain.get(name) ?? NONE);
}

/** Beneath Google's domains most is no search: mail, documents, lessons. */
const GOOGLE_SEARCHES = /^(?:(?:www|images|scholar|books|maps|news|video|videos|shopping|cse|encrypted|ipv[46])\.)?google\.[a-z.]+$/;

/** Whether searches are put to this host itself, given the engines at it. */
export function takesSearchesAt(host: Hostname, here: readonly Engine[]): boolean {
  if (!here.some(({ domains }) => domains === GOOGLE_DOMAINS)) return here.length > 0;
  return GOOGLE_SEARCHES.test(host);
}

function isAt(path: string, searchPath: string): boolean {
  return path === searchPath || path.startsWith(searchPath.endsWith('/') && searchPath !== '/' ? searchPath : `${searchPath}/`);
}

function takesSearches(engine: Engine, path: string): boolean {
  return engine.paths.some((searchPath) => (searchPath === '/' ? path === '/' : isAt(path, searchPath)));
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
 * A parameter given twice counts twice, since engines differ in which they take. Undefined when there are no words, and for what
 * a search box asks while somebody types.
 */
export function searchTermOf(target: Target, engines: Engines = SHIPPED): string | undefined {
  return searchTermAt(target, enginesAt(engines, target.hostname));
}

/** Of the engines at the target's host those that it puts words to. */
export function enginesAsked({ path, query }: Target, here: readonly Engine[]): readonly Engine[] {
  if (here.length === 0 || query.length < 2) return NONE;
  const decoded = decodeFormText(path).toLowerCase();
  return here.filter((engine) => takesSearches(engine, decoded) && wordsIn(query, new Set(engine.parameters)).length > 0);
}

/** The same, where the engines at the target's host are known. */
export function searchTermAt(target: Target, here: readonly Engine[]): string | undefined {
  if (here.length === 0 || target.query.length < 2) return undefined;
  const path = decodeFormText(target.path).toLowerCase();
  const takers = here.filter((engine) => takesSearches(engine, path));
  if (takers.length === 0 || SUGGESTIONS.test(path) || SUGGESTING_ACTIONS.test(target.query)) return undefined;
  const words = wordsIn(target.query, new Set(takers.flatMap(({ parameters }) => parameters)));
  if (words.length === 0) return undefined;
  const text = decodeFormText(words.join('+').slice(0, 4 * MAX_TERM_LENGTH)).normalize('NFC');
  const tidy = text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_TERM_LENGTH);
  return tidy === '' ? undefined : tidy;
}

function wordsIn(query: string, parameters: ReadonlySet<string>): string[] {
  return query
    .slice(1)
    .split(/[&;]/)
    .flatMap((pair) => {
      const equals = pair.indexOf('=');
      return equals > 0 && parameters.has(decodeFormText(pair.slice(0, equals)).toLowerCase()) ? [pair.slice(equals + 1)] : [];
    });
}
