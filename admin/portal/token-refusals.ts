import type { Notice } from './portal.ts';

/** What is said of a button whose token no longer serves, whichever button it was. By failure code of the token's check. */
export const TOKEN_REFUSALS = {
  'coach-token-expired': {
    status: 403,
    title: 'This button has run out',
    words: 'It works for 15 minutes. Open the site again to get a new one.',
  },
  'coach-token-foreign': {
    status: 403,
    title: 'This button is not for you',
    words: 'It was offered to somebody else, or on another device. Open the site again to get your own.',
  },
} as const satisfies Readonly<Record<string, Notice>>;
