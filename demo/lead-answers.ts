import type { Theme } from '../core/category.ts';
import type { Outcome } from '../core/incident.ts';

/** What a safeguarding lead does about an incident, in the words of their notes. */
export interface Answer {
  readonly note: string;
  readonly outcome: Outcome;
  readonly closing: string;
}

/** By theme; what has no theme here is answered as `OTHERWISE`. */
export const ANSWERS: Readonly<Partial<Record<Theme, readonly [Answer, ...Answer[]]>>> = {
  'self-harm-suicide': [
    {
      note: 'Saw them straight away with their head of year. They were upset but glad somebody had noticed. Not left alone until collected.',
      outcome: 'parents-informed',
      closing: 'Safety plan written with the pupil and home. GP appointment made; counsellor weekly from now on. Review in two weeks.',
    },
    {
      note: 'Talked it through in my office. Worried about a friend, and had not known whom to tell.',
      outcome: 'pastoral',
      closing: 'The friend is being supported as well. Both know where to find us and how to reach a helpline at night.',
    },
  ],
  'eating-disorders': [
    {
      note: 'School nurse has spoken with them. Lunches have been skipped for about a week.',
      outcome: 'early-help',
      closing: 'Home agreed to an early help assessment. Nurse checks in on Mondays and Thursdays.',
    },
  ],
  'terrorism-extremism': [
    {
      note: 'Spoke with the head of history: it was not set work. Curious after a video a cousin had sent. Listened well.',
      outcome: 'pastoral',
      closing: 'Talked through with home. No other signs from form tutor or staff; not a referral on what we know. Noted for the pattern.',
    },
  ],
  'child-on-child-abuse': [
    {
      note: 'Seen with somebody they trust. A picture was passed on without their agreement. Nobody in school has looked at it.',
      outcome: 'police',
      closing:
        'Reported; reference is in the safeguarding file. Picture reported for removal with the pupil. Support for everybody involved.',
    },
  ],
  'grooming-exploitation': [
    {
      note: 'They had been messaged by somebody they do not know. Phone kept safe by home; nothing deleted.',
      outcome: 'childrens-social-care',
      closing: 'Referred to children’s social care and reported online. Strategy meeting held; plan is in the safeguarding file.',
    },
  ],
  'violence-weapons': [
    {
      note: 'Head of year has spoken with them. Says it was for a story; the English department knows the piece.',
      outcome: 'curriculum',
      closing: 'Confirmed with the department. No concern about safety in school.',
    },
    {
      note: 'Spoke with them and home. Worried about walking back along the canal after a threat last week.',
      outcome: 'police',
      closing: 'Told our police link officer about the threat. A lift home has been arranged; mentor meets them on Tuesdays.',
    },
  ],
  'bullying-hate': [
    {
      note: 'Form tutor is talking with the group. The pupil named in it has been seen and feels safe.',
      outcome: 'behaviour',
      closing: 'Restorative meeting held; both homes told. Tutor watches seating and break.',
    },
  ],
  'sexual-content': [
    {
      note: 'Head of year has spoken with them, without fuss.',
      outcome: 'parents-informed',
      closing: 'Home told kindly. Covered again in form time; device stays in the classroom at break.',
    },
  ],
  'drugs-alcohol': [
    {
      note: 'Spoke with them and the school nurse. Says older pupils offered something at the bus stop.',
      outcome: 'early-help',
      closing: 'Young people’s drug and alcohol service has seen them. Bus stop is on the duty rota.',
    },
  ],
  gambling: [
    {
      note: 'Says it was a link in a game. Knows that it is not for under-18s; no money spent.',
      outcome: 'pastoral',
      closing: 'Form tutor followed up. Home has set a spending limit on the console.',
    },
  ],
  'domestic-abuse': [
    {
      note: 'Seen quietly in a usual pastoral slot, so that nobody asks why.',
      outcome: 'childrens-social-care',
      closing: 'Referred the same day. Social worker named; plan is in the safeguarding file.',
    },
  ],
  disclosure: [
    {
      note: 'Listened, wrote down their own words, promised help and not secrecy.',
      outcome: 'childrens-social-care',
      closing: 'Referred the same afternoon after a call with the front door team. They are with a relative for now.',
    },
  ],
  circumvention: [
    {
      note: 'Head of year has spoken with them. Wanted a game at lunch; nothing worse behind it.',
      outcome: 'behaviour',
      closing: 'Sanction under the acceptable use policy; IT has removed the extension.',
    },
  ],
};

export const OTHERWISE: Answer = {
  note: 'Looked at with the form tutor.',
  outcome: 'no-concern',
  closing: 'Nothing behind it that we can see. Noted for the pattern.',
};

/** How advisory matters are closed at the morning's look through the digest. */
export const LOOKED_THROUGH: readonly [Answer, ...Answer[]] = [
  { note: '', outcome: 'no-concern', closing: 'A single look in passing. Nothing else this term.' },
  { note: '', outcome: 'behaviour', closing: 'Tutor had a word at registration.' },
  { note: '', outcome: 'curriculum', closing: 'Part of a lesson; checked with the teacher.' },
  { note: '', outcome: 'pastoral', closing: 'Raised in tutor time with the whole form, without names.' },
];
