import { detachedHost, type Hostname } from '../core/hostname.ts';
import { type AccountRule, accountRuleAt } from './accounts.ts';
import { spellsOrCarries } from './disguise/hidden-targets.ts';
import type { HostEntry, ListIndex } from './list-index.ts';
import { Memo } from './memo.ts';
import type { CompiledDocument } from './policy/compiled-policy.ts';
import { type HostFilter, mayHold } from './policy/host-filter.ts';
import { isYoutube } from './safe-search.ts';
import { type Engine, enginesAt } from './search-terms/engines.ts';

/** What follows from a host alone under one snapshot: read from its name once, not for each request. */
export interface HostFacts {
  readonly entry: HostEntry;
  /** Whether the policy's own lists or a grant may name it. */
  readonly isNamed: boolean;
  /** Search engines that answer there. */
  readonly engines: readonly Engine[];
  /** Whether it may stand for another site: it fetches pages for others, or its name spells one. */
  readonly isDisguise: boolean;
  /** What it is told in headers of requests that can be seen; undefined of nearly every host. */
  readonly told?: ToldInHeaders;
}

export interface ToldInHeaders {
  /** Its restricted mode. */
  readonly isYoutube: boolean;
  /** Whose accounts may be used. */
  readonly accounts: AccountRule | undefined;
}

/** What a school asks for within minutes: snapshots come and go with every grant, and the lists remember more behind this. */
const REMEMBERED_HOSTS = 16_384;

/** Reads hosts for a snapshot, and remembers them as long as it lasts; with 0 none. */
export function hostFactsReader(
  lists: ListIndex,
  /** Every host that the policy's own lists or a grant name is in one of them. */
  named: readonly HostFilter[],
  { engines, accounts }: Pick<CompiledDocument, 'engines' | 'accounts'>,
  remembered = REMEMBERED_HOSTS,
): (host: Hostname) => HostFacts {
  const memo = new Memo<HostFacts>(remembered);
  // Nearly every host is known to no list, named by nobody and what it seems: one object serves them all.
  const plain = new WeakMap<HostEntry, HostFacts>();

  function read(host: Hostname): HostFacts {
    const entry = lists.lookUpHost(host);
    const rule = accountRuleAt(accounts, host);
    const told = isYoutube(host) || rule !== undefined ? { isYoutube: isYoutube(host), accounts: rule } : undefined;
    const known = {
      entry,
      isNamed: named.some((filter) => mayHold(filter, host)),
      engines: enginesAt(engines, host),
      isDisguise: spellsOrCarries(host),
    };
    if (told !== undefined) return { ...known, told };
    return known.isNamed || known.isDisguise || known.engines.length > 0 ? known : sharedPlain(known);
  }

  function sharedPlain(facts: HostFacts): HostFacts {
    const { entry } = facts;
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
