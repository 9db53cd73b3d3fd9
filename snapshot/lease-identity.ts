import { composedUserName, type Identity, type Lease, type NetworkPlace, normaliseUserName, type Person } from '../core/identity.ts';
import type { LivePolicy } from './live-policy.ts';

/** The person of that name in any case; somebody stored with capitals is found by exactly those. */
export function findPerson(policy: Pick<LivePolicy, 'person'>, name: string): Person | undefined {
  return policy.person(normaliseUserName(name)) ?? policy.person(composedUserName(name));
}

/** Who holds a lease: its own group and school, else the person's, else those of the network (contract, "Groups and default policy"). */
export function leaseIdentity(
  lease: Lease,
  policy: Pick<LivePolicy, 'person'>,
  network: (NetworkPlace & { readonly group: Identity['group'] | null }) | undefined,
): Identity {
  const person = findPerson(policy, lease.user);
  return {
    // The directory's spelling where there is one, so that records and grants name a person in one way.
    username: person?.name ?? lease.user,
    computer: lease.computer,
    school: lease.school ?? person?.school ?? network?.school ?? null,
    group: lease.group ?? person?.group ?? network?.group ?? 'unidentified',
    attribution: 'lease',
    network,
  };
}
