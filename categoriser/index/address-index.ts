import { type AddressRange, addressValue, type IpAddress, parseIpAddress } from '../../core/address.ts';
import type { CategoryMatch } from '../../core/category.ts';
import type { Member } from './catalogue.ts';
import { bytesOf } from './index-format.ts';

/** Listed ranges of one IP version. Ranges may overlap. */
interface RangeTable {
  readonly entries: readonly (readonly [string, number])[];
  readonly bounds: BigUint64Array;
}

/** Of each range six words: first, last, and the greatest last in the subtree beneath it, each in high and low half. */
const WORDS = 6;
const FIRST = 0;
const LAST = 2;
const GREATEST = 4;

export interface ListedRange {
  readonly range: AddressRange;
  readonly member: number;
}

/** The address of a range that is a single one; such entries stand in the table of hosts. */
export function singleAddress(range: AddressRange): IpAddress | undefined {
  return range.first === range.last ? parseIpAddress((range.text.split(/[/-]/, 1)[0] ?? '').trim()) : undefined;
}

/** Sorts ranges of one version into an implicit balanced tree: the middle of a run is the root of its subtree. */
export function layOutRanges(ranges: readonly ListedRange[]): { readonly entries: [string, number][]; readonly bounds: Uint8Array } {
  const sorted = [...new Map(ranges.map((listed) => [`${listed.range.first}-${listed.range.last} ${listed.member}`, listed])).values()];
  sorted.sort((one, other) => compare(one.range.first, other.range.first) || compare(one.range.last, other.range.last));
  const bounds = new BigUint64Array(sorted.length * WORDS);
  const put = (position: number, bound: number, value: bigint): void => {
    bounds[position * WORDS + bound] = value >> 64n;
    bounds[position * WORDS + bound + 1] = value & 0xffff_ffff_ffff_ffffn;
  };
  const layOut = (from: number, to: number): bigint => {
    if (from >= to) return 0n;
    const middle = (from + to) >> 1;
    const { first, last } = (sorted[middle] as ListedRange).range;
    let greatest = last;
    for (const beneath of [layOut(from, middle), layOut(middle + 1, to)]) if (beneath > greatest) greatest = beneath;
    put(middle, FIRST, first);
    put(middle, LAST, last);
    put(middle, GREATEST, greatest);
    return greatest;
  };
  layOut(0, sorted.length);
  return { entries: sorted.map(({ range, member }) => [range.text, member]), bounds: bytesOf(bounds) };
}

function compare(one: bigint, other: bigint): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

export class AddressIndex {
  readonly #members: readonly Member[];
  readonly #tables: Readonly<Record<4 | 6, RangeTable>>;

  /** Takes texts and bounds of the ranges of each version, as `layOutRanges` gives them. */
  constructor(
    members: readonly Member[],
    tables: Readonly<Record<4 | 6, { readonly entries: RangeTable['entries']; readonly bounds: Uint8Array }>>,
  ) {
    this.#members = members;
    this.#tables = { 4: rangeTable(tables[4]), 6: rangeTable(tables[6]) };
  }

  /** Every listed range that contains the address, narrow or wide, in the order of their first addresses. */
  lookUp(ip: IpAddress): CategoryMatch[] {
    const { version, value } = addressValue(ip);
    const table = this.#tables[version];
    const found: CategoryMatch[] = [];
    const visit = (from: number, to: number): void => {
      const middle = (from + to) >> 1;
      if (from >= to || boundAt(table, middle, GREATEST) < value) return;
      visit(from, middle);
      if (boundAt(table, middle, FIRST) > value) return;
      const [entry, number] = table.entries[middle] ?? ['', -1];
      const member = this.#members[number];
      if (boundAt(table, middle, LAST) >= value && member !== undefined) {
        found.push({ category: member.category, list: member.list, entry, kind: 'address' });
      }
      visit(middle + 1, to);
    };
    visit(0, table.entries.length);
    return found;
  }
}

function rangeTable(table: { readonly entries: RangeTable['entries']; readonly bounds: Uint8Array }): RangeTable {
  const { buffer, byteOffset, byteLength } = table.bounds;
  return { entries: table.entries, bounds: new BigUint64Array(buffer, byteOffset, byteLength / 8) };
}

function boundAt(table: RangeTable, position: number, bound: number): bigint {
  return ((table.bounds[position * WORDS + bound] ?? 0n) << 64n) | (table.bounds[position * WORDS + bound + 1] ?? 0n);
}
