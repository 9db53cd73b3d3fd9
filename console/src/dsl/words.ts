import type { Severity } from '../components/tag.tsx';
import type { HistoryLine, LedgerLine, Outcome, Status } from './incident.ts';

/** As the alert mails call them. */
export const THEME_TITLES: Readonly<Record<string, string>> = {
  'terrorism-extremism': 'Terrorism and extremism',
  'child-sexual-abuse': 'Child sexual abuse',
  'child-on-child-abuse': 'Child-on-child abuse',
  'grooming-exploitation': 'Grooming and exploitation',
  'self-harm-suicide': 'Self-harm and suicide',
  'eating-disorders': 'Eating disorders',
  'violence-weapons': 'Violence and weapons',
  'bullying-hate': 'Bullying and hate',
  'sexual-content': 'Sexual content',
  'drugs-alcohol': 'Drugs and alcohol',
  gambling: 'Gambling',
  'domestic-abuse': 'Domestic abuse',
  disclosure: 'Disclosure of a concern',
  circumvention: 'Getting round the filter',
  malware: 'Malware',
};

export function themeTitle(theme: string): string {
  return THEME_TITLES[theme] ?? theme;
}

export const RESPONSES: Readonly<Record<Severity, string>> = {
  danger: 'Act now',
  warning: 'Look at it today, before the school day ends',
  advisory: 'For information',
};

export const STATUS_TITLES: Readonly<Record<Status, string>> = {
  new: 'New',
  acknowledged: 'Acknowledged',
  'in-progress': 'In progress',
  escalated: 'Escalated',
  closed: 'Closed',
};

export const OUTCOME_TITLES: Readonly<Record<Outcome, string>> = {
  'no-concern': 'No concern',
  curriculum: 'Schoolwork',
  'false-positive': 'False alarm',
  pastoral: 'Pastoral support in school',
  'parents-informed': 'Parents informed',
  'early-help': 'Early help',
  'childrens-social-care': 'Referred to children’s social care',
  'prevent-referral': 'Prevent referral',
  police: 'Police',
  lado: 'LADO (about a member of staff)',
  behaviour: 'Dealt with as behaviour',
};

/** How sure it is who it was. */
export const ATTRIBUTION_WORDS: Readonly<Record<string, string>> = {
  'proxy-auth': 'They signed in to the filter.',
  lease: 'They were signed in to this computer.',
  radius: 'They were signed in to the Wi-Fi.',
  portal: 'They signed in at the portal.',
  network: 'By the network only: it may be anybody there.',
  none: 'Nobody was signed in.',
};

export const ACTION_WORDS = {
  allow: 'It was open to them.',
  block: 'It was blocked.',
  coach: 'They saw a warning page first.',
} as const;

export const ACTION_TAGS = { allow: 'Opened', block: 'Blocked', coach: 'Warned first' } as const;

/** The name behind `user:`, `token:` or `contact:`; `system` is the product itself. */
export function actorName(actor: string): string {
  return actor === 'system' ? 'Schoolgate' : actor.replace(/^(contact|token|user):/, '');
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** One line of the history, without what somebody wrote. */
export function eventWords({ event, actor, detail }: HistoryLine): string {
  const who = actorName(actor);
  const to = actorName(text(detail['to']));
  switch (event) {
    case 'raised':
      return 'Raised';
    case 'severity-raised':
      return 'It became more serious';
    case 'acknowledged':
      return `${who} is dealing with it`;
    case 'assigned':
      return `${who} gave it to ${to}`;
    case 'noted':
      return `${who} noted`;
    case 'escalated':
      return `${who} escalated it`;
    case 'closed':
      return `${who} closed it: ${OUTCOME_TITLES[text(detail['outcome']) as Outcome] ?? 'with an outcome'}`;
    case 'reopened':
      return `${who} opened it again`;
    case 'merged':
      return text(detail['into']) === ''
        ? `${who} merged ${text(detail['from'])} into it`
        : `${who} merged it into ${text(detail['into'])}`;
    case 'verdict':
      return `${who} called it a ${text(detail['verdict']).replace('-', ' ')}`;
    case 'notified':
      return detail['kind'] === 'access-code' ? `A code was mailed to ${to}` : `The mail server took a message to ${to}`;
    case 'opened':
      return `${who} opened its page`;
    default:
      return event;
  }
}

/** What somebody wrote with it; empty when nothing. */
export function eventText({ detail }: HistoryLine): string {
  return text(detail['text']) || text(detail['reason']) || text(detail['note']);
}

export const LEDGER_STATES: Readonly<Record<LedgerLine['status'], string>> = {
  queued: 'Waiting to be sent',
  sending: 'Being sent',
  accepted: 'Taken by the mail server',
  'in-doubt': 'May have arrived: the mail server fell silent',
  failed: 'Not taken yet, to be tried again',
  'given-up': 'Could not be delivered',
};

export const LEDGER_KINDS: Readonly<Record<string, string>> = {
  alert: 'Alert',
  'severity-raised': 'Told that it became more serious',
  escalation: 'Escalation',
  'delivery-trouble': 'Told that something waits, not what',
};
