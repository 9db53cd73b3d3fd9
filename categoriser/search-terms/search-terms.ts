import { type CategoryId, type Signal, strongerSignal } from '../../core/category.ts';
import { DEFAULT_SEARCH_TERMS } from '../../core/default-search-terms.ts';
import type { SearchTermList } from '../../core/search-terms/list.ts';
import { readingsOf } from './spelling.ts';
import { type Hit, hitsIn, type Span, type TermIndex, termIndexOf } from './term-index.ts';
import { type Vocabulary, vocabularyOf } from './vocabulary.ts';

/** What a search is about, by the terms in it. One for each category. */
export interface TermFinding {
  readonly category: CategoryId;
  /** The term as listed. */
  readonly term: string;
  /** `open`: raises the signal and is not refused (looking for help, telling what happened). */
  readonly kind: 'closed' | 'open';
  readonly signal: Signal;
}

/** A term that is in a search, whether or not it counts. */
export interface TermSighting extends TermFinding {
  /** Id of the list, shipped or the school's own. */
  readonly list: string;
  /** The phrase by which it does not count; absent when it does. */
  readonly takenOutBy?: string;
}

export interface TermMatcher {
  find(text: string): readonly TermFinding[];
  /** Every term seen, with the normalised texts it was looked for in. */
  explain(text: string): { readonly readings: readonly string[]; readonly terms: readonly TermSighting[] };
}

function isWithin(part: Span, other: Span): boolean {
  return other.start <= part.start && part.end <= other.end;
}

/**
 * Whether a phrase of the same category says what this hit, or a part of it, is really about. Words that merely stand near each
 * other say so within their own list alone: "help" beside it does not explain a graver term.
 */
function explains(other: Hit, { entry, parts }: Hit): boolean {
  const { kind, category, list } = other.entry;
  if (category !== entry.category || kind === 'closed' || (kind === 'open' && entry.kind === 'open')) return false;
  if (other.parts.length > 1 && list !== entry.list) return false;
  return parts.some((part) => other.parts.some((span) => isWithin(part, span)));
}

/** Each hit with the phrase that takes it out, if one does. */
function judged(indexes: readonly TermIndex[], reading: string): (readonly [Hit, string | undefined])[] {
  const hits = indexes.flatMap((index) => hitsIn(index, reading));
  const explaining = hits.filter(({ entry }) => entry.kind !== 'closed');
  const counting = explaining.length === 0 ? hits : hits.filter(({ entry }) => entry.kind !== 'except');
  return counting.map((hit) => [hit, explaining.find((other) => explains(other, hit))?.term ?? hit.context] as const);
}

function findingOf({ entry, term }: Hit): TermFinding {
  return { category: entry.category, term, kind: entry.kind === 'open' ? 'open' : 'closed', signal: entry.signal };
}

/** Of two findings in one category the closed one counts, with the stronger signal. */
function combine(one: TermFinding | undefined, other: TermFinding): TermFinding {
  if (one === undefined) return other;
  const leading = one.kind === 'open' && other.kind === 'closed' ? other : one;
  return { ...leading, signal: strongerSignal(one.signal, other.signal) };
}

/** Longer than any search box takes; what is beyond is not looked at (Google cuts a query at 2,048 characters). */
const MAX_TEXT_LENGTH = 2048;

interface Compiled {
  readonly indexes: readonly TermIndex[];
  readonly vocabulary: Vocabulary;
}

let shipped: Compiled | undefined;

function compileShipped(): Compiled {
  const index = termIndexOf(DEFAULT_SEARCH_TERMS);
  return { indexes: [index], vocabulary: vocabularyOf(index.patterns) };
}

/**
 * A matcher for the shipped terms and these. The shipped ones take some 50 ms, once in the life of a process; a school's own are
 * an index beside them. Looking takes time linear in the text.
 */
export function compileTerms(lists: readonly SearchTermList[]): TermMatcher {
  shipped ??= compileShipped();
  if (lists.length === 0) return matcherOf(shipped);
  const own = termIndexOf(lists);
  return matcherOf({ indexes: [...shipped.indexes, own], vocabulary: vocabularyOf(own.patterns, shipped.vocabulary) });
}

function matcherOf({ indexes, vocabulary }: Compiled): TermMatcher {
  const correctReadings = (text: string) => new Set([...readingsOf(text.slice(0, MAX_TEXT_LENGTH))].map(vocabulary.correct));
  const find = (text: string): readonly TermFinding[] => {
    const found = new Map<CategoryId, TermFinding>();
    for (const reading of correctReadings(text)) {
      for (const [hit, takenOutBy] of judged(indexes, reading)) {
        if (takenOutBy === undefined) found.set(hit.entry.category, combine(found.get(hit.entry.category), findingOf(hit)));
      }
    }
    return found.size === 0 ? NONE : [...found.values()];
  };
  const explain: TermMatcher['explain'] = (text) => {
    const readings = [...correctReadings(text)];
    const terms = new Map<string, TermSighting>();
    for (const [hit, takenOutBy] of readings.flatMap((reading) => judged(indexes, reading))) {
      const sighting = { ...findingOf(hit), list: hit.entry.list, ...(takenOutBy === undefined ? {} : { takenOutBy }) };
      const key = `${sighting.list} ${sighting.kind} ${sighting.term}`;
      if (!terms.has(key) || takenOutBy === undefined) terms.set(key, sighting);
    }
    return { readings: readings.map((reading) => reading.trim()), terms: [...terms.values()] };
  };
  return { find, explain };
}

const NONE: readonly TermFinding[] = Object.freeze([]);
