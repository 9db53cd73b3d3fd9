import { isComment, type LineParser, type SkipReason, withoutTrailingComment } from './line-parser.ts';
import { domainEntry } from './names.ts';

/** What `address=/domain/…` may answer for it to be a block; another address is a mapping (SafeSearch), not a block. */
const NOWHERE = new Set(['', '#', '0.0.0.0', '127.0.0.1', '::', '::1']);

/** dnsmasq.conf: `server=/d/`, `local=/d/` and `address=/d/0.0.0.0`, each with one or more domains. */
export const parseDnsmasqLine: LineParser = (line, out) => {
  if (isComment(line)) return null;
  const match = /^(server|local|address)\s*=\s*\/(.+)\/([^/]*)$/.exec(withoutTrailingComment(line));
  if (match === null) return 'unknown-directive';
  const refusal = refuseAnswer(match[1] ?? '', (match[3] ?? '').trim());
  if (refusal !== null) return refusal;
  let skipped: SkipReason | null = null;
  for (const name of (match[2] ?? '').split('/')) {
    const entry = domainEntry(name);
    if (entry === undefined) skipped = 'not-a-hostname';
    else out.push(entry);
  }
  return skipped;
};

/** `server=/d/#` sends the domain back to the usual resolvers, `server=/d/1.2.3.4` to another: neither blocks it. */
function refuseAnswer(directive: string, answer: string): SkipReason | null {
  if (directive === 'address') return NOWHERE.has(answer) ? null : 'not-a-block-address';
  if (answer === '') return null;
  return answer === '#' ? 'exception' : 'not-a-block-address';
}
