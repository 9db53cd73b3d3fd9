import type { Decision } from '../../core/decision.ts';
import type { RequestFacts } from '../../core/facts.ts';
import type { Hostname } from '../../core/hostname.ts';
import type { Target } from '../../core/target.ts';
import { isStricter, stricter } from '../stricter.ts';
import type { HiddenTarget } from './hidden-targets.ts';

/** The decision on what the facts would be with another target. */
export type DecideTarget = (target: Target) => Decision;

/**
 * A decision with those on what else its target is for: the pages it carries, and the names that live at the address it
 * names. The stricter answer wins. With neither, the decision itself.
 */
export function withHidden(own: Decision, facts: RequestFacts, hidden: readonly HiddenTarget[], decide: DecideTarget): Decision {
  let decision = own;
  for (const { target, isGuess } of hidden) {
    const { dialHost: _, ...found } = decide(target);
    if (!isGuess || found.rule !== 'default') decision = stricter(decision, found);
  }
  if (facts.residents === undefined || facts.residents.length === 0 || decision.action !== 'allow') return decision;
  return withResidents(decision, facts.target, facts.residents, decide);
}

/** An address may house many sites: only where none of those known is open there is nothing open to be had from it. */
function withResidents(own: Decision, target: Target, residents: readonly Hostname[], decide: DecideTarget): Decision {
  let mildest: Decision | undefined;
  for (const hostname of residents) {
    const found = decide({ ...target, hostname });
    if (found.action === 'allow') return own;
    if (mildest === undefined || isStricter(mildest, found)) mildest = found;
  }
  return mildest === undefined ? own : stricter(own, mildest);
}
