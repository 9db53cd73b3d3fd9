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
  let states = 1;
  for (const pattern of patterns) {
    states += pattern.length;
    for (let i = 0; i < pattern.length; i++) {
      const unit = pattern.charCodeAt(i);
      if (columns[unit] === 0) columns[unit] = width++;
    }
  }
  const next = states < 65_536 ? new Uint16Array(states * width) : new Uint32Array(states * width);
  const ending = new Int32Array(states).fill(-1);
  let used = 1;
  for (const [index, pattern] of patterns.entries()) {
    let state = 0;
    for (let i = 0; i < pattern.length; i++) {
      const cell = state * width + (columns[pattern.charCodeAt(i)] ?? 0);
      if (next[cell] === 0) next[cell] = used++;
      state = next[cell] ?? 0;
    }
    ending[state] = index;
  }
  const shorter = linkFailures(next.subarray(0, used * width), ending, width, used);
  const lengths = Uint32Array.from(patterns, (pattern) => pattern.length);
  return { width, columns, next: next.slice(0, used * width), ending, shorter, lengths };
}

/** Completes the table breadth first, so that every state has a next state for every column. */
function linkFailures(next: Uint16Array | Uint32Array, ending: Int32Array, width: number, states: number): Uint32Array {
  const failure = new Uint32Array(states);
  const shorter = new Uint32Array(states);
  const queue = Array.from(next.subarray(0, width)).filter((state) => state !== 0);
  for (const state of queue) {
    const fallback = failure[state] ?? 0;
    shorter[state] = (ending[fallback] ?? -1) >= 0 ? fallback : (shorter[fallback] ?? 0);
    for (let column = 0; column < width; column++) {
      const child = next[state * width + column] ?? 0;
      const instead = next[fallback * width + column] ?? 0;
      if (child === 0) next[state * width + column] = instead;
      else {
        failure[child] = instead;
        queue.push(child);
      }
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
