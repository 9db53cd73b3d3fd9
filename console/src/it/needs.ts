import type { Tone } from '../components/tag.tsx';
import type { Summary } from './answers.ts';
import { counted, schoolName, sentence } from './words.ts';

/** Something that somebody has to do, and where. */
export interface Need {
  readonly key: string;
  readonly tone: Tone;
  /** In a word: how pressing it is. */
  readonly tag: string;
  readonly words: string;
  /** What to do about it. */
  readonly advice: string;
  /** Where it is done; null where that is not in the console. */
  readonly link: { readonly to: string; readonly words: string } | null;
}

const LISTS = { to: '/lists', words: 'Look at the lists' } as const;

/** What waits for IT, the most pressing first. */
export function needsOf(summary: Summary): readonly Need[] {
  return [requestNeeds, healthNeeds, protectionNeeds, alertNeeds, listNeeds, draftNeeds]
    .flatMap((needs) => needs(summary))
    .sort((one, other) => RANK.indexOf(one.tone) - RANK.indexOf(other.tone));
}

const RANK: readonly Tone[] = ['danger', 'warning', 'info'];

function requestNeeds({ requests }: Summary): readonly Need[] {
  if (requests === undefined || requests.open === 0) return [];
  const { open, more, awaitingSecond, overdue, urgent } = requests;
  const parts = [
    ...(urgent > 0 ? [`${urgent} urgent`] : []),
    ...(overdue > 0 ? [`${overdue} overdue`] : []),
    ...(awaitingSecond > 0 ? [`${awaitingSecond} for a second person`] : []),
  ];
  const waiting = `${more ? 'More than ' : ''}${counted(open, 'request waits', 'requests wait')} for an answer`;
  return [
    {
      key: 'requests',
      tone: urgent > 0 ? 'danger' : overdue > 0 ? 'warning' : 'info',
      tag: urgent > 0 ? 'Urgent' : overdue > 0 ? 'Overdue' : 'Waiting',
      words: parts.length === 0 ? `${waiting}.` : `${waiting}: ${parts.join(', ')}.`,
      advice: 'Whoever asked is told of your answer.',
      link: { to: '/requests', words: 'Answer them' },
    },
  ];
}

function protectionNeeds({ protection: { lacking } }: Summary): readonly Need[] {
  const titles = (wanted: 'missing' | 'stale') => lacking.filter(({ status }) => status === wanted).map(({ title }) => title);
  const [missing, stale] = [titles('missing'), titles('stale')];
  return [
    ...(missing.length > 0
      ? [
          {
            key: 'not-protected',
            tone: 'danger',
            tag: 'Not protected',
            words: `No list protects against: ${missing.join('; ')}.`,
            advice: 'Put lists for them into schoolgate.yaml, under blocklists.sources. What each needs is said below.',
            link: LISTS,
          } as const,
        ]
      : []),
    ...(stale.length > 0
      ? [
          {
            key: 'out-of-date',
            tone: 'warning',
            tag: 'Out of date',
            words: `The lists are too old against: ${stale.join('; ')}.`,
            advice: 'They could not be fetched for too long. Each list says what went wrong.',
            link: LISTS,
          } as const,
        ]
      : []),
  ];
}

/** What to put into the configuration for a class of protection that has no list. */
export function missingAdvice(id: string): string {
  return id.startsWith('sealed-')
    ? 'Given to members of its publisher only. Put it under blocklists.sources in schoolgate.yaml.'
    : 'Put a list of this kind under blocklists.sources in schoolgate.yaml.';
}

function healthNeeds({ health }: Summary): readonly Need[] {
  return (health?.problems ?? []).map(({ part, detail }) => ({
    key: `health ${part}`,
    tone: 'danger',
    tag: 'Failing',
    words: `${partTitle(part)}: ${detail}`,
    advice: partAdvice(part),
    link: null,
  }));
}

const PARTS: Readonly<Record<string, string>> = {
  proxy: 'The filter',
  alerts: 'Alerts',
  blocklists: 'Lists',
  admin: 'The console',
  database: 'Database',
  redis: 'Redis',
};

/** A part's name has its number behind it: `proxy-1`. */
function partTitle(part: string): string {
  return PARTS[part.replace(/\W.*$/, '')] ?? sentence(part);
}

function partAdvice(part: string): string {
  if (part.startsWith('alerts')) return 'Safeguarding leads may hear late, or not at all. Tell them, then mend it.';
  if (part.startsWith('proxy')) return 'Pupils may have no internet. The log of the machine says more.';
  return 'The log of the machine says more.';
}

function listNeeds({ lists }: Summary): readonly Need[] {
  const bad = (lists?.sources ?? []).filter(({ status }) => status !== 'fresh');
  if (bad.length === 0) return [];
  const names = bad.slice(0, 3).map(({ id }) => id);
  return [
    {
      key: 'lists',
      tone: 'warning',
      tag: 'Lists',
      words: `${counted(bad.length, 'list was', 'lists were')} not updated: ${names.join(', ')}${bad.length > 3 ? ' and others' : ''}.`,
      advice: 'Where there was an earlier copy, it stays in force.',
      link: LISTS,
    },
  ];
}

/** A technician may read drafts of the policy, and not be the second person. */
function draftNeeds({ drafts, role }: Summary): readonly Need[] {
  if (drafts === undefined || drafts.waiting === 0 || role === 'it-operator') return [];
  return [
    {
      key: 'drafts',
      tone: 'warning',
      tag: 'Second person',
      words: `${counted(drafts.waiting, 'change', 'changes')} of the policy ${drafts.waiting === 1 ? 'waits' : 'wait'} for a second person.`,
      advice: 'Nothing changes for anybody until then.',
      link: { to: '/approvals', words: 'Look at them' },
    },
  ];
}

function alertNeeds({ alertsNotLive, schools, goLive }: Summary): readonly Need[] {
  if (alertsNotLive === null || alertsNotLive.length === 0) return [];
  const names = alertsNotLive.map((id) => schoolName(id, schools)).join(', ');
  return [
    {
      key: 'alerts-not-live',
      tone: goLive ? 'danger' : 'info',
      tag: 'Alerts',
      words: `No safeguarding lead has confirmed a test alert for ${names}.`,
      advice: 'Until they do, nobody knows that alerts arrive. Ask the lead to send one and open it.',
      link: null,
    },
  ];
}
