import { CATEGORY_IDS, type CategoryId } from '../../core/category.ts';
import type { Action } from '../../core/decision.ts';
import { GROUP_IDS, type GroupId } from '../../core/identity.ts';
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

/** Block and block-overridable refuse alike; the difference is what the block page offers. */
export function plainAction(action: PolicyAction): Action {
  return action === 'block-overridable' ? 'block' : action;
}

/** What the group's policy does with a category by itself. */
export function actionFor(group: GroupInForce, category: CategoryId): Action {
  if (maskHas(group.block, category)) return 'block';
  return maskHas(group.coach, category) ? 'coach' : 'allow';
}

function resolveGroup(group: CompiledGroup, active: readonly boolean[]): GroupInForce {
  const resolve = ({ action, during, otherwise }: CompiledAction): PolicyAction =>
    during < 0 || active[during] === true ? action : otherwise;
  const resolved = group.actions.map(resolve);
  const those = (...actions: PolicyAction[]) =>
    maskOf(CATEGORY_IDS.filter((_, position) => actions.includes(resolved[position] ?? 'block')));
  return {
    group,
    block: those('block', 'block-overridable'),
    coach: those('coach'),
    overridable: those('block-overridable'),
    uncategorised: plainAction(resolve(group.uncategorised)),
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
