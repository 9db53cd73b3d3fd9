import type { AddressRange } from '../../core/address.ts';
import type { CategoryList, ListEntry } from '../../core/list-entry.ts';
import { parseExpression } from '../expressions/parse-expression.ts';
import { type ListedRange, layOutRanges, singleAddress } from './address-index.ts';
import { CatalogueBuilder, type MemberKind, PAGES, writeCatalogue } from './catalogue.ts';
import { Fingerprinter, fingerprintKey } from './fingerprint.ts';
import { FingerprintTableBuilder } from './fingerprint-table-builder.ts';
import { writeImage } from './index-format.ts';
import { layOutSealed, type SealedEntry } from './sealed-index.ts';
import { addListedPage } from './url-index.ts';

const PROGRESS_EVERY = 1 << 16;

export interface BuildOptions {
  /** Names the list version; also the key of its fingerprints, so a build of the same lists and version gives the same bytes. */
  readonly version: string;
  /** Told now and then how many entries have been read. */
  readonly onProgress?: (entries: number) => void;
}

/**
 * Compiles lists to the image that `openListIndex` reads. Reads each list once, in order; a list and category may come several times.
 * Five million names take about 5 s and 200 MB beyond what the parsers need. Throws on an entry that no parser should have let through.
 */
export function buildListIndex(lists: Iterable<CategoryList>, options: BuildOptions): Uint8Array {
  const builder = new IndexBuilder(options.version);
  let read = 0;
  for (const list of lists) {
    const members = new Map<MemberKind, number>();
    const memberOf = (kind: MemberKind): number => {
      const known = members.get(kind) ?? builder.member(kind, list);
      members.set(kind, known);
      return known;
    };
    for (const entry of list.entries) {
      builder.add(entry, memberOf);
      if (++read % PROGRESS_EVERY === 0) options.onProgress?.(read);
    }
  }
  options.onProgress?.(read);
  return builder.finish();
}

class IndexBuilder {
  readonly #version: string;
  readonly #catalogue = new CatalogueBuilder();
  readonly #table = new FingerprintTableBuilder();
  readonly #fingerprinter: Fingerprinter;
  readonly #pages: number;
  readonly #ranges: Record<4 | 6, ListedRange[]> = { 4: [], 6: [] };
  readonly #expressions = new Map<string, [string, number]>();
  readonly #sealed: SealedEntry[] = [];

  constructor(version: string) {
    this.#version = version;
    this.#fingerprinter = new Fingerprinter(fingerprintKey(version));
    this.#pages = this.#catalogue.member(PAGES);
  }

  member(kind: MemberKind, { category, list }: CategoryList): number {
    return this.#catalogue.member({ kind, category, list });
  }

  add(entry: ListEntry, memberOf: (kind: MemberKind) => number): void {
    const member = memberOf(entry.kind);
    switch (entry.kind) {
      case 'exact':
      case 'suffix':
        this.#addHost(entry.host, member);
        break;
      case 'url':
        this.#addHost(entry.host, this.#pages);
        addListedPage(this.#fingerprinter, entry.path);
        this.#addRecord(member);
        break;
      case 'address':
        this.#addRange(entry.range, member);
        break;
      case 'expression':
        this.#addExpression(entry.pattern, member);
        break;
      case 'sealed-host':
      case 'sealed-url':
      case 'sealed-page-host':
        this.#sealed.push({ hash: entry.hash, member, isMark: entry.kind === 'sealed-page-host' });
    }
  }

  #addRange(range: AddressRange, member: number): void {
    const single = singleAddress(range);
    if (single === undefined) this.#ranges[range.version].push({ range, member });
    else this.#addHost(single, member);
  }

  #addExpression(pattern: string, member: number): void {
    const parsed = parseExpression(pattern);
    if (!parsed.ok) throw new TypeError(parsed.failure.message);
    this.#expressions.set(`${member} ${pattern}`, [pattern, member]);
  }

  #addHost(host: string, member: number): void {
    this.#fingerprinter.addHost(host);
    this.#addRecord(member);
  }

  #addRecord(member: number): void {
    this.#table.add(this.#fingerprinter.high, this.#fingerprinter.low, member);
  }

  finish(): Uint8Array {
    let entryCount = 0;
    const table = this.#table.finish((members) => {
      entryCount += members.length - (members.includes(this.#pages) ? 1 : 0);
      return this.#catalogue.set(members);
    });
    const ranges4 = layOutRanges(this.#ranges[4]);
    const ranges6 = layOutRanges(this.#ranges[6]);
    const expressions = [...this.#expressions.values()];
    const { count: sealedCount, ...sealed } = layOutSealed(this.#sealed);
    entryCount += ranges4.entries.length + ranges6.entries.length + expressions.length + sealedCount;
    const catalogue = writeCatalogue({
      version: this.#version,
      entryCount,
      members: this.#catalogue.members,
      expressions,
      ranges4: ranges4.entries,
      ranges6: ranges6.entries,
    });
    return writeImage({
      ...table,
      ...this.#catalogue.sections(),
      ...sealed,
      catalogue,
      ranges4: ranges4.bounds,
      ranges6: ranges6.bounds,
    });
  }
}
