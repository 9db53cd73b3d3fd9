import { isComment, type LineParser, withoutTrailingComment } from './line-parser.ts';
import { domainEntry } from './names.ts';

/** `*.example.com`: the domain, its apex included, and all beneath it. A name without `*.` means the same. */
export const parseWildcardLine: LineParser = (line, out) => {
  if (isComment(line)) return null;
  const name = withoutTrailingComment(line);
  const entry = domainEntry(name.startsWith('*.') ? name.slice(2) : name);
  if (entry === undefined) return 'not-a-hostname';
  out.push(entry);
  return null;
};
