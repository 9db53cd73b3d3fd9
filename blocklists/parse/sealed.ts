import { isComment, type LineParser } from './line-parser.ts';

/**
 * `host <64 hex>` and `url <64 hex>`: HMAC-SHA-256, under the list's own key, of a canonical host or of a canonical
 * `host/path?query`. Header lines are comments; `# key-id: …` names the key (see seal.ts).
 */
export const parseSealedLine: LineParser = (line, out) => {
  if (isComment(line)) return null;
  const match = /^(host|url)\s+([0-9a-fA-F]{64})$/.exec(line);
  if (match === null) return 'not-a-hash';
  out.push({ kind: match[1] === 'host' ? 'sealed-host' : 'sealed-url', hash: (match[2] ?? '').toLowerCase() });
  return null;
};
