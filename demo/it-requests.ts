import type { ApprovalInput } from '../admin/services/request-decisions.ts';
import type { RequestInput } from '../admin/services/request-filing.ts';
import { at, MINUTE_MS, type Week } from './calendar.ts';
import type { Population } from './people.ts';
import { ACCOUNTS, type Account } from './schools.ts';
import type { World } from './world.ts';

const { tom, kasia, mercy, abena, lena, samira, joan } = ACCOUNTS;

/** Something that IT was asked for. */
export interface Asked {
  readonly at: number;
  readonly by: Account;
  readonly input: RequestInput;
  /** What others said, so many minutes later. */
  readonly said?: readonly { readonly after: number; readonly by: Account; readonly text: string }[];
  readonly answer?: { readonly after: number; readonly by: Account } & (
    | { readonly approve: Omit<ApprovalInput, 'until'> & { readonly days: number | null } }
    | { readonly decline: string }
  );
}

/** What IT is asked for during the week. */
export function requestsOf({ week }: World, { staff }: Population): Asked[] {
  const lecturer = staff.find(({ school }) => school === 'quayle')?.name ?? lena.name;
  return [...early(week), ...late(week, lecturer), ...waiting(week)];
}

const LENAS_MAIL = { requestedBy: lena.name, email: `${lena.name}@example.org` };

/** Answered within the day. */
function early({ schoolDays }: Week): Asked[] {
  const [, , d3 = 0, d4 = 0] = schoolDays;
  return [
    {
      ...{ at: at(d4, '09:21'), by: lena },
      input: {
        kind: 'unblock',
        url: 'https://ask-around.example/t/8-bit-boards',
        reason: 'The computing club builds these boards and this is where people answer questions about them.',
        ...LENAS_MAIL,
      },
      said: [{ after: 34, by: kasia, text: 'Open forum, adults on it. Suggest the class only, and for the fortnight of the project.' }],
      answer: {
        after: 71,
        by: tom,
        approve: { scope: { kind: 'class', id: '10A/Cs' }, days: 14, reason: 'For the project, this class only, teacher present.' },
      },
    },
    {
      ...{ at: at(d3, '10:06'), by: kasia },
      input: {
        kind: 'unblock',
        url: 'https://cloud-attic.example/',
        reason: 'Would like to share the trip photographs from home.',
        requestedBy: 'o.pritchard@example.org',
        school: 'quayle',
      },
      answer: {
        after: 55,
        by: kasia,
        decline: 'Our own shared folders do the same and we hold a contract for them. I have made one for the trip and sent you the link.',
      },
    },
    {
      ...{ at: at(d3, '12:58'), by: kasia },
      input: {
        kind: 'block',
        url: 'https://pixel-karts.example/',
        reason: 'Its race chat is being used to send messages about a pupil by name.',
        requestedBy: kasia.name,
        school: 'harrowmere',
        urgent: true,
      },
    },
    {
      ...{ at: at(d4, '14:12'), by: joan },
      input: {
        kind: 'unblock',
        url: 'https://tunewell.example/',
        reason: 'Year 4 are listening to brass bands before the concert.',
        requestedBy: joan.name,
      },
      answer: {
        after: 120,
        by: kasia,
        approve: { scope: { kind: 'school', id: 'bramblewick' }, days: null, reason: 'Until the concert; block again after it.' },
      },
    },
  ];
}

/** The research has the first of the two approvals that it needs. */
function late({ schoolDays }: Week, lecturer: string): Asked[] {
  const [, d2 = 0] = schoolDays;
  return [
    {
      ...{ at: at(d2, '11:12'), by: samira },
      input: {
        kind: 'research',
        url: 'https://extremist-page.test/',
        reason: 'Unit on propaganda: two pages, looked at by the lecturer alone to prepare printed extracts.',
        requestedBy: lecturer,
        school: 'quayle',
      },
      said: [{ after: 90, by: tom, text: 'I will read the scheme of work tonight and decide tomorrow.' }],
      answer: {
        after: 170,
        by: kasia,
        approve: {
          scope: { kind: 'person', id: lecturer },
          days: 21,
          reason: 'Scheme of work seen; extracts only, no live viewing in class.',
        },
      },
    },
    {
      ...{ at: at(d2, '15:40'), by: abena },
      input: {
        kind: 'unblock',
        url: 'https://chirpline.example/',
        reason: 'Our news page is on there and form tutors would like to show it.',
        requestedBy: abena.name,
      },
      said: [{ after: 20, by: mercy, text: 'Staff can reach it already. For pupils this would open all of it, not our page.' }],
      answer: {
        after: 61,
        by: kasia,
        decline: 'Staff have it open. For pupils the same posts are on our own website, which is open to everybody.',
      },
    },
  ];
}

/** Nobody has answered them yet. */
function waiting({ schoolDays, until }: Week): Asked[] {
  const [d1 = 0] = schoolDays;
  const ago = (minutes: number) => until - minutes * MINUTE_MS;
  return [
    {
      ...{ at: at(d1, '09:33'), by: lena },
      input: {
        kind: 'ai-approval',
        url: 'https://promptly-pen.example/',
        reason: 'Gives feedback on paragraphs. Year 10 would use it for drafts, without accounts.',
        ...LENAS_MAIL,
      },
      said: [
        {
          after: 140,
          by: tom,
          text: 'No age limit in their terms that I can find, and nothing about where text is kept. I have asked them.',
        },
      ],
    },
    {
      ...{ at: ago(94), by: lena },
      input: {
        kind: 'unblock',
        url: 'https://snaptoday.example/news-literacy',
        reason: 'Needed for the lesson on how posts spread; first lesson of the next school day.',
        urgent: true,
        ...LENAS_MAIL,
      },
    },
    {
      ...{ at: ago(19), by: abena },
      input: {
        kind: 'unblock',
        url: 'https://basket-street.example/',
        reason: 'Enterprise fair: Year 9 compare prices for their stalls.',
        requestedBy: abena.name,
      },
    },
  ];
}
