import { categoryInfo } from '../../core/category.ts';
import { normaliseUserName } from '../../core/identity.ts';
import { formatLondon } from '../../core/london-time.ts';
import { type CategoryMask, EMPTY_MASK, firstMatchIn, meets, without } from '../category-mask.ts';
import type { DecisionContext } from '../decision-context.ts';
import { type CompiledArrangement, type CompiledExam, isWithin } from '../policy/compiled-policy.ts';
import { examsOf } from '../policy/exam-index.ts';
import { sitesOf } from '../policy/site-index.ts';
import type { Rule, RuleAnswer } from './rule.ts';

/** What this person keeps through an exam, here and now. */
function arrangementsOf({ snapshot, identity, at }: DecisionContext): readonly CompiledArrangement[] {
  if (identity.username === null) return [];
  const all = snapshot.document.arrangements.get(normaliseUserName(identity.username)) ?? [];
  return all.filter((one) => isWithin(one, at));
}

function keptCategories(arrangements: readonly CompiledArrangement[]): CategoryMask {
  return arrangements.reduce(
    (mask, { categories }) => ({ low: mask.low | categories.low, high: mask.high | categories.high, top: mask.top | categories.top }),
    EMPTY_MASK,
  );
}

function closedBy(exam: CompiledExam, context: DecisionContext, kept: CategoryMask): RuleAnswer | undefined {
  const { verdict, host, path } = context;
  if (sitesOf(exam.sites, host, path).length > 0) return undefined;
  const until = `during the exam "${exam.id}", until ${formatLondon(exam.until)}`;
  const closed = firstMatchIn(verdict, without(exam.closed, kept));
  if (closed !== undefined) {
    const { category } = closed;
    const reason = `Blocked because ${categoryInfo(category).title} is closed ${until}.`;
    return { action: 'block', category, reason, evidence: { match: closed, ref: exam.id } };
  }
  if (!exam.allowListOnly || meets(verdict, kept)) return undefined;
  return { action: 'block', category: null, reason: `Blocked because only listed sites are open ${until}.`, evidence: { ref: exam.id } };
}

/** Exam mode (row R35): some categories closed, or everything but a list. A person's access arrangements survive it. */
export const exam: Rule = {
  id: 'exam',
  answer(context) {
    const { inForce, identity, host, path } = context;
    const sitting = examsOf(inForce.exams, identity);
    if (sitting.length === 0) return undefined;
    const arrangements = arrangementsOf(context);
    if (arrangements.some(({ sites }) => sitesOf(sites, host, path).length > 0)) return undefined;
    const kept = keptCategories(arrangements);
    for (const one of sitting) {
      const answer = closedBy(one, context, kept);
      if (answer !== undefined) return answer;
    }
    return undefined;
  },
  passedOver({ inForce, identity }) {
    const sitting = examsOf(inForce.exams, identity);
    if (sitting.length === 0) return 'This person is in no exam window.';
    return `The exam "${sitting[0]?.id}" leaves it open, or an access arrangement does.`;
  },
};
