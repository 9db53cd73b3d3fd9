import type { EpochMs } from '../core/units.ts';

/** An answer as it was given, to be given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Whose key it is: two callers may choose the same one. */
export interface KeyOwner {
  readonly principal: string;
  readonly key: string;
}

export type KeyClaim =
  /** The key is the caller's to use: it must end in `keep` or `release`. */
  | { readonly kind: 'claimed' }
  | { readonly kind: 'answered'; readonly answer: KeptAnswer }
  | { readonly kind: 'under-way' }
  /** The key was used for something else. */
  | { readonly kind: 'mismatch' };

/** What makes a repeated call do its work once, whichever process it reaches. */
export interface IdempotencyStore {
  /**
   * Takes a key for the call that `fingerprint` stands for. An answer is kept for 24 hours; a call that ended without one
   * (its process was killed) holds the key for a minute. Of each principal, the newest 1,000 answers are kept.
   */
  claim(owner: KeyOwner, fingerprint: string, now: EpochMs): Promise<KeyClaim>;
  keep(owner: KeyOwner, answer: KeptAnswer): Promise<void>;
  release(owner: KeyOwner): Promise<void>;
  /** Forgets the answers that are no longer given; returns how many. */
  purge(now: EpochMs): Promise<number>;
}

export const MOST_KEYS = 1_000;
export const ANSWER_KEPT_MS = 24 * 3_600_000;
/** Longer than any call takes, its wait for every worker included. */
export const CALL_ENDS_WITHIN_MS = 60_000;
