import { type CategoryId, categoryInfo, type Signal, strongerSignal } from '../../core/category.ts';
import { DEFAULT_SEARCH_TERMS, type SearchTermList } from '../../core/default-search-terms.ts';
import { type Automaton, buildAutomaton, type Occurrence, occurrencesIn } from './automaton.ts';
import { foldSpelling, isDrawnOut, readingsOf, spacedWords, withoutRepeats } from './spelling.ts';

/** What a search is about, by the terms in it. One for each category. */
export interface TermFinding {
  readonly category: CategoryId;
  /** The term as listed. */
  readonly term: string;
  /** `open`: raises the signal and is not refused (looking for help, the curriculum). */
  readonly kind: 'closed' | 'open';
  readonly signal: Signal;
}

export interface TermMatcher {
  find(text: string): readonly TermFinding[];
}

interface Phrase {
  readonly category: CategoryId;
  readonly term: string;
  readonly kind: 'closed' | 'open' | 'except';
  readonly signal: Signal;
}

/** A search about suicide or self-harm is never below a warning, whoever wrote the term. */
const FLOORED: ReadonlySet<CategoryId> = new Set<CategoryId>(['suicide', 'self-harm']);

function signalOf(list: SearchTermList, kind: Phrase['kind']): Signal {
  const own = list.signal ?? categoryInfo(list.category).signal;
  const signal = kind === 'open' && own === 'danger' ? 'warning' : own;
  return FLOORED.has(list.category) ? strongerSignal(signal, 'warning') : signal;
}

function phrasesOf(list: SearchTermList): Phrase[] {
  const { category } = list;
  const phrases = (texts: readonly string[] | undefined, kind: Phrase['kind']) =>
    (texts ?? []).map((term) => ({ category, term, kind, signal: signalOf(list, kind) }));
  return [...phrases(list.terms, 'closed'), ...phrases(list.open, 'open'), ...phrases(list.except, 'except')];
}

/** A term as it is looked for: its words with a space before, and one after unless it ends in `*`. */
export function patternOf(term: string): string {
  const words = spacedWords(foldSpelling(term.replace(/\*$/, '')));
  return term.endsWith('*') ? words.trimEnd() : words;
}

/** Phrases by pattern, with the automaton that finds the patterns. */
interface Index {
  readonly automaton: Automaton;
  readonly phrases: readonly (readonly Phrase[])[];
}

function indexOf(phrases: readonly Phrase[], spell: (pattern: string) => string): Index {
  const byPattern = Map.groupBy(phrases, (phrase) => spell(patternOf(phrase.term)));
  // A term without a letter or digit would be found everywhere.
  for (const pattern of byPattern.keys()) if (pattern.trim() === '') byPattern.delete(pattern);
  return { automaton: buildAutomaton([...byPattern.keys()]), phrases: [...byPattern.values()] };
}

type Hit = Occurrence & Phrase;

function hitsIn(index: Index, reading: string): Hit[] {
  return occurrencesIn(index.automaton, reading).flatMap((occurrence) =>
    (index.phrases[occurrence.pattern] ?? []).map((phrase) => ({ ...occurrence, ...phrase })),
  );
}

type Explanation = 'open' | 'except';

/** For each place in the reading, how far a phrase reaches that begins there or before. */
function reachOf(hits: readonly Hit[], category: CategoryId, kinds: readonly Explanation[], length: number): Int32Array {
  const reach = new Int32Array(length + 1);
  for (const { category: other, kind, start, end } of hits) {
    if (other === category && kind !== 'closed' && kinds.includes(kind)) reach[start] = Math.max(reach[start] ?? 0, end);
  }
  for (let i = 1; i <= length; i++) reach[i] = Math.max(reach[i] ?? 0, reach[i - 1] ?? 0);
  return reach;
}

/** The hits that count: not those inside a phrase of the same category that says what this part of the text is really about. */
function unexplained(hits: readonly Hit[], length: number): readonly Hit[] {
  if (hits.every((hit) => hit.kind === 'closed')) return hits;
  const reaches = new Map<string, Int32Array>();
  return hits.filter((hit) => {
    if (hit.kind === 'except') return false;
    const key = `${hit.kind} ${hit.category}`;
    let reach = reaches.get(key);
    if (reach === undefined) {
      reach = reachOf(hits, hit.category, hit.kind === 'closed' ? ['open', 'except'] : ['except'], length);
      reaches.set(key, reach);
    }
    return (reach[hit.start] ?? 0) < hit.end;
  });
}

/** Of two findings in one category the closed one counts, with the stronger signal. */
function combine(one: TermFinding | undefined, { category, term, kind, signal }: Hit): TermFinding | undefined {
  if (kind === 'except') return undefined;
  if (one === undefined) return { category, term, kind, signal };
  const leading = one.kind === 'open' && kind === 'closed' ? { category, term, kind } : one;
  return { ...leading, signal: strongerSignal(one.signal, signal) };
}

/** Longer than any search box takes; what is beyond is not looked at (Google cuts a query at 2,048 characters). */
const MAX_TEXT_LENGTH = 2048;

let shippedMatcher: TermMatcher | undefined;

/** A matcher for the shipped terms and these. Building takes some 10 ms, for the shipped ones alone once; looking, time linear in the text. */
export function compileTerms(lists: readonly SearchTermList[]): TermMatcher {
  if (lists.length > 0) return buildMatcher(lists);
  shippedMatcher ??= buildMatcher([]);
  return shippedMatcher;
}

function buildMatcher(lists: readonly SearchTermList[]): TermMatcher {
  const phrases = [...DEFAULT_SEARCH_TERMS, ...lists].flatMap(phrasesOf);
  const index = indexOf(phrases, (pattern) => pattern);
  let repeated: Index | undefined;
  const find = (text: string): readonly TermFinding[] => {
    const found = new Map<CategoryId, TermFinding>();
    const look = (where: Index, reading: string): void => {
      for (const hit of unexplained(hitsIn(where, reading), reading.length)) {
        const finding = combine(found.get(hit.category), hit);
        if (finding !== undefined) found.set(hit.category, finding);
      }
    };
    for (const reading of readingsOf(text.slice(0, MAX_TEXT_LENGTH))) {
      look(index, reading);
      if (!isDrawnOut(reading)) continue;
      repeated ??= indexOf(phrases, withoutRepeats);
      look(repeated, withoutRepeats(reading));
    }
    return found.size === 0 ? NONE : [...found.values()];
  };
  return { find };
}

const NONE: readonly TermFinding[] = Object.freeze([]);
