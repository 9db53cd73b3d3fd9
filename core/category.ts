/** Contract: "Categories, themes, severities". Ids are stable; rationale for each in docs/categories.md. */

export const THEMES = [
  'terrorism-extremism',
  'child-sexual-abuse',
  'child-on-child-abuse',
  'grooming-exploitation',
  'self-harm-suicide',
  'eating-disorders',
  'violence-weapons',
  'bullying-hate',
  'sexual-content',
  'drugs-alcohol',
  'gambling',
  'domestic-abuse',
  'disclosure',
  'circumvention',
  'malware',
] as const;
export type Theme = (typeof THEMES)[number];

/** The category's or term's own severity, before history: danger (now), warning (same school day), advisory (digest). */
export type Signal = 'none' | 'advisory' | 'warning' | 'danger';

/** KCSIE's four areas of online risk (row K01). */
export type RiskArea = 'content' | 'contact' | 'conduct' | 'commerce';

export interface CategoryInfo {
  readonly title: string;
  readonly signal: Signal;
  readonly theme: Theme | null;
  readonly riskArea: RiskArea;
  /** sealed: statutory, no exemption for anyone; locked: only a research exception passes. */
  readonly tier: 'sealed' | 'locked' | 'ordinary';
}

function ordinary(title: string, riskArea: RiskArea = 'content'): CategoryInfo {
  return { title, signal: 'none', theme: null, riskArea, tier: 'ordinary' };
}

function signalled(
  title: string,
  signal: Signal,
  theme: Theme | null,
  riskArea: RiskArea = 'content',
  tier: CategoryInfo['tier'] = 'ordinary',
): CategoryInfo {
  return { title, signal, theme, riskArea, tier };
}

/** Order is significant: an id's position is its bit in a category set. */
export const CATEGORIES = {
  'child-sexual-abuse': signalled('Child sexual abuse', 'danger', 'child-sexual-abuse', 'content', 'sealed'),
  'unlawful-terrorist-content': signalled('Unlawful terrorist content', 'danger', 'terrorism-extremism', 'content', 'sealed'),
  terrorism: signalled('Terrorism', 'danger', 'terrorism-extremism', 'content', 'locked'),
  extremism: signalled('Extremism', 'danger', 'terrorism-extremism', 'content', 'locked'),
  suicide: signalled('Suicide', 'danger', 'self-harm-suicide'),
  'self-harm': signalled('Self-harm', 'danger', 'self-harm-suicide'),
  'sexual-exploitation': signalled('Sexual exploitation', 'danger', 'grooming-exploitation', 'contact'),
  'extreme-pornography': signalled('Extreme pornography', 'danger', 'sexual-content'),
  hate: signalled('Hate speech', 'warning', 'bullying-hate'),
  'misogyny-incel': signalled('Misogyny and incel culture', 'warning', 'bullying-hate'),
  'eating-disorders': signalled('Eating disorders', 'warning', 'eating-disorders'),
  violence: signalled('Violence', 'warning', 'violence-weapons'),
  weapons: signalled('Weapons', 'warning', 'violence-weapons'),
  drugs: signalled('Drugs', 'warning', 'drugs-alcohol'),
  'intimate-image-abuse': signalled('Intimate image abuse', 'warning', 'child-on-child-abuse', 'conduct'),
  nudify: signalled('Nudify apps', 'warning', 'child-on-child-abuse', 'conduct'),
  stalkerware: signalled('Stalkerware', 'warning', 'domestic-abuse', 'contact'),
  'people-smuggling': signalled('People smuggling', 'warning', 'grooming-exploitation', 'contact'),
  fraud: signalled('Fraud and scams', 'warning', 'grooming-exploitation', 'commerce'),
  bullying: signalled('Bullying', 'warning', 'bullying-hate', 'conduct'),
  pornography: signalled('Pornography', 'advisory', 'sexual-content'),
  gambling: signalled('Gambling', 'advisory', 'gambling', 'commerce'),
  'vpn-proxy': signalled('VPNs and web proxies', 'advisory', 'circumvention', 'conduct'),
  'dns-over-https': signalled('Encrypted DNS', 'advisory', 'circumvention', 'conduct'),
  'remote-access': signalled('Remote access', 'advisory', 'circumvention', 'conduct'),
  hacking: signalled('Hacking', 'advisory', 'circumvention', 'conduct'),
  dating: signalled('Dating', 'advisory', 'sexual-content', 'contact'),
  'alcohol-tobacco': signalled('Alcohol, tobacco and vaping', 'advisory', 'drugs-alcohol'),
  cults: signalled('Cults', 'advisory', 'grooming-exploitation', 'contact'),
  misinformation: signalled('Misinformation and conspiracy theories', 'advisory', 'grooming-exploitation'),
  discrimination: signalled('Discrimination', 'advisory', 'bullying-hate'),
  malware: { ...ordinary('Malware', 'commerce'), theme: 'malware' },
  phishing: { ...ordinary('Phishing', 'commerce'), theme: 'malware' },
  piracy: ordinary('Piracy', 'conduct'),
  'peer-to-peer': ordinary('Peer to peer', 'conduct'),
  'file-sharing': ordinary('File sharing'),
  'personal-cloud': ordinary('Personal cloud storage'),
  'social-media': ordinary('Social media', 'contact'),
  chat: ordinary('Chat', 'contact'),
  forums: ordinary('Forums', 'contact'),
  webmail: ordinary('Webmail', 'contact'),
  video: ordinary('Video'),
  audio: ordinary('Music and audio'),
  games: ordinary('Games'),
  'ai-tools': ordinary('AI tools'),
  translation: ordinary('Translation'),
  search: ordinary('Search engines'),
  shopping: ordinary('Shopping', 'commerce'),
  news: ordinary('News'),
  politics: ordinary('Politics'),
  religion: ordinary('Religion'),
  finance: ordinary('Finance', 'commerce'),
  crypto: ordinary('Cryptocurrency', 'commerce'),
  advertising: ordinary('Advertising', 'commerce'),
  'url-shortener': ordinary('URL shorteners'),
  'dynamic-dns': ordinary('Dynamic DNS'),
  downloads: ordinary('Software downloads'),
  jobs: ordinary('Jobs'),
  sports: ordinary('Sports'),
  celebrity: ordinary('Celebrity'),
  nudity: ordinary('Nudity'),
  'essay-mills': ordinary('Essay mills', 'conduct'),
  'relationships-sex-health': ordinary('Relationships and sex education, health'),
  education: ordinary('Education'),
  assistive: ordinary('Assistive technology'),
  support: ordinary('Support and helplines'),
  uncategorised: ordinary('Uncategorised'),
} as const satisfies Record<string, CategoryInfo>;

export type CategoryId = keyof typeof CATEGORIES;
export const CATEGORY_IDS = Object.keys(CATEGORIES) as CategoryId[];

export function isCategoryId(value: string): value is CategoryId {
  return Object.hasOwn(CATEGORIES, value);
}

export function categoryInfo(id: CategoryId): CategoryInfo {
  return CATEGORIES[id];
}

const SIGNAL_RANK: Record<Signal, number> = { none: 0, advisory: 1, warning: 2, danger: 3 };

/** The more serious of two signals. */
export function strongerSignal(a: Signal, b: Signal): Signal {
  return SIGNAL_RANK[a] >= SIGNAL_RANK[b] ? a : b;
}

/** How a host or URL came to be in a category: the evidence of a decision. */
export interface CategoryMatch {
  readonly category: CategoryId;
  /** Source id of the list (`ut1`, `seed`, `canary`, …). */
  readonly list: string;
  /** The entry as listed (`example.com`, `example.com/path`, `10.0.0.0/8`, an expression), or `sealed:<list>:<keyed hash>`. */
  readonly entry: string;
  readonly kind: 'exact' | 'suffix' | 'url' | 'expression' | 'address' | 'sealed';
}
