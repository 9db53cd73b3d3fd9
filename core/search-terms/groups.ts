import { phrases } from './list.ts';

/** Groups of phrases that several lists combine or take as context. As text, to be written into combinations. */
export const HOW =
  'how to | how do i | how do you | how can i | how can you | how 2 | ways to | way to | best way | easiest way | where to | where can i | ' +
  'where do i | wear can i | were can i | were do i | where do people | place to | how do people | how i can | how you';
export const BUY =
  'buy* | order | ordering | for sale | cheap* | where to get | where can i get | how to get | how can i get | can i get | get some | get me | get hold of | selling | seller* | shop | ' +
  'shops | online uk | near me | delivery | delivered | dealer* | plug | supplier* | no id | without id | under 18 | under 16 | sell';
export const SOMEBODY =
  'a teacher | teachers | a pupil | a student | a classmate | my neighbour* | my boss | a baby | a child | kids at school | someone | somebody | some one | people | a person | a human | my teacher* | my mum | my dad | my parents | my brother | my sister | my ex | ' +
  'my teachers | my class | my classmates | everyone | everybody | my friend | my bully | my boyfriend | my girlfriend | my stepdad | him | her | a girl | a boy | a kid';

/** A lesson, homework, a book: of mentions these say that nothing is wrong. They excuse no intention. */
export const LESSONS = phrases(
  `gcse* | a level | as level | ks1 | ks2 | ks3 | ks4 | history | historical | timeline | revision | bitesize | definition* | define | quotes | quotation* | summary | analysis | sociology | sociological | psychology | pshe | homework | worksheet* | causes | cause of | act 1 | act 2 | act 3 | act 4 | act 5 | scene | chapter | novel | poem* | poetry | character* | themes | religious studies | rs | re lesson | geography | biology | chemistry | computer science | computing | debate | arguments for | lesson | lessons | assembly | poster* | theory | explained |
   ww1 | ww2 | world war* | holocaust | medieval | victorian* | tudor* | roman | egyptian | ancient | century | revolution | treaty | careers`,
);
/** Weaker ones: not enough where the same words ask for help. */
export const LESSON_WORDS = phrases('essay* | meaning | facts | statistics | physics | ethics');
export const LAWS = phrases('law | laws | act 2000 | act 2003 | act 2005 | act 2006 | act 2018 | act 2021 | act 2023');
export const FICTION = phrases(
  `lyrics | song* | movie* | film* | full movie | cast | episode* | season | trailer | netflix | minecraft | fortnite | gta* | roblox | pokemon |
   anime | manga | book | books | podcast | band | album | soundtrack | wiki | imdb | game | games | xbox | ps4 | ps5 | playstation | nintendo |
   disney | marvel | dc | lego | comic* | fnaf | cod | call of duty | elden ring | skyrim | zelda | tv series | tv show`,
);
export const LITERATURE = phrases(
  `romeo | juliet | hamlet | ophelia | macbeth | lady macbeth | othello | desdemona | tybalt | mercutio | duncan | banquo | caesar | brutus |
   cleopatra | inspector calls | eva smith | jekyll | hyde | frankenstein | mockingbird | mice and men | lord of the flies | blood brothers |
   salesman | loman | gatsby | durkheim | hitler | goebbels | socrates | porphyrias | last duchess | dulce et decorum | bayonet charge |
   remains | shakespeare | dickens | oliver twist | anna karenina | madame bovary | plath | woolf | heathers | kamikaze | samurai | seppuku | pyramus | thisbe | antigone | haemon | jocasta | oedipus | dido | aeneas | lucretia | boudicca | cleopatra | judas |
   javert | les mis* | okonkwo | things fall apart | sheila birling | handmaids | crucible | proctor | medea | eurydice | seneca | nero`,
);
export const GAMES_WITH_WEAPONS = [FICTION, phrases('nerf | water gun | toy | lego | prop | costume | top gun | airsoft skins')];
