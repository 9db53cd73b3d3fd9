import { groupName } from '../decision-context.ts';
import type { Rule, RuleAnswer } from './rule.ts';

/** The answer for a host on no list, where such hosts are open: the same for everyone. */
export const UNCATEGORISED_OPEN: RuleAnswer = Object.freeze({
  action: 'allow',
  category: null,
  reason: 'Allowed because no list names this site and such sites are open to this group.',
  evidence: Object.freeze({}),
});

/** What happens when nothing before has answered: a walled garden closes, else the group's switch for uncategorised sites decides. */
export const groupDefault: Rule = {
  id: 'default',
  answer(context) {
    const { group, host } = context;
    if (group.group.walledGarden) {
      const reason = `Blocked because ${host} is on no allow list, and listed sites only are open to ${groupName(context)}.`;
      return { action: 'block', category: null, reason, evidence: {} };
    }
    const action = group.uncategorised;
    if (action === 'allow') return UNCATEGORISED_OPEN;
    const verb = action === 'block' ? 'Blocked' : 'Coached';
    const reason = `${verb} because no list names ${host}, for ${groupName(context)}.`;
    return { action, category: 'uncategorised', reason, evidence: {} };
  },
  passedOver: () => 'The default always answers.',
};
