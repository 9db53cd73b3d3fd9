import { CATEGORY_IDS, type CategoryId, categoryInfo } from '../../core/category.ts';
import { defaultAction, defaultSwitches } from '../../core/default-policy.ts';
import { GROUP_IDS, type GroupId } from '../../core/identity.ts';
import type { ActionSpec, PolicyAction, PolicyDocument, SettableCategory } from '../../core/policy.ts';
import type { CompiledAction, CompiledGroup } from './compiled-policy.ts';
import type { CompiledSchedule } from './schedule.ts';

const always = (action: PolicyAction): CompiledAction => ({ action, during: -1, otherwise: action });

/** A schedule that does not exist is refused by policy-check.ts; here it closes. */
function compileAction(spec: ActionSpec | undefined, shipped: PolicyAction, schedules: readonly CompiledSchedule[]): CompiledAction {
  if (spec === undefined) return always(shipped);
  if (typeof spec === 'string') return always(spec);
  const during = schedules.findIndex((schedule) => schedule.id === spec.during);
  return during < 0 ? always('block') : { action: spec.action, during, otherwise: spec.otherwise };
}

/** Sealed and locked stay closed and support stays open whatever a document says: policy-check.ts refuses it, this does not rely on that. */
function isFixed(category: CategoryId): boolean {
  return category === 'support' || categoryInfo(category).tier !== 'ordinary';
}

function compileGroup(id: GroupId, document: PolicyDocument, schedules: readonly CompiledSchedule[]): CompiledGroup {
  const written = document.groups?.[id] ?? {};
  const shipped = defaultSwitches(id);
  const actionOf = (category: CategoryId): CompiledAction => {
    const spec = isFixed(category) ? undefined : written.categories?.[category as SettableCategory];
    return compileAction(spec, defaultAction(id, category), schedules);
  };
  return {
    id,
    actions: CATEGORY_IDS.map(actionOf),
    uncategorised: compileAction(written.uncategorised, defaultAction(id, 'uncategorised'), schedules),
    walledGarden: written.walledGarden ?? shipped.walledGarden,
    safeSearch: written.safeSearch ?? shipped.safeSearch,
    youtube: written.youtube ?? shipped.youtube,
    keepQuery: written.keepQuery ?? shipped.keepQuery,
  };
}

/** Every group's policy: what the document says laid over the shipped default, cell by cell. */
export function compileGroups(document: PolicyDocument, schedules: readonly CompiledSchedule[]): Record<GroupId, CompiledGroup> {
  const groups = GROUP_IDS.map((id) => [id, compileGroup(id, document, schedules)] as const);
  return Object.fromEntries(groups) as Record<GroupId, CompiledGroup>;
}
