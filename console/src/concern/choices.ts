import type { Choice } from '../components/field.tsx';

export const THEMES: readonly Choice[] = [
  { value: '', words: 'Not sure, or something else' },
  { value: 'bullying-hate', words: 'Bullying and hate' },
  { value: 'self-harm-suicide', words: 'Self-harm and suicide' },
  { value: 'child-on-child-abuse', words: 'Child-on-child abuse, nudes and semi-nudes' },
  { value: 'child-sexual-abuse', words: 'Child sexual abuse' },
  { value: 'grooming-exploitation', words: 'Grooming and exploitation, sexual or criminal' },
  { value: 'domestic-abuse', words: 'Domestic abuse' },
  { value: 'violence-weapons', words: 'Violence and weapons' },
  { value: 'terrorism-extremism', words: 'Terrorism and extremism (Prevent)' },
  { value: 'sexual-content', words: 'Sexual content' },
  { value: 'eating-disorders', words: 'Eating disorders' },
  { value: 'drugs-alcohol', words: 'Drugs and alcohol' },
  { value: 'gambling', words: 'Gambling' },
];

export const SUBJECTS: readonly Choice[] = [
  { value: 'pupil', words: 'A pupil' },
  { value: 'adult', words: 'A member of staff or another adult at school' },
  { value: 'headteacher', words: 'The headteacher', hint: 'The chair of governors and the trust are told instead' },
  { value: 'lead', words: 'The safeguarding lead', hint: 'The headteacher is told instead' },
  { value: 'nobody', words: 'Nobody in particular' },
];

export const SEVERITIES: readonly Choice[] = [
  {
    value: 'danger',
    words: 'Somebody may be in danger: now',
    hint: 'Do not wait for an answer: speak to the safeguarding lead, or call 999',
  },
  { value: 'warning', words: 'Somebody should look at it today' },
  { value: 'advisory', words: 'For information' },
];
