import { CATEGORY_IDS, type CategoryMatch, categoryInfo } from '../../core/category.ts';
import { firstMatchIn, maskOf, meets } from '../category-mask.ts';
import type { Rule } from './rule.ts';

const SEALED = maskOf(CATEGORY_IDS.filter((id) => categoryInfo(id).tier === 'sealed'));

/** Statutory lists: nobody can open, override or edit them (rows D14, F04), and the answer never says what was asked for. */
export const sealed: Rule = {
  id: 'sealed',
  answer({ verdict }) {
    if (!meets(verdict, SEALED)) return undefined;
    const match = firstMatchIn(verdict, SEALED);
    if (match === undefined) return undefined;
    return {
      action: 'block',
      category: match.category,
      reason: 'Blocked by a statutory list that nobody can open.',
      evidence: { match: { ...match, entry: sealedRef(match) } },
    };
  },
  passedOver: () => 'It is on no statutory list.',
};

/** What is stored in place of a sealed host or URL. A canary's entry is no keyed hash: its list and category are named. */
export function sealedRef(match: CategoryMatch): string {
  return match.entry.startsWith('sealed:') ? match.entry : `sealed:${match.list}:${match.category}`;
}
