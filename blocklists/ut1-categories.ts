import type { CategoryId } from '../core/category.ts';

/**
 * The folders of the UT1 collection (Université Toulouse Capitole) and our category for each; null: known, and not
 * loaded, for the reason given. A folder that is not here is reported, so that a new one is noticed.
 * UT1's `usage` files (black, white) describe; they never make an allow rule.
 */
export const UT1_CATEGORIES: Readonly<Record<string, CategoryId | null>> = {
  adult: 'pornography',
  agressif: 'hate',
  ai: 'ai-tools',
  arjel: null, // gambling sites licensed in France: a subset by French law
  associations_religieuses: 'religion',
  astrology: null, // no category
  'audio-video': 'video',
  bank: 'finance',
  bitcoin: 'crypto',
  blog: null, // whole hosting platforms: no category
  celebrity: 'celebrity',
  chat: 'chat',
  child: 'education',
  cleaning: null, // virus scanners and updates: no category
  cooking: null, // no category
  cryptojacking: 'malware',
  dangerous_material: 'weapons',
  dating: 'dating',
  ddos: 'hacking',
  dialer: 'malware',
  doh: 'dns-over-https',
  download: 'downloads',
  drogue: 'drugs',
  'dynamic-dns': 'dynamic-dns',
  educational_games: 'education',
  examen_pix: null, // an allow list for one French examination
  exceptions_liste_bu: null, // an allow list of one library
  fakenews: 'misinformation',
  filehosting: 'file-sharing',
  financial: 'finance',
  forums: 'forums',
  gambling: 'gambling',
  games: 'games',
  hacking: 'hacking',
  jobsearch: 'jobs',
  lingerie: 'nudity',
  liste_blanche: null, // an allow list
  liste_bu: null, // an allow list of one library
  malware: 'malware',
  manga: null, // no category
  marketingware: 'advertising',
  mixed_adult: 'nudity',
  'mobile-phone': null, // no category
  phishing: 'phishing',
  press: 'news',
  publicite: 'advertising',
  radio: 'audio',
  reaffected: null, // domains that changed hands: no category
  redirector: 'vpn-proxy',
  'remote-control': 'remote-access',
  'residential-proxies': 'vpn-proxy',
  sect: 'cults',
  sexual_education: 'relationships-sex-health',
  shopping: 'shopping',
  shortener: 'url-shortener',
  social_networks: 'social-media',
  special: null, // a work in progress of its publisher
  sports: 'sports',
  stalkerware: 'stalkerware',
  strict_redirector: 'vpn-proxy',
  strong_redirector: 'vpn-proxy',
  translation: 'translation',
  tricheur: null, // cheating at one French examination
  tricheur_pix: null, // the same
  update: null, // software updates: no category
  vpn: 'vpn-proxy',
  warez: 'piracy',
  webhosting: null, // whole hosting platforms: no category
  webmail: 'webmail',
};

/**
 * Second names for a folder. In the archive they are symbolic links, in a checkout one-line files, and some mirrors
 * carry whole copies: whichever it is, the entries are loaded once, under the original's name.
 */
export const UT1_COPIES: Readonly<Record<string, string>> = {
  ads: 'publicite',
  aggressive: 'agressif',
  drugs: 'drogue',
  mail: 'forums',
  porn: 'adult',
  proxy: 'redirector',
  violence: 'agressif',
};
