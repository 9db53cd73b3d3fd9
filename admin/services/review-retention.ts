import type { Config } from '../../config/schema/config.ts';
import type { Review } from '../../core/filtering-review.ts';
import type { EpochMs } from '../../core/units.ts';
import type { Stores } from '../../storage/stores.ts';
import { days } from './times.ts';

/** The next review and the one after it look back on them, whatever is chosen for the audit log. */
const LEAST_DAYS = 800;

/**
 * Forgets reviews that have been over for as long as the audit log is kept, which vouches for their documents: they name those who signed
 * and those who had something to do. Each school's newest closed one stays, by which the next is due, and any with an action that is
 * still to be done.
 */
export async function purgeReviews(
  { reviews, audit }: Pick<Stores, 'reviews' | 'audit'>,
  { auditDays }: Config['retention'],
  now: EpochMs,
): Promise<void> {
  if (auditDays === undefined) return;
  const before = now - days(Math.max(auditDays, LEAST_DAYS));
  const gone = outlived(await reviews.list(), before);
  if (gone.length === 0) return;
  const detail = { reviews: gone.map(({ id, school, status, digest }) => ({ id, school, status, digest })), before };
  await audit.append({ at: now, actor: 'system', action: 'reviews.purge', subject: 'reviews', outcome: 'done', detail });
  await reviews.remove(gone.map(({ id }) => id));
}

/** The newest first, as they come from the store. */
function outlived(reviews: readonly Review[], before: number): Review[] {
  const newest = new Map<string | null, Review>();
  for (const one of reviews) if (one.status === 'closed' && !newest.has(one.school)) newest.set(one.school, one);
  return reviews.filter((one) => {
    const { status, closedAt, openedAt, actions, school } = one;
    if (status === 'open' || newest.get(school) === one) return false;
    const isDone = status === 'withdrawn' || actions.every(({ doneAt }) => doneAt !== null);
    return isDone && (closedAt ?? openedAt) < before;
  });
}
