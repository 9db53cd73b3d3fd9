import { CATEGORY_IDS, type CategoryId } from './category.ts';
import { defaultAction, defaultSwitches } from './default-policy.ts';
import type { GroupId } from './identity.ts';
import type { ActionSpec, PolicyAction, PolicyDocument, SettableCategory } from './policy.ts';

const PUPILS: readonly GroupId[] = ['infants', 'juniors', 'seniors', 'sixth-form'];

/** Whether staff and pupils have profiles of their own: a school does not go live with one for everybody (row D12). */
export function hasPupilProfile(document: PolicyDocument): boolean {
  const staff = profileOf(document, 'staff');
  return PUPILS.some((group) => profileOf(document, group) !== staff);
}

/** What a group's policy does with each category, and whether it opens only what is listed. Whom IT may help past a block is no difference. */
function profileOf(document: PolicyDocument, group: GroupId): string {
  const own = document.groups?.[group];
  const specOf = (id: CategoryId): ActionSpec => {
    const written = id === 'uncategorised' ? own?.uncategorised : own?.categories?.[id as SettableCategory];
    return written ?? defaultAction(group, id);
  };
  const actions = CATEGORY_IDS.map((id) => effectOf(specOf(id)));
  return JSON.stringify([actions, own?.walledGarden ?? defaultSwitches(group).walledGarden]);
}

function effectOf(spec: ActionSpec): readonly string[] {
  if (typeof spec === 'string') return [plain(spec)];
  const [action, otherwise] = [plain(spec.action), plain(spec.otherwise)];
  return action === otherwise ? [action] : [action, spec.during, otherwise];
}

function plain(action: PolicyAction): string {
  if (action === 'monitor') return 'allow';
  return action === 'block-overridable' ? 'block' : action;
}
