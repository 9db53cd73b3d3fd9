import { createHash } from 'node:crypto';
import { canonicalJson } from '../core/canonical-json.ts';
import type { AuditEntry } from './audit-log.ts';

/** What the first entry's hash covers in place of a row before it. */
export const FIRST_PREVIOUS_HASH = '0'.repeat(64);

const MAX_TEXT_LENGTH = 2_000;
const MAX_DETAIL_BYTES = 8_192;
/** So many members are left of a list, the first that makes the detail fit. */
const LIST_CUTS = [50, 10, 3];
const ALWAYS_KEPT = ['reason', 'scope', 'until'];
/** Of each of them. */
const MOST_KEPT_BYTES = 1_600;

/** SHA-256, in hex, over the previous row's hash and the canonical JSON of the entry (without its hash). */
export function auditHash(previousHash: string, entry: Omit<AuditEntry, 'hash'>): string {
  const { sequence, at, actor, action, subject, outcome, detail } = entry;
  const content = canonicalJson({ sequence, at, actor, action, subject, outcome, detail });
  return createHash('sha256').update(previousHash).update('\n').update(content).digest('hex');
}

/** As both databases give it back: no lone surrogates, no NUL. A hostile name must not look like a changed row later. */
export function auditText(text: string): string {
  const kept = text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH - 1)}…` : text;
  return kept.toWellFormed().replaceAll('\0', '\uFFFD');
}

/**
 * The detail as it will be read back. Over 8 kB of JSON it is marked `truncated`: its lists are cut to their first members and a count
 * of the rest, and, where that is not enough, it to the start of its text, beside whatever says why, for whom and until when.
 */
export function auditDetail(detail: Record<string, unknown>): Record<string, unknown> {
  const json = JSON.stringify(detail);
  const bytes = Buffer.byteLength(json);
  const whole = JSON.parse(json) as Record<string, unknown>;
  if (bytes <= MAX_DETAIL_BYTES) return whole;
  for (const most of LIST_CUTS) {
    const cut = { ...(withShortLists(whole, most) as Record<string, unknown>), truncated: true, bytes };
    if (Buffer.byteLength(JSON.stringify(cut)) <= MAX_DETAIL_BYTES) return cut;
  }
  const kept = Object.fromEntries(ALWAYS_KEPT.flatMap((key) => (whole[key] === undefined ? [] : [[key, short(whole[key])]])));
  const rest = { ...kept, truncated: true, bytes };
  // Quoting it again can double it, and cutting inside a character leaves replacement characters, three bytes each, at its end.
  const room = Math.floor((MAX_DETAIL_BYTES - Buffer.byteLength(JSON.stringify(rest)) - 64) / 2);
  return { ...rest, start: Buffer.from(json).subarray(0, room).toString() };
}

function withShortLists(value: unknown, most: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withShortLists(one, most)]));
  const first = value.slice(0, most).map((one) => withShortLists(one, most));
  return value.length > most ? [...first, { more: value.length - most }] : first;
}

function short(value: unknown): unknown {
  if (Buffer.byteLength(JSON.stringify(value)) <= MOST_KEPT_BYTES) return value;
  let text = typeof value === 'string' ? value : JSON.stringify(value);
  while (Buffer.byteLength(JSON.stringify(text)) > MOST_KEPT_BYTES) text = text.slice(0, text.length / 2).toWellFormed();
  return `${text}…`;
}
