import type { CategoryMatch } from '../../core/category.ts';
import { listedPage, type Page } from '../page.ts';
import type { MemberSets } from './catalogue.ts';
import { Fingerprinter, type FingerprintKey } from './fingerprint.ts';
import type { FingerprintTable } from './fingerprint-table.ts';

/**
 * Listed pages: an entry covers what begins with it and goes on at a boundary, `/` or `?` in the path, `&` in the query.
 * They stand in the same table as hosts, under the fingerprint of host and page.
 */
export class UrlIndex {
  readonly #fingerprinter: Fingerprinter;
  readonly #table: FingerprintTable;
  readonly #sets: MemberSets;

  constructor(key: FingerprintKey, table: FingerprintTable, sets: MemberSets) {
    this.#fingerprinter = new Fingerprinter(key);
    this.#table = table;
    this.#sets = sets;
  }

  /** The entries under this name that cover the page. One pass over it, with a look-up at each boundary. */
  lookUp(host: string, page: Page): CategoryMatch[] {
    const found: CategoryMatch[] = [];
    const fingerprinter = this.#fingerprinter;
    const path = withoutClosingSlash(page.path);
    fingerprinter.addHost(host);
    fingerprinter.addText('/');
    this.#take(host, '/', found);
    for (let i = 1; i < path.length; i++) {
      if (i > 1 && path[i] === '/') this.#take(host, path.slice(0, i), found);
      fingerprinter.add(path.charCodeAt(i));
    }
    if (path.length > 1) this.#take(host, path, found);
    for (let i = 0; i < page.query.length; i++) {
      if (page.query[i] === '&') this.#take(host, path + page.query.slice(0, i), found);
      fingerprinter.add(page.query.charCodeAt(i));
    }
    if (page.query !== '') this.#take(host, path + page.query, found);
    return found;
  }

  #take(host: string, page: string, found: CategoryMatch[]): void {
    const set = this.#table.find(this.#fingerprinter.high, this.#fingerprinter.low);
    if (set < 0) return;
    for (const { kind, category, list } of this.#sets.of(set)) {
      if (kind === 'url') found.push({ category, list, entry: host + page, kind });
    }
  }
}

/** Adds an entry's page to a running fingerprint in the form that UrlIndex looks for. */
export function addListedPage(fingerprinter: Fingerprinter, path: string): void {
  const page = listedPage(path);
  fingerprinter.addText(withoutClosingSlash(page.path) + page.query);
}

/** An entry names the same page whether or not it ends in `/`. */
export function withoutClosingSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
