import type { Theme } from '../../core/category.ts';
import type { Incident, Severity } from '../../core/incident.ts';

/** "Do not view, copy or investigate" (row I11): what to do, and above all not to do, with a sealed match. */
export const SEALED_CARD = {
  title: 'Do not view, copy or investigate',
  lines: [
    'This address is on a statutory list of illegal material. Opening, copying, printing or sending it is an offence, also for you.',
    'Do not delete anything, and leave the device as it is: switch off its screen and keep it safe.',
    'Do not question the person. Call the police: 101, or 999 if somebody is in danger now.',
    'Tell the headteacher. Only the police need to know the address.',
  ],
} as const;

/** Working Together to Safeguard Children; KCSIE part four: concerns about adults go to the LADO, not to a talk. */
const STAFF_STEPS = [
  'Do not speak to the member of staff about it yet, and tell only those who must know.',
  'Ask your local authority designated officer (LADO) for advice within one working day.',
  'If a child is in danger now, call 999.',
] as const;

type Guidance = Readonly<Record<Severity, readonly string[]>>;

const SPEAK = 'Find the pupil and speak with them in a quiet place today, with somebody they trust.';
const LOOK_ONLY = 'Nothing to do at once. Look for a pattern when you review the week.';
const RECORD = 'Write down what you did and close the incident with its outcome.';

function guidance(danger: readonly string[], warning: readonly string[], advisory: readonly string[] = [LOOK_ONLY]): Guidance {
  return { danger: [...danger, RECORD], warning: [...warning, RECORD], advisory };
}

const BY_THEME: Readonly<Record<Theme, Guidance>> = {
  'self-harm-suicide': guidance(
    [
      'Find out where the pupil is now, and make sure they are not alone.',
      'Ask directly and calmly how they are; asking about suicide does not put the idea there.',
      'If their life may be in danger: 999, or NHS 111 (choose mental health). Papyrus HOPELINE247 advises you too: 0800 068 4141.',
      'Tell the parents, unless that would add to the danger.',
    ],
    [SPEAK, 'Check earlier concerns about them, and agree who looks in on them. Childline: 0800 1111.'],
  ),
  'terrorism-extremism': guidance(
    [
      'If an attack or travel may be near: 999, or the Anti-Terrorist Hotline 0800 789 321.',
      'Read the context first: coursework and news are common reasons.',
      'If the worry stays, make a Prevent referral; the ACT Early line advises you: 0800 011 3764.',
    ],
    ['Read the context first: coursework and news are common reasons.', 'Speak with the pupil’s tutor, then with the pupil.'],
  ),
  'child-sexual-abuse': guidance(
    [
      'Call the police: 101, or 999 if a child is in danger now.',
      'Do not look at, copy or send what was found, and do not ask the pupil to show it.',
    ],
    ['Do not look at, copy or send what was found.', 'Ask children’s social care or the NSPCC helpline (0808 800 5000) for advice today.'],
  ),
  'child-on-child-abuse': guidance(
    [
      'Make sure the children concerned are safe and apart.',
      'Do not look at, copy or send any picture (UKCIS: sharing nudes and semi-nudes).',
      'Report Remove helps a child to have a picture taken down. Refer to children’s social care or the police where there is harm or pressure.',
    ],
    [
      'Do not look at, copy or send any picture.',
      'Speak with the children one by one, and without blame. Report Remove helps to have a picture taken down.',
    ],
  ),
  'grooming-exploitation': guidance(
    [
      'Find out whether the pupil is about to meet somebody. If so: 999.',
      'Keep the messages; do not answer them.',
      'Report it to CEOP and children’s social care.',
    ],
    [SPEAK, 'Ask who they are in touch with online and whether anybody asks for pictures, money or a meeting.'],
  ),
  'eating-disorders': guidance(
    ['Make sure the pupil is well today: fainting, chest pain or not drinking needs 999 or NHS 111.', SPEAK],
    [SPEAK, 'Talk about how they feel, not about weight or food. Beat advises you: 0808 801 0677.'],
  ),
  'violence-weapons': guidance(
    [
      'If somebody may be attacked or a weapon may be in school: 999, and follow your lockdown plan.',
      'Find out where the pupil and anyone named are now.',
    ],
    ['Read the context first: games and coursework are common reasons.', SPEAK],
  ),
  'bullying-hate': guidance(
    ['Make sure the person it is aimed at is safe.', 'Threats and hate crimes are for the police: 101, or 999 now.'],
    ['Find out whether somebody at school is the target, and speak with both, apart.'],
  ),
  'sexual-content': guidance(
    ['The law forbids this kind of material: do not look at it or copy it. Ask the police for advice on 101.', SPEAK],
    ['Speak with the pupil without blame; ask whether somebody sent it or showed it to them.'],
  ),
  'drugs-alcohol': guidance(
    ['If the pupil may have taken something: 999.', 'Find out whether somebody supplies or uses them; exploitation often begins there.'],
    [SPEAK, 'Ask whether somebody gives or sells it to them. FRANK: 0300 123 6600.'],
  ),
  gambling: guidance([SPEAK], ['Speak with the pupil about money, debts and who lends to them.']),
  'domestic-abuse': guidance(
    ['Do not call home before you know that it is safe.', 'If somebody is in danger now: 999. Else children’s social care today.'],
    ['Speak with the pupil alone, and do not call home first. Refuge: 0808 2000 247.'],
  ),
  disclosure: guidance(
    [
      'Find the pupil now. Listen; promise no secrecy; ask no leading questions.',
      'If somebody is in danger: 999. Else children’s social care today.',
    ],
    [SPEAK, 'Listen; promise no secrecy; write down their own words.'],
  ),
  circumvention: guidance(
    [SPEAK],
    [
      'Ask why: what they wanted to reach matters more than the attempt.',
      'IT can tell whether something got through; they were told of the attempts without a name.',
    ],
  ),
  malware: guidance(['Take the device off the network and run a full scan.'], ['Scan the device; renew passwords that were typed on it.']),
};

/** What to do now, in the order to do it. */
export function stepsFor({ theme, severity, group }: Pick<Incident, 'theme' | 'severity' | 'group'>): readonly string[] {
  if (group === 'staff' && severity !== 'advisory') return STAFF_STEPS;
  return BY_THEME[theme][severity];
}
