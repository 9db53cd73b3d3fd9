import { ARABIC } from './search-terms/arabic.ts';
import { BULLYING_AND_HATE } from './search-terms/bullying-hate.ts';
import { CIRCUMVENTION } from './search-terms/circumvention.ts';
import { CONDUCT } from './search-terms/conduct.ts';
import { DISCLOSURE } from './search-terms/disclosure.ts';
import { DRUGS } from './search-terms/drugs.ts';
import { EATING_DISORDERS } from './search-terms/eating-disorders.ts';
import { EXPLOITATION } from './search-terms/exploitation.ts';
import { EXTREMISM } from './search-terms/extremism.ts';
import type { SearchTermList } from './search-terms/list.ts';
import { POLISH } from './search-terms/polish.ts';
import { ROMANIAN } from './search-terms/romanian.ts';
import { SEXUAL_CONTENT } from './search-terms/sexual-content.ts';
import { SUICIDE_AND_SELF_HARM } from './search-terms/suicide.ts';
import { URDU } from './search-terms/urdu.ts';
import { VIOLENCE } from './search-terms/violence.ts';
import { WELSH } from './search-terms/welsh.ts';

export type { SearchTermList } from './search-terms/list.ts';

/**
 * The shipped search terms, to which schools add their own: what a school's monitoring looks for, theme by theme, and what only
 * looks like it. Measured by test/vectors/search-labelled.tsv; single cases are in test/vectors/search-terms.txt.
 */
export const DEFAULT_SEARCH_TERMS: readonly SearchTermList[] = [
  ...SUICIDE_AND_SELF_HARM,
  ...EATING_DISORDERS,
  ...EXTREMISM,
  ...VIOLENCE,
  ...BULLYING_AND_HATE,
  ...EXPLOITATION,
  ...DISCLOSURE,
  ...SEXUAL_CONTENT,
  ...DRUGS,
  ...CONDUCT,
  ...CIRCUMVENTION,
  ...WELSH,
  ...POLISH,
  ...URDU,
  ...ARABIC,
  ...ROMANIAN,
];
