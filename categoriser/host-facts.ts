import { detachedHost, type Hostname } from '../core/hostname.ts';
import { spellsOrCarries } from './disguise/hidden-targets.ts';
import type { HostEntry, ListIndex } from './list-index.ts';
import { Memo } from './memo.ts';
import { type HostFilter, mayHold } from './policy/host-filter.ts';
import { type Engine, type Engines, enginesAt } from './search-terms/engines.ts';

/** What follows from a host alone under one snapshot: read from its name once, not for each request. */
export interface HostFacts {
  readonly entry: HostEntry;
  /** Whether the policy's own lists or a grant may name it. */
  readonly isNamed: boolean;
  /** Search engines that answer there. */
  readonly engines: readonly Engine[];
  /** Whether it may stand for another site: it fetches pages for others, or its name spells one. */
  readonly isDisguise: boolean;
}

/** What a school asks for within minutes: snapshots come and go with every grant, and the lists remember more behind this. */
const REMEMBERED_HOSTS = 16_384;

/** Reads hosts for a snapshot, and remembers them as long as it lasts; with 0 none. */
export function hostFactsReader(
  lists: ListIndex,
  named: HostFilter,
  engines: Engines,
  remembered = REMEMBERED_HOSTS,
): (host: Hostname) => HostFacts {
  const memo = new Memo<HostFacts>(remembered);
  // Nearly every host is known to no list, named by nobody and what it seems: one object serves them all.
  const plain = new WeakMap<HostEntry, HostFacts>();

  function read(host: Hostname): HostFacts {
    const entry = lists.lookUpHost(host);
    const facts = { entry, isNamed: mayHold(named, host), engines: enginesAt(engines, host), isDisguise: spellsOrCarries(host) };
    if (facts.isNamed || facts.isDisguise || facts.engines.length > 0) return facts;
    const known = plain.get(entry);
    if (known !== undefined) return known;
    plain.set(entry, facts);
    return facts;
  }

  return (host) => {
    const known = memo.get(host);
    if (known !== undefined) return known;
    const facts = read(host);
    memo.set(detachedHost(host), facts);
    return facts;
  };
}
