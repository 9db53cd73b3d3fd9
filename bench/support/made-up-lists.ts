import { CATEGORY_IDS } from '../../core/category.ts';
import type { Hostname } from '../../core/hostname.ts';
import type { CategoryList, ListEntry } from '../../core/list-entry.ts';

const LETTERS = 'etaoinshrdlucmfwypvbgkjqxz0123456789-';
const ENDINGS = ['com', 'net', 'org', 'co.uk', 'ru', 'de', 'xyz', 'top', 'info', 'org.uk'];

/** A name of realistic length that belongs to this number alone. */
export function madeUpName(number: number): string {
  let seed = Math.imul(number + 1, 0x9e3779b1) >>> 0;
  let label = number.toString(36);
  for (let length = 3 + (seed % 9); length > 0; length--) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    label += LETTERS.charAt((seed >>> 16) % 26);
  }
  return `${label}.${ENDINGS[(seed >>> 8) % ENDINGS.length]}`;
}

function* entries(names: number, from: number, step: number): Generator<ListEntry> {
  for (let number = from; number < names; number += step)
    yield { kind: number % 7 === 0 ? 'exact' : 'suffix', host: madeUpName(number) as Hostname };
}

/** So many names, shared out among sixty lists of eight sources; a seventh of them without what is beneath. */
export function madeUpLists(names: number): CategoryList[] {
  const count = 60;
  return Array.from({ length: count }, (_, i) => ({
    list: `list-${i % 8}`,
    category: CATEGORY_IDS[i % CATEGORY_IDS.length] ?? 'uncategorised',
    entries: entries(names, i, count),
  }));
}
