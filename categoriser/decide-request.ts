import type { Decision } from '../core/decision.ts';
import type { RequestFacts } from '../core/facts.ts';
import { decideInContext } from './decide.ts';
import { type DecisionContext, decisionContext } from './decision-context.ts';
import { withHidden } from './disguise/decide-hidden.ts';
import { hiddenTargets } from './disguise/hidden-targets.ts';
import type { HostFacts } from './host-facts.ts';
import { visiblePath } from './policy/site-table.ts';
import { rewriteOf } from './rewrites.ts';
import { policyUnavailable } from './rules/policy-unavailable.ts';
import { searchTermAt } from './search-terms/engines.ts';
import type { PolicySnapshot } from './snapshot.ts';

/** What the rules look at for a request whose path is visible. */
export function requestContext(
  facts: RequestFacts,
  snapshot: PolicySnapshot,
  known = snapshot.hostFacts(facts.target.hostname),
): DecisionContext {
  const { target } = facts;
  const text = searchTermAt(target, known.engines);
  return decisionContext(snapshot, facts.identity, facts.at, {
    host: target.hostname,
    isNamed: known.isNamed,
    // Only the policy's own entries look at this path; the lists read the target for themselves.
    path: snapshot.namesPaths ? visiblePath(target.path, target.query) : '/',
    verdict: snapshot.lists.categoriseTarget(target, known.entry),
    search: text === undefined ? null : { text, findings: snapshot.document.terms.find(text) },
  });
}

/** Decides an absolute-form request or upgrade, and what it carries; the stricter answer wins. Null: no policy was ever loaded, which blocks. */
export function decideRequest(facts: RequestFacts, snapshot: PolicySnapshot | null): Decision {
  if (snapshot === null) return policyUnavailable;
  const known = snapshot.hostFacts(facts.target.hostname);
  const own = decideInContext(requestContext(facts, snapshot, known));
  if (!known.isDisguise && facts.residents === undefined) return rewritten(own, facts, snapshot, known);
  const hidden = hiddenTargets(facts.target);
  const decision = withHidden(own, facts, hidden, (target) => decideInContext(requestContext({ ...facts, target }, snapshot)));
  return rewritten(decision, facts, snapshot, known);
}

function rewritten(decision: Decision, { target, identity }: RequestFacts, snapshot: PolicySnapshot, known: HostFacts): Decision {
  const rewrite = decision.action === 'allow' ? rewriteOf(target, snapshot.document.groups[identity.group], known) : undefined;
  return rewrite === undefined ? decision : { ...decision, rewrite };
}
