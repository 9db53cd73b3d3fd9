import type { DecisionContext } from '../decision-context.ts';
import type { CompiledList } from '../policy/compiled-policy.ts';
import type { SiteEntry } from '../policy/site-index.ts';
import type { Rule, RuleAnswer } from './rule.ts';

/**
 * An AI tool whose entry says so reminds first, where there is a page to do it on and somebody who can say that they have read it; their
 * way on then stands above this rule for the day.
 */
function reminds({ value }: SiteEntry<CompiledList>, { identity, path }: DecisionContext): boolean {
  return value.hasReminder === true && identity.username !== null && path !== '';
}

/** The policy's own allow lists, for this person's group and school or for the whole trust. */
export const groupAllow: Rule = {
  id: 'group-allow',
  answer(context): RuleAnswer | undefined {
    if (context.lists.length === 0) return undefined;
    const found = context.lists.find(({ value }) => value.action === 'allow');
    if (found === undefined) return undefined;
    const { entry, value } = found;
    const evidence = { ref: value.id, entry };
    if (reminds(found, context)) {
      return { action: 'coach', category: null, reason: `Allowed once the day’s reminder has been read: ${value.reason}`, evidence };
    }
    const reason = `Allowed because ${entry} is on the allow list "${value.id}": ${value.reason}`;
    return { action: 'allow', category: null, reason, evidence };
  },
  passedOver: () => 'No allow list names it for this person.',
};
