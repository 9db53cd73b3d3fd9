import { LESSONS } from './groups.ts';
import { near, phrases, type SearchTermList } from './list.ts';

export const EATING_DISORDERS: readonly SearchTermList[] = [
  {
    id: 'pro-eating-disorders',
    category: 'eating-disorders',
    terms: phrases(
      `pro ana | proana | pro mia | promia | pro anorexi* | thinspo* | thinspiration | meanspo* | bonespo* | fatspo | edtwt | ed twt | ed twitter | skinny inspo* | thin inspo* |
       ed inspo | ana buddy | ana buddies | ana coach | ana rules | ana and mia | mia buddy | abc diet`,
    ),
  },
  {
    id: 'eating-disorders',
    category: 'eating-disorders',
    terms: phrases(
      `ana tips | tips for ana | ana diet | mia tips | make yourself be sick | make myself be sick | making myself sick | eat nothing | lowest calorie diet | pretend i ate | pretend to eat | lie about eating |
       starve myself | starve yourself | starving myself | starving yourself | how to purge | purging tips | how to make myself sick | make myself throw up |
       make yourself throw up | make myself vomit | make yourself sick | throw up after eating | throw up without anyone | vomit after eating |
       hide not eating | how to stop eating | body check skinny | chew and spit | laxatives for weight* | thigh gap | skip meals without`,
    ),
    together: [
      near('how to | become* | becoming | be | being | want to | tips & anorexic | bulimic'),
      near('how to | tips | trick* | get | give myself | goals | inspo | diet | motivation | forum* & anorexia | bulimia'),
      near(
        'be sick | being sick | myself sick | yourself sick | vomit* | throw up & after food | after eating | on purpose | after meal* | after dinner | after lunch | after every meal',
      ),
      near(
        'low calorie | diet pills | slimming pills | crash diet & skinny | teen* | under 18 | age 11 | age 12 | age 13 | age 14 | age 15',
      ),
      near('low calories | fewest calories | calories & skinny'),
      near('pretend* | lie about | trick my mum | trick my parents | trick people & eaten | ate | been eating | eating'),
      near('skinny | thin | lose weight | stop being fat & without eating | not eating | no food | starv*'),
      near('ana | mia & tips | diet | thinspo | buddy | purg* | weight | skinny | fast tips | goals | restrict*'),
      near('not eating | without eating | no food | stop eating | hardly eating & lose | weight | hide | skinny | thin'),
      near(
        'lose | weight loss | skinny | thin & laxative* | water fast | starving | starve* | purging | throwing up | vomiting | 300 calories | 400 calories | 500 calories',
      ),
      near('calories a day | calorie a day | calories diet & 200 | 300 | 400 | 500 | 600'),
      near(
        'stop feeling hungry | stop being hungry | not be hungry | ignore hunger | never eat & lose weight | skinny | thin | weight | fast',
      ),
      near('how many | how few | least | calories & to starve | starving | without dying | survive on'),
      near('ana | mia | anorexia & motivation | goals | inspo | quotes | before and after | journal | forum | group chat'),
      near('not feel hungry | stop feeling hungry | ignore hunger | suppress hunger & starv* | fasting for days | restrict*'),
      near('hide | hiding | without & my mum | parents | anyone & not eating | throwing up | purging | starving'),
      near('water fast | fast for & 5 days | 7 days | 10 days | 14 days | a week & weight loss | lose weight | teen*'),
    ],
    except: phrases(
      `how to stop eating sugar | how to stop eating meat | how to stop eating sweets | how to stop eating junk* | how to stop eating snacks |
       how to stop eating late | how to stop eating chocolate | how to purge windows | how to purge cache | how to purge docker | ana de armas | ana ivanovic | mia hamm | mamma mia | eat nothing but | eat nothing else |
       purge dns | how to stop eating too much | how to stop eating so much`,
    ),
    context: [phrases('dog | dogs | cat | cats | puppy | hamster | the purge | essay*'), LESSONS],
  },
  {
    id: 'eating-disorders-help',
    category: 'eating-disorders',
    openTogether: [
      near(`tell my parents | tell my mum | tell someone | i have an | i think i have | help* | making myself sick | cant stop | my sister | my friend | my daughter | have i got | do i have | am i | quiz | support | recover* | stories | charit* | beat | treatment for my | symptoms |
       signs & anorexia | anorexic | bulimia | bulimic | eating disorder | eating disorders | binge eating | stop making myself sick`),
    ],
    context: [phrases('psychology | aqa | a level | gcse* | pshe | lesson | essay*')],
  },
];
