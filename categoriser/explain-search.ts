import type { SearchExplanation } from '../core/explanation.ts';
import type { Target } from '../core/target.ts';
import { searchTermOf } from './search-terms/engines.ts';
import type { PolicySnapshot } from './snapshot.ts';

/**
 * What the terms make of the words of a search: every term seen in which list, and why one does not count. Undefined when the
 * target is no search. `isVisible`: whether the proxy sees the words, which it does not in a tunnel that is not inspected.
 */
export function explainSearch(target: Target, snapshot: PolicySnapshot, isVisible: boolean): SearchExplanation | undefined {
  const words = searchTermOf(target, snapshot.document.engines);
  if (words === undefined) return undefined;
  const { readings, terms } = snapshot.document.terms.explain(words);
  return { words, isVisible, readings: [...readings], terms: [...terms] };
}
