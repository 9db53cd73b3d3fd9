import { type CategoryId, isCategoryId } from '../../core/category.ts';
import type { ListEntry } from '../../core/list-entry.ts';
import { failure, type Result, success } from '../../core/result.ts';
import { bytesOf, type Sections, wordsOf } from './index-format.ts';

/** How an entry of a list speaks. `pages`, `sealed-page-host`: no category, but the host has page entries worth looking for. */
export type MemberKind = ListEntry['kind'] | 'pages';

/** What listed entries have in common: their kind, category and list. An entry refers to it by number. */
export interface Member {
  readonly kind: MemberKind;
  readonly category: CategoryId;
  readonly list: string;
}

/** What an index holds besides its numbers. */
export interface CatalogueDocument {
  readonly version: string;
  readonly entryCount: number;
  readonly members: readonly Member[];
  /** Pattern and member. */
  readonly expressions: readonly (readonly [string, number])[];
  /** Text as listed, and member, in the order of the bounds. */
  readonly ranges4: readonly (readonly [string, number])[];
  readonly ranges6: readonly (readonly [string, number])[];
}

/** The member of every page marker: there is one for all lists. */
export const PAGES: Member = { kind: 'pages', category: 'uncategorised', list: '' };

export function writeCatalogue(document: CatalogueDocument): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(document));
}

/** Refuses categories that this release does not know, which an index of another release can name. */
export function readCatalogue(section: Uint8Array): Result<CatalogueDocument> {
  let document: CatalogueDocument;
  try {
    document = JSON.parse(new TextDecoder().decode(section)) as CatalogueDocument;
  } catch {
    return failure('list-index-corrupt', 'The catalogue of the list index is not JSON.');
  }
  for (const { category } of document.members) {
    if (!isCategoryId(category)) return failure('list-index-category', `The list index names the unknown category "${String(category)}".`);
  }
  return success(document);
}

/** Interned sets of members: an entry of the index holds the number of a set. */
export class MemberSets {
  readonly #members: readonly Member[];
  readonly #starts: Uint32Array;
  readonly #contents: Uint32Array;
  /** By set number, filled when first asked for: a list has few sets and many entries. */
  readonly #known: (readonly Member[] | undefined)[] = [];

  constructor(members: readonly Member[], sections: Pick<Sections, 'setStarts' | 'setMembers'>) {
    this.#members = members;
    this.#starts = wordsOf(sections.setStarts);
    this.#contents = wordsOf(sections.setMembers);
  }

  of(set: number): readonly Member[] {
    const known = this.#known[set] ?? this.#read(set);
    this.#known[set] = known;
    return known;
  }

  #read(set: number): Member[] {
    const found: Member[] = [];
    for (let i = this.#starts[set] ?? 0; i < (this.#starts[set + 1] ?? 0); i++) {
      const member = this.#members[this.#contents[i] ?? -1];
      if (member !== undefined) found.push(member);
    }
    return found;
  }
}

/** Numbers members and sets of them, equal ones alike, while an index is built. */
export class CatalogueBuilder {
  readonly members: Member[] = [];
  readonly #memberNumbers = new Map<string, number>();
  readonly #setNumbers = new Map<string, number>();
  /** Sets of one member, which nearly all entries have, by that member. */
  readonly #singles: (number | undefined)[] = [];
  readonly #contents: number[] = [];
  readonly #starts: number[] = [0];

  member(member: Member): number {
    const key = `${member.kind}\n${member.category}\n${member.list}`;
    const known = this.#memberNumbers.get(key);
    if (known !== undefined) return known;
    this.#memberNumbers.set(key, this.members.length);
    return this.members.push(member) - 1;
  }

  /** Takes the members in ascending order without repeats. */
  set(members: readonly number[]): number {
    const [first = -1] = members;
    if (members.length === 1) {
      this.#singles[first] ??= this.#append(members);
      return this.#singles[first] as number;
    }
    const key = members.join(' ');
    const known = this.#setNumbers.get(key);
    if (known !== undefined) return known;
    const number = this.#append(members);
    this.#setNumbers.set(key, number);
    return number;
  }

  #append(members: readonly number[]): number {
    this.#contents.push(...members);
    this.#starts.push(this.#contents.length);
    return this.#starts.length - 2;
  }

  sections(): Pick<Sections, 'setStarts' | 'setMembers'> {
    return { setStarts: bytesOf(Uint32Array.from(this.#starts)), setMembers: bytesOf(Uint32Array.from(this.#contents)) };
  }
}
