import type { NetworkSettings } from '../../config/schema/config.ts';
import type { IpAddress } from '../../core/address.ts';
import type { Identity, Lease } from '../../core/identity.ts';
import type { Clock, EpochMs } from '../../core/units.ts';
import { findPerson, leaseIdentity } from '../../snapshot/lease-identity.ts';
import type { LivePolicy } from '../../snapshot/live-policy.ts';
import { createNetworkTable } from '../../snapshot/network-table.ts';
import type { ComputerNames } from './computer-names.ts';
import type { CredentialOutcome, CredentialVerifier } from './credential-verifier.ts';

export type IdentityOutcome =
  | { readonly kind: 'identified'; readonly identity: Identity }
  /** Answer 407 with `Proxy-Authenticate`. */
  | { readonly kind: 'challenge'; readonly reason: 'credentials-wrong' | 'credentials-missing' | 'too-many-attempts' };

export const CHALLENGE_WORDS: Readonly<Record<Extract<IdentityOutcome, { kind: 'challenge' }>['reason'], string>> = {
  'credentials-wrong': 'The user name or password is not right.',
  'credentials-missing': 'Nothing says who is asking: sign in with your user name and password.',
  'too-many-attempts': 'Too many wrong passwords: wait a little, then sign in again.',
};

/** What of a request head says who asks. */
export interface IdentityHead {
  readonly clientIp: IpAddress;
  readonly proxyAuthorization: string | undefined;
  readonly now: EpochMs;
}

export interface IdentityResolver {
  /** Synchronous for leases, networks and remembered credentials; a promise only while a password is being hashed. */
  resolve(head: IdentityHead): IdentityOutcome | Promise<IdentityOutcome>;
  /** Whether somebody identified at this address is still known, and in the same group and school. */
  isStill(identity: Identity, clientIp: IpAddress, now: EpochMs): boolean;
}

export interface IdentityResolverOptions {
  readonly policy: Pick<LivePolicy, 'leaseFor' | 'person'>;
  readonly networks: readonly NetworkSettings[];
  /** Challenge a client that no lease and no network identifies. */
  readonly askForCredentials: boolean;
  readonly verifier: CredentialVerifier;
  readonly computerNames: ComputerNames;
  readonly clock: Clock;
}

/**
 * Who asks: credentials that verify, else the lease of the address, else its network (contract, "Groups and default policy").
 * Credentials that do not verify are challenged even where a lease would do: falling back would let anyone shed a
 * stricter policy by sending a wrong password.
 */
export function createIdentityResolver(options: IdentityResolverOptions): IdentityResolver {
  const { policy, askForCredentials, verifier, computerNames, clock } = options;
  const networkOf = createNetworkTable(options.networks);

  function computerAt(lease: Lease | undefined, clientIp: IpAddress, now: EpochMs): string | null {
    return lease?.computer ?? computerNames.nameOf(clientIp, now);
  }

  function fromCredentials(outcome: CredentialOutcome, clientIp: IpAddress, now: EpochMs): IdentityOutcome {
    if (outcome.kind === 'refused') return { kind: 'challenge', reason: outcome.reason };
    const { person } = outcome;
    const network = networkOf(clientIp);
    return identified({
      username: person.name,
      computer: computerAt(policy.leaseFor(clientIp, now), clientIp, now),
      school: person.school ?? network?.school ?? null,
      group: person.group,
      attribution: 'proxy-auth',
      network,
    });
  }

  function fromNetwork(clientIp: IpAddress, now: EpochMs): IdentityOutcome {
    const network = networkOf(clientIp);
    if (network === undefined && askForCredentials) return { kind: 'challenge', reason: 'credentials-missing' };
    return identified({
      username: null,
      computer: computerNames.nameOf(clientIp, now),
      school: network?.school ?? null,
      group: network?.group ?? 'unidentified',
      attribution: network === undefined ? 'none' : 'network',
      network,
    });
  }

  return {
    resolve({ clientIp, proxyAuthorization, now }) {
      if (proxyAuthorization !== undefined) {
        const outcome = verifier.verify(proxyAuthorization, clientIp, now);
        return outcome instanceof Promise
          ? outcome.then((verified) => fromCredentials(verified, clientIp, clock()))
          : fromCredentials(outcome, clientIp, now);
      }
      const lease = policy.leaseFor(clientIp, now);
      return lease === undefined ? fromNetwork(clientIp, now) : identified(leaseIdentity(lease, policy, networkOf(clientIp)));
    },
    isStill({ username, group, school, attribution }, clientIp, now) {
      if (username === null) return true;
      const network = networkOf(clientIp);
      if (attribution === 'proxy-auth') {
        const person = findPerson(policy, username);
        return person?.group === group && (person.school ?? network?.school ?? null) === school;
      }
      const lease = policy.leaseFor(clientIp, now);
      // The end of a lease is told by itself.
      if (attribution !== 'lease' || lease === undefined) return true;
      const current = leaseIdentity(lease, policy, network);
      return current.group === group && current.school === school;
    },
  };
}

function identified(identity: Identity): IdentityOutcome {
  return { kind: 'identified', identity };
}
