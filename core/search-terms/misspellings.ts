/**
 * Spellings that pupils use, put right word by word before terms are looked for. Only those that are no words of their own in
 * any language of the lists: what is put right here is put right everywhere.
 */

/** The right word, and its usual wrong ones that are further off than one letter, or too short to vary by rule. */
const WRITTEN: Readonly<Record<string, string>> = {
  cocaine: 'cocain kokaine cocane',
  suicide: 'suicid suiside suiceide sewerslide sueside suacide suicice suicied',
  yourself: 'urself yrself yaself urselves yourslef',
  myself: 'myslef meself mysef mysel mself',
  kill: 'kil kll klil',
  'want to': 'wanna wana wnna wantto',
  want: 'wnat wan wnt waant',
  'going to': 'gonna gona gunna',
  'how to': 'howto hoe2 how2',
  to: '2 too',
  you: 'u',
  your: 'ur',
  are: 'r',
  for: '4',
  someone: 'some1 sum1 sumone somone someon',
  people: 'ppl peple',
  girl: 'gurl',
  girls: 'gurls gals grils',
  girlfriend: 'gf girlfreind girfriend',
  boyfriend: 'bf boyfreind',
  where: 'whre wher',
  mum: 'mom mam',
  mate: 'm8',
  hate: 'h8',
  weed: 'wead wede weeed',
  ketamine: 'ketamin ketimine kettamine',
  cannabis: 'cannibis kannabis canabis cannibus canibis',
  xanax: 'xanex zanax xannax',
  vape: 'vap vaype',
  vapes: 'vaps vapess',
  vpn: 'vpnn vnp pvn vpm',
  porn: 'prno pron porm porrn',
  pornhub: 'phub prnhub',
  nudes: 'nudz nuds noods newds',
  naked: 'nakid nekked nakked',
  sex: 'seggs sexx secks',
  anorexic: 'anorexick annorexic anerexic aneroxic',
  anorexia: 'annorexia anerexia aneroxia',
  bulimic: 'bulimick bullimic',
  bulimia: 'bullimia bulemia',
  thinspo: 'thinspoo',
  racist: 'raceist rasist',
  incel: 'insel inceil',
  bomb: 'bom bomn bommb',
  machete: 'machette mashete',
  knife: 'nife knif knfie',
  gambling: 'gambeling gamblin',
  casino: 'cassino casion kasino',
  essay: 'essey esay essy',
  hack: 'hakc hakk',
  hacking: 'haking hackin',
  snapchat: 'snapchap',
  instagram: 'insta',
  bypass: 'bipass bypas baipass',
  tips: 'tipz',
  videos: 'vids vidz vidoes',
  was: 'wuz woz',
  feel: 'feal',
  proxy: 'prxy prxoy procsy',
  browser: 'brower browzer',
  blocked: 'bloked',
  hits: 'hitz',
  scared: 'skared',
  touches: 'tuches',
  marriage: 'marrige mariage',
  humanizer: 'humaniser humanizr',
  filter: 'filtr',
  mushrooms: 'mushroms shrooms',
  scam: 'scamm',
  from: 'frm',
  undress: 'undres',
  chatgpt: 'chatgbt chatgtp',
  bully: 'bulley',
  sugar: 'sugr suger',
  hitler: 'hitlr',
  jailbreak: 'jailbrake',
  games: 'gamez',
  unblocked: 'unblckd unblokt unblokd',
  spy: 'spi',
};

/** Words whose every spelling with one letter left out, doubled, or two exchanged, and one vowel for another, is taken for them. */
export const KEY_WORDS: readonly string[] = (
  'suicide suicidal suicides overdose hanging paracetamol ibuprofen anorexia anorexic bulimia bulimic laxative laxatives thinspo ' +
  'terrorist terrorism extremist jihadi recruitment manifesto replacement genocide explosive explosives beheading militia ' +
  'shooter shooting machete butterfly zombie weapon weapons stabbing execution ' +
  'cannabis cocaine ketamine marijuana mushrooms codeine xanax nitrous dealer cigarettes cigarette alcohol vodka ' +
  'pornhub pornography naked xvideos hentai blowjob masturbate onlyfans nudify undress undressing deepfake deepfakes snapchat ' +
  'instagram sextortion blackmail blackmailing racist racism faggot retard muslims bullying bullied ' +
  'gambling casino roulette blackjack betting bet365 unblocked unblock bypass proxy securly smoothwall chromebook keylogger ' +
  'phishing password undetectable coursework turnitin jailbreak uncensored unfiltered unrestricted girlfriend boyfriend ' +
  'childline samaritans marriage forced running abused sexually raped violent stepdad stepfather strangled ' +
  'yourself someone somebody without internet location secretly messages whatsapp detector teacher parents classmates'
).split(' ');

/** Of those made by rule, the ones that are words (also names, and words of the other languages). */
export const NOT_MISSPELT: ReadonlySet<string> = new Set(
  (
    'overdoes parent weapon abase abased volent violet violets volant roped reaped dialer deaer leader teachers batting bitting butting ' +
    'massages massage message force abuse manifest patents prosy bulling running ruining location locution bedding marring carriage ' +
    'director stabling hinging racer teach casin casing racial retards hacker terrorise cannabises password passwords sheeter rape rapid ' +
    'raced taped hooting shouting shooing shooting shouter sheeting bleaching beheadings stubbing stabling staging mulitia'
  ).split(' '),
);

/** Wrong words by the right one. */
export const WRITTEN_MISSPELLINGS: ReadonlyMap<string, string> = new Map(
  Object.entries(WRITTEN).flatMap(([right, wrong]) => wrong.split(' ').map((word) => [word, right] as const)),
);
