import { CATEGORY_IDS, type CategoryId, categoryInfo, type Signal, strongerSignal } from '../core/category.ts';
import type { Decision } from '../core/decision.ts';
import { type CategoryMask, firstMatchIn, maskOf, meets } from './category-mask.ts';
import type { DecisionContext, Search } from './decision-context.ts';
import type { Verdict } from './list-index.ts';
import type { GroupInForce } from './policy/in-force.ts';
import { CATEGORIES_OPEN } from './rules/category.ts';
import { UNCATEGORISED_OPEN } from './rules/group-default.ts';
import { RULES } from './rules/order.ts';
import type { Rule, RuleAnswer } from './rules/rule.ts';
import { sealedRef } from './rules/sealed.ts';
import { enforcingHost } from './safe-search.ts';

/** Asks the rules in order; the first answer is the decision. Where something is monitored, says whether it would be blocked. */
export function decideInContext(context: DecisionContext): Decision {
  const decision = firstAnswer(context);
  const { strict } = context.group;
  if (strict === null || decision.action === 'block' || !mayBeBlocked(context, strict)) return decision;
  const blocked = firstAnswer({ ...context, group: strict });
  return blocked.action === 'block' ? monitored(decision, blocked) : decision;
}

/** Sites that nothing is said about are decided once only. */
function mayBeBlocked({ verdict, search }: DecisionContext, strict: GroupInForce): boolean {
  return search !== null || strict.uncategorised === 'block' || meets(verdict, strict.block);
}

function monitored(decision: Decision, { category, evidence, reason }: Decision): Decision {
  if (decision.action !== 'allow') return { ...decision, wouldBlock: true };
  const why = `${reason.charAt(0).toLowerCase()}${reason.slice(1)}`;
  return { ...decision, wouldBlock: true, category, evidence, reason: `Let through, since this is only monitored: it would be ${why}` };
}

function firstAnswer(context: DecisionContext): Decision {
  for (const rule of RULES) {
    const answer = rule.answer(context);
    if (answer !== undefined) return decisionOf(context, rule, answer);
  }
  throw new Error('The default rule always answers.');
}

/** Plain allows say nothing about the person or the host, so one decision serves every request with that verdict. */
function decisionOf(context: DecisionContext, rule: Rule, answer: RuleAnswer): Decision {
  const dialHost = answer.action === 'allow' ? enforcingHost(context.host, context.group.group) : undefined;
  const isPlain = (answer === CATEGORIES_OPEN || answer === UNCATEGORISED_OPEN) && dialHost === undefined && context.search === null;
  if (!isPlain) return fullDecision(context, rule, answer, dialHost);
  const { snapshot, verdict } = context;
  const known = snapshot.plainAllows.get(verdict);
  if (known !== undefined) return known;
  const decision = Object.freeze(fullDecision(context, rule, answer, undefined));
  snapshot.plainAllows.set(verdict, decision);
  return decision;
}

function fullDecision(context: DecisionContext, rule: Rule, answer: RuleAnswer, dialHost: Decision['dialHost']): Decision {
  const { snapshot, verdict, search } = context;
  const isSupport = rule.id === 'support';
  const { match } = answer.evidence;
  const ref = rule.id === 'sealed' && match !== undefined ? sealedRef(match) : undefined;
  const { signal, theme } = isSupport ? { signal: 'none' as const, theme: null } : signalOf(verdict, search, answer.category);
  // Whole at once: an object that is put together of parts costs ten times as much.
  const decision: { -readonly [Field in keyof Decision]: Decision[Field] } = {
    action: answer.action,
    rule: rule.id,
    reason: answer.reason,
    categories: categoriesOf(verdict, search),
    category: answer.category,
    signal,
    theme,
    evidence: answer.evidence,
    recordPath: !isSupport,
    policyVersion: snapshot.policyVersion,
    listVersion: snapshot.listVersion,
  };
  if (answer.instead !== undefined) decision.instead = answer.instead;
  if (search !== null && !isSupport) decision.searchTerm = ref ?? search.text;
  if (dialHost !== undefined) decision.dialHost = dialHost;
  if (ref !== undefined) decision.sealedRef = ref;
  return decision;
}

const UNCATEGORISED: readonly CategoryId[] = Object.freeze(['uncategorised']);

function categoriesOf(verdict: Verdict, search: Search | null): readonly CategoryId[] {
  const categories = new Set<CategoryId>();
  for (const match of verdict.matches) categories.add(match.category);
  for (const finding of search?.findings ?? []) categories.add(finding.category);
  return categories.size === 0 ? UNCATEGORISED : [...categories];
}

/** Strongest first. `support`, `religion` and `assistive` have no signal of their own and so never add one. */
const BY_SIGNAL: readonly (readonly [Signal, CategoryMask])[] = (['danger', 'warning', 'advisory'] as const).map((signal) => [
  signal,
  maskOf(CATEGORY_IDS.filter((id) => categoryInfo(id).signal === signal)),
]);

/** The strongest signal among the host's categories and the search's terms, whether allowed or blocked: an alert is about the attempt. */
function signalOf(verdict: Verdict, search: Search | null, decided: CategoryId | null): Pick<Decision, 'signal' | 'theme'> {
  let signal: Signal = 'none';
  let category = decided;
  const strongest = BY_SIGNAL.find(([, mask]) => meets(verdict, mask));
  if (strongest !== undefined) {
    signal = strongest[0];
    category = firstMatchIn(verdict, strongest[1])?.category ?? decided;
  }
  for (const finding of search?.findings ?? []) {
    if (finding.signal === signal || strongerSignal(signal, finding.signal) === signal) continue;
    signal = finding.signal;
    category = finding.category;
  }
  return { signal, theme: category === null ? null : categoryInfo(category).theme };
}
