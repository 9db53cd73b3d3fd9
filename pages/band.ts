import type { GroupId } from '../core/identity.ts';

/** How a page talks: easy read for infants and juniors, plainly to older pupils, factually to adults. */
export type Band = 'easy' | 'plain' | 'adult';

const BANDS: Readonly<Record<GroupId, Band>> = {
  infants: 'easy',
  juniors: 'easy',
  seniors: 'plain',
  'sixth-form': 'plain',
  unidentified: 'plain',
  staff: 'adult',
  guests: 'adult',
};

export function bandOf(group: GroupId): Band {
  return BANDS[group];
}
