import type { CategoryId, Signal } from '../../core/category.ts';
import type { Combination, SearchTermList } from '../../core/search-terms/list.ts';
import { type Automaton, buildAutomaton, occurrencesIn, occurrencesWithoutSpaces } from './automaton.ts';
import { foldSpelling, spacedWords } from './spelling.ts';
import { signalOf } from './term-signal.ts';
import { withoutMisspellings } from './vocabulary.ts';

/** What stands in a list, or one way of combining its groups. */
export interface Entry {
  readonly list: string;
  readonly category: CategoryId;
  /** As listed; of a combination its groups' first words. */
  readonly term: string;
  readonly kind: 'closed' | 'open' | 'except';
  readonly signal: Signal;
  /** The groups of phrases that say the search is about something else. */
  readonly contexts: readonly number[];
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Combined {
  readonly entry: Entry;
  /** The others that must be near; the last group, which is the rarest, leads here. */
  readonly others: readonly number[];
}

/** What a pattern means when it is found. */
interface Meaning {
  readonly phrase: string;
  readonly entries: Entry[];
  readonly groups: number[];
}

export interface TermIndex {
  /** Patterns in Latin letters, and those in others: apart, so that the table of each is narrow. */
  readonly latin: Automaton;
  readonly other: Automaton;
  /** Phrases without their spaces: `killmyself`, `sui cide`. */
  readonly run: Automaton;
  readonly meanings: readonly Meaning[];
  readonly otherMeanings: readonly Meaning[];
  readonly runEntries: readonly (readonly Entry[])[];
  /** By the number of the last group. */
  readonly combined: ReadonlyMap<number, readonly Combined[]>;
}

export interface Hit extends Span {
  readonly entry: Entry;
  /** The words found, as listed. */
  readonly term: string;
  /** Where its words stand: one span, or one of each group. */
  readonly parts: readonly Span[];
}

/** A hit, and the phrase elsewhere in the search that says it is about something else. */
export interface HitInContext extends Hit {
  readonly context?: string;
}

/** A term as it is looked for: its words with a space before, and one after unless it ends in `*`. */
export function patternOf(term: string): string {
  const words = spacedWords(foldSpelling(term.replace(/\*$/, '')));
  if (!term.endsWith('*')) return withoutMisspellings(words);
  // A stem is no word yet, right or wrong.
  const stem = words.trimEnd().lastIndexOf(' ');
  return withoutMisspellings(words.slice(0, stem)) + words.slice(stem).trimEnd();
}

/** Shorter ones are found in other words too often once spaces do not count. */
const SHORTEST_RUN = 7;
const LATIN = /^[ -~]*$/;

/** Collects what the lists say, pattern by pattern; groups that are alike are one. */
class Builder {
  readonly meanings = new Map<string, Meaning>();
  private readonly byPhrase = new Map<string, Meaning>();
  readonly runs = new Map<string, Entry[]>();
  readonly combined = new Map<number, Combined[]>();
  private readonly groups = new Map<string, number>();

  add(list: SearchTermList): void {
    const contexts = (list.context ?? []).map((phrases) => this.group(phrases));
    const entry = (kind: Entry['kind'], term: string): Entry => ({
      list: list.id,
      category: list.category,
      term,
      kind,
      signal: signalOf(list, kind),
      contexts,
    });
    const kinds = [
      ['closed', list.terms, list.together],
      ['open', list.open, list.openTogether],
      ['except', list.except, undefined],
    ] as const;
    for (const [kind, phrases, combinations] of kinds) {
      for (const phrase of phrases ?? []) this.phrase(phrase, entry(kind, phrase));
      for (const combination of combinations ?? []) this.combination(combination, (term) => entry(kind, term));
    }
  }

  private phrase(phrase: string, entry: Entry): void {
    this.meaning(phrase)?.entries.push(entry);
    const run = patternOf(phrase).replaceAll(' ', '');
    if (entry.kind === 'except' || run.length < SHORTEST_RUN || !LATIN.test(run)) return;
    for (const spelling of phrase.endsWith('*') ? [run, `${run}s`] : [run]) {
      const known = this.runs.get(spelling);
      if (known === undefined) this.runs.set(spelling, [entry]);
      else known.push(entry);
    }
  }

  private combination(combination: Combination, entryOf: (term: string) => Entry): void {
    const numbers = combination.map((phrases) => this.group(phrases));
    const last = numbers.at(-1);
    if (last === undefined) return;
    const combined = { entry: entryOf(combination.map((phrases) => phrases[0]).join(' … ')), others: numbers.slice(0, -1) };
    const known = this.combined.get(last);
    if (known === undefined) this.combined.set(last, [combined]);
    else known.push(combined);
  }

  private group(phrases: readonly string[]): number {
    const key = phrases.join('|');
    const known = this.groups.get(key);
    if (known !== undefined) return known;
    const number = this.groups.size;
    this.groups.set(key, number);
    for (const phrase of phrases) this.meaning(phrase)?.groups.push(number);
    return number;
  }

  /** Undefined for a phrase without a letter or digit: it would be found everywhere. */
  private meaning(phrase: string): Meaning | undefined {
    const seen = this.byPhrase.get(phrase);
    if (seen !== undefined) return seen;
    const pattern = patternOf(phrase);
    if (pattern.trim() === '') return undefined;
    const meaning = this.meanings.get(pattern) ?? { phrase, entries: [], groups: [] };
    this.meanings.set(pattern, meaning);
    this.byPhrase.set(phrase, meaning);
    return meaning;
  }
}

/** Builds the index of these lists. */
export function termIndexOf(lists: readonly SearchTermList[]): TermIndex & { readonly patterns: readonly string[] } {
  const builder = new Builder();
  for (const list of lists) builder.add(list);
  const all = [...builder.meanings];
  const latin = all.filter(([pattern]) => LATIN.test(pattern));
  const other = all.filter(([pattern]) => !LATIN.test(pattern));
  const patternsOf = (some: typeof all): string[] => some.map(([pattern]) => pattern);
  return {
    latin: buildAutomaton(patternsOf(latin)),
    other: buildAutomaton(patternsOf(other)),
    run: buildAutomaton([...builder.runs.keys()]),
    meanings: latin.map(([, meaning]) => meaning),
    otherMeanings: other.map(([, meaning]) => meaning),
    runEntries: [...builder.runs.values()],
    combined: builder.combined,
    patterns: patternsOf(all),
  };
}

interface Found {
  readonly hits: Hit[];
  /** Where each group's phrases stand. */
  readonly groups: Map<number, (Span & { readonly phrase: string })[]>;
}

/** All that the lists say about a reading. */
export function hitsIn(index: TermIndex, reading: string): readonly HitInContext[] {
  const found: Found = { hits: [], groups: new Map() };
  collect(index.latin, index.meanings, reading, found);
  if (!LATIN.test(reading)) collect(index.other, index.otherMeanings, reading, found);
  for (const { pattern, start, end } of occurrencesWithoutSpaces(index.run, reading)) {
    for (const entry of index.runEntries[pattern] ?? []) found.hits.push({ entry, term: entry.term, start, end, parts: [{ start, end }] });
  }
  for (const group of found.groups.keys()) {
    for (const combined of index.combined.get(group) ?? []) combine(combined, group, found);
  }
  return found.hits.map((hit) => {
    const group = hit.entry.contexts.find((number) => found.groups.has(number));
    const context = group === undefined ? undefined : found.groups.get(group)?.[0]?.phrase;
    return context === undefined ? hit : { ...hit, context };
  });
}

function collect(automaton: Automaton, meanings: readonly Meaning[], reading: string, { hits, groups }: Found): void {
  for (const { pattern, start, end: stop } of occurrencesIn(automaton, reading)) {
    const meaning = meanings[pattern];
    if (meaning === undefined) continue;
    // What begins a word stands for the whole of it.
    const end = reading.endsWith(' ', stop) ? stop : reading.indexOf(' ', stop) + 1;
    for (const entry of meaning.entries) hits.push({ entry, term: entry.term, start, end, parts: [{ start, end }] });
    for (const group of meaning.groups) {
      const spans = groups.get(group);
      if (spans === undefined) groups.set(group, [{ phrase: meaning.phrase, start, end }]);
      else if (spans.length < MOST_OF_A_GROUP) spans.push({ phrase: meaning.phrase, start, end });
    }
  }
}

/** Of a group said over and over no more than these are tried: the work stays small whatever is typed. */
const MOST_OF_A_GROUP = 8;
/** As far apart as words of one thought are: some ten words. */
const NEAR = 60;

/** Adds a hit for each place of the last group that has one of every other group near it, not in the same words. */
function combine({ entry, others }: Combined, last: number, { hits, groups }: Found): void {
  if (others.some((group) => !groups.has(group))) return;
  for (const lead of groups.get(last) ?? []) {
    const parts = [lead];
    for (const group of others) {
      const near = groups.get(group)?.find((span) => parts.every((part) => isBeside(part, span)));
      if (near !== undefined) parts.push(near);
    }
    if (parts.length <= others.length) continue;
    parts.sort((one, other) => one.start - other.start);
    const start = parts[0]?.start ?? 0;
    hits.push({ entry, term: parts.map(({ phrase }) => phrase).join(' … '), start, end: Math.max(...parts.map(({ end }) => end)), parts });
  }
}

/** Patterns take in the space on either side, which neighbours share. */
function isBeside(one: Span, other: Span): boolean {
  if (one.start < other.end - 1 && other.start < one.end - 1) return false;
  return Math.max(one.end, other.end) - Math.min(one.start, other.start) <= NEAR;
}
