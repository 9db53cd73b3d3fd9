/** Where a pattern occurs. `end` is exclusive. */
export interface Occurrence {
  readonly pattern: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Aho-Corasick over one flat table: every occurrence of every pattern in a single pass, in time linear in text and hits.
 * (Aho, Corasick: "Efficient string matching: an aid to bibliographic search", CACM 18(6), 1975.)
 * Characters of no pattern share column 0, so the table is as wide as the patterns' own alphabet.
 */
export interface Automaton {
  readonly width: number;
  /** Column of each UTF-16 code unit. */
  readonly columns: Uint16Array;
  /** Next state, at `state * width + column`. */
  readonly next: Uint16Array | Uint32Array;
  /** The pattern that ends in this state, or -1. */
  readonly ending: Int32Array;
  /** The nearest state along the failure links in which a pattern ends, or 0. */
  readonly shorter: Uint32Array;
  readonly lengths: Uint32Array;
}

/** Builds the automaton. Patterns are distinct and not empty. Takes O(total length × alphabet) time and memory. */
export function buildAutomaton(patterns: readonly string[]): Automaton {
  const columns = new Uint16Array(65_536);
  let width = 1;
  let most = 1;
  for (const pattern of patterns) {
    most += pattern.length;
    for (let i = 0; i < pattern.length; i++) {
      const unit = pattern.charCodeAt(i);
      if (columns[unit] === 0) columns[unit] = width++;
    }
  }
  const tree = treeOf(patterns, columns, most);
  const next = tree.size < 65_536 ? new Uint16Array(tree.size * width) : new Uint32Array(tree.size * width);
  const shorter = fill(next, width, tree);
  return { width, columns, next, ending: tree.ending, shorter, lengths: Uint32Array.from(patterns, (pattern) => pattern.length) };
}

/** The patterns' own tree: each state's first child and next sibling (0: none), the column that leads to it, the pattern that ends in it. */
interface Tree {
  readonly size: number;
  readonly first: Uint32Array;
  readonly sibling: Uint32Array;
  readonly column: Uint16Array;
  readonly ending: Int32Array;
}

function treeOf(patterns: readonly string[], columns: Uint16Array, most: number): Tree {
  const first = new Uint32Array(most);
  const sibling = new Uint32Array(most);
  const column = new Uint16Array(most);
  const ending = new Int32Array(most).fill(-1);
  let size = 1;
  for (const [index, pattern] of patterns.entries()) {
    let state = 0;
    for (let i = 0; i < pattern.length; i++) {
      const step = columns[pattern.charCodeAt(i)] ?? 0;
      let child = first[state] ?? 0;
      while (child !== 0 && column[child] !== step) child = sibling[child] ?? 0;
      if (child === 0) {
        child = size++;
        column[child] = step;
        sibling[child] = first[state] ?? 0;
        first[state] = child;
      }
      state = child;
    }
    ending[state] = index;
  }
  return { size, first, sibling, column, ending: ending.slice(0, size) };
}

/** Fills the table breadth first, so that every state has a next state for every column. Returns `shorter`. */
function fill(next: Uint16Array | Uint32Array, width: number, { size, first, sibling, column, ending }: Tree): Uint32Array {
  const failure = new Uint32Array(size);
  const shorter = new Uint32Array(size);
  const queue = new Uint32Array(size);
  let known = 1;
  for (let at = 0; at < known; at++) {
    const state = queue[at] ?? 0;
    const fallback = failure[state] ?? 0;
    shorter[state] = (ending[fallback] ?? -1) >= 0 ? fallback : (shorter[fallback] ?? 0);
    // Element by element: for rows this short `copyWithin` costs several times as much.
    if (state !== 0) for (let i = 0; i < width; i++) next[state * width + i] = next[fallback * width + i] ?? 0;
    for (let child = first[state] ?? 0; child !== 0; child = sibling[child] ?? 0) {
      const cell = state * width + (column[child] ?? 0);
      failure[child] = next[cell] ?? 0;
      next[cell] = child;
      queue[known++] = child;
    }
  }
  return shorter;
}

/** Every occurrence of every pattern, by its end, longest first. */
export function occurrencesIn(automaton: Automaton, text: string): Occurrence[] {
  const { width, columns, next, ending, shorter, lengths } = automaton;
  const found: Occurrence[] = [];
  let state = 0;
  for (let i = 0; i < text.length; i++) {
    state = next[state * width + (columns[text.charCodeAt(i)] ?? 0)] ?? 0;
    for (let at = state; at !== 0; at = shorter[at] ?? 0) {
      const pattern = ending[at] ?? -1;
      if (pattern >= 0) found.push({ pattern, start: i + 1 - (lengths[pattern] ?? 0), end: i + 1 });
    }
  }
  return found;
}

const SPACE = 32;

/**
 * Occurrences of patterns that hold no spaces in a text whose words have one on either side, spaces between and within words not
 * counting: only from where a word begins to where one ends, so that nothing is found across the middle of words.
 */
export function occurrencesWithoutSpaces(automaton: Automaton, text: string): Occurrence[] {
  const { width, columns, next, ending, shorter, lengths } = automaton;
  const found: Occurrence[] = [];
  let state = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === SPACE) continue;
    state = next[state * width + (columns[unit] ?? 0)] ?? 0;
    if (state === 0 || text.charCodeAt(i + 1) !== SPACE) continue;
    for (let at = state; at !== 0; at = shorter[at] ?? 0) {
      const pattern = ending[at] ?? -1;
      const start = pattern < 0 ? -1 : wordStart(text, i, lengths[pattern] ?? 0);
      if (start >= 0) found.push({ pattern, start, end: i + 2 });
    }
  }
  return found;
}

/** Where these many characters up to and with `last` begin, with the space before them; -1 within a word. */
function wordStart(text: string, last: number, length: number): number {
  let left = length;
  let at = last + 1;
  while (left > 0) if (text.charCodeAt(--at) !== SPACE) left--;
  return text.charCodeAt(at - 1) === SPACE ? at - 1 : -1;
}
