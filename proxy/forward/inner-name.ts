import { isOtherSite } from '../../categoriser/circumvention.ts';
import type { Decision } from '../../core/decision.ts';
import type { RequestFacts } from '../../core/facts.ts';
import type { Hostname } from '../../core/hostname.ts';
import type { Attempt } from '../attempt.ts';
import type { TunnelSurroundings } from './tunnel-surroundings.ts';

type Deciding = Pick<TunnelSurroundings, 'decide' | 'signs' | 'residentsOf'>;

/** Whether a tunnel's ClientHello asks for another host than its CONNECT did. */
export function namesAnother({ target }: RequestFacts, serverName: Hostname | undefined): serverName is Hostname {
  return serverName !== undefined && serverName !== target.hostname;
}

/** What the policy says of the name inside, which from here on is among the attempt's facts. A refusal is told of by itself. */
export function decideInnerName(attempt: Attempt, serverName: Hostname, { decide, signs }: Deciding): Decision {
  const { hostname } = attempt.facts.target;
  attempt.facts = { ...attempt.facts, serverName };
  const decision = decide(attempt.facts);
  const isSign = decision.action === 'allow' && isOtherSite(hostname, serverName);
  return isSign ? signs.seen('other-name', attempt.facts, decision) : decision;
}

/**
 * Nothing inside says more than the CONNECT did; of a bare address, those who live there do, and are among the attempt's facts from
 * here on. Null where that changes nothing.
 */
export function decideWithoutOtherName(attempt: Attempt, { decide, signs, residentsOf }: Deciding): Decision | null {
  const residents = residentsOf(attempt.facts.target.hostname);
  if (residents !== undefined) attempt.facts = { ...attempt.facts, residents };
  const decided = residents === undefined ? attempt.decision : decide(attempt.facts);
  const decision = signs.bareAddress(attempt.facts, decided);
  return decision.action === 'allow' && decision.signal === attempt.decision.signal ? null : decision;
}
