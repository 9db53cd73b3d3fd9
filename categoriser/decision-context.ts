import { type CategoryId, categoryInfo } from '../core/category.ts';
import type { Hostname } from '../core/hostname.ts';
import type { GroupId, Identity } from '../core/identity.ts';
import { normaliseUserName } from '../core/identity.ts';
import type { EpochMs } from '../core/units.ts';
import type { Verdict } from './list-index.ts';
import { type CompiledList, type CompiledResearch, covers, isWithin } from './policy/compiled-policy.ts';
import { actionFor, type GroupInForce, type InForce } from './policy/in-force.ts';
import { NO_SITES, type SiteEntry, sitesOf } from './policy/site-index.ts';
import type { TermFinding } from './search-terms/search-terms.ts';
import type { PolicySnapshot } from './snapshot.ts';

/** A search: what was typed, and what its terms are about. */
export interface Search {
  readonly text: string;
  readonly findings: readonly TermFinding[];
}

/** What the rules look at: facts and policy, brought together for one host. */
export interface DecisionContext {
  readonly snapshot: PolicySnapshot;
  readonly inForce: InForce;
  readonly group: GroupInForce;
  readonly identity: Identity;
  readonly at: EpochMs;
  readonly host: Hostname;
  /** Canonical path and query; empty where none is visible. */
  readonly path: string;
  readonly verdict: Verdict;
  /** Whether the policy's own lists or a grant may name this host. */
  readonly isNamed: boolean;
  /** The policy's own lists that name this site and are for this person. */
  readonly lists: readonly SiteEntry<CompiledList>[];
  readonly search: Search | null;
}

/** Brings together what the rules look at. */
export function decisionContext(
  snapshot: PolicySnapshot,
  identity: Identity,
  at: EpochMs,
  site: Pick<DecisionContext, 'host' | 'isNamed' | 'path' | 'verdict' | 'search'>,
): DecisionContext {
  const inForce = snapshot.inForceAt(at);
  const group = groupFor(snapshot, inForce, identity, at);
  const { host, isNamed, path, verdict, search } = site;
  const lists = isNamed ? sitesOf(snapshot.document.lists, host, path).filter(({ value }) => isFor(value, identity, at)) : NO_SITES;
  return { snapshot, inForce, group, identity, at, host, path, verdict, isNamed, lists, search };
}

/** The group's policy, and for those whose time for personal use is withdrawn what it is without. */
function groupFor({ document: { withdrawals } }: PolicySnapshot, inForce: InForce, identity: Identity, at: EpochMs): GroupInForce {
  const group = inForce.groups[identity.group];
  if (withdrawals.size === 0 || group.withdrawn === null || identity.username === null) return group;
  const isWithdrawn = withdrawals.get(normaliseUserName(identity.username))?.some((span) => isWithin(span, at)) === true;
  return isWithdrawn ? group.withdrawn : group;
}

function isFor({ audience, span }: CompiledList, identity: Identity, at: EpochMs): boolean {
  return covers(audience, identity) && (span === undefined || isWithin(span, at));
}

/** The research exception that lets this person to this host in a locked category now. */
export function researchFor(context: DecisionContext, category: CategoryId): SiteEntry<CompiledResearch> | undefined {
  const { snapshot, identity, at, host, path } = context;
  if (identity.username === null) return undefined;
  const person = normaliseUserName(identity.username);
  return sitesOf(snapshot.document.research, host, path).find(
    ({ value }) => value.person === person && value.categories.has(category) && isWithin(value, at),
  );
}

/** What happens to a category here: the group's action, but for a locked category that a research exception opens. */
export function categoryAction(context: DecisionContext, category: CategoryId) {
  if (categoryInfo(category).tier === 'locked') return researchFor(context, category) === undefined ? 'block' : 'allow';
  return actionFor(context.group, category);
}

const GROUP_NAMES: Readonly<Record<GroupId, string>> = {
  infants: 'infants',
  juniors: 'juniors',
  seniors: 'seniors',
  'sixth-form': 'the sixth form',
  staff: 'staff',
  guests: 'guests',
  unidentified: 'people who are not identified',
};

/** The group as a sentence names it. */
export function groupName(context: DecisionContext): string {
  const { group, identity } = context;
  return group.isWithdrawn ? `${GROUP_NAMES[identity.group]} whose time for personal use is withdrawn` : GROUP_NAMES[identity.group];
}
