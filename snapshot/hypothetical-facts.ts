import { type IpAddress, parseIpAddress } from '../core/address.ts';
import type { RequestFacts } from '../core/facts.ts';
import { type Identity, isGroupId, normaliseUserName } from '../core/identity.ts';
import { failure, type Result, success } from '../core/result.ts';
import { parseAbsoluteTarget, parseAuthority, type Target } from '../core/target.ts';
import { type EpochMs, epochMs } from '../core/units.ts';
import { findPerson, leaseIdentity } from './lease-identity.ts';
import type { LivePolicy } from './live-policy.ts';
import type { Network } from './network-table.ts';

/** A question of the kind "what would happen if": a URL and whatever is known of who asks. */
export interface Question {
  readonly url: string;
  readonly user?: string | undefined;
  readonly ip?: string | undefined;
  readonly group?: string | undefined;
  /** ISO 8601; now when absent. */
  readonly at?: string | undefined;
}

/** Finds the network an address belongs to: its group and school. */
export type NetworkLookup = (ip: IpAddress) => Network | undefined;

const NOWHERE = '0.0.0.0' as IpAddress;

/**
 * The facts the proxy would have gathered for this request. An https URL is decided as the proxy sees it without
 * inspection: by host alone, as a CONNECT.
 */
export function hypotheticalFacts(question: Question, policy: LivePolicy, networkOf: NetworkLookup, now: EpochMs): Result<RequestFacts> {
  const target = parseQuestionUrl(question.url);
  if (!target.ok) return target;
  const ip = question.ip === undefined ? NOWHERE : parseIpAddress(question.ip);
  if (ip === undefined) return failure('bad-request', `"${question.ip}" is not an IP address.`);
  if (question.group !== undefined && !isGroupId(question.group)) return failure('bad-request', `There is no group "${question.group}".`);
  const at = question.at === undefined ? now : epochMs(Date.parse(question.at));
  if (Number.isNaN(at)) return failure('bad-request', `"${question.at}" is not an ISO 8601 time.`);
  const tunnelled = target.value.scheme === 'https' || target.value.scheme === 'wss';
  return success({
    kind: tunnelled ? 'connect' : 'request',
    method: tunnelled ? 'CONNECT' : 'GET',
    target: tunnelled ? { ...target.value, path: '', query: '' } : target.value,
    identity: identityFor(question, ip, policy, networkOf, at),
    clientIp: ip,
    at,
    intent: 'unknown',
  });
}

/** People paste what they have: a URL, or a bare host as the record of a tunnel shows it. */
export function parseQuestionUrl(url: string): Result<Target> {
  const text = url.trim();
  if (text.includes('://')) return parseAbsoluteTarget(text.split('#', 1)[0] ?? '');
  const slash = text.indexOf('/');
  if (slash >= 0) return parseAbsoluteTarget(`http://${text.split('#', 1)[0] ?? ''}`);
  const authority = parseAuthority(text, 443);
  return authority.ok ? success({ scheme: 'https', ...authority.value, path: '/', query: '' }) : authority;
}

/** The contract's precedence: a named user, else the lease of the address, else its network. A named group stands above all. */
function identityFor(question: Question, ip: IpAddress, policy: LivePolicy, networkOf: NetworkLookup, at: EpochMs): Identity {
  const lease = question.ip === undefined ? undefined : policy.leaseFor(ip, at);
  const network = question.ip === undefined ? undefined : networkOf(ip);
  const known =
    lease !== undefined && (question.user === undefined || isSamePerson(question.user, lease.user))
      ? leaseIdentity(lease, policy, network)
      : withoutLease(question.user, policy, network);
  return question.group !== undefined && isGroupId(question.group) ? { ...known, group: question.group } : known;
}

function isSamePerson(one: string, other: string): boolean {
  return normaliseUserName(one) === normaliseUserName(other);
}

function withoutLease(user: string | undefined, policy: LivePolicy, network: ReturnType<NetworkLookup>): Identity {
  const person = user === undefined ? undefined : findPerson(policy, user);
  return {
    username: person?.name ?? user ?? null,
    computer: null,
    school: person?.school ?? network?.school ?? null,
    group: person?.group ?? network?.group ?? 'unidentified',
    attribution: user !== undefined ? 'proxy-auth' : network !== undefined ? 'network' : 'none',
    network,
  };
}
