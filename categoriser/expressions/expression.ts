/** A set of ASCII characters: bit n for code n. */
export type CharacterSet = bigint;

export const ALL_CHARACTERS: CharacterSet = (1n << 128n) - 1n;

/** A parsed expression. */
export type Expression =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'sequence'; readonly parts: readonly Expression[] }
  | { readonly kind: 'choice'; readonly options: readonly Expression[] }
  /** `max` may be Infinity. */
  | { readonly kind: 'repeat'; readonly part: Expression; readonly min: number; readonly max: number }
  | { readonly kind: 'start' | 'end' };

/** How many automaton states the expression takes, repeats written out. */
export function expressionSize(expression: Expression): number {
  switch (expression.kind) {
    case 'set':
    case 'start':
    case 'end':
      return 1;
    case 'sequence':
      return expression.parts.reduce((sum, part) => sum + expressionSize(part), 0);
    case 'choice':
      return expression.options.reduce((sum, option) => sum + 1 + expressionSize(option), 0);
    case 'repeat': {
      const size = expressionSize(expression.part);
      const optional = expression.max === Number.POSITIVE_INFINITY ? 1 : expression.max - expression.min;
      return expression.min * size + optional * (size + 1);
    }
  }
}
