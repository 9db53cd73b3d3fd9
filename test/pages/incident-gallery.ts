import { askCodePage, enterCodePage } from '../../pages/incident-code-page.ts';
import { incidentNotice } from '../../pages/incident-frame.ts';
import { type IncidentPageInput, incidentPage } from '../../pages/incident-page.ts';
import { testAlertPage } from '../../pages/incident-test-page.ts';
import { BARE_SCHOOL, SCHOOL, YELLOW_SCHOOL } from './gallery.ts';

const PATH = '/incidents/1NG83N0000/AAAAAAAAAAAAAAAA';
const LONG = `hxxp[://]harm[.]example/${'a-very-long-path-'.repeat(7)}`;

export const INCIDENT: IncidentPageInput = {
  school: SCHOOL,
  reference: '1NG83N0000',
  headline: 'Danger: Self-harm and suicide',
  tone: 'danger',
  response: 'Act now',
  status: 'New: nobody has said yet that they deal with it.',
  notice: null,
  facts: [
    ['Who', 'p.pupil (seniors)'],
    ['How we know', 'They were signed in to this computer.'],
    ['Computer', 'LAB1-07, address 10.20.3.4'],
    ['School', 'North Academy'],
    ['When', '10:00 on Monday 23 November 2026; 3 records, the last at 10:04 on Monday 23 November 2026'],
    ['Reference', '1NG83N0000'],
    ['Searched for', '“how to make it stop”'],
    ['Where to', LONG],
    ['Outcome', 'It was blocked. The filter sees the site’s name there, not the page.'],
  ],
  card: null,
  steps: [
    'Find out where the pupil is now, and make sure they are not alone.',
    'Ask directly and calmly how they are; asking about suicide does not put the idea there.',
    'If their life may be in danger: 999, or NHS 111 (choose mental health). Papyrus HOPELINE247 advises you too: 0800 068 4141.',
    'Write down what you did and close the incident with its outcome.',
  ],
  why: ['A search on Suicide: a danger by itself.', 'The words were typed into a search.', 'It is the third attempt today.'],
  earlier: ['Monday 2 November 2026: Warning, Self-harm and suicide; pastoral support in school (1N9C2R0000)'],
  context: {
    words: 'What they did. Visits to places of help are never shown. 212 things that pages loaded by themselves are left out.',
    rows: Array.from({ length: 40 }, (_, index) => ({
      time: `09:${String(10 + index)}`,
      what: index === 30 ? LONG : index % 7 === 3 ? 'searched for “photosynthesis light and dark reactions”' : `site-${index}.example`,
      tag: index === 30 ? 'blocked, this incident' : index % 9 === 0 ? 'blocked' : '',
      isOwn: index === 30,
    })),
  },
  history: [
    { when: '10:00 on Monday 23 November 2026', words: 'Raised', text: null },
    { when: '10:00 on Monday 23 November 2026', words: 'The mail server took a message to A. Lead', text: null },
    { when: '10:02 on Monday 23 November 2026', words: 'B. Deputy noted', text: 'Spoke with the tutor. <script>alert(1)</script>' },
  ],
  ledger: [
    { who: 'A. Lead', words: 'Alert, queued 10:00 · accepted 10:00 (“250 2.0.0 Ok: queued as 4F2”) · opened 10:05.' },
    { who: 'B. Deputy', words: 'Alert, queued 10:00 · not taken yet, to be tried again (“451 come back later”).' },
  ],
  forms: {
    path: PATH,
    token: 'dG9rZW4',
    version: 1,
    canAcknowledge: true,
    isClosed: false,
    assignTo: [
      { name: 'A. Lead', email: 'dsl@north.example' },
      { name: 'B. Deputy', email: 'deputy@north.example' },
    ],
    outcomes: [
      { id: 'no-concern', words: 'No concern' },
      { id: 'childrens-social-care', words: 'Referred to children’s social care' },
    ],
    next: ['Duty lead'],
    draft: null,
  },
  movedTo: null,
  reader: 'Open for A. Lead (dsl@north.example) until 10:35.',
};

const SEALED: IncidentPageInput = {
  ...INCIDENT,
  headline: 'Danger: Child sexual abuse',
  card: {
    title: 'Do not view, copy or investigate',
    lines: [
      'This address is on a statutory list of illegal material.',
      'Do not question the person. Call the police: 101, or 999 if somebody is in danger now.',
    ],
  },
  steps: [],
  context: { words: 'Not shown: nobody looks around illegal material.', rows: [] },
};

const choices = [
  { id: 'AAAAAAAAAAAAAAAA', masked: 'd•••@north.example' },
  { id: 'BBBBBBBBBBBBBBBB', masked: 'd•••y@north.example' },
];
const CODE = { school: SCHOOL, reference: '1NG83N0000', path: PATH };

/** One of every page of incidents, by name. */
export const INCIDENT_GALLERY: Readonly<Record<string, string>> = {
  incident: incidentPage(INCIDENT),
  'incident-advisory': incidentPage({
    ...INCIDENT,
    school: YELLOW_SCHOOL,
    headline: 'Advisory: Gambling',
    tone: 'calm',
    response: 'For information',
  }),
  'incident-warning-conflict': incidentPage({
    ...INCIDENT,
    tone: 'warning',
    notice: {
      isProblem: true,
      words:
        'Nothing was changed, because something happened meanwhile: B. Deputy noted: “Spoke with the tutor.” Look at it, then send your form again.',
    },
    forms: { ...INCIDENT.forms, canAcknowledge: false, draft: { kind: 'close', text: 'Talked with them.' } },
  }),
  'incident-closed': incidentPage({
    ...INCIDENT,
    school: BARE_SCHOOL,
    notice: { isProblem: false, words: 'The incident is closed.' },
    forms: { ...INCIDENT.forms, canAcknowledge: false, isClosed: true },
  }),
  'incident-sealed': incidentPage(SEALED),
  'incident-minimal': incidentPage({
    ...INCIDENT,
    facts: INCIDENT.facts.slice(3, 6),
    why: [],
    context: null,
    history: [],
    forms: { ...INCIDENT.forms, assignTo: [], next: [] },
  }),
  'incident-merged': incidentPage({
    ...INCIDENT,
    tone: 'calm',
    response: null,
    status: 'Merged into 1NG83N0001.',
    steps: [],
    movedTo: PATH,
  }),
  'test-alert': testAlertPage({ school: SCHOOL, path: PATH, token: 't', confirmed: null }),
  'test-alert-confirmed': testAlertPage({ school: YELLOW_SCHOOL, path: PATH, token: 't', confirmed: 'live' }),
  'ask-code': askCodePage({ ...CODE, choices, mayBeOpen: true }),
  'ask-code-too-many': askCodePage({ ...CODE, choices, problem: 'Five codes were mailed there in ten minutes.' }),
  'enter-code': enterCodePage({ ...CODE, challenge: 'c' }),
  'enter-code-wrong': enterCodePage({ ...CODE, challenge: 'c', problem: 'That is not the code.' }),
  notice: incidentNotice({
    school: SCHOOL,
    title: 'Open the link in your alert mail',
    words: 'This address does not lead to an incident.',
    back: PATH,
  }),
};
