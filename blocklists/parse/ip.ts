import { parseAddressRange } from '../../core/address.ts';
import { isComment, type LineParser, withoutTrailingComment } from './line-parser.ts';

/** One address, CIDR range or `first-last` range a line. */
export const parseIpLine: LineParser = (line, out) => {
  if (isComment(line)) return null;
  const range = parseAddressRange(line) ?? parseAddressRange(withoutTrailingComment(line));
  if (range === undefined) return 'not-an-address';
  out.push({ kind: 'address', range });
  return null;
};
