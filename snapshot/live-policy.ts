import type { PolicySnapshot } from '../categoriser/snapshot.ts';
import type { IpAddress } from '../core/address.ts';
import type { Lease, Person } from '../core/identity.ts';
import type { PolicyDocument } from '../core/policy.ts';
import type { SchoolClass } from '../core/school-class.ts';
import type { EpochMs } from '../core/units.ts';
import type { PartStatus } from '../storage/control-bus.ts';

/** The policy, lists and people as they are in force in this process; kept current in the background, read synchronously. */
export interface LivePolicy {
  /** Null only when no valid snapshot could ever be loaded: decide `policy-unavailable`. */
  snapshot(): PolicySnapshot | null;
  /** The policy document that the snapshot is compiled from. */
  document(): PolicyDocument;
  /** The lease that holds at `now`; expired ones are not returned. */
  leaseFor(ip: IpAddress, now: EpochMs): Lease | undefined;
  person(name: string): Person | undefined;
  /** Every class, by id (core/school-class.ts). */
  classes(): ReadonlyMap<string, SchoolClass>;
  /** Called after every swap of the snapshot (policy, lists or overrides changed). Open tunnels are decided again then. */
  onSwap(listener: () => void): void;
  /** Called when a newer revision of anything has come into force: after a swap, and when leases or people changed. */
  onInForce(listener: () => void): void;
  /** Called when an address no longer belongs to the person and computer it belonged to (removed, expired or taken over). */
  onLeaseEnded(listener: (ip: IpAddress) => void): void;
  /** Called when people changed or are gone, with their names: what was opened for them may no longer be theirs. */
  onPeopleChanged(listener: (names: ReadonlySet<string>) => void): void;
  /** What is in force here, for the part's sign of life. */
  state(): Pick<PartStatus, 'revisions' | 'policyVersion' | 'listVersion' | 'problems'>;
  close(): Promise<void>;
}
