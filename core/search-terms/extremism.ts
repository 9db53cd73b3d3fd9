import { LAWS, LESSON_WORDS, LESSONS } from './groups.ts';
import { near, phrases, type SearchTermList } from './list.ts';

const LEARNING = [
  LESSONS.filter((phrase) => phrase !== 'theory' && phrase !== 'holocaust'),
  LESSON_WORDS,
  LAWS,
  phrases(
    'why is it wrong | prevent duty | documentary | mussolini | italy become | apartheid | jim crow | ku klux klan | kkk | mice and men | mockingbird | civil rights | bbc news | definition of | who was | when was | statistics',
  ),
];

export const EXTREMISM: readonly SearchTermList[] = [
  {
    id: 'terrorism-acts',
    category: 'terrorism',
    terms: phrases(
      `how to make a bomb | how to build a bomb | bomb making | make a pipe bomb | pipe bomb* | make explosives | homemade explosive* | nail bomb | molotov cocktail* |
       join a terrorist group | join terrorists | become a terrorist | terrorist training | terrorist manual | beheading video* | execution video* |
       martyrdom video* | martyrdom operation* | become a martyr | lone wolf attack* | planning an attack | islamic state propaganda | isis nasheed* | isis video* | isis flag |
       kill kuffar | kill the kuffar | kill infidels | jihadi training | join al qaeda | al qaeda magazine*`,
    ),
    together: [
      near(
        `${'how to | make | making | made a | build | building a | instructions | recipe | at home | homemade'} & bomb | bombs | explosive | explosives | grenade*`,
      ),
      near(
        'join* | become* | recruit* | support* | travel to | travelling to | pledge* | telegram | discord | propaganda & isis | islamic state | al qaeda | jihadi | jihadis | jihadist* | terrorists | a terrorist | jihad',
      ),
      near(
        'pro | join | support* | channel* | telegram | discord | group chat & terrorist | terrorists | terrorist group* | isis | al qaeda & telegram | channel* | discord | chat | join',
      ),
      near('fight for & isis | islamic state | al qaeda | terrorists'),
      near('travel* | go to | going to & syria & fight* | join*'),
      near('isis | terrorist group* | al qaeda | jihadi* & recruitment | recruiting | training'),
      near('isis | terrorist* | jihadi* | al qaeda & video* | uncensored | execution* | beheading* | manual | magazine | nasheed*'),
    ],
    except: phrases(
      `bath bomb* | bath bombs | bath bomb making | photo bomb* | seed bomb* | cherry bomb* | hot chocolate bomb* | bomb calorimeter* | fizz bomb* | smoke bomb photography | stink bomb* |
       atom bomb* | atomic bomb* | nuclear bomb* | hydrogen bomb* | bomb disposal | bombs in minecraft | yarn bomb* | bomb shelter* | how to build a bomb shelter* | how to make a bomb shelter* | explosive power | explosive speed | explosive strength | explosive volcano* | explosive start | explosive opening | explosive eruption* | explosive reaction* | lesser jihad | greater jihad | defuse the bomb | defuse a bomb | draw a bomb | time bomb | smoke grenade* | paintball grenade* | play grenade | dive bomb* | do a bomb | bomb party | bomb squad | bomb cyclone* | bomb crater* | bomb detector* | spell bomb | say bomb | counter terroris* | bomb jump* | glitter bomb* | river isis | isis oxford | water bomb* | google bomb* | fat bomb* |
       isis goddess | goddess isis | isis and osiris | isis osiris`,
    ),
    context: [
      phrases(
        'minecraft | fortnite | terraria | gta* | goddess | osiris | egyptian | egypt | mythology | suffragette* | ww1 | ww2 | world war* | zelda | valorant | cs2 | csgo | counter strike | call of duty | warzone | pubg | rust game | finland | winter war | oppenheimer | first bomb | dresden | anne boleyn | charles i | mary queen of scots | louis xvi | tudor* | guillotine | saint* | st alban | st stephen | becket | joan of arc | christian martyr* | blitz | manhattan project | hiroshima | gunpowder plot | guy fawkes | chemistry | gcse* | a level | history | ks2 | ks3 | definition* | museum',
      ),
    ],
  },
  {
    id: 'extremism-narratives',
    category: 'extremism',
    terms: phrases(
      `white genocide | the great replacement | great replacement theory | great replacement proof | great replacement conspiracy | great replacement book | replacement theory | race war | white power | the 14 words | 14 words white | 14 words hitler | 14 words 88 | 14 words slogan | the fourteen words | white supremacy group* | white pride worldwide |
       hitler did nothing wrong | hitler was right | heil hitler | holocaust never happened | holocaust is fake | holocaust hoax | holocaust is a lie | holocaust didnt happen |
       jews control | jews run | jewish conspiracy | jewish question | accelerationism | accelerationist* | siege culture | boogaloo militia | day of judgement kill |
       join an extremist group | extremist recruitment | extremist propaganda | radicalise people | radicalise someone | how to radicalise | mass shooter manifesto* | shooter manifesto* | incel rebellion |
       hitler was a hero | hitler is a hero | hitler was a good | i love hitler | we love hitler | whites only area | whites only country | whites only group | white race | white nationalis* | white supremac* | eco fascist* | ecofascist* | kill all kuffar | death to infidels`,
    ),
    together: [
      near(
        'join* | group* | near me | how do i | become* | discord | telegram | recruit* | forum* | music | how to be | militia* & neo nazi* | neonazi* | nazi group* | nazi party uk | far right | white supremac* | white nationalist* | fascist* | skinhead group*',
      ),
      near('manifesto* & shooter* | shooting* | killer* | attacker* | incel* | gunman'),
      near('full video | uncensored | livestream* | video uncut & mosque shooting | christchurch | mass shooting* | terror attack*'),
      near('great replacement & real | happening | truth | white* | muslims | europe | immigration | immigrants | migrants'),
      near('white people | whites | europeans | white race & replaced | replacement | wiped out | dying out | superior'),
      near('terror attack* | terrorist attack* | mass shooting* & watch | video* | uncensored | livestream*'),
      near('holocaust & hoax | fake | never happened | didnt happen | lie | not real'),
    ],
    except: phrases(
      'white supremacy definition | jews run from | jews run away | solution to the jewish question | say heil hitler | saying heil hitler | white power bank* | white power supply | white power cable | white power adapter | white power ranger* | labour manifesto | party manifesto | communist manifesto | race war horse | white powered | arms race war',
    ),
    context: LEARNING,
  },
  {
    id: 'school-shootings',
    category: 'violence',
    signal: 'danger',
    terms: phrases(
      'shoot up my school | shoot up the school | shoot up a school | school shooting plan* | plan a school shooting | school shooter fan* | kill everyone at school | kill everyone in my school | bring a knife to school | bring a gun to school | bomb my school | blow up my school | blow up the school',
    ),
    together: [
      near('plan* | how to | do a | want to | going to | my & school shooting | school shooter'),
      near('shoot up & school | my school | my class | a mosque'),
    ],
    context: [phrases('lyrics | song | news | essay* | documentary | drill | planet')],
  },
];
