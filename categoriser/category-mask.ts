import { CATEGORY_IDS, type CategoryId, type CategoryMatch } from '../core/category.ts';
import type { Verdict } from './list-index.ts';

/** A set of categories as bits, in the same places as a verdict's. */
export type CategoryMask = Pick<Verdict, 'low' | 'high' | 'top'>;

const POSITIONS: ReadonlyMap<CategoryId, number> = new Map(CATEGORY_IDS.map((id, position) => [id, position]));

/** The bits of these categories. */
export function maskOf(categories: Iterable<CategoryId>): CategoryMask {
  const words: [number, number, number] = [0, 0, 0];
  for (const category of categories) {
    const position = POSITIONS.get(category) ?? 0;
    words[Math.floor(position / 32) as 0 | 1 | 2] |= 1 << (position % 32);
  }
  return { low: words[0], high: words[1], top: words[2] };
}

/** Whether the two have a category in common. */
export function meets(verdict: CategoryMask, mask: CategoryMask): boolean {
  return ((verdict.low & mask.low) | (verdict.high & mask.high) | (verdict.top & mask.top)) !== 0;
}

/** The categories of the first that are not in the second. */
export function without(mask: CategoryMask, taken: CategoryMask): CategoryMask {
  return { low: mask.low & ~taken.low, high: mask.high & ~taken.high, top: mask.top & ~taken.top };
}

export function maskHas(mask: CategoryMask, category: CategoryId): boolean {
  const position = POSITIONS.get(category) ?? 0;
  const word = position < 32 ? mask.low : position < 64 ? mask.high : mask.top;
  return ((word >>> (position % 32)) & 1) === 1;
}

/** The first match whose category is in the mask: the evidence of a decision by category. */
export function firstMatchIn(verdict: Verdict, mask: CategoryMask): CategoryMatch | undefined {
  return verdict.matches.find((match) => maskHas(mask, match.category));
}

export const EMPTY_MASK: CategoryMask = maskOf([]);
