import { near, phrases, type SearchTermList } from './list.ts';

const WOMEN =
  'girl | girls | women | woman | men | man | boys | teens | teen | ladies | models | celebrities | celebrity | celeb | anime | people | babes';

export const SEXUAL_CONTENT: readonly SearchTermList[] = [
  {
    id: 'pornography',
    category: 'pornography',
    terms: phrases(
      `porn* | pornhub* | xvideos | xnxx | xhamster | redtube | youporn | brazzers | xxx | xxx video* | xxxvideos | sex video* | sex videos | sex tape* | sexy video* | sexy pic* | sexy photo* | sexy girl* | sexy women | adult video* | adult film* | adult site* | sex movie* | sex scene* | strip club video* | cartoon sex | sex cam* | live sex | sex chat | nude pics | nude pictures | nude photos | nudes | nude girl* | nude women | naked girl* | naked women | naked woman | naked men | naked boys | naked pics | naked people pictures |
       naked body pictures | hentai | rule 34 | rule34 | milf | milfs | onlyfans leak* | boobs | big boobs | boobies | tits | titties | big tits | bum pics | blowjob* | blow job* | handjob* | hand job video | cumshot* | cum shot | creampie video* | gangbang* | threesome video* | orgy video* | futanari | futa | ahegao | yiff | furry porn | dick pics | dick pic | cock pics | big dick | wet pussy | pussy pics | tight pussy | dildo* | strip tease | striptease |
       nsfw | lesbian porn | gay porn | horny girls | horny | masturbation video* | masturbate video* | masturbating video* | how to wank | jerk off | bdsm video* | corn hub | erotic stor* | erotica | literotica | smut stor* | hot girls naked | celebrity nudes | celeb nudes | sex positions`,
    ),
    together: [
      near(`naked | nude | topless | undressed | no clothes on | no clothes | without clothes & ${WOMEN}`),
      near(
        'video* | pics | pictures | free | watch | live | cam & sex | masturbat* | striptease | erotic & hot | free | video* | pics | live | cam | watch | girl*',
      ),
      near('having sex & lesbian* | girls | women | men | teens | teachers | people'),
      near('pics | pictures | videos | photos | big | hot & boobs | tits | pussy | dick | cock | bum | ass'),
    ],
    open: phrases(
      `porn addiction | addicted to porn | effects of porn | effect of porn | dangers of porn | harms of porn | revenge porn | report revenge porn | deepfake porn law | porn affect* | does porn | stop watching porn | quit porn | stop porn | porn help | report nudes | remove my nudes | someone has my nudes | leaked my nudes | asked me for nudes | asking me for nudes | pressured to send nudes | porn literacy | my nude pictures | my nude pics | asking me to send nudes | asks me to send nudes | wants me to send nudes | my naked pictures | my nudes | sent a nude | sharing my nudes | me for nudes | illegal to send nudes`,
    ),
    openTogether: [near('addicted | addiction | stop | help | effects | affect | harm* | quit & porn | pornography')],
    except: phrases(
      `blue tits | great tits | coal tits | long tailed tits | tits bird | xxx commonwealth | xxx roman | xxx olympi* | life drawing nudes | nudes in art | nude lipstick | nude heels | nude painting* | naked mole rat* | naked eye* | naked juice | naked chef | naked attraction | naked gun | naked truth | wrote a porno | have boobs | get boobs | boobs hurt | boobs grow | boobs growing | boobs stop growing | boobs sore | semi nudes | sharing nudes and | moby dick | dick whittington | dick turpin | pussy riot | pussy willow* |
       sex education | sex and the city | cock robin | peacock | nude shoes | nude dress | big dick energy | robin redbreast tits | free sex education | horny toad | horny goat weed | porn star martini | pornstar martini | pornic | porntip | same sex | bum bag | cheap ass | kick ass | bad ass | donkey | naked mountain`,
    ),
    context: [
      phrases(
        'renaissance | michelangelo | botticelli | art history | gcse* | a level | pshe | sociology | essay* | bird | birds | nest* | reproduct* | fraction | numerals',
      ),
    ],
  },
  {
    id: 'extreme-pornography',
    category: 'extreme-pornography',
    terms: phrases(
      'rape porn | rape video* | snuff porn | animal sex video* | sex with animals | animal porn | zoophilia | bestiality | necrophilia video* | strangled sex | choking sex video* | incest porn | forced sex video*',
    ),
    context: [phrases('law | essay* | definition | psychology')],
  },
  {
    id: 'dating',
    category: 'dating',
    terms: phrases(
      'tinder for teens | tinder under 18 | dating app for teens | teen dating app* | hookup app* | hook up app* | hookup site* | hookup near me | find a hookup | grindr | dating apps for 13 | dating apps for 14 | dating apps for 15 | dating site for teens | meet girls near me | one night stand app | friends with benefits app | wizz app | hot singles near me',
    ),
    together: [near('dating | tinder | hinge | bumble | hookup & teen* | under 18 | 13 | 14 | 15 | 16 | 17')],
  },
];
