import { type IpAddress, parseIpAddress } from '../../../core/address.ts';
import type { Lease, Person } from '../../../core/identity.ts';
import type { LivePolicy } from '../../../snapshot/live-policy.ts';

export function ip(text: string): IpAddress {
  const parsed = parseIpAddress(text);
  if (parsed === undefined) throw new Error(`not an address: ${text}`);
  return parsed;
}

/** Leases and people in maps, looked up as the live policy does. */
export function policyOf(leases: readonly Lease[] = [], people: readonly Person[] = []) {
  const byIp = new Map(leases.map((lease) => [lease.ip, lease]));
  const byName = new Map(people.map((person) => [person.name, person]));
  const policy: Pick<LivePolicy, 'leaseFor' | 'person'> = {
    leaseFor: (address, now) => {
      const lease = byIp.get(address);
      return lease !== undefined && lease.expiresAt > now ? lease : undefined;
    },
    person: (name) => byName.get(name),
  };
  return { ...policy, byIp, byName };
}

export function lease(address: string, user: string, more: Partial<Lease> = {}): Lease {
  return { ip: ip(address), user, computer: 'PC-12', group: null, school: null, expiresAt: Number.MAX_SAFE_INTEGER, ...more };
}

export function person(name: string, more: Partial<Person> = {}): Person {
  return { name, group: 'seniors', school: null, role: null, passwordHash: null, ...more };
}

export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
