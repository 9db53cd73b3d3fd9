import type { CategoryId } from '../core/category.ts';

/**
 * The made-up web of the demo. Every name is reserved (RFC 2606: `.example` and `.test`), so that none is anybody's; what no pupil
 * should reach stands beneath `.test` alone. These become the demo's block lists.
 */
export const LISTED: Readonly<Partial<Record<CategoryId, readonly string[]>>> = {
  education: [
    'maths-garden.example',
    'letterland-reader.example',
    'beaker-and-flask.example',
    'atlas-of-everywhere.example',
    'verb-house.example',
    'timelines-of-history.example',
    'coding-kettle.example',
    'revision-ladder.example',
    'music-stave.example',
    'exam-past-papers.example',
    'primary-storybox.example',
    'number-bonds.example',
    'world-of-plants.example',
    'poetry-anthology.example',
    'lab-simulations.example',
    'apply-to-university.example',
  ],
  assistive: ['read-to-me.example'],
  support: ['talk-to-someone.example', 'kind-line.example'],
  'relationships-sex-health': ['growing-up-guide.example'],
  search: ['findwise.example'],
  news: ['daily-harbour.example', 'young-news-hour.example'],
  sports: ['match-report.example', 'parkrun-times.example'],
  jobs: ['apprentice-finder.example'],
  translation: ['tongue-twister.example'],
  video: ['reelbox.example'],
  audio: ['tunewell.example'],
  games: ['block-hopper.example', 'pixel-karts.example', 'unblocked-arcade.example'],
  'social-media': ['chirpline.example', 'snaptoday.example'],
  chat: ['pebble-chat.example'],
  forums: ['ask-around.example'],
  shopping: ['trainer-drop.example', 'basket-street.example'],
  'ai-tools': ['quillo.example', 'lumen-tutor.example', 'sketchwise.example', 'promptly-pen.example'],
  webmail: ['post-cabin.example'],
  'personal-cloud': ['cloud-attic.example'],
  'file-sharing': ['send-a-big-file.example'],
  crypto: ['coin-weather.example'],
  downloads: ['free-installers.example'],
  advertising: ['adspring.example', 'pixel-count.example', 'bannerworks.example'],
  celebrity: ['star-watch.example'],
  gambling: ['lucky-seven.test', 'odds-tonight.test'],
  'vpn-proxy': ['tunnel-mole.test', 'hide-my-route.test'],
  'dns-over-https': ['quiet-resolver.test'],
  'remote-access': ['reach-my-desk.test'],
  hacking: ['wifi-cracker.test'],
  pornography: ['adult-site.test'],
  dating: ['meet-tonight.test'],
  weapons: ['blade-shop.test'],
  violence: ['fight-clips.test'],
  drugs: ['party-pills.test'],
  'alcohol-tobacco': ['cloud-vapes.test'],
  'self-harm': ['self-harm-page.test'],
  suicide: ['suicide-page.test'],
  'eating-disorders': ['thin-page.test'],
  hate: ['hate-board.test'],
  'misogyny-incel': ['angry-men.test'],
  extremism: ['extremist-page.test'],
  nudify: ['nudify-page.test'],
  'essay-mills': ['essay-done-for-you.test'],
  piracy: ['free-films-now.test'],
  misinformation: ['secret-truths.test'],
  malware: ['free-codes-download.test'],
  phishing: ['parcel-refund.test'],
};

/** Sites that no list knows. */
export const UNLISTED = ['village-hall-bookings.example', 'grandads-allotment.example', 'model-bridges.example', 'quiz-by-mr-l.example'];

/** Where every search of the demo is made; the policy names it as a search engine. */
export const SEARCH_HOST = 'findwise.example';

export function searchUrl(words: string): string {
  return `https://${SEARCH_HOST}/search?q=${encodeURIComponent(words).replaceAll('%20', '+')}`;
}

/** What people of a group open in a usual lesson or break, the most usual first. */
export interface Habits {
  readonly sites: readonly [string, ...string[]];
  readonly searches: readonly [string, ...string[]];
}

export const HABITS: Readonly<Record<'infants' | 'juniors' | 'seniors' | 'sixth-form' | 'staff', Habits>> = {
  infants: {
    sites: ['primary-storybox.example', 'number-bonds.example', 'letterland-reader.example', 'world-of-plants.example'],
    searches: ['pictures of hedgehogs', 'how big is a blue whale'],
  },
  juniors: {
    sites: [
      'number-bonds.example',
      'primary-storybox.example',
      'maths-garden.example',
      'timelines-of-history.example',
      'coding-kettle.example',
      'young-news-hour.example',
      'block-hopper.example',
    ],
    searches: [
      'roman roads in britain',
      'how do volcanoes erupt',
      'fractions of amounts year 5',
      'what do badgers eat',
      'viking longship facts',
    ],
  },
  seniors: {
    sites: [
      'revision-ladder.example',
      'maths-garden.example',
      'beaker-and-flask.example',
      'verb-house.example',
      'coding-kettle.example',
      'atlas-of-everywhere.example',
      'timelines-of-history.example',
      'poetry-anthology.example',
      'music-stave.example',
      'lab-simulations.example',
      'daily-harbour.example',
      'model-bridges.example',
      'reelbox.example',
      'block-hopper.example',
      'chirpline.example',
      'quillo.example',
    ],
    searches: [
      'macbeth act 2 scene 2 summary',
      'photosynthesis equation gcse',
      'how to balance equations chemistry',
      'causes of the first world war',
      'simultaneous equations practice',
      'spanish past tense endings',
      'tectonic plates diagram',
      'an inspector calls quotes',
      'python while loop example',
      'ohms law questions',
      'tudor timeline',
      'bus times town centre',
    ],
  },
  'sixth-form': {
    sites: [
      'exam-past-papers.example',
      'apply-to-university.example',
      'revision-ladder.example',
      'lab-simulations.example',
      'daily-harbour.example',
      'apprentice-finder.example',
      'tunewell.example',
      'reelbox.example',
      'ask-around.example',
      'quillo.example',
      'cloud-attic.example',
      'match-report.example',
    ],
    searches: [
      'personal statement opening lines',
      'integration by parts practice',
      'oligopoly kinked demand curve',
      'dopamine hypothesis evaluation',
      'degree apprenticeships engineering 2027',
      'enzyme inhibition a level',
      'cold war historiography',
      'student finance deadline',
    ],
  },
  staff: {
    sites: [
      'exam-past-papers.example',
      'revision-ladder.example',
      'maths-garden.example',
      'daily-harbour.example',
      'post-cabin.example',
      'reelbox.example',
      'lumen-tutor.example',
      'basket-street.example',
      'village-hall-bookings.example',
    ],
    searches: [
      'year 9 assembly ideas',
      'seating plan template',
      'train times saturday',
      'phonics screening dates',
      'risk assessment museum trip',
    ],
  },
};

/** What nearly every page loads by itself. */
export const PAGE_PARTS: readonly [string, ...string[]] = ['adspring.example', 'pixel-count.example', 'bannerworks.example'];

/** What is tried now and then and means little by itself: the noise among which a lead has to find what matters. */
export const STRAYS: Readonly<Record<'juniors' | 'seniors' | 'sixth-form' | 'staff', readonly [string, ...string[]]>> = {
  juniors: ['pixel-karts.example', 'unblocked-arcade.example'],
  seniors: [
    'pixel-karts.example',
    'unblocked-arcade.example',
    'snaptoday.example',
    'pebble-chat.example',
    'trainer-drop.example',
    'free-films-now.test',
    'cloud-vapes.test',
    'tunnel-mole.test',
    'odds-tonight.test',
    'secret-truths.test',
  ],
  'sixth-form': [
    'snaptoday.example',
    'odds-tonight.test',
    'cloud-vapes.test',
    'meet-tonight.test',
    'coin-weather.example',
    'free-installers.example',
  ],
  staff: ['cloud-attic.example', 'free-installers.example', 'meet-tonight.test'],
};
