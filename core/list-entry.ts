import type { AddressRange } from './address.ts';
import type { CategoryId } from './category.ts';
import type { Hostname } from './hostname.ts';

/** One entry of a block list, parsed and checked; what the index is compiled from. */
export type ListEntry =
  /** `exact`: that name alone. `suffix`: the name and everything beneath it. */
  | { readonly kind: 'exact' | 'suffix'; readonly host: Hostname }
  /** `host` (and `www.` of it) with a path prefix that ends at a path or query boundary; `path` begins with `/`. */
  | { readonly kind: 'url'; readonly host: Hostname; readonly path: string }
  /** A POSIX extended regular expression over `host/path?query`. */
  | { readonly kind: 'expression'; readonly pattern: string }
  | { readonly kind: 'address'; readonly range: AddressRange }
  /** HMAC-SHA-256 in lower-case hex of a canonical host, or of `host/path?query`, under the list's own key. */
  | { readonly kind: 'sealed-host' | 'sealed-url'; readonly hash: string }
  /** The same of a host of which only single pages are sealed: it blocks nothing, and says where to look. */
  | { readonly kind: 'sealed-page-host'; readonly hash: string };

/** The entries of one list in one category. */
export interface CategoryList {
  /** Source id, shown as evidence. */
  readonly list: string;
  readonly category: CategoryId;
  readonly entries: Iterable<ListEntry>;
}
