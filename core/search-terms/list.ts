import type { CategoryId, Signal } from '../category.ts';

/** One phrase of every group, in any order and close together, is as much a hit as a phrase. The most telling group stands last. */
export type Combination = readonly (readonly string[])[];

/**
 * Search terms of one kind. How words are compared (case, accents, disguises, misspellings) is the categoriser's business,
 * so they are written plainly. `word*` matches any ending.
 */
export interface SearchTermList {
  readonly id: string;
  readonly category: CategoryId;
  /** Refused where the category is. */
  readonly terms?: readonly string[];
  readonly together?: readonly Combination[];
  /** Raise the signal but are never refused: looking for help, telling what happened. */
  readonly open?: readonly string[];
  readonly openTogether?: readonly Combination[];
  /** Not about this at all: a term inside such a phrase does not count, in any list of the category. */
  readonly except?: readonly string[];
  /** What the whole search is about instead: with a phrase of any of these groups in it, nothing of this list counts. */
  readonly context?: readonly (readonly string[])[];
  /** The terms' own signal; default the category's. */
  readonly signal?: Signal;
}

/** `a | b | c` as phrases; line ends and space around them do not count. */
export function phrases(text: string): string[] {
  return text.split('|').map((phrase) => phrase.trim());
}

/** `a | b & c | d` as a combination: one of the first group with one of the second. */
export function near(text: string): Combination {
  return text.split('&').map(phrases);
}
