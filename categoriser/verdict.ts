import { CATEGORY_IDS, type CategoryId, type CategoryMatch } from '../core/category.ts';
import { type CategoryMask, maskHas, maskOf } from './category-mask.ts';
import type { Verdict } from './list-index.ts';

const MASKS: ReadonlyMap<CategoryId, CategoryMask> = new Map(CATEGORY_IDS.map((id) => [id, maskOf([id])]));
if (CATEGORY_IDS.length > 96) throw new Error('A verdict has room for 96 categories.');

/** The one verdict of everything that is on no list. */
export const emptyVerdict: Verdict = Object.freeze({ matches: Object.freeze([]), ...maskOf([]) });

/** Whether the verdict contains the category: a bit test, whatever the number of matches. */
export function verdictHas(verdict: Verdict, category: CategoryId): boolean {
  return maskHas(verdict, category);
}

/**
 * The verdict of these matches: in the order of CATEGORY_IDS, one for each category and list.
 * Where several speak for the same category and list, the first one given is kept: give the most specific first.
 */
export function verdictOf(found: readonly CategoryMatch[]): Verdict {
  if (found.length === 0) return emptyVerdict;
  const matches = found.length === 1 ? found : inOrder(found);
  let low = 0;
  let high = 0;
  let top = 0;
  for (const { category } of matches) {
    const mask = MASKS.get(category) ?? emptyVerdict;
    low |= mask.low;
    high |= mask.high;
    top |= mask.top;
  }
  return { matches, low, high, top };
}

function inOrder(found: readonly CategoryMatch[]): CategoryMatch[] {
  const kept = new Map<string, CategoryMatch>();
  for (const match of found) {
    const key = `${match.category} ${match.list}`;
    if (!kept.has(key)) kept.set(key, match);
  }
  return [...kept.values()].sort((one, other) => CATEGORY_IDS.indexOf(one.category) - CATEGORY_IDS.indexOf(other.category));
}
