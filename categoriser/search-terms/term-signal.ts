import { type CategoryId, categoryInfo, type Signal, strongerSignal } from '../../core/category.ts';
import type { SearchTermList } from '../../core/search-terms/list.ts';

/** A search about suicide or self-harm is never below a warning, whoever wrote the term. */
const FLOORED: ReadonlySet<CategoryId> = new Set<CategoryId>(['suicide', 'self-harm']);

/** The signal of a list's phrases: asking for help is at most a warning. */
export function signalOf(list: Pick<SearchTermList, 'category' | 'signal'>, kind: 'closed' | 'open' | 'except'): Signal {
  const own = list.signal ?? categoryInfo(list.category).signal;
  const signal = kind === 'open' && own === 'danger' && list.signal === undefined ? 'warning' : own;
  return FLOORED.has(list.category) ? strongerSignal(signal, 'warning') : signal;
}
