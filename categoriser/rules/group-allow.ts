import type { Rule } from './rule.ts';

/** The policy's own allow lists, for this person's group and school or for the whole trust. */
export const groupAllow: Rule = {
  id: 'group-allow',
  answer({ lists }) {
    if (lists.length === 0) return undefined;
    const found = lists.find(({ value }) => value.action === 'allow');
    if (found === undefined) return undefined;
    const { entry, value } = found;
    const reason = `Allowed because ${entry} is on the allow list "${value.id}": ${value.reason}`;
    return { action: 'allow', category: null, reason, evidence: { ref: value.id, entry } };
  },
  passedOver: () => 'No allow list names it for this person.',
};
