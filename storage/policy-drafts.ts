import type { EpochMs } from '../core/units.ts';

export const DRAFT_STATUSES = ['awaiting-second', 'approved', 'declined'] as const;
export type DraftStatus = (typeof DRAFT_STATUSES)[number];

/** A change of policy that waits for a second person. */
export interface PolicyDraftRow {
  readonly id: string;
  /** As JSON; validate when reading. */
  readonly document: string;
  /** The revision of `policy` that it was made from: when another is in force, it is out of date. */
  readonly base: number;
  readonly reason: string;
  /** As in the audit log. */
  readonly author: string;
  /** The person that the author's token names. */
  readonly authorPerson: string | null;
  /** Null: when it is approved. */
  readonly effectiveAt: number | null;
  readonly createdAt: number;
  readonly status: DraftStatus;
  /** What those affected are told once it is saved, as JSON; null for nothing. */
  readonly announcement: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: number | null;
}

export interface PolicyDraftStore {
  add(draft: PolicyDraftRow): Promise<void>;
  get(id: string): Promise<PolicyDraftRow | undefined>;
  /** The newest first, without their documents. */
  list(limit: number): Promise<Omit<PolicyDraftRow, 'document'>[]>;
  /** False when it waits no longer: of two who decide at once, one does. */
  decide(id: string, status: Exclude<DraftStatus, 'awaiting-second'>, by: string, at: EpochMs): Promise<boolean>;
  /** Forgets drafts that were decided before `before`, or made before `madeBefore` and not decided; returns how many. */
  purge(before: EpochMs, madeBefore: EpochMs): Promise<number>;
}
