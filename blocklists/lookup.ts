import type { ListIndex } from '../categoriser/list-index.ts';
import type { CategoryId, CategoryMatch } from '../core/category.ts';
import { failure, type Result, success } from '../core/result.ts';
import { parseAbsoluteTarget, type Target } from '../core/target.ts';

export interface ListLookup {
  /** What was looked up, in canonical form; what is sealed is named by its reference `sealed:<listId>:<keyed hash>` alone. */
  readonly host: string;
  /** Path and query; empty when only a host was given. */
  readonly page: string;
  readonly listVersion: string;
  readonly categories: readonly CategoryId[];
  /** Each matching entry with its list; the sealed ones alone where there are any, since another list's entry would name it. */
  readonly matches: readonly CategoryMatch[];
}

/** What the published lists say about a host (`example.com`, `10.0.0.1`) or a URL, with or without scheme. */
export function lookUpLists(index: ListIndex, hostOrUrl: string): Result<ListLookup> {
  const target = readTarget(hostOrUrl.trim());
  if (target === undefined) return failure('not-a-target', `"${hostOrUrl}" is neither a host nor a URL`);
  const { matches } = target.path === '' ? index.categoriseHost(target.hostname) : index.categoriseTarget(target);
  const categories = [...new Set(matches.map(({ category }) => category))];
  const sealed = matches.filter(({ kind }) => kind === 'sealed');
  const shown =
    sealed[0] === undefined
      ? { host: target.hostname, page: target.path + target.query, matches }
      : { host: sealed[0].entry, page: '', matches: sealed };
  return success({ ...shown, listVersion: index.version, categories });
}

function readTarget(text: string): Target | undefined {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const bracketed = !withScheme && /^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(text) ? `[${text}]` : text;
  const parsed = parseAbsoluteTarget((withScheme ? text : `http://${bracketed}`).replace(/#.*$/s, ''));
  if (!parsed.ok) return undefined;
  const isBareHost = !withScheme && !/[/?]/.test(text);
  return isBareHost ? { ...parsed.value, path: '', query: '' } : parsed.value;
}
