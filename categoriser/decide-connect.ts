import type { Decision } from '../core/decision.ts';
import type { RequestFacts } from '../core/facts.ts';
import type { Hostname } from '../core/hostname.ts';
import { decideInContext } from './decide.ts';
import { type DecisionContext, decisionContext } from './decision-context.ts';
import { withHidden } from './disguise/decide-hidden.ts';
import { spelledInHost } from './disguise/hidden-targets.ts';
import { policyUnavailable } from './rules/policy-unavailable.ts';
import type { PolicySnapshot } from './snapshot.ts';
import { stricter } from './stricter.ts';

/** What the rules look at for one of the names a tunnel goes by; neither path nor search is visible. */
export function connectContext(
  facts: RequestFacts,
  snapshot: PolicySnapshot,
  host: Hostname,
  known = snapshot.hostFacts(host),
): DecisionContext {
  const { entry, isNamed } = known;
  return decisionContext(snapshot, facts.identity, facts.at, { host, isNamed, path: '', verdict: entry.verdict, search: null });
}

/**
 * Decides a CONNECT: by the host it names and, once the first ClientHello is read, by the server name too; the stricter
 * answer wins. Null: no policy was ever loaded, which blocks.
 */
export function decideConnect(facts: RequestFacts, snapshot: PolicySnapshot | null): Decision {
  if (snapshot === null) return policyUnavailable;
  const { serverName, target } = facts;
  const asked = decideName(facts, snapshot, target.hostname);
  if (serverName === undefined || serverName === target.hostname) return asked;
  return stricter(decideName(facts, snapshot, serverName), asked);
}

function decideName(facts: RequestFacts, snapshot: PolicySnapshot, host: Hostname): Decision {
  const known = snapshot.hostFacts(host);
  const own = decideInContext(connectContext(facts, snapshot, host, known));
  if (!known.isDisguise && facts.residents === undefined) return own;
  const spelled = spelledInHost(host === facts.target.hostname ? facts.target : { ...facts.target, hostname: host });
  return withHidden(own, facts, spelled, ({ hostname }) => decideInContext(connectContext(facts, snapshot, hostname)));
}
