import type { CharacterSet, Expression } from './expression.ts';

/** A node of a Thompson automaton; links are node numbers. */
export type AutomatonNode =
  | { readonly kind: 'character'; readonly set: CharacterSet; readonly next: number }
  | { readonly kind: 'split'; readonly next: number; other: number }
  | { readonly kind: 'start' | 'end'; readonly next: number }
  | { readonly kind: 'match'; readonly expression: number };

/** All expressions in one automaton: where each begins, and the nodes. */
export interface Automaton {
  readonly nodes: readonly AutomatonNode[];
  readonly entries: readonly number[];
}

export function buildAutomaton(expressions: readonly Expression[]): Automaton {
  const nodes: AutomatonNode[] = [];
  const entries = expressions.map((expression, number) => add(nodes, expression, nodes.push({ kind: 'match', expression: number }) - 1));
  return { nodes, entries };
}

/** Adds an expression that goes on at `next`; answers where it begins. Built from its end, so that every link exists when it is named. */
function add(nodes: AutomatonNode[], expression: Expression, next: number): number {
  switch (expression.kind) {
    case 'set':
      return nodes.push({ kind: 'character', set: expression.set, next }) - 1;
    case 'start':
    case 'end':
      return nodes.push({ kind: expression.kind, next }) - 1;
    case 'sequence':
      return expression.parts.reduceRight((after, part) => add(nodes, part, after), next);
    case 'choice':
      return expression.options
        .map((option) => add(nodes, option, next))
        .reduceRight((other, entry) => nodes.push({ kind: 'split', next: entry, other }) - 1);
    case 'repeat':
      return addRepeat(nodes, expression.part, expression.min, expression.max, next);
  }
}

function addRepeat(nodes: AutomatonNode[], part: Expression, min: number, max: number, next: number): number {
  let entry = next;
  if (max === Number.POSITIVE_INFINITY) {
    const loop: AutomatonNode = { kind: 'split', next, other: next };
    entry = nodes.push(loop) - 1;
    loop.other = add(nodes, part, entry);
  } else {
    for (let i = min; i < max; i++) entry = nodes.push({ kind: 'split', next, other: add(nodes, part, entry) }) - 1;
  }
  for (let i = 0; i < min; i++) entry = add(nodes, part, entry);
  return entry;
}
