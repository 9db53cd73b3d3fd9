import { strongerSignal } from '../core/category.ts';
import { type Action, type Decision, RULE_IDS } from '../core/decision.ts';
import type { RequestFacts } from '../core/facts.ts';
import type { Hostname } from '../core/hostname.ts';
import { decideInContext } from './decide.ts';
import { type DecisionContext, decisionContext } from './decision-context.ts';
import { policyUnavailable } from './rules/policy-unavailable.ts';
import type { PolicySnapshot } from './snapshot.ts';

/** What the rules look at for one of the names a tunnel goes by; neither path nor search is visible. */
export function connectContext(facts: RequestFacts, snapshot: PolicySnapshot, host: Hostname): DecisionContext {
  const verdict = snapshot.lists.categoriseHost(host);
  return decisionContext(snapshot, facts.identity, facts.at, { host, path: '', verdict, search: null });
}

/**
 * Decides a CONNECT: by the host it names and, once the first ClientHello is read, by the server name too; the stricter
 * answer wins. Null: no policy was ever loaded, which blocks.
 */
export function decideConnect(facts: RequestFacts, snapshot: PolicySnapshot | null): Decision {
  if (snapshot === null) return policyUnavailable;
  const { serverName, target } = facts;
  const asked = decideInContext(connectContext(facts, snapshot, target.hostname));
  if (serverName === undefined || serverName === target.hostname) return asked;
  return stricter(decideInContext(connectContext(facts, snapshot, serverName)), asked);
}

const STRICTNESS: Record<Action, number> = { allow: 0, coach: 1, block: 2 };

/** Of two refusals the one by the earlier rule counts, so that a sealed one is never told by another's reason. */
function isStricter(one: Decision, other: Decision): boolean {
  const by = STRICTNESS[one.action] - STRICTNESS[other.action];
  return by !== 0 ? by > 0 : RULE_IDS.indexOf(one.rule) < RULE_IDS.indexOf(other.rule);
}

/** Both names' decisions as one: the stricter action, every category, the stronger signal. `named` is what the server is asked for. */
export function stricter(named: Decision, asked: Decision): Decision {
  const [winner, loser] = isStricter(asked, named) ? [asked, named] : [named, asked];
  const categories = new Set([...winner.categories, ...loser.categories]);
  if (categories.size > 1) categories.delete('uncategorised');
  const signal = strongerSignal(winner.signal, loser.signal);
  const dialHost = named.dialHost ?? asked.dialHost;
  const { dialHost: _, ...rest } = winner;
  return {
    ...rest,
    categories: [...categories],
    signal,
    theme: signal === winner.signal ? winner.theme : loser.theme,
    ...(winner.action === 'allow' && dialHost !== undefined ? { dialHost } : {}),
    recordPath: winner.recordPath && loser.recordPath,
  };
}
