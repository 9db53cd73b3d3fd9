import type { LineParser } from './line-parser.ts';
import { domainEntry } from './names.ts';

/** Options that may be ignored: with or without them the rule is about the whole domain. All others narrow it to a condition. */
const SAFE_OPTIONS = new Set(['important', 'all', 'third-party', '3p', 'document', 'doc', 'popup']);

/** Adblock syntax, of which only `||domain^` is about a whole domain. */
export const parseAdblockLine: LineParser = (line, out) => {
  const first = line.charCodeAt(0);
  if (first === 33 || first === 91) return null; // `!` comment, `[Adblock Plus 2.0]`
  if (line.startsWith('@@')) return 'exception';
  if (line.startsWith('||')) return parseDomainRule(line, out);
  if (/#@?[?$%]?@?#/.test(line)) return 'cosmetic';
  return first === 35 ? null : 'not-a-domain-rule';
};

function parseDomainRule(line: string, out: Parameters<LineParser>[1]): ReturnType<LineParser> {
  const end = line.indexOf('^');
  if (end < 0) return line.includes('##') ? 'cosmetic' : 'not-a-domain-rule';
  const name = line.startsWith('||*.') ? line.slice(4, end) : line.slice(2, end);
  const rest = line.slice(end + 1);
  if (rest !== '' && rest !== '|') {
    if (!rest.startsWith('$')) return 'not-a-domain-rule';
    if (
      !rest
        .slice(1)
        .split(',')
        .every((option) => SAFE_OPTIONS.has(option.trim()))
    )
      return 'unsafe-option';
  }
  const entry = domainEntry(name);
  if (entry === undefined) return /[/*]/.test(name) ? 'not-a-domain-rule' : 'not-a-hostname';
  out.push(entry);
  return null;
}
