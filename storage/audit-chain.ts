import { createHash } from 'node:crypto';
import { canonicalJson } from '../core/canonical-json.ts';
import type { AuditEntry } from './stores.ts';

/** What the first entry's hash covers in place of a row before it. */
export const FIRST_PREVIOUS_HASH = '0'.repeat(64);

const MAX_TEXT_LENGTH = 2_000;
const MAX_DETAIL_BYTES = 8_192;
/** Quoting it again can double it. */
const KEPT_WHEN_CUT_BYTES = 3_900;

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

/** The detail as it will be read back. Over 8 kB of JSON it is cut to the start of its text and marked `truncated`. */
export function auditDetail(detail: Record<string, unknown>): Record<string, unknown> {
  const json = JSON.stringify(detail);
  const bytes = Buffer.byteLength(json);
  if (bytes <= MAX_DETAIL_BYTES) return JSON.parse(json) as Record<string, unknown>;
  // Cutting inside a character leaves replacement characters, three bytes each, at the end.
  return { truncated: true, bytes, start: Buffer.from(json).subarray(0, KEPT_WHEN_CUT_BYTES).toString() };
}
