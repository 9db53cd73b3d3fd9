import { type Hostname, hostnameAsAddress, nameAndParents } from './hostname.ts';

/** A service that needs more than one name to work: opening one opens the others. */
export interface ServiceBundle {
  /** As people name it: `schoolgate lesson open google-classroom`. */
  readonly id: string;
  readonly title: string;
  /** Its own names, each with everything beneath it. Whoever opens one opens the service. */
  readonly names: readonly string[];
  /** Names that it shares with other services (signing in, fonts): opened with it, and no way to it. */
  readonly needs?: readonly string[];
}

const GOOGLE_PARTS = ['www.gstatic.com', 'fonts.gstatic.com', 'fonts.googleapis.com'];
const GOOGLE = [
  ...GOOGLE_PARTS,
  'ssl.gstatic.com',
  'accounts.google.com',
  'apis.google.com',
  'clients6.google.com',
  'lh3.googleusercontent.com',
];
const GOOGLE_FILES = ['docs.google.com', 'drive.google.com', 'content.googleapis.com'];
const MICROSOFT = ['login.microsoftonline.com', 'login.live.com', 'aadcdn.msauth.net', 'aadcdn.msftauth.net', 'cdn.office.net'];

/** Ordinary services of lessons and leisure, by their publishers' own lists of hosts and what their pages load. */
export const SERVICES: readonly ServiceBundle[] = [
  {
    id: 'youtube',
    title: 'YouTube',
    names: ['youtube.com', 'youtu.be', 'ytimg.com', 'googlevideo.com', 'youtube-nocookie.com', 'youtubei.googleapis.com'],
    needs: [...GOOGLE_PARTS, 'yt3.ggpht.com', 'yt3.googleusercontent.com'],
  },
  { id: 'vimeo', title: 'Vimeo', names: ['vimeo.com', 'vimeocdn.com'] },
  { id: 'instagram', title: 'Instagram', names: ['instagram.com', 'cdninstagram.com'], needs: ['static.xx.fbcdn.net', 'fna.fbcdn.net'] },
  { id: 'facebook', title: 'Facebook', names: ['facebook.com', 'fbcdn.net', 'fbsbx.com'] },
  { id: 'x', title: 'X', names: ['x.com', 'twitter.com', 'twimg.com', 't.co'] },
  { id: 'reddit', title: 'Reddit', names: ['reddit.com', 'redd.it', 'redditmedia.com', 'redditstatic.com'] },
  {
    id: 'tiktok',
    title: 'TikTok',
    names: ['tiktok.com', 'tiktokcdn.com', 'tiktokcdn-us.com', 'tiktokcdn-eu.com', 'tiktokv.com', 'tiktokv.eu', 'ttwstatic.com'],
    needs: ['ibytedtos.com', 'byteoversea.com'],
  },
  { id: 'pinterest', title: 'Pinterest', names: ['pinterest.com', 'pinterest.co.uk', 'pinimg.com'] },
  { id: 'linkedin', title: 'LinkedIn', names: ['linkedin.com', 'licdn.com'] },
  { id: 'discord', title: 'Discord', names: ['discord.com', 'discord.gg', 'discordapp.com', 'discordapp.net'] },
  { id: 'whatsapp', title: 'WhatsApp', names: ['whatsapp.com', 'whatsapp.net'] },
  { id: 'spotify', title: 'Spotify', names: ['spotify.com', 'scdn.co', 'spotifycdn.com'] },
  { id: 'soundcloud', title: 'SoundCloud', names: ['soundcloud.com', 'sndcdn.com'] },
  { id: 'twitch', title: 'Twitch', names: ['twitch.tv', 'ttvnw.net', 'jtvnw.net', 'twitchcdn.net', 'ext-twitch.tv'] },
  { id: 'dropbox', title: 'Dropbox', names: ['dropbox.com', 'dropboxstatic.com', 'dropboxusercontent.com'] },
  { id: 'chatgpt', title: 'ChatGPT', names: ['chatgpt.com', 'openai.com', 'oaistatic.com', 'oaiusercontent.com'] },
  { id: 'claude', title: 'Claude', names: ['claude.ai', 'claude.com', 'anthropic.com', 'claudeusercontent.com'] },
  { id: 'copilot', title: 'Microsoft Copilot', names: ['copilot.microsoft.com', 'copilot.cloud.microsoft'], needs: MICROSOFT },
  { id: 'gemini', title: 'Gemini', names: ['gemini.google.com'], needs: GOOGLE },
  { id: 'google-classroom', title: 'Google Classroom', names: ['classroom.google.com'], needs: [...GOOGLE, ...GOOGLE_FILES] },
  {
    id: 'microsoft-teams',
    title: 'Microsoft Teams',
    names: ['teams.microsoft.com', 'teams.live.com', 'teams.cloud.microsoft'],
    needs: [...MICROSOFT, 'graph.microsoft.com', 'substrate.office.com', 'trouter.skype.com', 'asm.skype.com'],
  },
  { id: 'kahoot', title: 'Kahoot!', names: ['kahoot.com', 'kahoot.it'] },
  { id: 'quizlet', title: 'Quizlet', names: ['quizlet.com'] },
  {
    id: 'padlet',
    title: 'Padlet',
    names: ['padlet.com', 'padlet.net', 'padlet.org', 'padlet.pics', 'padletcdn.com', 'padletusercontent.com'],
  },
  { id: 'canva', title: 'Canva', names: ['canva.com'] },
  { id: 'bbc-bitesize', title: 'BBC Bitesize', names: ['bbc.co.uk', 'bbci.co.uk', 'bbc.com', 'bbcmedia.co.uk'] },
  { id: 'wikipedia', title: 'Wikipedia', names: ['wikipedia.org', 'wikimedia.org', 'wikidata.org'] },
  {
    id: 'duolingo',
    title: 'Duolingo',
    names: ['duolingo.com'],
    needs: ['d35aaqx5ub95lt.cloudfront.net', 'd1vq87e9lcf771.cloudfront.net'],
  },
  { id: 'scratch', title: 'Scratch', names: ['scratch.mit.edu'] },
];

const SERVICE_OF = new Map(SERVICES.flatMap((service) => service.names.map((name) => [name, service] as const)));

function hostsOf({ names, needs = [] }: ServiceBundle): readonly string[] {
  return [...names, ...needs];
}

/** The hosts of a service by its id or title, in any case; undefined when none is so named. */
export function serviceHosts(name: string): readonly string[] | undefined {
  const wanted = name.trim().toLowerCase();
  const found = SERVICES.find(({ id, title }) => id === wanted || title.toLowerCase() === wanted);
  return found === undefined ? undefined : hostsOf(found);
}

/**
 * The names that opening this host opens, each with everything beneath it: the service's, else the host,
 * with a leading `www.`, `m.` or `mobile.` taken off. No wider, since a parent may be a public suffix.
 */
export function siteHosts(host: Hostname): readonly string[] {
  const service = serviceOf(host);
  if (service !== undefined) return hostsOf(service);
  const bare = host.replace(/^(?:www|m|mobile)\./, '');
  return [bare === host || hostnameAsAddress(host) !== undefined || mayBePublicSuffix(bare) ? host : bare];
}

/** The service that a host is one of the own names of. */
export function serviceOf(host: Hostname): ServiceBundle | undefined {
  for (const name of nameAndParents(host)) {
    const service = SERVICE_OF.get(name);
    if (service !== undefined) return service;
  }
  return undefined;
}

/** `gov.uk` or `co.jp` may be one; `bbc.uk` is not, and staying narrow there costs nothing. */
function mayBePublicSuffix(name: string): boolean {
  const labels = name.split('.');
  return labels.length < 2 || (labels.length === 2 && (labels[1]?.length ?? 0) === 2);
}
