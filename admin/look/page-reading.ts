import { type Hostname, parseHostname } from '../../core/hostname.ts';
import type { LoadKind } from '../../core/site-look.ts';
import { formatTarget, type Target } from '../../core/target.ts';
import { plain } from '../plain-text.ts';
import { type HtmlTag, tagsOf } from './html.ts';

/** What a page says of itself, as plain text, and the other hosts that it loads from. */
export interface PageReading {
  readonly title: string | null;
  readonly description: string | null;
  /** In the order they are met. */
  readonly hosts: ReadonlyMap<Hostname, ReadonlySet<LoadKind>>;
}

/** A page with more has advertisements from all over the world. */
const MOST_HOSTS = 60;
const MOST_TITLE = 200;
const MOST_DESCRIPTION = 500;

/** Reads a page without running or loading anything of it. `base` is its address. */
export function readPage(html: string, base: Target): PageReading {
  const hosts = new Map<Hostname, Set<LoadKind>>();
  let here = formatTarget(base, true);
  let title: string | null = null;
  const meta = new Map<string, string>();
  for (const tag of tagsOf(html)) {
    if (tag.name === 'title') title ??= plain(tag.text, MOST_TITLE);
    else if (tag.name === 'meta') keepMeta(meta, tag);
    else if (tag.name === 'base') here = URL.parse(tag.attributes.get('href') ?? '', here)?.href ?? here;
    else {
      for (const [kind, address] of loadsOf(tag)) {
        const host = hostIn(address, here);
        if (host === undefined || host === base.hostname) continue;
        const kinds = hosts.get(host);
        if (kinds !== undefined) kinds.add(kind);
        else if (hosts.size < MOST_HOSTS) hosts.set(host, new Set([kind]));
      }
    }
  }
  const described = plain(meta.get('description') ?? meta.get('og:description') ?? '', MOST_DESCRIPTION);
  return { title: title ?? plain(meta.get('og:title') ?? '', MOST_TITLE), description: described, hosts };
}

function keepMeta(meta: Map<string, string>, { attributes }: HtmlTag): void {
  const name = (attributes.get('name') ?? attributes.get('property') ?? '').toLowerCase();
  const content = attributes.get('content') ?? '';
  if (content.trim() !== '' && !meta.has(name)) meta.set(name, content);
}

/** Attributes that a browser loads something by, without anybody clicking. */
const SOURCES: ReadonlyMap<string, readonly (readonly [kind: LoadKind, attribute: string])[]> = new Map([
  ['script', [['script', 'src']]],
  ['img', [['picture', 'src']]],
  ['input', [['picture', 'src']]],
  ['image', [['picture', 'href']]],
  ['iframe', [['frame', 'src']]],
  ['frame', [['frame', 'src']]],
  ['embed', [['other', 'src']]],
  ['object', [['other', 'data']]],
  ['audio', [['media', 'src']]],
  [
    'video',
    [
      ['media', 'src'],
      ['picture', 'poster'],
    ],
  ],
  ['source', [['media', 'src']]],
  ['track', [['media', 'src']]],
]);

/** What a link names is loaded, or will be, for these of its relations. */
const LINKED: ReadonlyMap<string, LoadKind> = new Map([
  ['stylesheet', 'style'],
  ['icon', 'picture'],
  ['apple-touch-icon', 'picture'],
  ['preload', 'other'],
  ['modulepreload', 'script'],
  ['prefetch', 'other'],
  ['preconnect', 'other'],
  ['dns-prefetch', 'other'],
  ['manifest', 'other'],
]);
const PRELOADED: ReadonlyMap<string, LoadKind> = new Map([
  ['script', 'script'],
  ['style', 'style'],
  ['image', 'picture'],
  ['video', 'media'],
  ['audio', 'media'],
]);

function loadsOf({ name, attributes, text }: HtmlTag): [LoadKind, string][] {
  if (name === 'link') return linked(attributes);
  if (name === 'style') return urlsIn(text).map((address) => ['style', address]);
  const loads: [LoadKind, string][] = [];
  for (const [kind, attribute] of SOURCES.get(name) ?? []) {
    const address = attributes.get(attribute);
    if (address !== undefined) loads.push([kind, address]);
  }
  const several = attributes.get('srcset');
  if (several !== undefined && (name === 'img' || name === 'source')) {
    for (const candidate of several.split(/,\s+|\s*,(?=https?:)/)) loads.push(['picture', candidate.trim().split(/\s/, 1)[0] ?? '']);
  }
  const style = attributes.get('style');
  if (style !== undefined) for (const address of urlsIn(style)) loads.push(['picture', address]);
  return loads;
}

function linked(attributes: ReadonlyMap<string, string>): [LoadKind, string][] {
  const address = attributes.get('href');
  if (address === undefined) return [];
  const relations = (attributes.get('rel') ?? '').toLowerCase().split(/\s+/);
  const as = PRELOADED.get(attributes.get('as') ?? '');
  return relations.flatMap((relation): [LoadKind, string][] => {
    const kind = LINKED.get(relation);
    return kind === undefined ? [] : [[kind === 'other' ? (as ?? kind) : kind, address]];
  });
}

/** Of a style sheet: `@import` and `url(…)`. */
function urlsIn(css: string): string[] {
  return [...css.matchAll(/(?:@import\s+|url\(\s*)["']?([^"')\s;]{1,2000})/gi)].map(([, address = '']) => address);
}

function hostIn(address: string, here: string): Hostname | undefined {
  const url = URL.parse(address.trim(), here);
  return url === null || !/^(?:https?|wss?):$/.test(url.protocol) ? undefined : parseHostname(url.hostname);
}
