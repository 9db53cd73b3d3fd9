import type { EpochMs } from '../core/units.ts';

/** One line of the audit log. Chained: each row's hash covers the row before it, so that a changed or missing row shows (rows R45, I06). */
export interface AuditEntry {
  readonly sequence: number;
  readonly at: number;
  /** `token:<name>`, `user:<name>`, `cli:<os user>`, `system`. */
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly outcome: 'done' | 'refused';
  readonly detail: Record<string, unknown>;
  readonly hash: string;
}

/** A line as it is given; its place in the chain comes with it. */
export type NewAudit = Pick<AuditEntry, 'at' | 'actor' | 'action' | 'subject' | 'outcome' | 'detail'>;

export interface AuditQuery {
  readonly actions: readonly string[];
  readonly actor?: string;
  readonly subjects?: readonly string[];
  readonly outcome?: AuditEntry['outcome'];
  /** From then (inclusive) until then (exclusive). */
  readonly since?: EpochMs;
  readonly until?: EpochMs;
  /** Only what comes before this sequence. */
  readonly before?: number;
  readonly limit: number;
}

export interface AuditLog {
  /** A `detail` over 8 kB of JSON is cut and marked `truncated`. Texts are stored well-formed and at most 2,000 characters long. */
  append(entry: NewAudit): Promise<AuditEntry>;
  /** In sequence, from the one behind `after`. */
  list(options: { readonly after?: number; readonly limit: number }): Promise<AuditEntry[]>;
  /** Newest first. */
  newest(query: AuditQuery): Promise<AuditEntry[]>;
  /** Where the chain ends; sequence 0 before the first entry. */
  head(): Promise<Pick<AuditEntry, 'sequence' | 'hash'>>;
  /** The first sequence whose hash does not fit, or undefined when the whole chain verifies. */
  verify(): Promise<number | undefined>;
}
