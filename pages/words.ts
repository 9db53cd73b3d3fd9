import { type CategoryId, categoryInfo, type Theme } from '../core/category.ts';
import type { Decision, RuleId } from '../core/decision.ts';
import type { Band } from './band.ts';
import { type Topic, topicOf } from './topics.ts';

/** What a refusal is about, as far as it may be told to the person refused. */
export interface Subject {
  /** Few values: one page is prepared for each. */
  readonly key: string;
  readonly why: Readonly<Record<Band, string>>;
  /** The category's title, where one decided and may be named. */
  readonly category: string | null;
  readonly theme: Theme | null;
  /** False for a sealed site: nothing of it is repeated, not even its name. */
  readonly isNamed: boolean;
  /** True where the matter may weigh on somebody: help comes before everything else. */
  readonly isTender: boolean;
  /** An AI tool: other ones may be open, and asking for it is asking for its approval. */
  readonly isAiTool: boolean;
  /** Not refused, but to be reminded of something first. */
  readonly isReminder: boolean;
}

const WHY_TOPIC: Readonly<Record<Topic, Readonly<Record<Band, string>>>> = {
  extremism: {
    easy: 'It may want people to hate or hurt each other.',
    plain: 'It is listed as supporting terrorism or extremism. Schools have to block that for everybody.',
    adult: 'It is listed as terrorist or extremist. Schools block this for everybody, staff included (Prevent duty).',
  },
  'self-harm': {
    easy: 'It is about people hurting themselves. Reading it can make you feel worse.',
    plain:
      'It is listed as being about suicide or self-harm and can make a hard time harder. If you feel like this, or worry about a friend, you deserve real help. Asking for it never gets you into trouble.',
    adult: 'It is listed as promoting or describing suicide or self-harm.',
  },
  eating: {
    easy: 'It says things about food and bodies that can make people ill.',
    plain: 'It is listed as pushing unhealthy ways of eating. If food or your body is on your mind a lot, talking to somebody helps.',
    adult: 'It is listed as promoting eating disorders.',
  },
  sexual: {
    easy: 'It has things that are only for adults.',
    plain: 'It is listed as sexual content for adults.',
    adult: 'It is listed as sexual content.',
  },
  exploitation: {
    easy: 'It may be used to trick or hurt people.',
    plain: 'It is listed as being used to pressure, trick or take advantage of people. If that is happening to you, it is not your fault.',
    adult: 'It is listed as being used to exploit or control people.',
  },
  violence: {
    easy: 'It has fighting or weapons that can be scary.',
    plain: 'It is listed as showing or encouraging violence or weapons.',
    adult: 'It is listed as showing or encouraging violence, or selling weapons.',
  },
  hate: {
    easy: 'It is unkind about people.',
    plain: 'It is listed as attacking people for who they are, or as a place for bullying.',
    adult: 'It is listed as hateful, discriminating or bullying.',
  },
  drugs: {
    easy: 'It is about things that are bad for your body.',
    plain: 'It is listed as promoting or selling drugs, alcohol, tobacco or vapes.',
    adult: 'It is listed as promoting or selling drugs, alcohol, tobacco or vapes.',
  },
  gambling: {
    easy: 'It is about betting money. That is only for adults.',
    plain: 'It is listed as gambling, which is not allowed under 18.',
    adult: 'It is listed as gambling.',
  },
  unsafe: {
    easy: 'It could break this computer or try to trick you.',
    plain: 'It is listed as unsafe: it may harm this device, or trick people out of passwords or money.',
    adult: 'It is listed as unsafe: malware, phishing, fraud or hacking.',
  },
  circumvention: {
    easy: 'It is used to get past the rules that keep you safe.',
    plain: 'It is listed as a way around the school’s filter.',
    adult: 'It is listed as a way around filtering, or as remote control of a computer.',
  },
  copying: {
    easy: 'It gives out files that may not be safe or allowed.',
    plain: 'It is listed as a place for downloads or copies that are not allowed here.',
    adult: 'It is listed for downloads, file exchange or pirated copies.',
  },
  contact: {
    easy: 'It is for talking to people you may not know.',
    plain: 'It is for messaging and meeting people online.',
    adult: 'It is listed as social media, chat, forum or web mail.',
  },
  meeting: {
    easy: 'It is for adults who want to meet people.',
    plain: 'It is listed as dating, which is for adults.',
    adult: 'It is listed as dating.',
  },
  leisure: {
    easy: 'It is for free time, not for lessons.',
    plain: 'It is for leisure rather than lessons.',
    adult: 'It is listed as leisure.',
  },
  ai: {
    easy: 'It is a computer that writes or draws. Your school picks which ones are safe.',
    plain: 'It is an AI tool. Each has an age limit, and your school decides which ones may be used for what.',
    adult: 'It is an AI tool. Which ones may be used, and for what, is decided by the school.',
  },
  storage: {
    easy: 'It is for keeping and swapping files.',
    plain: 'It stores or shares files outside school. Your school account is the place for school work.',
    adult: 'It is for storing or sharing files outside the school’s own services.',
  },
  misleading: {
    easy: 'It says things that are not true.',
    plain: 'It is listed as misleading, or as drawing people into a closed group.',
    adult: 'It is listed as misinformation, or as a high-control group.',
  },
  cheating: {
    easy: 'It does schoolwork for people.',
    plain: 'It is listed as selling ready-made schoolwork.',
    adult: 'It is listed as selling ready-made coursework.',
  },
  money: {
    easy: 'It is about grown-ups’ money.',
    plain: 'It is about trading or investing money.',
    adult: 'It is listed as finance or cryptocurrency.',
  },
  other: {
    easy: 'It is not open for your class.',
    plain: 'It is of a kind that your school limits for your group.',
    adult: 'It is of a kind that is limited for this group.',
  },
};

/** Why a rule refuses that is not about a category. */
const WHY_RULE: Partial<Record<RuleId, Readonly<Record<Band, string>>>> = {
  exam: {
    easy: 'You are doing a test. Only some pages work until it is over.',
    plain: 'You are in an exam. Only what the exam allows is open; everything else comes back when it ends.',
    adult: 'An exam is on for this group. Only what it allows is open until it ends.',
  },
  suspension: {
    easy: 'Your internet is having a rest. Your teacher can tell you why.',
    plain:
      'Your use of the internet is paused. A member of staff can tell you why and until when. Help sites such as Childline still open.',
    adult: 'This account’s use of the internet is paused.',
  },
  'pupil-wifi': {
    easy: 'The school’s Wi-Fi is not for our own tablets and phones just now. Your teacher can tell you more.',
    plain:
      'The headteacher has switched off Wi-Fi for pupils’ own devices at this school. That is not about you or this site. Use a school computer, or ask a member of staff when it will be back. Help sites such as Childline still open.',
    adult: 'The headteacher has switched off Wi-Fi for pupils’ own devices at this school.',
  },
  'search-term': {
    easy: 'The words you looked for can lead to pages that are not safe.',
    plain:
      'The words you searched for can lead to harmful pages. If you are looking for help, or it is for school, ask – it is fine to ask.',
    adult: 'The words searched for are on this group’s list of harmful searches.',
  },
  'urgent-block': schoolChoice(),
  'group-block': schoolChoice(),
  'group-allow': {
    easy: 'This computer can write or draw. Do not tell it your name, where you live, or things about other people. It can be wrong.',
    plain:
      'It is an AI tool that your school has approved. Put nothing personal into it: no names, addresses or pictures, yours or anybody else’s. Check what it says, for it can be wrong. Work that is marked is to be your own.',
    adult:
      'It is an AI tool that the trust has approved. Put no personal data into it: no names, addresses, pupil numbers or work that names a pupil. Check what it says before you rely on it.',
  },
  default: {
    easy: 'Your school has picked the pages that you can open. This is not one of them.',
    plain: 'Your school has not opened this site for your group.',
    adult: 'This site is not among those open for this group.',
  },
  'policy-unavailable': {
    easy: 'The computer that keeps you safe is not ready. It is not your fault.',
    plain: 'The filter is not ready, so nothing can be opened. That is not about you. Try again in a few minutes.',
    adult: 'The filter has no valid policy and therefore opens nothing. IT has to look at this now.',
  },
};

const WHY_TECHNICAL: Readonly<Record<Band, string>> = {
  easy: 'This address does not work here.',
  plain: 'This address cannot be reached through the school’s internet.',
  adult: 'The filter does not connect to this address, or not in this way.',
};

const WHY_SEALED: Readonly<Record<Band, string>> = {
  easy: 'It is closed for everyone.',
  plain: 'It cannot be opened by anybody here.',
  adult: 'It cannot be opened by anybody here, and no exception can be made.',
};

function schoolChoice(): Readonly<Record<Band, string>> {
  return {
    easy: 'Your school has closed this page.',
    plain: 'Your school has chosen to block this site.',
    adult: 'The school or trust has chosen to block this site.',
  };
}

/** Themes where help comes before everything else on the page. */
const TENDER: ReadonlySet<Theme> = new Set<Theme>([
  'self-harm-suicide',
  'eating-disorders',
  'grooming-exploitation',
  'child-on-child-abuse',
  'domestic-abuse',
  'disclosure',
]);

/** Rules that refuse for what the site or search is, and not for the time or the person: the theme's help belongs there. */
const ABOUT_THE_SITE: ReadonlySet<RuleId> = new Set<RuleId>(['search-term', 'urgent-block', 'group-block']);

/** What may be said of a decision to the person it refuses. */
export function subjectOf(decision: Pick<Decision, 'rule' | 'category' | 'categories' | 'theme' | 'sealedRef'>): Subject {
  const { rule, category, theme } = decision;
  if (rule === 'sealed' || decision.sealedRef !== undefined || [category, ...decision.categories].some(isSealed)) {
    const nothing = { category: null, theme: null, isTender: false, isAiTool: false, isReminder: false };
    return { key: 'sealed', why: WHY_SEALED, isNamed: false, ...nothing };
  }
  const aboutRule = WHY_RULE[rule];
  if (aboutRule !== undefined) return namedSubject(rule, aboutRule, null, ABOUT_THE_SITE.has(rule) ? theme : null);
  if (category === null) return namedSubject('technical', WHY_TECHNICAL, null, null);
  return namedSubject(category, WHY_TOPIC[topicOf(category)], categoryInfo(category).title, theme);
}

function namedSubject(name: string, why: Subject['why'], category: string | null, theme: Theme | null): Subject {
  const isTender = theme !== null && TENDER.has(theme);
  const [isAiTool, isReminder] = [name === 'ai-tools', name === 'group-allow'];
  return { key: `${name} ${theme ?? ''}`, why, category, theme, isNamed: true, isTender, isAiTool, isReminder };
}

function isSealed(category: CategoryId | null): boolean {
  return category !== null && categoryInfo(category).tier === 'sealed';
}
