import type { GroupSwitches } from '../core/default-policy.ts';
import type { Hostname } from '../core/hostname.ts';
import { GOOGLE_DOMAINS } from './google-domains.ts';

/**
 * SafeSearch by dialling: the engines answer on hosts that enforce it, under the certificate of the ordinary name, so
 * the connection goes there while CONNECT host, SNI and Host stay as they are. Sources, by engine:
 * Google: https://support.google.com/websearch/answer/186669 · YouTube: https://support.google.com/a/answer/6214622
 * Bing: https://help.bing.microsoft.com (block adult content with SafeSearch) · DuckDuckGo: https://duckduckgo.com/duckduckgo-help-pages/features/safe-search
 * Brave, Ecosia, Pixabay: https://github.com/AdguardTeam/HostlistsRegistry (assets)
 */
const ENFORCING: readonly (readonly [enforcing: string, hosts: readonly string[]])[] = [
  ['forcesafesearch.google.com', GOOGLE_DOMAINS.flatMap((domain) => [domain, `www.${domain}`])],
  ['strict.bing.com', ['bing.com', 'www.bing.com']],
  ['safe.duckduckgo.com', ['duckduckgo.com', ...['www', 'start', 'lite', 'html', 'noai'].map((name) => `${name}.duckduckgo.com`)]],
  ['forcesafe.search.brave.com', ['search.brave.com']],
  ['strict-safe-search.ecosia.org', ['ecosia.org', 'www.ecosia.org']],
  ['safesearch.pixabay.com', ['pixabay.com', 'www.pixabay.com']],
];

const YOUTUBE = [
  'youtube.com',
  'www.youtube.com',
  'm.youtube.com',
  'youtubei.googleapis.com',
  'youtube.googleapis.com',
  'www.youtube-nocookie.com',
];
const RESTRICTED_YOUTUBE = { strict: 'restrict.youtube.com', moderate: 'restrictmoderate.youtube.com' } as const;

const YOUTUBE_HOST = 'youtube';
const ENFORCING_HOST: ReadonlyMap<string, string> = new Map([
  ...ENFORCING.flatMap(([enforcing, hosts]) => hosts.map((host) => [host, enforcing] as const)),
  ...YOUTUBE.map((host) => [host, YOUTUBE_HOST] as const),
]);

/** Whether YouTube answers there, and heeds its restricted mode. */
export function isYoutube(host: Hostname): boolean {
  return ENFORCING_HOST.get(host) === YOUTUBE_HOST;
}

/** The host to dial in place of this one so that the engine enforces what the group's policy asks; undefined when there is none. */
export function enforcingHost(host: Hostname, policy: Pick<GroupSwitches, 'safeSearch' | 'youtube'>): Hostname | undefined {
  const enforcing = ENFORCING_HOST.get(host);
  if (enforcing === undefined) return undefined;
  if (enforcing === YOUTUBE_HOST) return policy.youtube === 'off' ? undefined : (RESTRICTED_YOUTUBE[policy.youtube] as Hostname);
  return policy.safeSearch === 'off' ? undefined : (enforcing as Hostname);
}
