import { type Hostname, hostnameAsAddress, nameAndParents } from '../../core/hostname.ts';

/** Well-known services that need more than one name to work: opening one opens the others. */
const BUNDLES: readonly (readonly string[])[] = [
  ['youtube.com', 'youtu.be', 'ytimg.com', 'googlevideo.com', 'youtube-nocookie.com', 'youtubei.googleapis.com'],
  ['vimeo.com', 'vimeocdn.com'],
  ['instagram.com', 'cdninstagram.com'],
  ['facebook.com', 'fbcdn.net'],
  ['x.com', 'twitter.com', 'twimg.com', 't.co'],
  ['reddit.com', 'redd.it', 'redditmedia.com', 'redditstatic.com'],
  ['tiktok.com', 'tiktokcdn.com', 'tiktokv.com', 'ttwstatic.com'],
  ['pinterest.com', 'pinterest.co.uk', 'pinimg.com'],
  ['linkedin.com', 'licdn.com'],
  ['discord.com', 'discord.gg', 'discordapp.com', 'discordapp.net'],
  ['whatsapp.com', 'whatsapp.net'],
  ['spotify.com', 'scdn.co', 'spotifycdn.com'],
  ['soundcloud.com', 'sndcdn.com'],
  ['twitch.tv', 'ttvnw.net', 'jtvnw.net'],
  ['dropbox.com', 'dropboxstatic.com', 'dropboxusercontent.com'],
  ['chatgpt.com', 'openai.com', 'oaistatic.com', 'oaiusercontent.com'],
  ['claude.ai', 'anthropic.com'],
];
const BUNDLE_OF = new Map(BUNDLES.flatMap((bundle) => bundle.map((name) => [name, bundle] as const)));

/**
 * The names that a way on to this host opens, each with everything beneath it: the service's bundle, else the host,
 * with a leading `www.`, `m.` or `mobile.` taken off. No wider, since a parent may be a public suffix.
 */
export function siteHosts(host: Hostname): readonly string[] {
  for (const name of nameAndParents(host)) {
    const bundle = BUNDLE_OF.get(name);
    if (bundle !== undefined) return bundle;
  }
  const bare = host.replace(/^(?:www|m|mobile)\./, '');
  return [bare === host || hostnameAsAddress(host) !== undefined || mayBePublicSuffix(bare) ? host : bare];
}

/** `gov.uk` or `co.jp` may be one; `bbc.uk` is not, and staying narrow there costs nothing. */
function mayBePublicSuffix(name: string): boolean {
  const labels = name.split('.');
  return labels.length < 2 || (labels.length === 2 && (labels[1]?.length ?? 0) === 2);
}
