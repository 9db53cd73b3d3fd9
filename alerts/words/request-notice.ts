import { formatInstant } from '../../core/london-time.ts';
import { epochMs } from '../../core/units.ts';
import type { Notice } from '../request-notice.ts';
import { inertLine, inertName } from './inert.ts';
import { type Block, type Mail, mail } from './mail.ts';
import { momentWords } from './moment.ts';

const OUTCOMES: Readonly<Partial<Record<Notice['event'], readonly [title: string, words: string]>>> = {
  filed: ['We have your request', 'IT will look at it, and you will hear what became of it.'],
  approved: ['Your request was approved', 'IT has done what you asked for. If the site is still blocked, reload the page.'],
  declined: ['Your request was declined', 'IT has not done what you asked for. Their reason is below; you can answer them in person.'],
  'awaiting-second': ['Your request waits for a second person', 'One person has agreed. This kind of site needs two; you will hear again.'],
};

/** To whoever asked: what became of it, and why. Says who decided to nobody: it was IT. To a safeguarding lead: what was opened, for whom. */
export function requestMail(notice: Notice, answerTo: string | null): Mail & { readonly replyTo?: string } {
  const { event, site, words, request, kind, research } = notice;
  if (research !== undefined) return researchMail(notice, research);
  const [title, meaning] = OUTCOMES[event] ?? ['News of your request', 'Something changed.'];
  const blocks: Block[] = [
    { kind: 'paragraph', text: meaning },
    {
      kind: 'facts',
      rows: [
        ['You asked to', kind === 'block' ? 'block a site' : 'open a site'],
        ['Site', site === null ? 'the one you named' : inertName(site)],
        [event === 'filed' ? 'Your words' : 'Reason given', inertLine(words)],
        ['Reference', inertLine(request)],
      ],
    },
  ];
  if (answerTo === null) return mail(`[Schoolgate] ${title}`, title, 'calm', blocks, FOOT);
  blocks.push({ kind: 'paragraph', text: 'To say more, answer this mail and leave the reference in its subject.' });
  return { ...mail(`[Schoolgate] ${title} (${request})`, title, 'calm', blocks, FOOT), replyTo: answerTo };
}

function researchMail({ site, words, by, request }: Notice, { person, until }: NonNullable<Notice['research']>): Mail {
  const title = 'A research exception was opened';
  const text = 'Two people, one of them the Head of IT, have opened a site of a locked category for one named member of staff.';
  const blocks: Block[] = [
    { kind: 'paragraph', text },
    {
      kind: 'facts',
      rows: [
        ['For', inertName(person)],
        ['Site', site === null ? 'one that is named nowhere' : inertName(site)],
        ['Until', momentWords(until)],
        ['Opened by', inertLine(by)],
        ['Reason given', inertLine(words)],
        ['Reference', inertLine(request)],
      ],
    },
  ];
  return mail(`[Schoolgate] ${title}`, title, 'calm', blocks, 'You get this because you lead safeguarding for the school or the trust.');
}

/** For when the full one cannot be made. */
export function bareRequestMail(): Mail {
  const title = 'Your request was answered';
  const text = 'Ask the IT desk what became of it, or look under "My recent blocks".';
  return mail(`[Schoolgate] ${title}`, title, 'calm', [{ kind: 'paragraph', text }], FOOT);
}

const FOOT = 'You get this because your address was given with a request to open or block a site.';

/** The body of the helpdesk's webhook. */
export function requestWebhookBody({ version: _, event, at, ...data }: Notice): string {
  return JSON.stringify({ type: `request.${event}`, timestamp: formatInstant(epochMs(at)), data });
}

export function bareRequestWebhookBody(): string {
  return JSON.stringify({ type: 'request.unreadable', data: {} });
}
