import { CATEGORY_IDS, type CategoryId } from '../../core/category.ts';
import type { Action } from '../../core/decision.ts';
import { GROUP_IDS, type GroupId } from '../../core/identity.ts';
import { GROUP_WITH_PERSONAL_USE, stricterAction } from '../../core/personal-use.ts';
import type { PolicyAction } from '../../core/policy.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';
import { type CategoryMask, maskHas, maskOf } from '../category-mask.ts';
import { type CompiledAction, type CompiledDocument, type CompiledGroup, isWithin } from './compiled-policy.ts';
import { type ExamIndex, examIndex } from './exam-index.ts';
import { isInForce, nextScheduleEdge } from './schedule.ts';

/** A group's policy with every schedule resolved. */
export interface GroupInForce {
  readonly group: CompiledGroup;
  readonly block: CategoryMask;
  readonly coach: CategoryMask;
  /** The part of `block` that people of the group may ask IT to override. */
  readonly overridable: CategoryMask;
  readonly uncategorised: Action;
  /** The same with what is only monitored blocked; null where nothing is monitored. */
  readonly strict: GroupInForce | null;
  /** The same for somebody whose time for personal use is withdrawn; null where there is none to withdraw. */
  readonly withdrawn: GroupInForce | null;
  readonly isWithdrawn: boolean;
}

/** What holds between two boundaries: nothing in it changes for any instant from `from` until just before `until`. */
export interface InForce {
  readonly from: EpochMs;
  readonly until: EpochMs;
  /** Ids of the schedules in force. */
  readonly schedules: readonly string[];
  readonly groups: Readonly<Record<GroupId, GroupInForce>>;
  readonly exams: ExamIndex;
}

const NEVER = epochMs(Number.MAX_SAFE_INTEGER);

/** Block and block-overridable refuse alike; the difference is what the block page offers. What is monitored passes. */
function plainAction(action: PolicyAction): Action {
  if (action === 'monitor') return 'allow';
  return action === 'block-overridable' ? 'block' : action;
}

/** What the group's policy does with a category by itself. */
export function actionFor(group: GroupInForce, category: CategoryId): Action {
  if (maskHas(group.block, category)) return 'block';
  return maskHas(group.coach, category) ? 'coach' : 'allow';
}

function resolveGroup(group: CompiledGroup, active: readonly boolean[]): GroupInForce {
  const scheduled = resolvedBy(group, ({ action, during, otherwise }) => (during < 0 || active[during] === true ? action : otherwise));
  const isTimed = [...group.actions, group.uncategorised].some(({ action, during, otherwise }) => during >= 0 && action !== otherwise);
  if (group.id !== GROUP_WITH_PERSONAL_USE || !isTimed) return scheduled;
  const strictest = resolvedBy(group, ({ action, during, otherwise }) => (during < 0 ? action : stricterAction(action, otherwise)));
  return { ...scheduled, withdrawn: { ...strictest, isWithdrawn: true } };
}

function resolvedBy(group: CompiledGroup, resolve: (action: CompiledAction) => PolicyAction): GroupInForce {
  const resolved = group.actions.map(resolve);
  const uncategorised = resolve(group.uncategorised);
  const isMonitoring = uncategorised === 'monitor' || resolved.includes('monitor');
  return {
    ...inForceOf(group, resolved, uncategorised),
    strict: isMonitoring ? inForceOf(group, resolved.map(blockedIfMonitored), blockedIfMonitored(uncategorised)) : null,
  };
}

function blockedIfMonitored(action: PolicyAction): PolicyAction {
  return action === 'monitor' ? 'block' : action;
}

function inForceOf(group: CompiledGroup, resolved: readonly PolicyAction[], uncategorised: PolicyAction): GroupInForce {
  const those = (...actions: PolicyAction[]) =>
    maskOf(CATEGORY_IDS.filter((_, position) => actions.includes(resolved[position] ?? 'block')));
  return {
    group,
    block: those('block', 'block-overridable'),
    coach: those('coach'),
    overridable: those('block-overridable'),
    uncategorised: plainAction(uncategorised),
    strict: null,
    withdrawn: null,
    isWithdrawn: false,
  };
}

/** The first instant of an ascending list that is after `after`. */
function firstAfter(instants: readonly EpochMs[], after: EpochMs): EpochMs | null {
  let low = 0;
  let high = instants.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((instants[middle] ?? NEVER) <= after) low = middle + 1;
    else high = middle;
  }
  return instants[low] ?? null;
}

/** The next instant strictly after `after` at which an answer could change; null when none ever does. `instants` ascend. */
export function boundaryAfter(document: CompiledDocument, instants: readonly EpochMs[], after: EpochMs): EpochMs | null {
  const oneOff = firstAfter(instants, after);
  const edge = nextScheduleEdge(document.schedules, after);
  if (oneOff === null || edge === null) return oneOff ?? edge;
  return epochMs(Math.min(oneOff, edge));
}

function resolveAt(document: CompiledDocument, instants: readonly EpochMs[], at: EpochMs): InForce {
  const active = document.schedules.map((schedule) => isInForce(schedule, at));
  const groups = GROUP_IDS.map((id) => [id, resolveGroup(document.groups[id], active)] as const);
  return {
    from: at,
    until: boundaryAfter(document, instants, at) ?? NEVER,
    schedules: document.schedules.filter((_, index) => active[index] === true).map((schedule) => schedule.id),
    groups: Object.fromEntries(groups) as Record<GroupId, GroupInForce>,
    exams: examIndex(document.exams.filter((exam) => isWithin(exam, at))),
  };
}

/** Answers what holds at an instant, and remembers the last answer for as long as it holds: a memo, not state. */
export function inForceReader(document: CompiledDocument, instants: readonly EpochMs[]): (at: EpochMs) => InForce {
  let last: InForce | undefined;
  return (at) => {
    if (last === undefined || at < last.from || at >= last.until) last = resolveAt(document, instants, at);
    return last;
  };
}
