import { CATEGORY_IDS, type CategoryId, categoryInfo } from '../../core/category.ts';
import { formatLondon } from '../../core/london-time.ts';
import { firstMatchIn, maskOf, meets, without } from '../category-mask.ts';
import { type DecisionContext, groupName, researchFor } from '../decision-context.ts';
import { toolsFor } from '../policy/compiled-policy.ts';
import type { Rule, RuleAnswer } from './rule.ts';

/** The locked rule has answered for these, or let a research exception pass. */
const LOCKED = maskOf(CATEGORY_IDS.filter((id) => categoryInfo(id).tier === 'locked'));
const NAMED = maskOf(CATEGORY_IDS.filter((id) => id !== 'uncategorised'));

/** The answer for a host whose categories are all open: the same for everyone. */
export const CATEGORIES_OPEN: RuleAnswer = Object.freeze({
  action: 'allow',
  category: null,
  reason: 'Allowed because its categories are open to this group.',
  evidence: Object.freeze({}),
});

function refuse(context: DecisionContext, action: 'block' | 'coach'): RuleAnswer | undefined {
  const match = firstMatchIn(context.verdict, action === 'block' ? without(context.group.block, LOCKED) : context.group.coach);
  if (match === undefined) return undefined;
  const { category } = match;
  const verb = action === 'block' ? 'Blocked' : 'Coached';
  const title = categoryInfo(category).title;
  const reason = `${verb} because ${context.host} is in the ${title} category for ${groupName(context)}.`;
  const refused = { action, category, reason, evidence: { match } };
  const instead = approvedInstead(context, category);
  return instead.length === 0 ? refused : { ...refused, reason: `${reason} Approved here: ${instead.join(', ')}.`, instead };
}

/** The AI tools of the register that are open to this group (row R31). */
function approvedInstead({ snapshot, identity, at }: DecisionContext, category: CategoryId): readonly string[] {
  return category === 'ai-tools' ? toolsFor(snapshot.document.aiTools, identity.group, at) : [];
}

function allowResearch(context: DecisionContext): RuleAnswer | undefined {
  const match = firstMatchIn(context.verdict, LOCKED);
  const research = match === undefined ? undefined : researchFor(context, match.category);
  if (match === undefined || research === undefined) return undefined;
  const { id, until } = research.value;
  return {
    action: 'allow',
    category: match.category,
    reason: `Allowed by the research exception "${id}" until ${formatLondon(until)}.`,
    evidence: { match, ref: id, entry: research.entry },
  };
}

/** What the group's policy does with the host's categories at this time: the strictest of them counts. */
export const categoryRule: Rule = {
  id: 'category',
  answer(context) {
    const { verdict, group } = context;
    if (meets(verdict, group.block)) {
      const blocked = refuse(context, 'block');
      if (blocked !== undefined) return blocked;
    }
    // In a walled garden only a list opens anything; the default has the last word there.
    if (group.group.walledGarden || !meets(verdict, NAMED)) return undefined;
    if (meets(verdict, LOCKED)) return allowResearch(context);
    return (meets(verdict, group.coach) ? refuse(context, 'coach') : undefined) ?? CATEGORIES_OPEN;
  },
  passedOver({ verdict }) {
    return meets(verdict, NAMED) ? 'Its categories are open, but this group sees listed sites only.' : 'No list names it.';
  },
};
