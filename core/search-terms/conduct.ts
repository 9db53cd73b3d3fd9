import { near, phrases, type SearchTermList } from './list.ts';

const SITE = 'online | site | sites | app | apps | real money | free | sign up | login | no id | under 18 | uk | bonus* | tips';

/** Gambling, bought or machine-written work, and AI turned against its rules. */
export const CONDUCT: readonly SearchTermList[] = [
  {
    id: 'gambling',
    category: 'gambling',
    terms: phrases(
      `online casino* | casino* | casino bonus* | bet online | betting site* | betting app* | sports betting | betting with friends for money | online gambling | gambling online | online betting | bet on sports | place a bet | horse racing bet* | penny slots | slot machine online | slots online | slots free | free slots | poker online | roulette online | blackjack real | casino slots | free spins | online roulette | online slots | slots sites | slot sites | skin gambling | skins gambling | csgo gambling | cs go gambling | csgo case* | case opening | bet365 | bet 365 | paddy power | sky bet | skybet | william hill | ladbrokes | betfred | betfair | betway | unibet | coral betting | stake casino | stake com | rollbit |
       not on gamstop | gamstop bypass | online poker | poker for money | accumulator tips | football accumulator* | acca tips | scratch cards online | online scratch card* | online bingo | online lottery | roblox gambling | gambling site* | gambling app* | crypto casino* | how to gamble | gamble at | blackjack online | free bet* | bookies near me | virtual horse racing | lottery under 18`,
    ),
    together: [
      near(`${SITE} & roulette | blackjack | slots | poker | casino | gambling | betting | scratch cards | bingo for money`),
      near('how to | place | put a & bet on | bet & football | horse* | under 18 | tips today | money | online'),
      near('skins | csgo | rust | roblox | cs2 | fortnite skins & gambling | gamble | betting | case opening'),
      near(
        'win at | cheat at | beat | make money | strategy | trick* | how to win | money on & poker | roulette | slots | blackjack | betting | the casino',
      ),
      near('casino | cazino & games | real money | online | site*'),
      near('win at | cheat at | beat & poker | roulette | slots | blackjack | the casino'),
    ],
    open: phrases(
      'gambling problem* | gambling addict* | stop gambling | quit gambling | gambling help | gamcare | help with gambling | addicted to gambling | gambling harm*',
    ),
    except: phrases(
      'free spins pokemon | free spins coin master | casino royale | poker face | slot machine arduino | gambling probability | time slots | casino film | casino cast | casino movie | alphabet | stake casino royale',
    ),
    context: [
      phrases(
        'maths | probability | gcse* | a level | statistics | python | java | scratch project | coding | lyrics | soundtrack | de niro | scorsese | montreux | supermarket',
      ),
    ],
  },
  {
    id: 'essay-mills',
    category: 'essay-mills',
    terms: phrases(
      `write my essay | right my essay | pay someone to write my | pay someone to do my | buy an essay | buy essay* | essay for sale | essay writing service* | buy coursework | coursework for sale | do my homework for me | do my homework for money | do my coursework | does your homework | do your homework for you | homework for me | someone to write my | someone to do my | write my coursework | writes essays for you | pay for essay* | take my exam for me | pay someone to take my | leaked gcse* | leaked exam* | leaked paper* | leaked a level* | buy exam paper* | buy gcse paper* | exam answers leak* | exam leak* | essay mill |
       ai humanizer | humanize ai | humanise ai | ai humanise* | humanizer ai | bypass ai detect* | bypass turnitin | turnitin bypass | undetectable ai | undetectable essay | undetectable chatgpt | beat ai detector* | avoid ai detect* | avoid plagiarism detection | remove ai detection | plagiarism remover | make chatgpt undetectable | get chatgpt past`,
    ),
    together: [
      near(
        'bypass* | avoid* | beat | get past | trick | fool | without | remove & ai detect* | turnitin* | plagiarism detect* | plagiarism checker | ai checker',
      ),
      near('not detected | undetected | not be detected | not get caught | wont be detected | not get detected & ai | chatgpt | turnitin'),
      near('bypass* | gptzero | detector* & ai | gptzero | turnitin & bypass* | beat | avoid | past | fool'),
      near(
        'make | sound | look | turn & ai essay | ai text | ai writing | chatgpt essay | chatgpt | ai & human | less like ai | like i wrote it | written by me | not ai',
      ),
      near('undetectable | humanize* | humanise* | sound human | human written & ai | chatgpt | essay'),
      near(
        'pay | paying | hire | buy | cheap | service* & essay | coursework | homework | dissertation | assignment | exam & write | writing | do my | someone | online | for me',
      ),
      near('leak* | stolen & gcse* | a level* | exam* | mock* & paper | papers | answers | maths | 2024 | 2025 | 2026'),
      near('leak* | stolen | buy | telegram & exam paper* | exam answers | gcse paper* | gcse papers | a level paper*'),
      near('essay | coursework | homework | assignment & for me & write | do | finish | cheap'),
    ],
    except: phrases('how to write an essay | buy exam practice | buy past paper*'),
  },
  {
    id: 'ai-misuse',
    category: 'ai-tools',
    terms: phrases(
      `jailbreak chatgpt | chatgpt without restrictions | chatgpt without filter* | chatgpt no filter | chatgpt no restrictions | unrestricted chatgpt | unfiltered chatgpt | uncensored chatgpt | evil chatgpt | ai with no rules | chatgpt jailbreak | jailbreak ai | ai jailbreak | jailbreak gemini | chat gpt jailbreak | jailbreak chat gpt | jailbreak prompt* | dan prompt | ai with no filter* | ai no filter | no filter ai | unfiltered ai | uncensored ai | uncensored chatbot | unrestricted ai | ai without restrictions | ai without filter* | ai girlfriend* | ai boyfriend* | character ai no filter | character ai filter | c ai no filter | cai no filter | nsfw ai | ai nsfw | ai companion 18 |
       ai voice clone of | deepfake of my | deepfake my teacher`,
    ),
    together: [
      near(
        'jailbreak* | unfiltered | uncensored | unrestricted | no filter | without filter* | no restrictions | dan & ai | chatgpt | chat gpt | character ai | chatbot* | copilot | gemini | prompt',
      ),
      near('deepfake* | voice clone* | clone voice | face swap & my teacher | teacher | headteacher'),
    ],
    except: phrases('jailbreak iphone | ai ethics'),
  },
];
