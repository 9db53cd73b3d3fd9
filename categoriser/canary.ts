import { type CategoryMatch, isCategoryId } from '../core/category.ts';
import type { Hostname } from '../core/hostname.ts';

const CANARY_ZONE = '.schoolgate.test';

/** `<category id>.schoolgate.test` and all beneath it are always in that category, so that a filter can be tried without harm. */
export function canaryMatch(host: Hostname): CategoryMatch | undefined {
  if (!host.endsWith(CANARY_ZONE)) return undefined;
  const below = host.slice(0, -CANARY_ZONE.length);
  const category = below.slice(below.lastIndexOf('.') + 1);
  if (!isCategoryId(category)) return undefined;
  return { category, list: 'canary', entry: `${category}${CANARY_ZONE}`, kind: 'suffix' };
}
