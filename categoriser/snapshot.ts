import type { CategoryId } from '../core/category.ts';
import type { Decision } from '../core/decision.ts';
import type { Hostname } from '../core/hostname.ts';
import type { GroupId } from '../core/identity.ts';
import type { Measure } from '../core/measure.ts';
import type { Override } from '../core/override.ts';
import type { PolicyDocument } from '../core/policy.ts';
import type { SiteBlock } from '../core/site-block.ts';
import { type EpochMs, epochMs } from '../core/units.ts';
import { maskHas } from './category-mask.ts';
import { type HostFacts, hostFactsReader } from './host-facts.ts';
import type { ListIndex, Verdict } from './list-index.ts';
import { compileDocument } from './policy/compile-document.ts';
import { withExceptions } from './policy/compile-exceptions.ts';
import { withMeasures } from './policy/compile-measures.ts';
import { type ClassMembers, compileOverride, documentOverrides } from './policy/compile-overrides.ts';
import { END } from './policy/compile-spans.ts';
import type { CompiledDocument, CompiledOverride } from './policy/compiled-policy.ts';
import { boundaryAfter, type InForce, inForceReader } from './policy/in-force.ts';
import { type SiteIndex, siteIndex } from './policy/site-index.ts';

/** What a snapshot is compiled from. All parsing and checking of it happens before; compiling cannot fail on a valid document. */
export interface SnapshotInput {
  readonly document: PolicyDocument;
  readonly policyVersion: string;
  readonly lists: ListIndex;
  readonly overrides: readonly Override[];
  /** Sites closed outside the document; ended ones are left out by the caller. */
  readonly blocks?: readonly SiteBlock[];
  /** What people switch during the day; ended ones are left out by the caller. */
  readonly measures?: readonly Measure[];
  /** Who is in each class, by the class's id in the form it is compared in. */
  readonly classes: ClassMembers;
}

/** Everything a decision needs, compiled: immutable, swapped whole. Its memos only remember what follows from the rest. */
export interface PolicySnapshot {
  readonly policyVersion: string;
  readonly listVersion: string;
  readonly lists: ListIndex;
  readonly document: CompiledDocument;
  readonly overrides: SiteIndex<CompiledOverride>;
  /** What follows from a host's name alone. */
  readonly hostFacts: (host: Hostname) => HostFacts;
  /** Every one-off instant at which an answer may change, ascending. */
  readonly instants: readonly EpochMs[];
  /** Whether any entry names more than a host, so that paths are worth reading. */
  readonly namesPaths: boolean;
  readonly inForceAt: (at: EpochMs) => InForce;
  /** Decisions that hold nothing but a verdict: plain allows. */
  readonly plainAllows: WeakMap<Verdict, Decision>;
}

/** Compiles a snapshot. A document object seen before is not compiled again. */
export function compileSnapshot(input: SnapshotInput): PolicySnapshot {
  const research = input.overrides.filter(({ kind }) => kind === 'research');
  const { blocks = [], measures = [], classes } = input;
  const document = withMeasures(withExceptions(compileDocument(input.document), blocks, research), measures, classes);
  const overrides = [...documentOverrides(input.document), ...input.overrides];
  const compiled = overrides.map((override) => [override.hosts, compileOverride(override, classes)] as const);
  const overrideIndex = siteIndex(compiled);
  const named = [...document.lists.names, ...overrideIndex.names];
  const ends = [...overrides, ...measures].flatMap(({ from, until }) => [epochMs(from), epochMs(until)]).filter((at) => at !== END);
  const instants = [...new Set([...document.instants, ...ends])].sort((one, other) => one - other);
  return {
    policyVersion: input.policyVersion,
    listVersion: input.lists.version,
    lists: input.lists,
    document,
    overrides: overrideIndex,
    hostFacts: hostFactsReader(input.lists, named, document),
    instants,
    namesPaths: document.namesPaths || overrideIndex.hasPaths,
    inForceAt: inForceReader(document, instants),
    plainAllows: new WeakMap(),
  };
}

/** The next instant strictly after `after` at which an answer could change; null when none ever does. Open tunnels are decided again then. */
export function nextBoundary(snapshot: PolicySnapshot, after: EpochMs): EpochMs | null {
  return boundaryAfter(snapshot.document, snapshot.instants, after);
}

/** Whether this group's query strings are recorded. */
export function keepsQuery(snapshot: PolicySnapshot, group: GroupId): boolean {
  return snapshot.document.groups[group].keepQuery;
}

/** Whether people of this group may ask IT to override a block of this category. */
export function isOverridable(snapshot: PolicySnapshot, group: GroupId, category: CategoryId, at: EpochMs): boolean {
  return maskHas(snapshot.inForceAt(at).groups[group].overridable, category);
}
