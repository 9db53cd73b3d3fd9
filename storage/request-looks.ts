import type { SiteLook } from '../core/site-look.ts';
import type { EpochMs } from '../core/units.ts';

/** The last look at the page of each request; forgotten after a while, since pages change. */
export interface RequestLooks {
  /** In place of the one before. */
  put(request: string, at: EpochMs, look: SiteLook): Promise<void>;
  get(request: string): Promise<SiteLook | undefined>;
  /** Forgets those from before `before`; returns how many. */
  purge(before: EpochMs): Promise<number>;
}
