import { categoryInfo } from '../../core/category.ts';
import { categoryAction, type DecisionContext, groupName } from '../decision-context.ts';
import type { TermFinding } from '../search-terms/search-terms.ts';
import type { Rule, RuleAnswer } from './rule.ts';

function answerFor(finding: TermFinding, action: 'block' | 'coach', context: DecisionContext): RuleAnswer {
  const verb = action === 'block' ? 'Blocked' : 'Coached';
  return {
    action,
    category: finding.category,
    reason: `${verb} because the search is about ${categoryInfo(finding.category).title}, for ${groupName(context)}.`,
    evidence: { entry: finding.term },
  };
}

/** What the words of a search are about, treated as the group's policy treats that category. */
export const searchTerm: Rule = {
  id: 'search-term',
  answer(context) {
    if (context.search === null) return undefined;
    const closed = context.search.findings.filter(({ kind }) => kind === 'closed');
    for (const action of ['block', 'coach'] as const) {
      const finding = closed.find(({ category }) => categoryAction(context, category) === action);
      if (finding !== undefined) return answerFor(finding, action, context);
    }
    return undefined;
  },
  passedOver({ search }) {
    if (search === null) return 'No search is visible.';
    const open = search.findings.find(({ kind }) => kind === 'open');
    if (open !== undefined) return `The search holds "${open.term}", which raises the signal and is not refused.`;
    return search.findings.length === 0 ? 'The search holds no term that counts.' : 'What the search is about is open to this group.';
  },
};
