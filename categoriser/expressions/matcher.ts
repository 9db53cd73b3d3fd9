import { type Automaton, buildAutomaton } from './automaton.ts';
import { type CharacterClasses, characterClasses } from './character-classes.ts';
import type { Expression } from './expression.ts';

const MAX_TEXT_LENGTH = 4096;
/** What is remembered of the deterministic automaton before it is forgotten and begun again. */
const MAX_STATES = 4096;
const MAX_REMEMBERED_NODES = 1 << 20;

/** A state of the deterministic automaton: the nodes that may be active together. */
interface State {
  /** Ascending. */
  readonly nodes: Int32Array;
  /** By character class; filled when first needed. */
  readonly next: (State | undefined)[];
  /** Expressions that match on arrival, and those that match if the text ends here. */
  readonly matches: readonly number[];
  matchesAtEnd: readonly number[] | undefined;
}

/**
 * Matches all expressions of an index in one pass over the text, each anywhere in it.
 * The deterministic automaton is built as texts need it and forgotten when it grows too large,
 * so a text costs at most its length times the size of the expressions, whatever they are.
 */
export class ExpressionMatcher {
  readonly #automaton: Automaton;
  readonly #classes: CharacterClasses;
  /** Room for one closure: its number at the nodes it has met, those still to follow, and those kept. */
  readonly #marks: Int32Array;
  readonly #pending: Int32Array;
  readonly #kept: Int32Array;
  #closure = 0;
  /** By a hash of their nodes; of two with the same hash one is forgotten. */
  #states = new Map<number, State>();
  #rememberedNodes = 0;
  #initial: State | undefined;

  constructor(expressions: readonly Expression[]) {
    this.#automaton = buildAutomaton(expressions);
    this.#classes = characterClasses(this.#automaton);
    this.#marks = new Int32Array(this.#automaton.nodes.length);
    this.#pending = new Int32Array(this.#automaton.nodes.length);
    this.#kept = new Int32Array(this.#automaton.nodes.length);
  }

  /** The positions of the expressions that match, ascending. Only the first 4096 characters are read, and only ASCII ones match. */
  match(text: string): number[] {
    const found = new Set<number>();
    const end = Math.min(text.length, MAX_TEXT_LENGTH);
    this.#initial ??= this.#stateOf(this.#close(this.#automaton.entries, true, false));
    let state = this.#initial;
    for (const expression of state.matches) found.add(expression);
    for (let i = 0; i < end; i++) {
      const characterClass = this.#classes.ofCode[Math.min(text.charCodeAt(i), 128)] as number;
      state = state.next[characterClass] ?? this.#advance(state, characterClass);
      if (state.matches.length > 0) for (const expression of state.matches) found.add(expression);
    }
    if (end === text.length) {
      for (const expression of this.#matchesAtEnd(state, end === 0)) found.add(expression);
    }
    return [...found].sort((one, other) => one - other);
  }

  #matchesAtEnd(state: State, atStart: boolean): readonly number[] {
    // The same nodes may be active again behind a character, where no `^` holds.
    if (atStart) return this.#matchesIn(this.#close(state.nodes, true, true));
    state.matchesAtEnd ??= this.#matchesIn(this.#close(state.nodes, false, true));
    return state.matchesAtEnd;
  }

  #advance(state: State, characterClass: number): State {
    const reached: number[] = [...this.#automaton.entries];
    for (const number of state.nodes) {
      const node = this.#automaton.nodes[number];
      if (node?.kind === 'character' && this.#classes.readBy[number]?.[characterClass] === 1) reached.push(node.next);
    }
    const next = this.#stateOf(this.#close(reached, false, false));
    state.next[characterClass] = next;
    return next;
  }

  /** The nodes that matter among those reachable without reading: characters, matches, and ends where the text may stop. Ascending. */
  #close(from: Int32Array | readonly number[], atStart: boolean, atEnd: boolean): Int32Array {
    this.#closure++;
    let kept = 0;
    let waiting = 0;
    for (const number of from) waiting = this.#follow(number, waiting);
    while (waiting > 0) {
      const number = this.#pending[--waiting] as number;
      const node = this.#automaton.nodes[number];
      if (node?.kind === 'split') {
        waiting = this.#follow(node.next, waiting);
        waiting = this.#follow(node.other, waiting);
      } else if ((node?.kind === 'start' && atStart) || (node?.kind === 'end' && atEnd)) waiting = this.#follow(node.next, waiting);
      else if (node?.kind !== 'start') this.#kept[kept++] = number;
    }
    return this.#kept.slice(0, kept).sort();
  }

  /** Puts a node behind those that wait, unless this closure has met it. Answers how many wait. */
  #follow(number: number, waiting: number): number {
    if (this.#marks[number] === this.#closure) return waiting;
    this.#marks[number] = this.#closure;
    this.#pending[waiting] = number;
    return waiting + 1;
  }

  #stateOf(nodes: Int32Array): State {
    const hash = hashOf(nodes);
    const known = this.#states.get(hash);
    if (known !== undefined && isSame(known.nodes, nodes)) return known;
    if (this.#states.size >= MAX_STATES || this.#rememberedNodes + nodes.length > MAX_REMEMBERED_NODES) {
      this.#states = new Map();
      this.#rememberedNodes = 0;
      this.#initial = undefined;
    }
    const state: State = { nodes, next: new Array(this.#classes.count), matches: this.#matchesIn(nodes), matchesAtEnd: undefined };
    this.#states.set(hash, state);
    this.#rememberedNodes += nodes.length;
    return state;
  }

  #matchesIn(nodes: Int32Array): number[] {
    const found: number[] = [];
    for (const number of nodes) {
      const node = this.#automaton.nodes[number];
      if (node?.kind === 'match') found.push(node.expression);
    }
    return found;
  }
}

function hashOf(nodes: Int32Array): number {
  let hash = 0;
  for (const number of nodes) hash = Math.imul(hash ^ number, 0x9e3779b1) ^ (hash >>> 15);
  return hash;
}

function isSame(one: Int32Array, other: Int32Array): boolean {
  return one.length === other.length && one.every((number, position) => number === other[position]);
}
