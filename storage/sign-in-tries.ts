import type { EpochMs } from '../core/units.ts';

/** How many wrong tries something may have in a window that begins with the first. */
export interface TryLimit {
  /** Never a name: what stands for it. */
  readonly key: string;
  readonly most: number;
  readonly windowMs: number;
}

export type Taken =
  | { readonly kind: 'taken' }
  /** `isNew`: the first to be refused in this window, which is worth a line in the audit log. */
  | { readonly kind: 'refused'; readonly key: string; readonly until: EpochMs; readonly isNew: boolean };

/** Counts tries before they are made, so that a thousand at once are a thousand. One that was right is given back. */
export interface SignInTries {
  /** Counts a try against every key, or against none when one of them has had its fill. */
  take(limits: readonly TryLimit[], now: EpochMs): Promise<Taken>;
  /** How many there were in the key's present window. */
  count(key: string, now: EpochMs): Promise<number>;
  giveBack(keys: readonly string[]): Promise<void>;
  /** Begins anew. */
  forget(keys: readonly string[]): Promise<void>;
  /** Forgets windows that are over; returns how many. */
  purge(now: EpochMs): Promise<number>;
}
