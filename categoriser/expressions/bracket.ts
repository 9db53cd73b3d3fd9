import { ALL_CHARACTERS, type CharacterSet } from './expression.ts';

/** What cannot be read; caught in parseExpression. */
export class ExpressionError extends Error {}

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[^ -~]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t-\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

/** Both cases of every letter in the set: expressions do not tell them apart. */
export function bothCases(set: CharacterSet): CharacterSet {
  const upper = 0x3ff_ffffn << 65n;
  return set | ((set & upper) << 32n) | ((set & (upper << 32n)) >> 32n);
}

export function characterSet(code: number): CharacterSet {
  if (code > 127) throw new ExpressionError('it has a character outside ASCII (write it percent-encoded)');
  return bothCases(1n << BigInt(code));
}

/** Reads a POSIX bracket expression that begins at `start` with `[`. Answers its set and where it ends. */
export function parseBracket(pattern: string, start: number): { readonly set: CharacterSet; readonly end: number } {
  let at = start + 1;
  const negated = pattern[at] === '^';
  if (negated) at++;
  let set = 0n;
  for (let first = true; first || pattern[at] !== ']'; first = false) {
    if (at >= pattern.length) throw new ExpressionError('a "[" is not closed');
    const item = pattern.startsWith('[:', at) ? namedClass(pattern, at) : range(pattern, at);
    set |= item.set;
    at = item.end;
  }
  const folded = bothCases(set);
  return { set: negated ? ALL_CHARACTERS & ~folded : folded, end: at + 1 };
}

function namedClass(pattern: string, at: number): { readonly set: CharacterSet; readonly end: number } {
  const end = pattern.indexOf(':]', at + 2);
  const name = end < 0 ? '' : pattern.slice(at + 2, end);
  const members = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
  if (members === undefined) throw new ExpressionError(`it has the unknown class "[:${name}:]"`);
  let set = 0n;
  for (let code = 0; code < 128; code++) if (members.test(String.fromCharCode(code))) set |= 1n << BigInt(code);
  return { set, end: end + 2 };
}

function range(pattern: string, at: number): { readonly set: CharacterSet; readonly end: number } {
  const from = bracketCode(pattern, at);
  if (pattern[at + 1] !== '-' || pattern[at + 2] === ']' || at + 2 >= pattern.length) return { set: 1n << BigInt(from), end: at + 1 };
  const to = bracketCode(pattern, at + 2);
  if (to < from) throw new ExpressionError(`it has the empty range "${pattern.slice(at, at + 3)}"`);
  return { set: (1n << BigInt(to + 1)) - (1n << BigInt(from)), end: at + 3 };
}

function bracketCode(pattern: string, at: number): number {
  if (pattern.startsWith('[.', at) || pattern.startsWith('[=', at)) throw new ExpressionError('it has a collating element');
  // In POSIX a backslash stands for itself within brackets; who writes `[\d]`, `[\]]` or `[a\-z]` means something else.
  if (pattern[at] === '\\' && /^(?:[\]\\A-Za-z0-9]|-[^\]])/.test(pattern.slice(at + 1))) {
    throw new ExpressionError(`it has "${pattern.slice(at, at + 2)}" within brackets`);
  }
  const code = pattern.charCodeAt(at);
  if (code > 127) throw new ExpressionError('it has a character outside ASCII (write it percent-encoded)');
  return code;
}
