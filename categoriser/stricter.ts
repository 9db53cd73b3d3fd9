import { strongerSignal } from '../core/category.ts';
import { type Action, type Decision, RULE_IDS } from '../core/decision.ts';

const STRICTNESS: Record<Action, number> = { allow: 0, coach: 2, block: 4 };

function strictnessOf({ action, wouldBlock }: Decision): number {
  return STRICTNESS[action] + (wouldBlock === true ? 1 : 0);
}

/** Of two refusals the one by the earlier rule counts, so that a sealed one is never told by another's reason. */
export function isStricter(one: Decision, other: Decision): boolean {
  const by = strictnessOf(one) - strictnessOf(other);
  return by !== 0 ? by > 0 : RULE_IDS.indexOf(one.rule) < RULE_IDS.indexOf(other.rule);
}

/** Two names' decisions as one: the stricter action, every category, the stronger signal. `named` is what the server is asked for. */
export function stricter(named: Decision, asked: Decision): Decision {
  const [winner, loser] = isStricter(asked, named) ? [asked, named] : [named, asked];
  const categories = new Set([...winner.categories, ...loser.categories]);
  if (categories.size > 1) categories.delete('uncategorised');
  const signal = strongerSignal(winner.signal, loser.signal);
  const dialHost = named.dialHost ?? asked.dialHost;
  const searchTerm = winner.searchTerm ?? loser.searchTerm;
  const { dialHost: _, ...rest } = winner;
  return {
    ...rest,
    categories: [...categories],
    signal,
    theme: signal === winner.signal ? winner.theme : loser.theme,
    ...(winner.action === 'allow' && dialHost !== undefined ? { dialHost } : {}),
    ...(searchTerm === undefined || rest.sealedRef !== undefined ? {} : { searchTerm }),
    ...(winner.action !== 'block' && loser.wouldBlock === true ? { wouldBlock: true as const } : {}),
    recordPath: winner.recordPath && loser.recordPath,
  };
}
