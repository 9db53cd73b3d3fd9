import type { LineParser } from './line-parser.ts';

/**
 * UT1 `expressions`: one POSIX extended regular expression a line, over `host/path?query`.
 * `isSafe` says whether the categoriser can match it in bounded time; `#` begins a comment only at the start of a line.
 */
export function expressionParser(isSafe: (pattern: string) => boolean): LineParser {
  return (line, out) => {
    if (line.startsWith('#')) return null;
    if (!isSafe(line)) return 'not-an-expression';
    out.push({ kind: 'expression', pattern: line });
    return null;
  };
}
