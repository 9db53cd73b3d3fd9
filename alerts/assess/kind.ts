import type { Sighting } from '../../core/incident.ts';

/**
 * How a sighting came about, weakest evidence last. `quiet-search`: search words that a page sent by itself (suggestions while
 * typing, a result fetched ahead, a page that searches without leaving): somebody may or may not have pressed Enter.
 */
export type SightingKind = 'typed-search' | 'quiet-search' | 'navigation' | 'advertising' | 'page-element';

export function kindOf({ searchTerm, intent, categories }: Pick<Sighting, 'searchTerm' | 'intent' | 'categories'>): SightingKind {
  const byPage = intent === 'embed' || intent === 'prefetch';
  if (searchTerm !== null) return byPage ? 'quiet-search' : 'typed-search';
  if (byPage) return 'page-element';
  return categories.includes('advertising') ? 'advertising' : 'navigation';
}

/** True for what a page loads by itself: the person may not know of it. */
export function isPageElement(sighting: Pick<Sighting, 'searchTerm' | 'intent' | 'categories'>): boolean {
  const kind = kindOf(sighting);
  return kind === 'page-element' || kind === 'advertising';
}

/** Everybody but staff and visitors; a device nobody is known at is taken for a pupil's. */
export function isPupil({ group }: { readonly group: string }): boolean {
  return group !== 'staff' && group !== 'guests';
}
