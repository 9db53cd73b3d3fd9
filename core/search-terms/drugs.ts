import { BUY, HOW, LESSON_WORDS, LESSONS } from './groups.ts';
import { near, phrases, type SearchTermList } from './list.ts';

const DRUG =
  'weed | cannabis | marijuana | cocaine | ketamine | ket | mdma | ecstasy pills | xanax | lsd | heroin | crack cocaine | meth | crystal meth | magic mushrooms | acid tabs | coke online | drugs | hash | thc | edibles | spliff | codeine | lean drink | lean syrup | mandy drug | spice drug | dmt | amphetamine* | ' +
  'ritalin | speed drug | nitrous oxide | nos canisters | nos | poppers | pregabalin | zopiclone | mary jane | za | bud | coke | pills';

export const DRUGS: readonly SearchTermList[] = [
  {
    id: 'drugs',
    category: 'drugs',
    terms: phrases(
      `buy weed | buy cannabis | buy cocaine | buy coke online | buy ket | buy ketamine | buy mdma | buy xanax | buy lsd | buy drugs | weed dealer | drug dealer near me | drug dealers near me | weed near me | order weed | grow weed | grow cannabis | grow marijuana | how to roll a joint | roll a spliff | roll a blunt | how to snort | can you snort | how to get high | get high off | get high from | get high at home |
       get stoned | how to make meth | how to cook meth | legal highs | lean recipe | buy lean | lean drink | make lean drink | make lean with | make lean syrup | make purple lean | how to make lean | thc vape* | thc cart* | thc pen* | spice vape* | nos canister* | nos balloon* | laughing gas canister* | whippits | pass a drug test | beat a drug test | drug dealers | deal drugs | dealing drugs | selling weed | za plug | weed plug | magic mushroom spores | huffing glue | huffing gas | huffing aerosol* | huffing paint | huffing high | aerosol huffing | how to huff | aerosol high | sniffing glue | sniff glue | sniffing aerosol* | how to do coke |
       how to take acid | take acid | acid trip | shroom trip | drugs to take | best drugs | mdma dosage | ket dosage | how to take mdma | how to take ket`,
    ),
    together: [
      near('smoke | smoking | make | use | buy* & a bong | bongs | crack pipe | weed pipe'),
      near(
        'strongest | best | safest | easiest | cheapest | what | which & drug | drugs | pills | mushrooms & to get high | get high | get you high | trip',
      ),
      near('mushrooms | pills | tablets | gas | medicine & to get high | get you high | get high | to trip'),
      near(`${BUY} & ${DRUG}`),
      near(
        'how much | price | gram of | ounce of | a gram | an ounce | 8th of | dosage | dose | first time & weed | cannabis | coke | cocaine | ketamine | ket | mdma | heroin | hash | magic mushrooms | lsd',
      ),
      near(
        'roll* | smoke | smoking | make | making | grow* | hide | take | cook & weed | cannabis | marijuana | spliff | blunt | edibles | cocaine | ketamine | crystal meth | meth | magic mushrooms | mdma | lean drink',
      ),
      near(
        'feel like | feels like | makes you happy | makes you happiest | happiest | makes you feel & weed | ket | ketamine | cocaine | mdma | drug | drugs | xanax | acid trip',
      ),
      near('roll* & a joint | joints | spliff* | blunt*'),
      near('how to get | get | sneak | smuggle & drugs & festival | party | school | prison | airport'),
      near(
        'get high | get you high | gets you high | high off | high from | getting high & household | cough syrup | paracetamol | calpol | nutmeg | glue | aerosol* | hand sanitiser | deodorant | at home | spray',
      ),
      near('codeine | xanax | tramadol | valium | adderall & without prescription | no prescription | buy* | cheap'),
    ],
    open: phrases(
      'drug addiction help | talk to frank | frank drugs | stop taking drugs | come off drugs | quit weed | quit smoking weed | stop smoking weed | help with drug* | took too many drugs | taken too many drugs | drug overdose help | my mum takes drugs | my dad takes drugs',
    ),
    openTogether: [
      near(
        'brother | sister | friend | mum | dad | someone | my son | cousin | boyfriend | girlfriend & taking drugs | on drugs | doing drugs | smoking weed | addicted to drugs | takes drugs',
      ),
      near(
        'help with | help for | get help | quit* | stop | stopping | come off | addiction | addicted | friend took | my friend & drugs | weed | cannabis | ketamine | drug | cocaine & help | addiction | addicted | quit* | stop | too many | too much | what do i do',
      ),
    ],
    except: phrases(
      `how to get high marks | how to get high grades | how to get high score* | get high scores | weed killer* | weedkiller* | weeding | seaweed | weed membrane | weed control | weed matting | weed puller | weed burner | coke oven* | coke zero | diet coke | cherry coke | vanilla coke | coke can | coca cola | acid rain | rosebud | cotton bud | ear bud* | bud vase | drug dealer simulator |
       roll a joint of | magic mushrooms mario | hip joint* | hash brown* | hash function* | hash table* | hash map | corned beef hash | pills for dogs | speed camera* | lean cuisine | lean meat | lean mince | lean burger* | how to make lean burger* | how to make lean muscle | how to make lean mince* | how to make lean meat* | lean muscle | lean chilli | party poppers | jalapeno poppers | mary jane shoes | mary jane heels | in coke | coke have | coke and mentos | can of coke | bottle of coke | glass of coke | coke multipack | coke bottle* | weed grow in | weed growing | weeds growing | blunt knife | blunt scissors | blunt pencil* | lean manufacturing | hash key`,
    ),
    context: [
      LESSONS,
      LESSON_WORDS,
      phrases(
        'brain | lawn* | garden* | patio | lyrics | opium wars | prohibition | placebo | clinical trial* | breaking bad | risotto | sims | schedule 1 | golf',
      ),
    ],
  },
  {
    id: 'alcohol-tobacco',
    category: 'alcohol-tobacco',
    terms: phrases(
      `buy vape* | buy a vape | cheap vapes | vapes cheap | vapes near me | vape under 18 | elf bar* | elfbar* | lost mary | crystal bar vape | disposable vape* | buy cigarettes | cheap cigarettes | buy snus | snus uk | nicotine pouches | sneak alcohol | sneak vodka | sneak vape* | sneak a vape | no age check | no age verification vape* | get served alcohol | get served underage | buy alcohol underage | fake id | fake ids | buy fake id | how to get drunk | get drunk fast | get drunk quick | vodka no id | hide vape | hide a vape | vape tricks | smoking under 18`,
    ),
    together: [
      near(
        `${BUY} | under 18s | underage | hide & vape | vapes | cigarettes | snus | nicotine | vodka | alcohol | fags | tobacco | e cigarette* | beer`,
      ),
      near('how much | how many & vodka | beer* | drinks | alcohol | wine | cider & drunk'),
      near('fake | forged & id | ids | licence | license | driving licence & buy* | get | make | uk | online'),
      near(
        `${HOW} | underage | under 18 & alcohol | vodka | drunk | cigarettes & served | no id | underage | fast | without parents | buy | under 18`,
      ),
    ],
    open: phrases(
      'stop vaping | quit vaping | stop smoking | quit smoking | how to stop vaping | how to quit vaping | addicted to vaping | addicted to my vape | addicted to vapes | dad is drunk | mum is drunk | dad drunk every | mum drunk every | parents drink | mum stop drinking | dad stop drinking | mum drinking alcohol | dad drinking alcohol | parent stop drinking | mum is an alcoholic | dad is an alcoholic | parent is an alcoholic | mum drinks too much | dad drinks too much | alcoholic parents',
    ),
    except: phrases(
      'alcohol wipes | alcohol free | alcohol hand gel | vape shop jobs | vapour pressure | beer batter | ginger beer | root beer | beer garden jobs | rubbing alcohol | alcohol gel | quit smoking weed | stop smoking weed | fake id badge* | fake ident | fake idol',
    ),
    context: [LESSONS, LESSON_WORDS, phrases('prohibition | lungs | liver | recipe | jobs | chocolate fags')],
  },
];
