import { isComment, type LineParser } from './line-parser.ts';

const KINDS = { host: 'sealed-host', url: 'sealed-url', pages: 'sealed-page-host' } as const;

/**
 * `host <64 hex>` and `url <64 hex>`: HMAC-SHA-256, under the list's own key, of a canonical host or of a canonical
 * `host/path?query`; `pages <64 hex>`: of a host that has such pages. Header lines are comments; `# key-id: …` names the key
 * (see seal.ts).
 */
export const parseSealedLine: LineParser = (line, out) => {
  if (isComment(line)) return null;
  const match = /^(host|url|pages)\s+([0-9a-fA-F]{64})$/.exec(line);
  if (match === null) return 'not-a-hash';
  out.push({ kind: KINDS[match[1] as keyof typeof KINDS], hash: (match[2] ?? '').toLowerCase() });
  return null;
};
