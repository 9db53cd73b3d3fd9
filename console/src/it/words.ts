import type { Tone } from '../components/tag.tsx';
import { groupTitle } from '../groups.ts';
import type { School } from '../session/schools.ts';
import type { Action, ProtectionStatus, RequestKind, RequestStatus, Scope } from './answers.ts';

export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The rules in the words of whoever explains them to a teacher. */
export const RULE_TITLES: Readonly<Record<string, string>> = {
  'policy-unavailable': 'A policy could be loaded',
  sealed: 'Statutory lists',
  support: 'Places of help, always open',
  locked: 'Terrorism and extremism',
  'urgent-block': 'Urgent blocks',
  suspension: 'Suspensions',
  'pupil-wifi': 'Pupil Wi-Fi',
  exam: 'Exams',
  override: 'Opened by IT or for a lesson',
  'group-allow': 'The group’s allow list',
  'group-block': 'The group’s block list',
  'search-term': 'Words of a search',
  category: 'The site’s category',
  default: 'What holds for everything else',
  'address-gate': 'Addresses that nobody may reach',
  protocol: 'Kinds of connection',
  identity: 'Signing in',
  limit: 'Too many connections at once',
};

export function ruleTitle(rule: string): string {
  return RULE_TITLES[rule] ?? sentence(rule.replaceAll('-', ' '));
}

interface Said {
  readonly words: string;
  readonly tone: Tone;
}

export const ACTIONS: Readonly<Record<Action, Said>> = {
  allow: { words: 'Allowed', tone: 'good' },
  block: { words: 'Blocked', tone: 'danger' },
  coach: { words: 'Warned first', tone: 'warning' },
};

const LOADS: Readonly<Record<string, string>> = {
  page: 'the page itself, moved there',
  script: 'scripts',
  style: 'styles and fonts',
  picture: 'pictures',
  media: 'sound and video',
  frame: 'a page within the page',
  other: 'something else',
};

/** What a page loads from a host: “Scripts, pictures”. */
export function loadWords(kinds: readonly string[]): string {
  const words = kinds.map((kind) => LOADS[kind] ?? kind).join(', ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const PROTECTION: Readonly<Record<ProtectionStatus, Said>> = {
  protected: { words: 'Protected', tone: 'good' },
  stale: { words: 'Out of date', tone: 'warning' },
  missing: { words: 'Not protected', tone: 'danger' },
};

export const REQUEST_KINDS: Readonly<Record<RequestKind, string>> = {
  unblock: 'Open a site',
  block: 'Block a site',
  'ai-approval': 'AI tool',
  research: 'Research exception',
};

export const REQUEST_STATUSES: Readonly<Record<RequestStatus, Said>> = {
  open: { words: 'Waiting', tone: 'info' },
  'awaiting-second': { words: 'Needs a second person', tone: 'warning' },
  approved: { words: 'Approved', tone: 'good' },
  declined: { words: 'Declined', tone: 'quiet' },
};

export function schoolName(id: string | null, schools: readonly School[]): string {
  if (id === null) return 'No school';
  return schools.find((one) => one.id === id)?.name ?? id;
}

/** Whom something is for: `Jamie Doe`, `the class 9B`, `everybody`. */
export function scopeWords({ kind, id = '' }: Scope, schools: readonly School[]): string {
  switch (kind) {
    case 'person':
      return id;
    case 'class':
      return `the class ${id}`;
    case 'group':
      return `all ${groupTitle(id).toLowerCase()}`;
    case 'school':
      return schoolName(id, schools);
    case 'trust':
      return 'everybody';
  }
}

/** `1 request`, `3 requests`. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : several}`;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long ago something was, or how long something lasts: `5 minutes`, `3 hours`, `2 days`. */
export function spanWords(ms: number): string {
  if (ms < MINUTE_MS) return 'less than a minute';
  if (ms < HOUR_MS) return counted(Math.floor(ms / MINUTE_MS), 'minute');
  if (ms < 2 * DAY_MS) return counted(Math.floor(ms / HOUR_MS), 'hour');
  return counted(Math.floor(ms / DAY_MS), 'day');
}

/** Whether somebody typed the reference of a block page and not an address: 16 letters and digits, however they are grouped. */
export function isDecisionReference(typed: string): boolean {
  return /^[0-9a-z]{16}$/i.test(typed.replace(/[\s-]/g, ''));
}
