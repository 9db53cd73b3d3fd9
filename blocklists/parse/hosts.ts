import { parseIpAddress } from '../../core/address.ts';
import { isComment, type LineParser, withoutTrailingComment } from './line-parser.ts';
import { addressEntry, parseListedName } from './names.ts';

/** Addresses that stand for "nowhere"; any other address is a mapping (SafeSearch hosts files), not a block. */
const NOWHERE = new Set(['0.0.0.0', '127.0.0.1', '::', '::1']);

/** Names that hosts files carry for the machine's own sake. */
const LOCAL_NAMES = new Set([
  'localhost',
  'localhost.localdomain',
  'local',
  'broadcasthost',
  'ip6-localhost',
  'ip6-loopback',
  'ip6-localnet',
  'ip6-mcastprefix',
  'ip6-allnodes',
  'ip6-allrouters',
  'ip6-allhosts',
  '0.0.0.0',
]);

/** hosts(5): an address that leads nowhere, then names. Each is an exact name; the reader adds its `www.`. */
export const parseHostsLine: LineParser = (line, out) => {
  if (isComment(line)) return null;
  // Nearly every line of a hosts list has this one shape; splitting it would double the cost of the parse.
  if (line.startsWith('0.0.0.0 ') && !/[\s#;]/.test(line.slice(8))) return hostEntry(line.slice(8), out);
  const words = withoutTrailingComment(line).split(/\s+/);
  const address = parseIpAddress(words[0] ?? '');
  if (address === undefined) return 'no-address';
  if (!NOWHERE.has(address)) return 'not-a-block-address';
  if (words.length < 2) return 'no-name';
  let skipped: ReturnType<LineParser> = null;
  for (const word of words.slice(1)) skipped = hostEntry(word, out) ?? skipped;
  return skipped;
};

function hostEntry(word: string, out: Parameters<LineParser>[1]): ReturnType<LineParser> {
  if (LOCAL_NAMES.has(word)) return 'local-name';
  const host = parseListedName(word);
  if (host === undefined) return 'not-a-hostname';
  out.push(addressEntry(host) ?? { kind: 'exact', host });
  return null;
}
