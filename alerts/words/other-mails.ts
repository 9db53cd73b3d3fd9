import type { Incident } from '../../core/incident.ts';
import { type AlertMailInput, careBlocks, factRows, footOf, subjectMatter, subjectOf, toneOf } from './alert-mail.ts';
import { inertLine, inertName } from './inert.ts';
import { type Block, type Mail, mail } from './mail.ts';
import { momentWords } from './moment.ts';
import { responseTo } from './themes.ts';

export interface EscalationMailInput extends Omit<AlertMailInput, 'why'> {
  /** When those before were told; null when nobody could be. */
  readonly toldAt: number | null;
  readonly cause: 'unacknowledged' | 'unreached' | { readonly escalatedBy: string; readonly reason: string };
}

/** To the next in line: nobody acknowledged, nobody could be reached, or somebody asks for help. */
export function escalationMail(incident: Incident, input: EscalationMailInput): Mail {
  const title = `Escalated, ${incident.severity}: ${subjectMatter(incident)}`;
  const blocks: Block[] = [
    { kind: 'paragraph', text: `${causeWords(input)} ${responseTo(incident.severity)}.` },
    { kind: 'facts', rows: factRows(incident, input) },
    ...careBlocks(incident, input.link),
  ];
  return mail(subjectOf(title, input.school, incident), title, toneOf(incident), blocks, footOf(input.reason));
}

function causeWords({ cause, toldAt, detail }: EscalationMailInput): string {
  if (typeof cause === 'object') {
    // What a colleague writes may name the person.
    return detail === 'minimal'
      ? 'A colleague escalated this to you.'
      : `${inertName(cause.escalatedBy)} escalated this to you: “${inertName(cause.reason)}”.`;
  }
  if (cause === 'unreached') return 'The mails to those who should have been told could not be delivered.';
  return toldAt === null ? 'Nobody has acknowledged it.' : `Nobody has acknowledged it since they were told at ${momentWords(toldAt)}.`;
}

export interface DeliveryTroubleMailInput {
  readonly school: string;
  /** `unacknowledged` and `nobody-to-tell` are for people to mend; the others for IT. */
  readonly trouble:
    | 'undeliverable'
    | 'webhook-undeliverable'
    | 'unacknowledged'
    | 'nobody-to-tell'
    | 'proof-of-life-missing'
    | 'queue-stuck';
  readonly count: number;
  readonly since: number;
  /** Outbox row or incident ids, so that IT and DSL can speak of the same thing. */
  readonly references: readonly string[];
  /** The mail server's last answer, without addresses. */
  readonly answer: string | null;
}

const TROUBLES: Readonly<
  Record<DeliveryTroubleMailInput['trouble'], { readonly title: string; readonly words: string; readonly steps: readonly string[] }>
> = {
  undeliverable: {
    title: 'Safeguarding mail cannot be delivered',
    words: 'The mail server refused safeguarding alerts or did not answer. They are kept and appear in the console.',
    steps: [
      'Check the mail server and SMTP_URL.',
      'Check the addresses of this school’s contacts.',
      'Tell the safeguarding lead by telephone to open the console.',
    ],
  },
  'webhook-undeliverable': {
    title: 'A safeguarding webhook cannot be called',
    words: 'The receiver refused safeguarding alerts or did not answer. Those who are told by mail were told all the same.',
    steps: [
      'Check the address and the secret of this school’s webhooks in schoolgate.yaml.',
      'Check that the receiver (a Teams workflow, say) still exists.',
    ],
  },
  unacknowledged: {
    title: 'A safeguarding alert is unacknowledged',
    words: 'Everybody who is to be told was told, and nobody has acknowledged it.',
    steps: ['Tell the safeguarding lead or the headteacher by telephone that an alert waits for them. You need not know what it is about.'],
  },
  'nobody-to-tell': {
    title: 'A safeguarding alert has nobody to go to',
    words: 'No contact is configured who may be told of it.',
    steps: ['Tell the headteacher by telephone to open the console.', 'Complete this school’s contacts in schoolgate.yaml.'],
  },
  'proof-of-life-missing': {
    title: 'The hourly test of the alerts did not arrive',
    words: 'A made-up alert is sent every hour along the whole path. This one did not come out.',
    steps: ['Look at /health for the part that is red.', 'Until it is green again, ask the safeguarding lead to look at the console.'],
  },
  'queue-stuck': {
    title: 'Safeguarding mail is waiting',
    words: 'Mails have been queued for too long. Nothing is lost; it is late.',
    steps: ['Look at /health for the part that is red.'],
  },
};

/** To IT: that something fails, never what it was about. Holds no name, theme, severity, address or link. */
export function deliveryTroubleMail({ school, trouble, count, since, references, answer }: DeliveryTroubleMailInput): Mail {
  const { title, words, steps } = TROUBLES[trouble];
  const rows: [string, string][] = [
    ['School', inertLine(school)],
    ['How many', String(count)],
    ['Since', momentWords(since)],
  ];
  if (references.length > 0)
    rows.push([
      'References',
      references
        .slice(0, 20)
        .map((reference) => inertName(reference))
        .join(', '),
    ]);
  if (answer !== null) rows.push(['The server said', withoutAddresses(answer)]);
  const blocks: Block[] = [
    { kind: 'paragraph', text: words },
    { kind: 'facts', rows },
    { kind: 'heading', text: 'What to do now' },
    { kind: 'list', items: steps },
  ];
  return mail(
    `[Schoolgate] ${title} - ${inertLine(school)}`,
    title,
    'warning',
    blocks,
    'You look after IT. This mail never says what an alert is about.',
  );
}

/** Servers like to repeat the recipient; whose alert failed is not for IT to guess from. */
function withoutAddresses(answer: string): string {
  return inertName(inertLine(answer, 200).replace(/<?[^\s<>@]+@[^\s<>@]+>?/g, '(an address)'));
}

/** The hourly made-up alert. `id` is what the test mailbox is searched for. */
export function proofOfLifeMail({ id, at }: { readonly id: string; readonly at: number }): Mail {
  const title = 'Test of the alerts: nothing has happened';
  const blocks: Block[] = [
    { kind: 'paragraph', text: 'This made-up alert went the whole way from a record to this mailbox. Nobody needs to do anything.' },
    {
      kind: 'facts',
      rows: [
        ['Sent', momentWords(at)],
        ['Test', inertLine(id)],
      ],
    },
  ];
  return mail(
    `[Schoolgate] Proof of life ${inertLine(id, 60)}`,
    title,
    'calm',
    blocks,
    'Schoolgate sends one every hour, so that silence means something.',
  );
}

/** Before go-live a school’s safeguarding lead confirms one of these (row A12). */
export function testAlertMail({ school, link }: { readonly school: string; readonly link: string }): Mail {
  const title = 'Test alert: please confirm that it arrived';
  const blocks: Block[] = [
    {
      kind: 'paragraph',
      text: `Nothing has happened. This is how alerts of ${inertLine(school)} will reach you. The school goes live when you have confirmed.`,
    },
    { kind: 'link', words: 'Confirm that it arrived', url: link },
  ];
  return mail(`[Schoolgate] ${title} - ${inertLine(school)}`, title, 'calm', blocks, 'You are a safeguarding lead of this school.');
}
