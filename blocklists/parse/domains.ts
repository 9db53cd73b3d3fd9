import { isComment, type LineParser, withoutTrailingComment } from './line-parser.ts';
import { domainEntry } from './names.ts';

/** One domain a line, with all beneath it. Address literals (UT1 has them among its domains) become address entries. */
export const parseDomainsLine: LineParser = (line, out) => {
  if (isComment(line)) return null;
  const entry = domainEntry(line) ?? domainEntry(withoutTrailingComment(line));
  if (entry === undefined) return 'not-a-hostname';
  out.push(entry);
  return null;
};
