import { CATEGORY_IDS, categoryInfo } from '../../core/category.ts';
import { maskHas, maskOf, meets } from '../category-mask.ts';
import { researchFor } from '../decision-context.ts';
import type { Rule } from './rule.ts';

const LOCKED = maskOf(CATEGORY_IDS.filter((id) => categoryInfo(id).tier === 'locked'));

/** Terrorism and extremism: closed to everyone (rows R03, R04); only a research exception passes, and only on to the rules below. */
export const locked: Rule = {
  id: 'locked',
  answer(context) {
    const { verdict, host } = context;
    if (!meets(verdict, LOCKED)) return undefined;
    const match = verdict.matches.find(({ category }) => maskHas(LOCKED, category) && researchFor(context, category) === undefined);
    if (match === undefined) return undefined;
    const { category } = match;
    const reason = `Blocked because ${host} is in the ${categoryInfo(category).title} category, which is closed to everyone.`;
    return { action: 'block', category, reason, evidence: { match } };
  },
  passedOver(context) {
    const exempt = context.verdict.matches.find(({ category }) => maskHas(LOCKED, category));
    const research = exempt === undefined ? undefined : researchFor(context, exempt.category);
    return research === undefined ? 'It is in no locked category.' : `The research exception "${research.value.id}" passes it.`;
  },
};
