import type { CategoryId } from '../../core/category.ts';
import type { GroupSwitches } from '../../core/default-policy.ts';
import type { GroupId, Identity } from '../../core/identity.ts';
import { normaliseUserName } from '../../core/identity.ts';
import type { Override } from '../../core/override.ts';
import type { PolicyAction, SiteList } from '../../core/policy.ts';
import type { EpochMs } from '../../core/units.ts';
import type { AccountRules } from '../accounts.ts';
import type { CategoryMask } from '../category-mask.ts';
import type { Engines } from '../search-terms/engines.ts';
import type { TermMatcher } from '../search-terms/search-terms.ts';
import type { CompiledSchedule } from './schedule.ts';
import type { SiteIndex } from './site-index.ts';

/** From inclusive, until exclusive. */
export interface Span {
  readonly from: EpochMs;
  readonly until: EpochMs;
}

export function isWithin(span: Span, at: EpochMs): boolean {
  return at >= span.from && at < span.until;
}

/** Null: anyone. Names of people are compared without regard to case, as directories do. */
export interface CompiledAudience {
  readonly groups: ReadonlySet<GroupId> | null;
  readonly schools: ReadonlySet<string> | null;
  readonly people: ReadonlySet<string> | null;
}

export function covers(audience: CompiledAudience, identity: Identity): boolean {
  const { groups, schools, people } = audience;
  if (groups !== null && !groups.has(identity.group)) return false;
  if (schools !== null && (identity.school === null || !schools.has(identity.school))) return false;
  return people === null || (identity.username !== null && people.has(normaliseUserName(identity.username)));
}

/** An action that a schedule may change. */
export interface CompiledAction {
  readonly action: PolicyAction;
  /** Index of the schedule, or -1: `action` always holds. */
  readonly during: number;
  readonly otherwise: PolicyAction;
}

export interface CompiledGroup extends GroupSwitches {
  readonly id: GroupId;
  /** In the order of CATEGORY_IDS. */
  readonly actions: readonly CompiledAction[];
  readonly uncategorised: CompiledAction;
}

export interface CompiledList extends Pick<SiteList, 'id' | 'action' | 'reason'> {
  readonly audience: CompiledAudience;
  readonly locked: boolean;
  readonly urgent: boolean;
  /** Absent: it stands as long as the document. */
  readonly span?: Span;
  /** An AI tool that asks, once a day, to put nothing personal into it (row R34). */
  readonly hasReminder?: boolean;
}

export interface CompiledSuspension extends Span {
  readonly id: string;
}

export interface CompiledExam extends Span {
  readonly id: string;
  readonly audience: CompiledAudience;
  /** Where it is sat: beginnings of computer names, in lower case, and names of networks. Null: anywhere. */
  readonly computers: readonly string[] | null;
  readonly networks: ReadonlySet<string> | null;
  readonly closed: CategoryMask;
  readonly allowListOnly: boolean;
  readonly sites: SiteIndex<true>;
}

export interface CompiledArrangement extends Span {
  readonly id: string;
  readonly categories: CategoryMask;
  readonly sites: SiteIndex<true>;
}

export interface CompiledOverride extends Span {
  readonly id: string;
  readonly kind: Override['kind'];
  readonly audience: CompiledAudience;
  readonly reason: string;
  readonly grantedBy: string;
}

export interface CompiledResearch extends Span {
  readonly id: string;
  readonly person: string;
  readonly categories: ReadonlySet<CategoryId>;
}

/** An AI tool of the register, as refusals of others name it. */
export interface CompiledAiTool extends Span {
  readonly name: string;
  readonly groups: ReadonlySet<GroupId>;
}

/** Names of the tools that are open to a group at a time (row R31). */
export function toolsFor(tools: readonly CompiledAiTool[], group: GroupId, at: EpochMs): readonly string[] {
  return tools.filter((tool) => tool.groups.has(group) && isWithin(tool, at)).map(({ name }) => name);
}

export interface CompiledWifiClosure extends Span {
  readonly id: string;
  readonly reason: string;
}

/** A policy document laid over the shipped default and indexed. Compiled once per document, however often lists and grants change. */
export interface CompiledDocument {
  readonly groups: Readonly<Record<GroupId, CompiledGroup>>;
  readonly schedules: readonly CompiledSchedule[];
  readonly lists: SiteIndex<CompiledList>;
  /** By normalised name. */
  readonly suspensions: ReadonlyMap<string, readonly CompiledSuspension[]>;
  readonly exams: readonly CompiledExam[];
  /** By normalised name. */
  readonly arrangements: ReadonlyMap<string, readonly CompiledArrangement[]>;
  readonly research: SiteIndex<CompiledResearch>;
  readonly aiTools: readonly CompiledAiTool[];
  /** By school. */
  readonly wifiClosures: ReadonlyMap<string, CompiledWifiClosure>;
  readonly terms: TermMatcher;
  readonly engines: Engines;
  readonly accounts: AccountRules;
  /** Whose time for personal use is withdrawn, and when. By normalised name. */
  readonly withdrawals: ReadonlyMap<string, readonly Span[]>;
  /** Whether any entry names more than a host. */
  readonly namesPaths: boolean;
  /** Every one-off instant at which something begins or ends. */
  readonly instants: readonly EpochMs[];
}
