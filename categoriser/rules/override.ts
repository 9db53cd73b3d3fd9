import { formatLondon } from '../../core/london-time.ts';
import type { DecisionContext } from '../decision-context.ts';
import { type CompiledOverride, covers, isWithin } from '../policy/compiled-policy.ts';
import { type SiteEntry, sitesOf } from '../policy/site-index.ts';
import { categoryRule } from './category.ts';
import { groupAllow } from './group-allow.ts';
import { groupBlock } from './group-block.ts';
import { groupDefault } from './group-default.ts';
import type { Rule } from './rule.ts';
import { searchTerm } from './search-term.ts';

/** The rules that an override passes by. */
export const RULES_BELOW_OVERRIDE: readonly Rule[] = [groupAllow, groupBlock, searchTerm, categoryRule, groupDefault];

const TITLES: Record<CompiledOverride['kind'], string> = {
  override: 'an override',
  lesson: 'a lesson grant',
  coach: 'the way on that this person chose',
  research: 'a research exception',
};

/** A person's own way on opens what asks first, never what is blocked, also when the block came later. */
function isBlockedBelow(context: DecisionContext): boolean {
  for (const rule of RULES_BELOW_OVERRIDE) {
    const answer = rule.answer(context);
    if (answer !== undefined) return answer.action === 'block';
  }
  return false;
}

function grantFor(context: DecisionContext): SiteEntry<CompiledOverride> | undefined {
  const { snapshot, identity, at, host, path } = context;
  const granted = sitesOf(snapshot.overrides, host, path).filter(({ value }) => isWithin(value, at) && covers(value.audience, identity));
  return granted.find(({ value }) => value.kind !== 'coach') ?? (isBlockedBelow(context) ? undefined : granted[0]);
}

/** Time-boxed permissions: an override by IT, a teacher's lesson grant, a person's own way on from a coach page. */
export const override: Rule = {
  id: 'override',
  answer(context) {
    if (!context.isNamed) return undefined;
    const grant = grantFor(context);
    if (grant === undefined) return undefined;
    const { id, kind, until, grantedBy, reason } = grant.value;
    return {
      action: 'allow',
      category: null,
      reason: `Allowed by ${TITLES[kind]} of ${grantedBy} until ${formatLondon(until)}: ${reason}`,
      evidence: { ref: id, entry: grant.entry },
    };
  },
  passedOver: () => 'No override or lesson grant for this person is in force here.',
};
