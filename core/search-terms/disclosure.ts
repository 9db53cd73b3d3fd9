import { near, phrases, type SearchTermList } from './list.ts';

const AT_HOME =
  'my dad | my mum | my father | my mother | my stepdad | my step dad | my stepfather | my stepmum | my stepmother | my parents | my uncle | my aunt | my brother | my grandad | my grandfather | my foster* | my mums boyfriend | my dads girlfriend | my carer | my family | my teacher | my coach | ' +
  'my cousin | someone in my family | family member | my boyfriend | my girlfriend | my partner | my tutor | my imam | my priest | your parents | your mum | your dad | mums boyfriend | dads girlfriend | someone at home | my nan | my grandma | my family';

/** What somebody at home may be beaten at without harm. */
const PLAYED = phrases(
  'chess | fifa | fc | mario kart | fortnite | roblox | minecraft | monopoly | uno | connect 4 | football | tennis | table tennis | basketball | pool | games | video games | cards | everything | running | arm wrestling | rock paper scissors',
);

/**
 * What children tell of. The category has no theme of its own, so what carries a signal in it is filed as a disclosure; it is
 * open to everybody, and nothing here is ever refused.
 */
export const DISCLOSURE: readonly SearchTermList[] = [
  {
    id: 'abuse-at-home',
    category: 'relationships-sex-health',
    signal: 'danger',
    open: phrases(
      `being abused | i am abused | abused at home | abuse at home | abused by my | my dad hits | my mum hits | my dad beats | my mum beats | dont feel safe at home | not safe at home | scared to go home | afraid to go home | afraid of my dad | afraid of my mum | scared of my dad | scared of my mum | scared of my stepdad | i was raped | i got raped | been raped |
       was i raped | raped by | raped me | sexually assaulted | i was molested | molested me | sexually abused | sexual abuse by | touched by family | touches me at night | call childline | calls childline | call social services | social services take | my home life is | hates me and hits | scared of my parents | scared of my brother | scared of my uncle | scared at home | afraid at home | hit at home | hurt at home | parents locked me | is it abuse | am i being abused | no food at home | no food in the house | nothing to eat at home | cant go home | nowhere to go tonight | report my parents | domestic violence at home | dad is violent | father is violent | mum is violent | stepdad is violent | i ran away`,
    ),
    openTogether: [
      near(`hit me | hits me | hit us | hits us | beat me | beats me | beets me | hurt me | hurts me | touched me | touches me | touch me | kick me | kicks me | slap me | slaps me | punch me | punched me | punches me | strangled me | burn me | burns me | lock me | locks me | locked me | starve me | dont feed me | doesnt feed me | hits my mum |
       beats my mum | hurts my mum | always drunk | raped me | rapes me | comes into my room | watches me shower | throws things at me | screams at me | threatens me | threatened me | kick me out | kicked me out | kicking me out | throwing things | broke my arm | broke my leg | broke my nose | broke my finger* | broke my wrist | broke my jaw | broke my rib* | broke my bone* | makes me scared | burnt me | in my room at night | makes me touch | touch him | hit you | hits you | abusing me | abuses me | hurting me | hitting me | beating me | touching me | beat me | smacks me | smack me | with a belt | whips me | pulls my hair | threw me | pushes me | scares me | hit your | hurt you | hits your | grabs me | neglect me & ${AT_HOME}`),
    ],
    except: [
      ...phrases(
        'hit me baby | hits me with your | hit me baby one more time | animals being abused | animal being abused | dogs being abused | dog being abused | cats being abused | horses being abused | threw me a | pushes me to | pushes me hard | touch me lyrics | punch me up | my dad wrote a | beat me to it | beat me in a race | beats me in a race',
      ),
      ...PLAYED.flatMap((game) => [`beat me at ${game}`, `beats me at ${game}`, `beat me in ${game}`, `beats me in ${game}`]),
    ],
    context: [
      phrases(
        'lyrics | song | songs | film* | movie | cast | book | poem* | gcse* | essay* | lesson | act 2021 | law | hit me up | medusa | poseidon | zeus | lucretia | tarquin | philomela | tereus | mythology',
      ),
    ],
  },
  {
    id: 'forced-marriage',
    category: 'relationships-sex-health',
    signal: 'danger',
    open: phrases(
      `forced marriage | forced marriage help | forced wedding | forced to marry | forced to get married | being forced to marry | dont want to get married | dont want an arranged marriage | do not want an arranged marriage | taking me abroad to marry | honour based abuse | honour based violence | honour abuse | honour killing* | honor killing* | fgm | female genital mutilation | will i be cut | am i going to be cut | im going to be cut | i am going to be cut | shes going to be cut | she is going to be cut | sister going to be cut | cutting season | female circumcision | breast ironing | marry my cousin | marry someone i dont | being forced into marriage | forced into marriage | forced into a marriage | virginity test* | hymen repair`,
    ),
    openTogether: [
      near(
        'send me | sending me | take me & back home | abroad | to pakistan | to somalia | to bangladesh | to india | to nigeria & marry | married | marriage | cut',
      ),
      near(
        'taking me | sending me | want me | making me | make me | force me | forcing me & parents | family | dad | mum | uncle & married | marry | marriage',
      ),
      near('going to be cut | will be cut & in somalia | in sudan | in gambia | in egypt | to somalia | girls | on holiday'),
      near('force me | forcing me | forced me | taking me abroad | my own & parents | family | dad | mum | uncle & wedding'),
      near(
        'disown me | kill me | hurt me | beat me | throw me out | kick me out & find out | finds out | found out | know | knows | caught & parents | my dad | my mum | my brother | my family',
      ),
      near(`disown me | kill me & parents | my dad | my brother | my family & gay | lesbian | bisexual | trans | boyfriend | girlfriend`),
    ],
    except: phrases(
      'will i be cut from | hedge cutting season | hay cutting season | grass cutting season | silage cutting season | peat cutting season | wood cutting season',
    ),
    context: [
      phrases(
        'mandatory reporting | safeguarding | training for | training answers | policy | gcse* | essay* | sociology | lesson | act 2003 | act 2021 | definition | law uk summary | ks3 | pshe',
      ),
    ],
  },
  {
    id: 'running-away',
    category: 'relationships-sex-health',
    signal: 'warning',
    open: phrases(
      'i want to run away | running away | run away tonight | run away from home | running away from home | runaway from home | how to run away | want to run away | ran away from home | run away kit | leave home at 14 | leave home at 15 | leave home at 16 | leave home at 13 | leaving home at 15 | leaving home at 16 | sleep rough tonight | nowhere to sleep | nobody loves me | no one loves me | nobody would miss me | nobody likes me | my parents hate me | my mum hates me | my dad hates me | parents kicked me out',
    ),
    openTogether: [
      near('where can i | where to | what to pack | how to | plan* | going to | train | bus & run away | running away | ran away'),
      near('want to | how to | can i & leave home | move out & 13 | 14 | 15 | 16'),
    ],
    except: phrases(
      'how to run away from a bear | how to run away from a goose | how to run away from a dog | how to run away from a wasp | how to run away from zombies | how to run away from the warden',
    ),
    context: [phrases('lyrics | song* | kanye | train film | book | movie | cast | theory')],
  },
  {
    id: 'stalkerware',
    category: 'stalkerware',
    terms: phrases(
      'spy on my partner* | spy on partner | spy on my girlfriend | spy on my boyfriend | spy on her phone | spy on his phone | spy on someone* | phone spy | spy phone app* | spy app* | spying app* | stalker app* | stalkerware | track my girlfriend* | track my boyfriend* | track my gf | track my bf | track my ex | secretly track | read someone elses messages | see someones texts | clone someones phone | mirror someones phone | hidden tracking app | spy ap',
    ),
    together: [
      near(
        'see | check | know | find out | who & my girlfriend | my boyfriend | my gf | my bf | my ex | my partner & is texting | texting | messages | talking to | is talking',
      ),
      near(
        'app | apps | track* | tracker | gps & partner | partners | my partner* | my girlfriend | my boyfriend | my ex | my wife & without | secret* | knowing | hidden | car',
      ),
      near(
        'track* | spy* | read* | see | clone* | hack* | monitor* | listen to | follow | airtag | gps & my girlfriend* | my boyfriend* | my ex | my partner* | girlfriend* | boyfriend* | someones | someone elses | her phone | his phone | partners phone & without | secret* | hidden | phone | messages | texts | whatsapp* | location | knowing | track',
      ),
      near(
        'airtag | tracker | gps tracker | hidden tracker | spyware | keylogger & my ex | girlfriend* | boyfriend* | partner* | my wife | someones car | her car',
      ),
      near(
        'secretly | without them knowing | without knowing | without her knowing | without his phone | without their phone | hidden & track* | spy* | location | texts | messages & someone | someones | her | his | phone',
      ),
    ],
    except: phrases('spy kids | spy ninja* | my family tracker homework | i spy'),
    context: [phrases('lyrics | film | movie | how to detect | how to remove')],
  },
];
