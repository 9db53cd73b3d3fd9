import type { CategoryId } from '../../core/category.ts';
import type { Action, Evidence, RuleId } from '../../core/decision.ts';
import type { DecisionContext } from '../decision-context.ts';

/** What a rule decides, with its reason and evidence. */
export interface RuleAnswer {
  readonly action: Action;
  /** The category that decided, when one did. */
  readonly category: CategoryId | null;
  readonly reason: string;
  readonly evidence: Evidence;
  /** As in the decision. */
  readonly instead?: readonly string[];
}

export interface Rule {
  readonly id: RuleId;
  /** The rule's answer, or undefined to let the next rule answer. */
  answer(context: DecisionContext): RuleAnswer | undefined;
  /** Why it has no answer, in a sentence; asked only for an explanation. */
  passedOver(context: DecisionContext): string;
}
