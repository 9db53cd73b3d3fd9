import { FICTION, LAWS, LESSONS } from './groups.ts';
import { near, phrases, type SearchTermList } from './list.ts';

const PEOPLE =
  'black people | black kids | blacks | jews | jewish people | muslims | asians | asian people | indians | pakistanis | chinese people | immigrants | refugees | gays | gay people | lesbians | trans people | ' +
  'disabled people | gypsies | travellers | foreigners | poles | disabled | autistic people | special needs | fat people | ginger people | ugly people | white people | christians | women';

export const BULLYING_AND_HATE: readonly SearchTermList[] = [
  {
    id: 'hate',
    category: 'hate',
    terms: phrases(
      `racist jokes | racist joke | racist meme* | racist insult* | racial slur* | gay slur* | homophobic slur* | homophobic jokes | antisemitic joke* | antisemitic meme* | islamophobic joke* | n word pass | nigger* | nigga* | faggots are | faggot | paki |
       pakis | paki jokes | chinks | tranny | trannies | retard jokes | retards | retard | spastics | kike* | wogs | coons | pikey* | dirty gypsies | gas the jews | deport all | deport them all | go back to your own country | ban all muslims | hitler jokes | holocaust jokes`,
    ),
    together: [
      near(
        `jokes | joke | memes | i hate | hate all | kill | kill all | deport | disgusting | get rid of | should die | offensive & ${PEOPLE.replace(' | women', '').replace(' | ugly people', '').replace(' | fat people', '').replace(' | ginger people', '')}`,
      ),
      near(
        `are stupid | are disgusting | are dirty | are ugly | are scum | are inferior | are animals | are gross | are evil | are subhuman | should be shot | should be killed | should die | ruin & ${PEOPLE.replace(' | women', '')}`,
      ),
      near('list | names | insult* | jokes | call someone & slur | slurs | racial | racist | homophobic'),
    ],
    except: phrases(
      'faggots and peas | faggots recipe | faggot recipe | faggots and gravy | paki stan | flame retard* | retarded potential | hate crime* | maine coons | chinks in | i hate maths | kill all weeds | hate speech',
    ),
    context: [
      LESSONS.filter((phrase) => phrase !== 'holocaust'),
      LAWS,
      FICTION,
      phrases(
        'did the nazis | did nazis | did hitler | did germany | did the germans | essay* | report | racism in | mockingbird | mice and men | why is | stop | recipe | peas | oven',
      ),
    ],
  },
  {
    id: 'misogyny',
    category: 'misogyny-incel',
    terms: phrases(
      `women belong in the kitchen | women are inferior | women are property | women are objects | women deserve less | women are stupid | girls are sluts | women are sluts | girls are slags | women are whores | women shouldnt vote | feminism is cancer | feminists are | feminism is a disease | black pill* | blackpill* | red pill women | redpill women |
       incel forum* | incel community | incel discord | incel meme* | looksmax* | become an incel | alpha male control | control women | how to control women | control your girlfriend | femoid* | roasties | high value male women | make women submit | rape jokes`,
    ),
    together: [
      near('incel* & forum* | discord | reddit | chat | join | become | am i | rebellion | memes'),
      near('get | make | keep | how to & girl | women | woman | girlfriend & scared of me | submit | obey | obedient | under control'),
      near('women | girls & shouldnt have rights | should not have rights | should not vote | belong in'),
      near('i hate & women | girls | feminists | all women'),
    ],
    context: [LESSONS, phrases('essay* | matrix | nazi* | taliban | handmaid*')],
  },
  {
    id: 'bullying',
    category: 'bullying',
    terms: phrases(
      `how to bully | fat jokes | fat people jokes | ugly girl in my class | hate page | how to make someone cry | rate my classmates | roast fat | insults for | your mum is so fat | your mum jokes dirty | expose page | exposing page* | bait out page* |
       make them kill themselves | make someone kill themselves | make her kill herself | make him kill himself | ruin someones life | ruin her life | ruin his life | spread rumours | spread a rumour | start a rumour | get someone expelled | get my teacher fired`,
    ),
    together: [
      near(
        'how to | make | get | best way & bully | humiliate | make fun of | someone cry | girl cry | boy cry | someone excluded | someone leave school | kill themselves & someone | somebody | girl | boy | kid | classmate | them',
      ),
      near(
        'fake account | fake profile | hate page | page | group chat & bully | about someone | expose | exposing | humiliate | ugly girls | ugly girl & make | create | instagram | school | how to | class',
      ),
      near('make | how to & someone | people | a girl | a boy & cry | kill themselves | feel worthless'),
      near('jokes | insults | roast* & fat girl* | fat people | ugly girl* | ginger kid* | ugly people | disabled kid*'),
      near(
        'mean | nasty | horrible | cruel & things to say | names | things to call | insult* & girl | boy | kid | kids | someone | fat people | ugly',
      ),
      near(
        'funny insults | insults | comebacks | mean names | nasty names & to say | to call | call | for & girl | boy | kid | kids | someone | fat people | ugly',
      ),
      near('make fun of | making fun of | laugh at & fat | ugly | disabled | ginger | kid | kids | someone | girl | boy'),
      near('get revenge | revenge & on a girl | on a boy | on someone | girl at school | boy at school | my ex | my friend | bully'),
      near(
        'get back at | get him back | get her back | get them back & girl at school | boy at school | my ex | my friend | bully | someone',
      ),
      near('embarrassing & video* | picture* | photo* | pics & kids | my school | my class | classmate* | school page'),
      near(
        'make | making & someone | somebody | a girl | a boy | him | her | people & feel bad | feel ugly | feel worthless | hate themselves | hate herself | hate himself | feel small | feel scared',
      ),
      near(
        'hate | troll | anonymous | secret & account | page | group | profile & about a girl | about a boy | about someone | about my | about a teacher | about people',
      ),
      near('how to & be mean | be nasty | be horrible & to someone | to people | to a girl | to a boy | to my'),
      near('how to & rumour* | rumours & someone | her | him | spread*'),
      near('how to & someone | somebody & excluded | left out'),
    ],
    except: phrases(
      'how to be mean in statistics | mean average | roast chicken | roast potatoes | roast beef | anti bullying | bully xl | bully dog | american bully | american bulldog | bullying poster*',
    ),
    context: [FICTION, phrases('anti bullying | poster* | assembly | poem* | recipe | onions | peter griffin')],
  },
  {
    id: 'bullying-help',
    category: 'bullying',
    open: phrases(
      'being bullied | i am bullied | im bullied | getting bullied | bullied at school | bullying me | bullies me | childline bullying | cyberbullied | bullied online | stop being bullied | deal with bullies | stand up to bullies | bullies at school | deal with a bully | stop a bully | get bullied',
    ),
    openTogether: [
      near(
        'someone | people | they | friends | everyone | girls | boys | group chat & hates me | calls me names | ignores me | laughs at me | leaves me out | bullying me | being mean to me | fake account of me | posting about me | laughing at me | picking on me | racist to me | calling me names | spreading rumours about me | ignoring me at school | made a page about me | racist at school',
      ),
      near('what to do | help | my child | my friend | someone is & bullied | bullying you | bullying'),
    ],
    context: [phrases('poem* | poster* | lesson | essay* | gcse* | assembly | lyrics')],
  },
];
