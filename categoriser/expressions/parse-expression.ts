import { failure, type Result, success } from '../../core/result.ts';
import { characterSet, ExpressionError, parseBracket } from './bracket.ts';
import { ALL_CHARACTERS, type Expression, expressionSize } from './expression.ts';
import { ExpressionMatcher } from './matcher.ts';

const MAX_PATTERN_LENGTH = 2000;
const MAX_STATES = 500;
const MAX_DEPTH = 50;
const MAX_REPEAT = 255; // POSIX RE_DUP_MAX
const INTERVAL = /\{(\d{1,3})(,(\d{1,3})?)?\}/y;
/** Hosts and pages with nothing in common: what matches them all matches the whole web. */
const UNRELATED = ['qx.test/', '198.51.100.7/', '00--zz.example/'];

/**
 * Parses a POSIX extended regular expression: literals, `.`, brackets, groups, `|`, `* + ? {m,n}`, `^`, `$`, escaped punctuation.
 * Matching ignores case. Refuses what POSIX leaves undefined (`\d`, `(?:`), what is too large, and what every page would match.
 */
export function parseExpression(pattern: string): Result<Expression> {
  const refuse = (why: string): Result<Expression> => failure('expression-invalid', `The expression is not used: ${why}.`);
  if (pattern === '') return refuse('it is empty');
  if (pattern.length > MAX_PATTERN_LENGTH) return refuse(`it is longer than ${MAX_PATTERN_LENGTH} characters`);
  try {
    const expression = new Parser(pattern).parse();
    if (expressionSize(expression) > MAX_STATES) return refuse('it is too large once its repeats are written out');
    const matcher = new ExpressionMatcher([expression]);
    if (UNRELATED.every((page) => matcher.match(page).length > 0)) return refuse('it matches every page');
    return success(expression);
  } catch (error) {
    if (error instanceof ExpressionError) return refuse(error.message);
    throw error;
  }
}

/** Recursive descent over the grammar of POSIX.1-2017 section 9.5.3. */
class Parser {
  readonly #pattern: string;
  #at = 0;
  #depth = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  parse(): Expression {
    const expression = this.#choice();
    if (this.#at < this.#pattern.length) throw new ExpressionError('a ")" closes nothing');
    return expression;
  }

  #choice(): Expression {
    const options = [this.#sequence()];
    while (this.#pattern[this.#at] === '|') {
      this.#at++;
      options.push(this.#sequence());
    }
    return options.length === 1 ? (options[0] as Expression) : { kind: 'choice', options };
  }

  #sequence(): Expression {
    const parts: Expression[] = [];
    while (this.#at < this.#pattern.length && !'|)'.includes(this.#pattern.charAt(this.#at))) parts.push(this.#repeated());
    if (parts.length === 0) throw new ExpressionError('it has an empty alternative');
    return { kind: 'sequence', parts };
  }

  #repeated(): Expression {
    let part = this.#atom();
    for (let bounds = this.#bounds(); bounds !== undefined; bounds = this.#bounds()) part = { kind: 'repeat', part, ...bounds };
    return part;
  }

  #bounds(): { readonly min: number; readonly max: number } | undefined {
    const character = this.#pattern[this.#at];
    if (character === '{') return this.#interval();
    if (character === undefined || !'*+?'.includes(character)) return undefined;
    this.#at++;
    return { min: character === '+' ? 1 : 0, max: character === '?' ? 1 : Number.POSITIVE_INFINITY };
  }

  #interval(): { readonly min: number; readonly max: number } {
    INTERVAL.lastIndex = this.#at;
    const match = INTERVAL.exec(this.#pattern);
    if (match === null) throw new ExpressionError('a "{" begins no interval (escape it where it stands for itself)');
    this.#at = INTERVAL.lastIndex;
    const min = Number(match[1]);
    const max = match[2] === undefined ? min : match[3] === undefined ? Number.POSITIVE_INFINITY : Number(match[3]);
    if (max < min || min > MAX_REPEAT || (max > MAX_REPEAT && match[3] !== undefined))
      throw new ExpressionError(`it repeats "${match[0]}" times`);
    return { min, max };
  }

  #atom(): Expression {
    const character = this.#pattern.charAt(this.#at++);
    switch (character) {
      case '(':
        return this.#group();
      case '[': {
        const { set, end } = parseBracket(this.#pattern, this.#at - 1);
        this.#at = end;
        return { kind: 'set', set };
      }
      case '.':
        return { kind: 'set', set: ALL_CHARACTERS };
      case '^':
        return { kind: 'start' };
      case '$':
        return { kind: 'end' };
      case '\\':
        return this.#escaped();
      case '*':
      case '+':
      case '?':
      case '{':
        throw new ExpressionError(`a "${character}" repeats nothing`);
      default:
        return { kind: 'set', set: characterSet(character.charCodeAt(0)) };
    }
  }

  #group(): Expression {
    if (++this.#depth > MAX_DEPTH) throw new ExpressionError(`its groups are more than ${MAX_DEPTH} deep`);
    const expression = this.#choice();
    if (this.#pattern[this.#at] !== ')') throw new ExpressionError('a "(" is not closed');
    this.#at++;
    this.#depth--;
    return expression;
  }

  #escaped(): Expression {
    const character = this.#pattern.charAt(this.#at++);
    if (character === '') throw new ExpressionError('it ends in a backslash');
    if (/[A-Za-z0-9]/.test(character)) throw new ExpressionError(`it has "\\${character}", which POSIX does not define`);
    return { kind: 'set', set: characterSet(character.charCodeAt(0)) };
  }
}
