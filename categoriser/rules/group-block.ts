import type { Rule } from './rule.ts';

/** The policy's own block lists, for this person's group and school or for the whole trust. */
export const groupBlock: Rule = {
  id: 'group-block',
  answer({ lists }) {
    if (lists.length === 0) return undefined;
    const found = lists.find(({ value }) => value.action === 'block');
    if (found === undefined) return undefined;
    const { entry, value } = found;
    const reason = `Blocked because ${entry} is on the block list "${value.id}": ${value.reason}`;
    return { action: 'block', category: null, reason, evidence: { ref: value.id, entry } };
  },
  passedOver: () => 'No block list names it for this person.',
};
