import type { CategoryMatch } from '../core/category.ts';
import { detachedHost, type Hostname, hostnameAsAddress } from '../core/hostname.ts';
import { failure, type Result, success } from '../core/result.ts';
import type { Target } from '../core/target.ts';
import { canaryMatch } from './canary.ts';
import type { Expression } from './expressions/expression.ts';
import { ExpressionMatcher } from './expressions/matcher.ts';
import { parseExpression } from './expressions/parse-expression.ts';
import { AddressIndex } from './index/address-index.ts';
import { type CatalogueDocument, MemberSets, readCatalogue } from './index/catalogue.ts';
import { DomainIndex } from './index/domain-index.ts';
import { fingerprintKey } from './index/fingerprint.ts';
import { FingerprintTable } from './index/fingerprint-table.ts';
import { buildListIndex } from './index/index-builder.ts';
import { readImage, type Sections } from './index/index-format.ts';
import { SealedIndex } from './index/sealed-index.ts';
import { UrlIndex } from './index/url-index.ts';
import type { HostEntry, ListIndex, SealedHash, Verdict } from './list-index.ts';
import { Memo } from './memo.ts';
import { canonicalPage, type Page } from './page.ts';
import { emptyVerdict, verdictOf } from './verdict.ts';

export { emptyVerdict, verdictHas } from './verdict.ts';

/** About 10 MB when full; a school's working set of hosts in a day is a few tens of thousands. */
const DEFAULT_MEMO_ENTRIES = 65_536;

export interface OpenOptions {
  /** Needed by an index with sealed entries: without it they could not be matched, so opening fails. */
  readonly sealedHash?: SealedHash;
  /** How many hosts are remembered; with 0 none. */
  readonly memoEntries?: number;
  /** Whoever read the bytes has held them to a checksum already: going over 80 MB once more takes 50 ms. */
  readonly isVerified?: boolean;
}

/**
 * Opens an image that `buildListIndex` made. Takes the bytes over without copying: they must not change afterwards.
 * Fails on an image that is cut short, altered, of another format, or names an unknown category.
 */
export function openListIndex(bytes: Uint8Array, options: OpenOptions = {}): Result<ListIndex> {
  const sections = readImage(bytes, options.isVerified);
  if (!sections.ok) return sections;
  const catalogue = readCatalogue(sections.value.catalogue);
  if (!catalogue.ok) return catalogue;
  const table = FingerprintTable.open(sections.value);
  if (!table.ok) return table;
  const expressions: Expression[] = [];
  for (const [pattern] of catalogue.value.expressions) {
    const parsed = parseExpression(pattern);
    if (!parsed.ok) return parsed;
    expressions.push(parsed.value);
  }
  if (sections.value.sealedMembers.length > 0 && options.sealedHash === undefined) {
    return failure('list-index-sealed', 'The list index has sealed entries, and there is no key to match them with.');
  }
  return success(new CompiledIndex(sections.value, catalogue.value, table.value, new ExpressionMatcher(expressions), options));
}

/** An index of no lists: only the canaries answer. */
export function emptyListIndex(version = 'none'): ListIndex {
  const opened = openListIndex(buildListIndex([], { version }));
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

const NONE: readonly CategoryMatch[] = [];
const UNLISTED: HostEntry = { verdict: emptyVerdict, pageHosts: [] };

class CompiledIndex implements ListIndex {
  readonly version: string;
  readonly entryCount: number;
  readonly #catalogue: CatalogueDocument;
  readonly #domains: DomainIndex;
  readonly #urls: UrlIndex;
  readonly #addresses: AddressIndex;
  readonly #expressions: ExpressionMatcher | undefined;
  readonly #sealed: SealedIndex | undefined;
  readonly #memo: Memo<HostEntry>;

  constructor(
    sections: Sections,
    catalogue: CatalogueDocument,
    table: FingerprintTable,
    expressions: ExpressionMatcher,
    options: OpenOptions,
  ) {
    const { version, entryCount, members } = catalogue;
    const { sealedHash, memoEntries = DEFAULT_MEMO_ENTRIES } = options;
    const key = fingerprintKey(version);
    const sets = new MemberSets(members, sections);
    this.version = version;
    this.entryCount = entryCount;
    this.#catalogue = catalogue;
    this.#domains = new DomainIndex(key, table, sets);
    this.#urls = new UrlIndex(key, table, sets);
    this.#addresses = new AddressIndex(members, {
      4: { entries: catalogue.ranges4, bounds: sections.ranges4 },
      6: { entries: catalogue.ranges6, bounds: sections.ranges6 },
    });
    this.#expressions = catalogue.expressions.length > 0 ? expressions : undefined;
    const hasSealed = sections.sealedMembers.length > 0 && sealedHash !== undefined;
    this.#sealed = hasSealed ? new SealedIndex(members, sections, sealedHash, memoEntries) : undefined;
    this.#memo = new Memo(memoEntries);
  }

  get marksSealedPages(): boolean {
    return this.#sealed?.marksHosts === true;
  }

  categoriseHost(host: Hostname): Verdict {
    return this.lookUpHost(host).verdict;
  }

  categoriseTarget(target: Target, known: HostEntry = this.lookUpHost(target.hostname)): Verdict {
    const { verdict, pageHosts } = known;
    const needsPage = pageHosts.length > 0 || this.#expressions !== undefined || this.#sealed?.hasPages === true;
    if (target.path === '' || !needsPage) return verdict;
    const page = canonicalPage(target.path, target.query);
    const found = this.#matchExpressions(target.hostname, page);
    if (this.#sealed?.hasPages === true) found.push(...this.#sealed.lookUpPage(target.hostname, page));
    for (const host of pageHosts) found.push(...this.#urls.lookUp(host, page));
    return found.length === 0 ? verdict : verdictOf([...verdict.matches, ...found]);
  }

  #matchExpressions(host: Hostname, page: Page): CategoryMatch[] {
    const found: CategoryMatch[] = [];
    for (const position of this.#expressions?.match(host + page.path + page.query) ?? []) {
      const [entry, number] = this.#catalogue.expressions[position] ?? ['', -1];
      const member = this.#catalogue.members[number];
      if (member !== undefined) found.push({ category: member.category, list: member.list, entry, kind: 'expression' });
    }
    return found;
  }

  lookUpHost(host: Hostname): HostEntry {
    const known = this.#memo.get(host);
    if (known !== undefined) return known;
    const name = detachedHost(host);
    const answer = this.#look(name);
    this.#memo.set(name, answer);
    return answer;
  }

  #look(host: Hostname): HostEntry {
    const address = hostnameAsAddress(host);
    const { matches, pageHosts } = this.#domains.lookUp(host, address !== undefined);
    const canary = canaryMatch(host);
    const sealed = this.#sealed?.lookUpHost(host) ?? NONE;
    const ranges = address === undefined ? NONE : this.#addresses.lookUp(address);
    const isPlain = canary === undefined && sealed.length === 0 && ranges.length === 0;
    const hasSealedPages = this.#sealed?.hasPagesOf(host) === true;
    if (isPlain && matches.length === 0 && pageHosts.length === 0 && !hasSealedPages) return UNLISTED;
    const found = isPlain ? matches : [...(canary === undefined ? NONE : [canary]), ...sealed, ...matches, ...ranges];
    return { verdict: verdictOf(found), pageHosts, ...(hasSealedPages && { hasSealedPages }) };
  }
}
