import type { CategoryId, Signal } from './category.ts';

/**
 * The shipped search terms: a small, written list for each theme of harm, to which schools add their own.
 * How terms are compared (case, accents, leetspeak, letters drawn out or set apart) is the categoriser's business, so
 * they are written plainly here; misspellings that are words of their own are listed. Held to test/vectors/search-terms.txt.
 */
export interface SearchTermList {
  readonly id: string;
  readonly category: CategoryId;
  /** Words and phrases; `word*` matches any ending. */
  readonly terms?: readonly string[];
  /** Raise the signal but are never refused: looking for help, or the curriculum. */
  readonly open?: readonly string[];
  /** Not about this at all: a term inside such a phrase does not count. */
  readonly except?: readonly string[];
  /** The terms' own signal; default the category's. */
  readonly signal?: Signal;
}

/** One phrase per part: `a | b | c`. */
const phrases = (text: string): string[] => text.split('|').map((phrase) => phrase.trim());

const SUICIDE: readonly SearchTermList[] = [
  {
    id: 'suicide-intent',
    category: 'suicide',
    terms: [
      ...phrases('kill myself | killing myself | how to kill yourself | kill yourself | kys | end my life | ending my life'),
      ...phrases('i want to die | want to die | wanna die | how to die | ways to die | painless way to die | painless death'),
      ...phrases('commit suicide | committing suicide | suicide method* | suicide note* | painless suicide | suicide pact'),
      ...phrases('hang myself | how to hang yourself | overdose on | how many pills to die | how many paracetamol to die'),
      ...phrases('slit my wrists | better off dead | unalive myself | unaliving myself | want to kms | wanna kms | gonna kms'),
      ...phrases('going to kms | might kms | jak sie zabic | chce sie zabic | zabic sie | chce umrzec | popelnic samobojstwo'),
      ...phrases('كيف انتحر | اريد ان اموت | اريد ان انتحر | كيف اقتل نفسي | اقتل نفسي'),
      ...phrases('خودکشی کا طریقہ | خودکشی کیسے کریں | میں مرنا چاہتا ہوں | میں مرنا چاہتی ہوں'),
    ],
    except: phrases('dumb ways to die | million ways to die | how to die cut'),
  },
  {
    id: 'suicide-mention',
    category: 'suicide',
    signal: 'warning',
    terms: [
      ...phrases('suicide* | suicidal* | sucide | suicde | suiside | suicid | sewer slide | sewerslide | unalive'),
      ...phrases('samobojstw* | samobojcz* | انتحار | الانتحار | خودکشی | خود کشی | khudkushi'),
    ],
    open: [
      ...phrases('suicide prevention | suicide helpline* | suicide hotline* | suicide help | suicide support | suicide awareness'),
      ...phrases('help with suicidal thoughts | suicidal thoughts help | feeling suicidal | suicide statistics | assisted suicide'),
      ...phrases('suicide bereavement | preventing suicide | friend is suicidal | zapobieganie samobojstwom | kms'),
    ],
    except: [
      ...phrases('suicide squad | suicide silence | virgin suicides | suicide burn | suicide bomb* | suicide vest'),
      ...phrases('kms to miles | miles to kms | kms in miles | kms per hour | how many kms | kms from | kms away | kms long'),
    ],
  },
];

const SELF_HARM: SearchTermList = {
  id: 'self-harm',
  category: 'self-harm',
  terms: [
    ...phrases('self harm* | selfharm* | self injury | self injure | cut myself | cutting myself | how to cut yourself | cut my wrists'),
    ...phrases('cutting my wrists | hurt myself | hurting myself | how to burn myself | hide my cuts | hide my scars | shtwt'),
    ...phrases('samookalecz* | ciac sie | jak sie ciac | tne sie | ايذاء النفس | اذية النفس | اجرح نفسي | خود کو نقصان پہنچانا'),
  ],
  open: [
    ...phrases('self harm help | self harm helpline | self harm support | self harm awareness | stop self harm* | help with self harm*'),
    ...phrases('stop cutting myself | stop hurting myself | recover from self harm'),
  ],
  except: phrases('cut myself shaving | cut myself some slack | hurt myself at the gym | hurt myself running'),
};

const EATING_DISORDERS: SearchTermList = {
  id: 'eating-disorders',
  category: 'eating-disorders',
  terms: [
    ...phrases('pro ana | proana | pro mia | promia | thinspo* | thinspiration | meanspo | bonespo | edtwt | ana tips | ana diet'),
    ...phrases('how to be anorexic | how to become anorexic | how to get anorexia | how to become bulimic | starve myself'),
    ...phrases('starving myself | how to purge | how to make myself sick | make myself throw up | throw up after eating'),
    ...phrases('hide not eating | how to stop eating'),
  ],
  except: phrases('how to stop eating sugar | how to stop eating meat | how to stop eating sweets | how to stop eating junk food'),
};

const VIOLENCE: readonly SearchTermList[] = [
  {
    id: 'violence',
    category: 'violence',
    terms: [
      ...phrases('how to kill someone | how to kill somebody | how to kill a person | how to murder someone | how to poison someone'),
      ...phrases('how to stab someone | how to stab | how to hurt someone | kill my teacher | kill my parents | kill everyone at school'),
      ...phrases('shoot up my school | shoot up the school | plan a school shooting | gore video* | watch people die | real gore'),
    ],
    except: phrases('how to kill someone with kindness'),
  },
  {
    id: 'weapons',
    category: 'weapons',
    terms: [
      ...phrases('buy a gun | buy guns | buy a pistol | buy ammo | ghost gun* | 3d printed gun* | how to make a gun | how to get a gun'),
      ...phrases('zombie knife | zombie knives | butterfly knife | flick knife | buy a machete | buy machete | knuckle duster*'),
      ...phrases('how to make a weapon | kupic bron | kupic pistolet'),
    ],
  },
  {
    id: 'terrorism',
    category: 'terrorism',
    terms: [
      ...phrases('how to make a bomb | how to build a bomb | bomb making | make a pipe bomb | make explosives | nail bomb'),
      ...phrases('join a terrorist group | join terrorists | become a terrorist | terrorist training manual | beheading video*'),
      ...phrases('jak zrobic bombe | كيف اصنع قنبلة | صنع قنبلة | بم بنانے کا طریقہ'),
    ],
    except: phrases('bath bomb making'),
  },
  {
    id: 'extremism',
    category: 'extremism',
    terms: phrases('join an extremist group | extremist recruitment | extremist propaganda video*'),
  },
];

const DRUGS: readonly SearchTermList[] = [
  {
    id: 'drugs',
    category: 'drugs',
    terms: [
      ...phrases('buy weed | buy cannabis | buy cocaine | buy coke online | buy ket | buy ketamine | buy mdma | buy xanax | buy lsd'),
      ...phrases('buy drugs | weed dealer | drug dealer near me | weed near me | order weed | grow weed | how to grow cannabis'),
      ...phrases('how to roll a joint | how to snort | how to get high | how to make meth | how to cook meth | legal highs | lean recipe'),
      ...phrases('kupic narkotyki | kupic trawke | kupic marihuane | شراء مخدرات | شراء حشيش | منشیات خریدنا'),
    ],
    except: phrases('how to get high marks | how to get high grades | how to get high score*'),
  },
  {
    id: 'alcohol-tobacco',
    category: 'alcohol-tobacco',
    terms: phrases('buy vape* | buy a vape | cheap vapes | buy cigarettes | buy snus | buy alcohol underage | fake id | buy fake id'),
  },
];

const SEXUAL_CONTENT: readonly SearchTermList[] = [
  {
    id: 'pornography',
    category: 'pornography',
    terms: [
      ...phrases('porn | porno | porns | pornhub | p0rn | pron video* | xxx | xxx video* | sex video* | sex tape | nude pics | nudes'),
      ...phrases('naked girls | naked women | naked men | naked pics | hentai | rule 34 | milf | onlyfans leak* | boobs | tits | blowjob'),
      ...phrases('filmy porno | darmowe porno | سكس | افلام اباحية | فحش فلمیں'),
    ],
    open: [
      ...phrases(
        'porn addiction | effects of porn | dangers of porn | harms of porn | revenge porn | report revenge porn | deepfake porn law',
      ),
      ...phrases('report nudes | remove my nudes | someone has my nudes | leaked my nudes | asked me for nudes | pressured to send nudes'),
    ],
    except: phrases('blue tits | great tits | coal tits | tits bird | xxx commonwealth games | life drawing nudes | nudes in art'),
  },
  {
    id: 'nudify',
    category: 'nudify',
    terms: phrases(
      'nudify | undress app | undress ai | ai undress | deepnude | clothes remover | remove clothes from photo* | make someone naked',
    ),
  },
  {
    id: 'intimate-image-abuse',
    category: 'intimate-image-abuse',
    open: [
      ...phrases('someone has my nudes | leaked my nudes | posted my nudes | asked me for nudes | pressured to send nudes | revenge porn'),
      ...phrases('sextortion | blackmailed with nudes | threatening to share my nudes | sent a nude and'),
    ],
  },
  {
    id: 'sexual-exploitation',
    category: 'sexual-exploitation',
    terms: phrases('sell my nudes | sell nudes | sell feet pics | how to find a sugar daddy | sugar daddy app'),
    open: phrases('being groomed | am i being groomed | older man messaging me | meet someone from online in secret'),
  },
];

const CIRCUMVENTION: readonly SearchTermList[] = [
  {
    id: 'circumvention',
    category: 'vpn-proxy',
    terms: [
      ...phrases('free vpn | vpn for school | vpn download | vpn extension | unblock sites | unblock websites | unblocked sites'),
      ...phrases('unblocked games | unblocked proxy | proxy site* | web proxy | free proxy | proxy unblocker | tor browser | psiphon'),
      ...phrases('bypass school filter | bypass school wifi | bypass web filter | get past school filter | get around school filter'),
      ...phrases('get round the school filter | get past the school filter | get around the school filter'),
    ],
  },
  {
    id: 'hacking',
    category: 'hacking',
    terms: [
      ...phrases('how to hack someone* | how to hack instagram | how to hack snapchat | how to hack wifi | how to hack my school'),
      ...phrases('hack my school | ip booter | ip stresser | free booter | how to ddos | ddos my school | download keylogger'),
    ],
  },
];

const OTHERS: readonly SearchTermList[] = [
  {
    id: 'gambling',
    category: 'gambling',
    terms: phrases(
      'online casino* | casino bonus* | bet online | free spins | online roulette | online slots | skin gambling | csgo gambling',
    ),
  },
  {
    id: 'essay-mills',
    category: 'essay-mills',
    terms: phrases(
      'write my essay for me | pay someone to write my essay | buy an essay | buy essay* | essay writing service* | buy coursework',
    ),
  },
];

export const DEFAULT_SEARCH_TERMS: readonly SearchTermList[] = [
  ...SUICIDE,
  SELF_HARM,
  EATING_DISORDERS,
  ...VIOLENCE,
  ...DRUGS,
  ...SEXUAL_CONTENT,
  ...CIRCUMVENTION,
  ...OTHERS,
];
