import { openListIndex } from '../../../categoriser/categorise.ts';
import { buildListIndex } from '../../../categoriser/index/index-builder.ts';
import type { ListIndex, SealedHash } from '../../../categoriser/list-index.ts';
import { parseAddressRange } from '../../../core/address.ts';
import type { CategoryId, CategoryMatch } from '../../../core/category.ts';
import { type Hostname, parseHostname } from '../../../core/hostname.ts';
import type { CategoryList, ListEntry } from '../../../core/list-entry.ts';
import { parseAbsoluteTarget } from '../../../core/target.ts';

export function host(text: string): Hostname {
  const parsed = parseHostname(text);
  if (parsed === undefined) throw new Error(`${text} is no host`);
  return parsed;
}

export const exact = (name: string): ListEntry => ({ kind: 'exact', host: host(name) });
export const suffix = (name: string): ListEntry => ({ kind: 'suffix', host: host(name) });
export const expression = (pattern: string): ListEntry => ({ kind: 'expression', pattern });

/** An entry as a `urls` list writes it: `host/path`. */
export function url(text: string): ListEntry {
  const slash = text.indexOf('/');
  return { kind: 'url', host: host(text.slice(0, slash)), path: text.slice(slash) };
}

export function address(text: string): ListEntry {
  const range = parseAddressRange(text);
  if (range === undefined) throw new Error(`${text} is no range`);
  return { kind: 'address', range };
}

export function categoryList(category: CategoryId, entries: Iterable<ListEntry>, list = 'ut1'): CategoryList {
  return { list, category, entries };
}

/** Compiled and opened again. */
export function indexOf(
  lists: Iterable<CategoryList>,
  options: { readonly sealedHash?: SealedHash; readonly memoEntries?: number } = {},
): ListIndex {
  const opened = openListIndex(buildListIndex(lists, { version: 'v1' }), options);
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

export function pageMatches(index: ListIndex, address: string): readonly CategoryMatch[] {
  const target = parseAbsoluteTarget(address);
  if (!target.ok) throw new Error(target.failure.message);
  return index.categoriseTarget(target.value).matches;
}

/** `entry kind` of each match, which is what most tests compare. */
export function evidence(matches: readonly CategoryMatch[]): string[] {
  return matches.map((match) => `${match.category} ${match.entry} ${match.kind}`);
}
