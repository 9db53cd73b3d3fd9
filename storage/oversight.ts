import type { Announcement } from '../core/announcement.ts';
import type { Review } from '../core/filtering-review.ts';
import type { PersonalUseWeek } from '../core/personal-use-report.ts';
import type { SelfTest } from '../core/self-test.ts';
import type { EpochMs } from '../core/units.ts';

/** Yearly reviews, which the school shows to inspectors. */
export interface ReviewStore {
  /** False when one is open for that school (or for the trust) already. */
  add(review: Review): Promise<boolean>;
  get(id: string): Promise<Review | undefined>;
  /** The newest first. */
  list(): Promise<Review[]>;
  /** Replaces the review whose version is one less; false when somebody else changed it meanwhile. */
  change(review: Review, document?: string): Promise<boolean>;
  /** The page that was made when it was closed, byte for byte. */
  document(id: string): Promise<string | undefined>;
  /** With their documents. */
  remove(ids: readonly string[]): Promise<void>;
}

export interface AnnouncementStore {
  add(announcement: Announcement): Promise<void>;
  /** Those shown at a time, the newest first. */
  shown(now: EpochMs): Promise<Announcement[]>;
  /** Forgets those that were shown until before `before`; returns how many. */
  purge(before: EpochMs): Promise<number>;
}

export interface SelfTestStore {
  add(test: SelfTest): Promise<void>;
  /** The newest first; `before`: only what comes behind the one of that id; `outside`: only what was found with a tester outside the product. */
  list(options: { readonly limit: number; readonly before?: string; readonly outside?: boolean }): Promise<SelfTest[]>;
  purge(before: EpochMs): Promise<number>;
}

/** What staff used privately, week by week (row R19). */
export interface PersonalUseWeekStore {
  /** False when that week is there already. */
  add(week: PersonalUseWeek): Promise<boolean>;
  /** The newest first. */
  list(): Promise<PersonalUseWeek[]>;
  /** Forgets weeks that began before `before`; returns how many. */
  purge(before: EpochMs): Promise<number>;
}
