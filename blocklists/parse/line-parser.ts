import type { ListEntry } from '../../core/list-entry.ts';

/** Why a line gave no entry. Few values, so that a report can count by reason. */
export const SKIP_REASONS = {
  'too-long': 'the line is too long',
  'not-a-hostname': 'not a hostname',
  'not-an-address': 'not an address or range',
  'not-a-url': 'not a URL',
  'not-an-expression': 'not an expression that can be matched safely',
  'not-a-hash': 'not a keyed hash',
  'no-address': 'no address before the name',
  'no-name': 'no name after the address',
  'not-a-block-address': 'points the name somewhere instead of blocking it',
  'local-name': 'a name of the machine itself',
  'unknown-directive': 'not a directive that blocks a domain',
  exception: 'an exception, not a block',
  cosmetic: 'hides page elements, blocks nothing',
  'not-a-domain-rule': 'not a rule about a whole domain',
  'unsafe-option': 'blocks only under a condition that is not known here',
  'cannot-be-sealed': 'neither a host nor a URL, so it has no keyed hash',
} as const;
export type SkipReason = keyof typeof SKIP_REASONS;

/**
 * Parses one trimmed, non-empty line. Entries are pushed to `out` (an array, because allocating one per line costs
 * more than the parse). Returns why a line was skipped; null for entries, comments and headers. Never throws.
 */
export type LineParser = (line: string, out: ListEntry[]) => SkipReason | null;

/** Comment lines of the plain formats: `#` everywhere, `;` in address lists, `!` in files that were once adblock lists. */
export function isComment(line: string): boolean {
  const first = line.charCodeAt(0);
  return first === 35 || first === 59 || first === 33;
}

/** The line up to a comment that follows white space: `example.com # why`. */
export function withoutTrailingComment(line: string): string {
  const mark = line.search(/\s[#;]/);
  return mark < 0 ? line : line.slice(0, mark).trimEnd();
}
