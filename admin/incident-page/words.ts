import type { Directory } from '../../alerts/routing/directory.ts';
import { addressKey } from '../../alerts/routing/subject.ts';
import { inertLine, inertName } from '../../alerts/words/inert.ts';
import { momentWords, timeWords } from '../../alerts/words/moment.ts';
import type { Delivery, Incident, IncidentEvent, Outcome } from '../../core/incident.ts';
import type { LedgerLine } from '../services/incident-view.ts';

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
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

/** Enough of an address to know one's own, and too little to write to somebody else's: `d•••l@north.example`. */
export function maskedAddress(email: string): string {
  const at = email.lastIndexOf('@');
  const [local, domain] = [[...email.slice(0, at)], email.slice(at + 1)];
  return `${local[0] ?? ''}•••${local.length > 3 ? local.at(-1) : ''}@${domain}`;
}

/** Names contacts as configured; `token:` and `user:` by what follows; the product itself by its name. */
export function namesOf({ schools, trustLead }: Directory): (actor: string) => string {
  const contacts = [...schools.values()].flatMap(({ dsl, deputies, headteacher, chair, it, onCall }) => [
    dsl,
    ...deputies,
    headteacher,
    chair,
    it,
    onCall,
  ]);
  const names = new Map([trustLead, ...contacts].flatMap((contact) => (contact === null ? [] : [[addressKey(contact), contact.name]])));
  return (actor) => {
    if (actor === 'system') return 'Schoolgate';
    const name = /^(?:contact|token|user):(.*)$/s.exec(actor)?.[1] ?? actor;
    return inertName(names.get(addressKey({ email: name })) ?? name);
  };
}

/** Where the case stands. */
export function statusWords(
  { status, assignee, outcome, mergedInto }: Incident,
  events: readonly IncidentEvent[],
  nameOf: (actor: string) => string,
): string {
  const last = (event: IncidentEvent['event']) => events.findLast((one) => one.event === event);
  const by = (event: IncidentEvent | undefined, words: string) =>
    event === undefined ? words : `${words} ${nameOf(event.actor)} at ${momentWords(event.at)}`;
  const whose = assignee === null ? '' : ` ${nameOf(assignee)} works on it.`;
  if (mergedInto !== null) return `Merged into ${mergedInto}.`;
  if (status === 'new') return 'New: nobody has said yet that they deal with it.';
  if (status === 'acknowledged') return `${by(last('acknowledged'), 'Acknowledged by')}.${whose}`;
  if (status === 'escalated') return `${by(last('escalated'), 'Escalated by')}.${whose}`;
  if (status === 'closed') return `${by(last('closed'), 'Closed by')}: ${outcome === null ? '' : OUTCOME_WORDS[outcome]}.`;
  return `In progress.${whose}`;
}

/** One line of the history, with what somebody wrote. */
export function eventLine(
  { actor, event, detail }: IncidentEvent,
  nameOf: (actor: string) => string,
): { readonly words: string; readonly text: string | null } {
  const who = nameOf(actor);
  const text = ['text', 'reason', 'note'].map((key) => detail[key]).find((value) => typeof value === 'string' && value !== '');
  const told = typeof detail['to'] === 'string' ? nameOf(detail['to']) : '';
  return { words: eventWords(event, who, told, detail), text: text === undefined ? null : inertLine(String(text), 2_000) };
}

function eventWords(event: IncidentEvent['event'], who: string, to: string, detail: IncidentEvent['detail']): string {
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
      return `${who} closed it: ${OUTCOME_WORDS[detail['outcome'] as Outcome] ?? ''}`;
    case 'reopened':
      return `${who} opened it again`;
    case 'merged':
      return typeof detail['into'] === 'string'
        ? `${who} merged it into ${detail['into']}`
        : `${who} merged ${String(detail['from'])} into it`;
    case 'verdict':
      return `${who} called it a ${String(detail['verdict']).replace('-', ' ')}`;
    case 'notified':
      return detail['kind'] === 'access-code' ? `A code was mailed to ${to}` : `The mail server took a message to ${to}`;
    case 'opened':
      return `${who} opened this page`;
  }
}

const KINDS: Readonly<Partial<Record<Delivery['kind'], string>>> = {
  alert: 'Alert',
  'severity-raised': 'Told that it became more serious',
  escalation: 'Escalation',
  'delivery-trouble': 'Told that something waits, not what',
};

/** How far one message came, in one line. */
export function ledgerWords(line: LedgerLine): string {
  const clock = (at: string) => timeWords(Date.parse(at));
  const parts = [`${KINDS[line.kind] ?? 'Message'}, queued ${clock(line.createdAt)}`, `${sendingWords(line, clock)}${answerWords(line)}`];
  if (line.openedAt !== null) parts.push(`opened ${clock(line.openedAt)}`);
  if (line.acknowledgedAt !== null) parts.push(`acknowledged ${clock(line.acknowledgedAt)}`);
  return `${parts.join(' · ')}.`;
}

function sendingWords({ status, acceptedAt }: LedgerLine, clock: (at: string) => string): string {
  switch (status) {
    case 'queued':
      return 'waiting to be sent';
    case 'sending':
      return 'being sent';
    case 'accepted':
      return `accepted ${acceptedAt === null ? '' : clock(acceptedAt)}`.trim();
    case 'in-doubt':
      return 'may have arrived: the mail server fell silent';
    case 'failed':
      return 'not taken yet, to be tried again';
    case 'given-up':
      return 'could not be delivered';
  }
}

function answerWords({ answer }: LedgerLine): string {
  return answer === null ? '' : ` (“${inertLine(answer, 120)}”)`;
}
