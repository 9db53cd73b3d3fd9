import type { CategoryMatch } from '../../core/category.ts';
import type { Hostname } from '../../core/hostname.ts';
import type { MemberSets } from './catalogue.ts';
import { type FingerprintKey, highHalf, lowHalf, stepA, stepB } from './fingerprint.ts';
import type { FingerprintTable } from './fingerprint-table.ts';

const DOT = 46;

/** What the table knows of a host. */
export interface HostAnswer {
  /** Most specific first. */
  readonly matches: readonly CategoryMatch[];
  /** The names under which page entries of this host stand: the host, and what follows its `www.`. Mostly none. */
  readonly pageHosts: readonly string[];
}

const NOTHING: HostAnswer = { matches: [], pageHosts: [] };

/** Listed hosts: a name is in what it is listed for itself, and in what any parent is listed for with all beneath it. */
export class DomainIndex {
  readonly #key: FingerprintKey;
  readonly #table: FingerprintTable;
  readonly #sets: MemberSets;

  constructor(key: FingerprintKey, table: FingerprintTable, sets: MemberSets) {
    this.#key = key;
    this.#table = table;
    this.#sets = sets;
  }

  /** `isAddress`: the host is a literal, and so has no parents (`2.1` is none of `4.3.2.1`). */
  lookUp(host: Hostname, isAddress: boolean): HostAnswer {
    let answer = NOTHING;
    let { a, b } = this.#key;
    for (let i = host.length - 1; i >= 0; i--) {
      const code = host.charCodeAt(i);
      if (code === DOT && !isAddress) {
        const set = this.#find(a, b);
        if (set >= 0) answer = this.#extend(answer, host, i + 1, set);
      }
      a = stepA(a, code);
      b = stepB(b, a);
    }
    const set = this.#find(a, b);
    return set < 0 ? answer : this.#extend(answer, host, 0, set);
  }

  #find(a: number, b: number): number {
    const low = lowHalf(a, b);
    return this.#table.find(highHalf(b, low), low);
  }

  /** Puts what is listed under the part of the host that begins at `start` in front of what its parents gave. */
  #extend(answer: HostAnswer, host: string, start: number, set: number): HostAnswer {
    const entry = host.slice(start);
    const matches: CategoryMatch[] = [];
    let hasPages = false;
    for (const { kind, category, list } of this.#sets.of(set)) {
      if (kind === 'suffix' || (start === 0 && (kind === 'exact' || kind === 'address'))) matches.push({ category, list, entry, kind });
      else if (kind === 'pages') hasPages = start === 0 || (start === 4 && host.startsWith('www.'));
    }
    if (answer !== NOTHING) matches.push(...answer.matches);
    return { matches, pageHosts: hasPages ? [entry, ...answer.pageHosts] : answer.pageHosts };
  }
}
