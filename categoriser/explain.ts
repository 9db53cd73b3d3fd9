import type { Decision } from '../core/decision.ts';
import type { Explanation, RuleStep } from '../core/explanation.ts';
import type { RequestFacts } from '../core/facts.ts';
import { formatInstant, formatLondon } from '../core/london-time.ts';
import { formatAuthority, formatTarget, type Target } from '../core/target.ts';
import { decideInContext } from './decide.ts';
import { connectContext, decideConnect } from './decide-connect.ts';
import { decideRequest, requestContext } from './decide-request.ts';
import type { DecisionContext } from './decision-context.ts';
import { hiddenTargets, spelledInHost } from './disguise/hidden-targets.ts';
import { changesFor } from './explain-changes.ts';
import { explainSearch } from './explain-search.ts';
import { rewriteOf } from './rewrites.ts';
import { RULES } from './rules/order.ts';
import { nextBoundary, type PolicySnapshot } from './snapshot.ts';

/** Decides as the proxy would: by the kind of the request. */
function decide(facts: RequestFacts, snapshot: PolicySnapshot): Decision {
  return facts.kind === 'connect' ? decideConnect(facts, snapshot) : decideRequest(facts, snapshot);
}

/** The rules' view of the name that decided: of a tunnel's names or a carrier's pages the one whose own decision is the final one. */
function decidingContext(facts: RequestFacts, snapshot: PolicySnapshot, decision: Decision): DecisionContext {
  const [asked, others] = contextsOf(facts, snapshot);
  const isDeciding = (context: DecisionContext): boolean => {
    const own = decideInContext(context);
    return own.rule === decision.rule && own.reason === decision.reason;
  };
  return (others.length === 0 || isDeciding(asked) ? undefined : others.find(isDeciding)) ?? asked;
}

function contextsOf(facts: RequestFacts, snapshot: PolicySnapshot): readonly [asked: DecisionContext, others: readonly DecisionContext[]] {
  const { target, serverName } = facts;
  if (facts.kind === 'request') {
    const carried = hiddenTargets(target).map((hidden) => requestContext({ ...facts, target: hidden.target }, snapshot));
    return [requestContext(facts, snapshot), carried];
  }
  const names = [...(serverName === undefined ? [] : [serverName]), ...spelledInHost(target).map((hidden) => hidden.target.hostname)];
  return [connectContext(facts, snapshot, target.hostname), names.map((name) => connectContext(facts, snapshot, name))];
}

/** Runs the same rules in the same order as a decision does, and goes on past the one that wins. */
function chainOf(context: DecisionContext, { sealedRef, wouldBlock, reason }: Decision): RuleStep[] {
  const isSealed = sealedRef !== undefined;
  const steps: RuleStep[] = [{ rule: 'policy-unavailable', outcome: 'passed-over', detail: 'A policy is in force.' }];
  let isWon = false;
  for (const rule of RULES) {
    if (isWon && isSealed) {
      steps.push({ rule: rule.id, outcome: 'not-asked', detail: 'Nothing below a statutory list is asked.' });
      continue;
    }
    const answer = rule.answer(context);
    if (answer === undefined) steps.push({ rule: rule.id, outcome: 'passed-over', detail: rule.passedOver(context) });
    else {
      const outcome = isWon ? (`would-${answer.action}` as const) : 'won';
      steps.push({ rule: rule.id, outcome, detail: outcome === 'won' && wouldBlock === true ? reason : answer.reason });
      isWon = true;
    }
  }
  return steps;
}

function explainRewrite({ kind, identity }: RequestFacts, snapshot: PolicySnapshot, asked: Target): Pick<Explanation, 'rewrite'> {
  const rewrite = rewriteOf(asked, snapshot.document.groups[identity.group], snapshot.hostFacts(asked.hostname));
  if (rewrite === undefined) return {};
  const query = rewrite.query.map(([name, value]) => `${name}=${value}`);
  const headers = rewrite.headers.map(([name, value]) => `${name}: ${value}`);
  return { rewrite: { isApplied: kind === 'request', query, headers } };
}

function visibleTarget({ kind, target }: RequestFacts): string {
  return kind === 'connect' ? formatAuthority(target) : formatTarget(target, true);
}

/**
 * Why these facts are decided as they are under this policy: the whole rule chain with each rule's answer, the evidence,
 * and what would change the answer, found by really deciding. A sealed target is named by its keyed hash alone. `asked` is the
 * whole URL that was asked about, where the facts of a tunnel hold its host alone.
 */
export function explainDecision(facts: RequestFacts, snapshot: PolicySnapshot, asked: Target = facts.target): Explanation {
  const decision = decide(facts, snapshot);
  const { sealedRef } = decision;
  const isSealed = sealedRef !== undefined;
  const context = decidingContext(facts, snapshot, decision);
  const boundary = nextBoundary(snapshot, facts.at);
  const { action, rule, reason, wouldBlock, category, signal, theme, evidence, searchTerm, dialHost } = decision;
  const search = decision.recordPath && !isSealed ? explainSearch(asked, snapshot, facts.kind === 'request') : undefined;
  const sealedMatches = evidence.match === undefined ? [] : [evidence.match];
  return {
    target: sealedRef ?? visibleTarget(facts),
    decidedBy: sealedRef ?? context.host,
    action,
    rule,
    reason,
    ...(wouldBlock === undefined ? {} : { wouldBlock }),
    categories: [...decision.categories],
    category,
    signal,
    theme,
    ...(searchTerm === undefined ? {} : { searchTerm }),
    ...(search === undefined ? {} : { search }),
    ...(dialHost === undefined ? {} : { dialHost }),
    ...(action === 'allow' && explainRewrite(facts, snapshot, asked)),
    evidence,
    matches: isSealed ? sealedMatches : [...context.verdict.matches],
    chain: chainOf(context, decision),
    wouldChange: isSealed ? [] : changesFor(facts, snapshot, decision, decide),
    identity: facts.identity,
    at: formatInstant(facts.at),
    localTime: `${formatLondon(facts.at)} (Europe/London)`,
    schedules: [...context.inForce.schedules],
    nextBoundary: boundary === null ? null : formatInstant(boundary),
    policyVersion: decision.policyVersion,
    listVersion: decision.listVersion,
  };
}
