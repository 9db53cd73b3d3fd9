import { type CategoryId, categoryInfo } from './category.ts';
import type { RuleId } from './decision.ts';

/** Rules that refuse a site for what it is, by a choice that IT can look at again. */
const BY_CHOICE: ReadonlySet<string> = new Set<RuleId>(['urgent-block', 'group-block', 'category', 'default']);

/**
 * Whether people may ask IT for a site that was refused so. Not for what nobody can open (sealed), what only research opens (locked),
 * nor for what is about the person, the place, the time or the words of a search (suspension, pupil Wi-Fi, exam, search term).
 */
export function mayBeAskedFor({ rule, categories }: { readonly rule: string; readonly categories: readonly CategoryId[] }): boolean {
  return BY_CHOICE.has(rule) && categories.every((category) => categoryInfo(category).tier === 'ordinary');
}
