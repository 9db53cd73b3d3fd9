import { FICTION, HOW, LESSON_WORDS, LESSONS, LITERATURE } from './groups.ts';
import { near, phrases, type SearchTermList } from './list.ts';

/** Wanting to die, and ways to: counts whatever else the search says. */
const INTENT: SearchTermList = {
  id: 'suicide-intent',
  category: 'suicide',
  terms: phrases(
    `kill myself | kill my self | killing myself | kill yourself | kill your self | killing yourself | kys | end my life | ending my life |
     end my own life | take my own life | taking my own life | want to die | wants to die | want to just die | wanting to die | i should die | you should die | me should die |
     should just die | rather die | rather be dead | wish i was dead | wish i were dead | hope i die | let me die | better off dead |
     better off without me | how to die | ways to die | way to die | painless death | painless way out | dont want to live | do not want to live |
     dont want to be alive | dont want to be here | dont want to exist | dont want to wake up | never wake up again | no reason to live |
     nothing to live for | tired of living | cant go on living | ending it all | end it all | feel like dying | feel like ending it | hang myself |
     hanging myself | hang yourself | hanging yourself | want to stop living | how to stop living | how to not exist | how to stop existing | want to stop existing | could stop existing | just stop existing | stop being alive | miss me when im gone | miss me when i am gone | nobody will miss me | no one will miss me | nobody would miss me | no one would miss me | better without me here | dont deserve to live | i deserve to die | you deserve to die | all deserve to die | how many pills to die | slit my wrists | slit your wrists | unalive myself |
     unaliving myself | want to kms | going to kms | im kms | might kms | should kms | about to kms | imma kms | kms tonight |
     overdose on | overdosing on | my suicide | care if i died | miss me if i died | notice if i died | if i died would | want it all to be over | want it to be over |
     painful way to end it | painless way to end it | easiest way to end it | quickest way to end it | way to end it all | want to disappear forever | could disappear forever | just disappear forever | myself disappear forever | me disappear forever | off myself | off yourself | not worth living | isnt worth living | hate living | hate being alive | cant do this anymore |
     want to be dead | dont want to live anymore | ready to die | die in my sleep | die tonight | wish i wasnt alive | wish i was never born`,
  ),
  together: [
    near('which | what | how many & pills | tablets | medicine | poison & kill you | kill me | kills you'),
    near(
      'drown* | hanging | overdos* | bleeding | jumping | suffocat* & painful | painless | hurt | peaceful & death | die | way to go | way to do it | way out',
    ),
    near('best | highest | tallest | near me | where & bridge | building | cliff | car park & to jump | jump off'),
    near('kill* | hang* | drown* | poison* | suffocat* | strangle* | unalive* & myself | my self | yourself | your self | urself'),
    near(
      'how many | how much & tablets | pills | paracetamol | ibuprofen | codeine | sleeping tablets & overdose | od | die | kill you | kill me | fatal',
    ),
    near(
      'can you die | will i die | could you die | die from | enough to die & bleach | paracetamol | ibuprofen | tablets | pills | hanging | painkillers',
    ),
    near(
      'die | death | kill me | how high | where to & jump off | jumping off | jump in front & bridge | building | cliff | roof | train | car park',
    ),
    near(`${HOW} | tie | tying & noose`),
    near(
      'how long | how easy | does it hurt | is it painful | is it easy | painless & to die from | to drown | to hang | hanging | hang yourself | bleed to death | bleed out | blood loss | die by',
    ),
    near('how many | how much & paracetamol | ibuprofen | pills | tablets | sleeping pills & fatal | lethal | kill | dead | overdose'),
    near(
      'goodbye letter* | goodbye note* | goodbye message* & die | dying | dead | kill* | suicid* | to my family | to my parents | to my mum | to my dad | when im gone | forever | end it',
    ),
  ],
  except: phrases(
    `dumb ways to die | million ways to die | how to die cut | die cast* | how to die cast* | drown your own sorrows | want to die hard | how to die easter eggs | how to die my hair | how to die your hair | how to die clothes | how to die fabric | how to die a shirt | how to die a t shirt | how to tie die | how to die wool |
     how to die in roblox | how to die in fortnite | how to die in gta* | how to die in the sims | ways to die in the west | ways to die in the oregon trail | 1000 ways to die | would you rather die | ready to die biggie | ready to die notorious | ready to die album | how to stop living in the past | hanging basket* | hanging plant* | hanging valley* |
     hanging gardens | hanging indent* | hanging from a bar | hanging from a pull up bar | hanging upside down | hanging wallpaper | hanging curtains | hanging a picture | hanging a door | hanging out | dead hanging | to hang wallpaper | to hang curtains | to hang a picture | to hang pictures | to hang a door | to hang a mirror | to hang lights | to hang out | to hang up | pheasant need to hang | to hang meat | to hang clothes | to hang washing | cat jump off | dog jump off | goat jump off | lemmings jump off | lemmings jumping off | overdose on vitamin c | overdose on chocolate | overdose on sugar | overdose on carrots |
     does hamlet want to die | does juliet want to die | does romeo want to die | does macbeth want to die | does lady macbeth want to die | does othello want to die | does frankenstein want to die | monster want to die | my suicide squad |
     hate living in london | hate living in england | hate living in the uk | hate living in a city | hate living in the countryside | hate living next | kill yourself laughing | hang yourself up | how to die in minecraft | how to die hair | take my life and let it be`,
  ),
};

const METHODS: SearchTermList = {
  id: 'suicide-methods',
  category: 'suicide',
  terms: phrases(
    'commit suicide | committing suicide | suicide method* | methods of suicide | suicide note* | suicide letter* | painless suicide | suicide pact* | suicide plan*',
  ),
  together: [
    near(`how to commit | how do i commit | how to do | ways | easiest | quickest | fastest | painless* | without pain | less painful | best way | planning | my own | comit* | commit*
     & suicide | suicidal`),
  ],
  context: [LITERATURE, LESSONS, LESSON_WORDS, FICTION, ['squad']],
};

const MENTION: SearchTermList = {
  id: 'suicide-mention',
  category: 'suicide',
  signal: 'warning',
  terms: phrases(
    'suicide* | suicidal* | unalive* | kill herself | kill himself | kill themselves | killed herself | killed himself | sewer slide',
  ),
  open: phrases(
    `suicide prevention | suicide helpline* | suicide hotline* | suicide help | suicide support | suicide awareness | suicide charit* |
     help with suicidal thoughts | suicidal thoughts help | feeling suicidal | feel suicidal | suicide statistics | suicide rate* | assisted suicide |
     suicide bereavement | bereaved by suicide | preventing suicide | suicide survivor* | friend is suicidal | kms | what does kys | kys meaning | kys mean | i hate my life | wants to end her life | wants to end his life | wants to end their life | wants to kill herself | wants to kill himself | wants to kill themselves | talk about suicide`,
  ),
  openTogether: [
    near(`friend | my mum | my dad | my brother | my sister | my cousin | family | someone is | normal | thinking about | think about | thoughts |
     coping | cope | after | grief | lost | support | helping | how to help | how to talk | what to say | tell someone | talk to someone | charity & suicide | suicidal`),
  ],
  except: phrases(
    `suicide squad | suicide silence | virgin suicides | suicides basketball | suicides drill* | basketball suicides | suicide prevention training | suicide awareness training | suicide prevention policy | suicide prevention guidance | suicide prevention toolkit | suicide burn | suicide bomb* | suicide vest | suicide mission | political suicide |
     commercial suicide | suicide sprints | suicide runs | suicide drills | cell suicide | suicide gene | my super sweet suicide | career suicide`,
  ),
  context: [LITERATURE, LESSONS, FICTION, phrases('euthanasia | religious views | essay*')],
};

/** A card for the last day of term, or a note for those left behind: what the search does not say a person must look at. */
const GOODBYES: SearchTermList = {
  id: 'suicide-goodbyes',
  category: 'suicide',
  signal: 'warning',
  terms: phrases('goodbye letter* | goodbye note*'),
  context: [
    LITERATURE,
    LESSONS,
    phrases(
      'teacher* | ta | headteacher | class | my school | old school | primary school | students | pupils | friend | year 1 | year 2 | year 3 | year 4 | year 5 | year 6 | year 11 | year 13 | leavers | colleague* | co worker* | coworker* | boss | job | work | team | moving | old house | literacy | retirement | resignation',
    ),
  ],
};

/** Kilometres are not what is meant by `kms` in these. */
const DISTANCES: SearchTermList = {
  id: 'suicide-not-distances',
  category: 'suicide',
  except: phrases(
    '2 kms | 3 kms | 4 kms | 5 kms | 6 kms | 8 kms | 10 kms | 15 kms | 20 kms | 25 kms | 30 kms | 40 kms | 50 kms | 100 kms | 200 kms | 500 kms | 1000 kms | convert kms | kms to m | kms to metres | kms an hour | kms a day | kms to miles | miles to kms | kms in miles | kms per hour | how many kms | in kms | kms from | kms away | kms long | kms server | kms key | aws kms',
  ),
};

const SELF_HARM: SearchTermList = {
  id: 'self-harm',
  category: 'self-harm',
  terms: phrases(
    `self harm* | selfharm* | self injury | self injur* | self mutilat* | shtwt | sh scars | sh tips | sh cuts | fresh cuts on | where to cut myself | where to cut yourself | where to cut so | where to cut on my | where to cut on your | where to cut my wrist* | where to cut my arm* | how deep to cut |
     how to cut deeper | cutting feels | hide my cuts | hide my scars | cuts on my arm* | cuts on my wrist* | cut my wrist* | cutting my wrist* | cut your wrist* | cutting my legs | cutting my arms | cutting my thighs | cut my legs | cut my arms | cut my thighs`,
  ),
  together: [
    near(
      'cut | cuts | cutting | slit | slits | slitting | slash | slashing | slashed | burn | burns | burning | burned | burnt | scratch | scratching | scratched | hurt | hurts | hurting | harm | harms | harming | stab | stabs | stabbing | stabbed | punch | punching | bruise | bruises | bruising | bleed | bleeding & myself | my self | yourself | your self | urself',
    ),
    near('hide | hiding | cover | covering | conceal & my cuts | self harm scars | cutting scars | sh scars'),
    near(
      'cut | cutting | razor* | blade* | bleed & my wrist* | your wrist* | my thigh* | your thigh* | so nobody sees | so no one sees | where nobody sees',
    ),
  ],
  open: phrases(
    `self harm help | help with self harm* | self harm helpline* | self harm support | self harm awareness | self harm recovery | self harm charit* |
     stop cutting myself | stop hurting myself | recover from self harm | recovering from self harm | stop self harm* | urge to self harm`,
  ),
  openTogether: [
    near(`stop | stopping | quit | recover* | how to help | help for | support | friend | my sister | my brother | my daughter | my son | someone | why do people | tell | telling | told |
     what to do & self harm* | selfharm* | cutting herself | cutting himself | cutting themselves | cuts herself | cuts himself | cutting myself | hurting herself | hurting himself`),
  ],
  except: phrases(
    `cut myself shaving | cut myself some slack | cut yourself some slack | cut yourself off | burn myself out | burn yourself out | stab yourself in the back |
     hurt myself at the gym | hurt myself running | hurt myself today lyrics | burnt myself on | burned myself on | punch above | bleed a radiator | bleed radiators | bleed the radiator | bleed brakes | bleed a brake | do it yourself | describe yourself | describe myself | introduce yourself | introduce myself | protect yourself | protect myself | defend yourself | defend myself | express yourself | ask yourself | teach yourself |
     self harm policy | self harm policies | self harm guidance | self harm training | self harm toolkit | self harm template | safeguarding self harm | self harm risk assessment | acne scars`,
  ),
  context: [
    phrases(
      `hair | fringe | bangs | nails | nail | fabric | sewing | pizza | onion* | wood | grass | cake | cd | dvd | candle* | calories | fat | cooking | oven |
     gym | training | boxing | lyrics | song | first aid | definition | cat scratch* | shaving | pdf | worksheet* | lino | mortise* | tenon* | halving joint* | lap joint* | housing joint* | mdf | acrylic | cricut | laser cutter | vinyl | sunburn*`,
    ),
  ],
};

export const SUICIDE_AND_SELF_HARM: readonly SearchTermList[] = [INTENT, METHODS, MENTION, GOODBYES, DISTANCES, SELF_HARM];
