import type { Rule } from './rule.ts';

/** Blocks as a matter of urgency (row R61) and those the trust has locked: no school's list, override or grant opens them (row R02). */
export const urgentBlock: Rule = {
  id: 'urgent-block',
  answer({ lists }) {
    if (lists.length === 0) return undefined;
    const found = lists.find(({ value }) => value.urgent || value.locked);
    if (found === undefined) return undefined;
    const { entry, value } = found;
    const how = value.urgent ? 'urgently blocked' : 'blocked and locked by the trust';
    return {
      action: 'block',
      category: null,
      reason: `Blocked because ${entry} is ${how} on the list "${value.id}": ${value.reason}`,
      evidence: { ref: value.id, entry },
    };
  },
  passedOver: () => 'No urgent or trust-locked list names it for this person.',
};
