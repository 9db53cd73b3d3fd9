import { GAMES_WITH_WEAPONS, HOW, LESSON_WORDS, LESSONS, LITERATURE, SOMEBODY } from './groups.ts';
import { near, phrases, type SearchTermList } from './list.ts';

const SALE =
  'buy* | for sale | cheap* | order | where to get | where can i get | how to get | under 18 | no id | without id | uk | shop | shops | real | sharp | get a';

export const VIOLENCE: readonly SearchTermList[] = [
  {
    id: 'violence-intent',
    category: 'violence',
    terms: phrases(
      `how to kill someone | how to kill people | how to murder someone | how to poison someone | how to stab | kill my teacher | kill my mum | kill my dad |
       kill my parents | kill my brother | kill my sister | kill him and get away | i want to kill someone | want to hurt people | want to hurt someone | hurt people for fun | get away with murder |
       beat someone up | beat somebody up | jump someone after school | acid attack how | how to do an acid attack | throw acid at | stab him | stab her | stab them | going to stab | choke someone | choke somebody | choke them out | really hurt someone | mug someone | mug somebody | mug people | mug a person | mug an old | who to mug | shoot my school | kill my family | kill my stepdad`,
    ),
    together: [
      near(
        `kill* | murder* | stab | stabs | stabbing | stabbed | poison* | strangle* | shoot | hurt | injure | suffocate | attack | beat up & ${HOW} | i want to | want to | going to | get away with | plan* & ${SOMEBODY}`,
      ),
      near('easiest | how to | best way | who & rob & person | someone | somebody | people | a shop | old lady | old people | house'),
      near('acid attack | throw acid & how to | how do | someone | somebody'),
    ],
    except: phrases(
      `kill someone with kindness | how to kill time | kill two birds | kill people with kindness | shoot someone a message | attack on titan | how to get away with murder netflix | get away with murder cast |
       how to get away with murder | heart attack* | panic attack* | asthma attack* | food poisoning | carbon monoxide poisoning | lead poisoning | blood poisoning | murder mystery | who is hurt | who hurt you | who has hurt you | who hurt me | who hurts you | someone you hurt | someone i hurt | people you hurt | friend i hurt | ive hurt | kill the process | kill a process | kill process | who killed | kill a mockingbird | killing it | how to help people`,
    ),
    context: [
      LITERATURE,
      ...GAMES_WITH_WEAPONS,
      phrases(
        'gcse* | quotes | process | linux | port | chess | sims | weeds | weed | among us | lice | nits | fleas | shark* | first aid | ankle | clash of clans | clash royale | mafia game | photo* | shoot people photography | netball | basketball | feelings | kindness | why does | who kills',
      ),
    ],
  },
  {
    id: 'gore',
    category: 'violence',
    terms: phrases(
      `gore video* | gore site* | real gore | liveleak | live leak | bestgore | best gore | watch people die | watch someone die | real death video* | real deaths caught | real murder video* | snuff film* |
       people dying video* | stabbing video* | uncensored stabbing* | fight videos school* | school fight video* | school fights | torture video*`,
    ),
    together: [
      near(
        'video* | uncensored | footage | caught on camera | cctv | watch & stabbed | stabbing | stabbings | beheaded | killed on camera | real death* | real deaths | real murder*',
      ),
      near('real | watch & gore | gor'),
      near('watch | video* & someone die | people die | people dying | someone dying | torture | gore'),
      near('video* | watch & school fight* | fight school | girls fighting | fight girls'),
    ],
    except: phrases('gore tex* | al gore | gory tales | gore verbinski | watch someone die laughing'),
    context: [LITERATURE, phrases('history | gcse* | medieval | lyrics | cast | news')],
  },
  {
    id: 'weapons',
    category: 'weapons',
    terms: phrases(
      `buy a gun | buy guns | buy a pistol | buy ammo | ghost gun* | 3d printed gun* | 3d print a gun | print a gun | how to make a gun | how to get a gun | zombie knife | zombie knives |
       rambo knife | rambo knives | butterfly knife | butterfly knives | flick knife | flick knives | gravity knife | buy a machete | buy machete* | knuckle duster* | brass knuckles | pepper spray |
       how to make a weapon | make a shank | prison shank | sharpen a screwdriver | best knife for stabbing | stab proof vest | taser for sale | stun gun* | throwing knives for sale`,
    ),
    together: [
      near(`${SALE} & gun | guns | pistol | handgun | rifle | ammo | ammunition | shotgun | bb gun* | air rifle* | silencer`),
      near(
        'buy* | under 18 | no id | without id | for sale | cheap | hide | carry* | illegal | where to get | where can i get | where do people get & knife | knives | machete* | sword | katana | taser* | crossbow* | throwing knives',
      ),
      near('make* | making | build | homemade | 3d print* | at home & gun | guns | shank | weapon | crossbow | silencer'),
    ],
    except: phrases(
      `knife and fork | knives and forks | knives forks | golden gun | fake gun* | prop gun* | stage gun* | portal gun | gravity gun | palette knife | palette knives | chef knife | chefs knife | chef knives | bread knife | craft knife | stanley knife | kitchen knife | kitchen knives | butter knife | steak knives | knife block | knife sharpener |
       glue gun* | nail gun* | spray gun* | nerf gun* | water gun* | top gun | heat gun* | massage gun* | gun metal | tommy gun | staple gun* | gun control | knife crime | gun law* | caulking gun* | ray gun | toy gun* | laser gun | machine gun kelly |
       son of a gun | pepper spray plants | gun salute* | guns n roses | guns and roses | guns n roses* | rifle club* | rifle range* | cardboard gun* | paper gun* | lego gun* | spud gun* | rubber band gun* | cap gun* | label gun* | gun dog* | water pistol* | toy pistol* | pistol squat* | temperature gun* | bubble gun* | price gun* | knife skills`,
    ),
    context: [
      ...GAMES_WITH_WEAPONS,
      LESSONS,
      LESSON_WORDS,
      phrases(
        'sikh* | kirpan | samurai | pirate* | fancy dress | cosplay | larp | kilt | sgian dubh | scottish | cardboard | origami | lolly stick* | lolly sticks | popsicle stick* | rubber band* | cs2 | csgo | counter strike | valorant',
      ),
    ],
  },
];
