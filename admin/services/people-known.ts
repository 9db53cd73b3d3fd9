import { normaliseUserName } from '../../core/identity.ts';
import { findPerson } from '../../snapshot/lease-identity.ts';
import type { ServiceContext } from './context.ts';

/**
 * Nobody of that name is in the directory or holds a lease: a slip of the pen would concern nobody. Not refused, since a school
 * may know its people by leases or credentials alone, and somebody to be suspended may have gone home.
 */
export async function unknownPersonWarnings(name: string, { policy, stores, clock }: ServiceContext): Promise<string[]> {
  if (findPerson(policy, name) !== undefined) return [];
  const key = normaliseUserName(name);
  if ((await stores.leases.list(clock())).some(({ user }) => normaliseUserName(user) === key)) return [];
  return [`Nobody named "${name}" is known here now: check the spelling.`];
}
