import { defaultAction } from './default-policy.ts';
import type { ActionSpec, PolicyAction, PolicyDocument } from './policy.ts';

/**
 * Time for personal use (row R18): what the policy of staff opens at some times and not at others, by its schedules. It can be
 * withdrawn from one person, for whom the stricter action then holds at all times.
 */
export const GROUP_WITH_PERSONAL_USE = 'staff';

const STRICTNESS: Readonly<Record<PolicyAction, number>> = { allow: 0, monitor: 1, coach: 2, 'block-overridable': 3, block: 4 };

export function stricterAction(one: PolicyAction, other: PolicyAction): PolicyAction {
  return STRICTNESS[one] >= STRICTNESS[other] ? one : other;
}

/** The stricter action that a timed one comes to at some time of the week: whatever is laxer than that is time for personal use. */
export function strictestOf(spec: ActionSpec): PolicyAction {
  return typeof spec === 'string' ? spec : stricterAction(spec.action, spec.otherwise);
}

/** Whether a policy has any: in one without there is nothing to withdraw. */
export function hasPersonalUse(document: PolicyDocument): boolean {
  const { categories = {}, uncategorised = defaultAction(GROUP_WITH_PERSONAL_USE, 'uncategorised') } =
    document.groups?.[GROUP_WITH_PERSONAL_USE] ?? {};
  return [...Object.values(categories), uncategorised].some(
    (spec: ActionSpec) => typeof spec !== 'string' && spec.action !== spec.otherwise,
  );
}
