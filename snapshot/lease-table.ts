import type { IpAddress } from '../core/address.ts';
import type { Lease } from '../core/identity.ts';
import type { EpochMs } from '../core/units.ts';
import type { Changes } from '../storage/stores.ts';

/**
 * The leases in force, by address. A look-up is one Map access, so that 50,000 leases cost the data path nothing.
 * Tells when an address stops belonging to the person and computer it belonged to; a renewal for the same ones is no end.
 */
export class LeaseTable {
  readonly #leases = new Map<IpAddress, Lease>();
  readonly #onEnded: (ip: IpAddress) => void;

  constructor(onEnded: (ip: IpAddress) => void) {
    this.#onEnded = onEnded;
  }

  get(ip: IpAddress, now: EpochMs): Lease | undefined {
    const lease = this.#leases.get(ip);
    return lease !== undefined && lease.expiresAt > now ? lease : undefined;
  }

  list(): Lease[] {
    return [...this.#leases.values()];
  }

  /** Takes over what changed. A reset (the reader was too far behind) ends every lease that is not named. */
  apply(changes: Changes<Lease, IpAddress> & { readonly reset?: boolean }): void {
    const ended = new Set<IpAddress>(changes.removed.filter((ip) => this.#leases.has(ip)));
    if (changes.reset === true) {
      const kept = new Set(changes.upserted.map((lease) => lease.ip));
      for (const ip of this.#leases.keys()) if (!kept.has(ip)) ended.add(ip);
    }
    for (const ip of ended) this.#leases.delete(ip);
    for (const lease of changes.upserted) {
      const before = this.#leases.get(lease.ip);
      this.#leases.set(lease.ip, lease);
      if (before !== undefined && !sameHolder(before, lease)) ended.add(lease.ip);
    }
    for (const ip of ended) this.#onEnded(ip);
  }

  /** Ends the leases that have run out. About 10 ns a lease; called once a second. */
  expire(now: EpochMs): void {
    for (const [ip, lease] of this.#leases) {
      if (lease.expiresAt > now) continue;
      this.#leases.delete(ip);
      this.#onEnded(ip);
    }
  }
}

/** Who holds it decides every answer, so a new group or school ends what was open as a new person does. */
function sameHolder(a: Lease, b: Lease): boolean {
  return a.user === b.user && a.computer === b.computer && a.group === b.group && a.school === b.school;
}
