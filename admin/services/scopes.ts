import { isGroupId, normaliseUserName } from '../../core/identity.ts';
import type { Override } from '../../core/override.ts';
import { findPerson } from '../../snapshot/lease-identity.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { ServiceContext } from './context.ts';

export type Scope = Override['scope'];

/** A scope in its one form. Refused with `bad-request` when it names nobody. */
export function checkedScope(scope: Scope, { config }: Pick<ServiceContext, 'config'>): Scope {
  const { kind, id } = scope;
  if (kind === 'trust') return { kind };
  if (id === undefined) throw new Problem('bad-request', `scope: say which ${kind}, as "id".`);
  if (kind === 'class')
    throw new Problem('bad-request', `scope: there is no class "${id}", since no classes have been imported yet. Name people or a group.`);
  if (kind === 'group' && !isGroupId(id)) throw new Problem('bad-request', `scope: there is no group "${id}".`);
  if (kind === 'school' && !config.schools.some((school) => school.id === id))
    throw new Problem('bad-request', `scope: there is no school "${id}".`);
  return { kind, id };
}

/** The school a person belongs to: the directory's word, else that of a lease that holds now. */
export async function schoolOfPerson(name: string, { policy, stores, clock }: ServiceContext): Promise<string | null> {
  const person = findPerson(policy, name);
  if (person !== undefined) return person.school;
  const key = normaliseUserName(name);
  const lease = (await stores.leases.list(clock())).find((one) => normaliseUserName(one.user) === key);
  return lease?.school ?? null;
}

/**
 * Why a principal may not act on a scope, in words; undefined when it may. A school's token acts for its school and the people
 * in it. Groups reach across schools, as the trust does: they need a token for the whole trust.
 */
export async function outsideOf(principal: Principal, scope: Scope, context: ServiceContext): Promise<string | undefined> {
  const { school } = principal;
  if (school === null) return undefined;
  const { kind, id = '' } = scope;
  if (kind === 'school' && id === school) return undefined;
  if (kind === 'person' && (await schoolOfPerson(id, context)) === school) return undefined;
  const only = `This token may act for the school "${school}" only`;
  if (kind === 'group' || kind === 'trust')
    return `${only}; a ${kind === 'group' ? 'group reaches' : 'trust-wide change reaches'} every school.`;
  return `${only}.`;
}

/** Those that a principal may see. The directory is in memory; leases are read once, and only for a school's token. */
export async function withinSchool<T extends { readonly scope: Scope }>(
  principal: Principal,
  items: readonly T[],
  { policy, stores, clock }: ServiceContext,
): Promise<readonly T[]> {
  const { school } = principal;
  if (school === null) return items;
  const leased = new Set(
    (await stores.leases.list(clock())).filter((one) => one.school === school).map((one) => normaliseUserName(one.user)),
  );
  return items.filter(({ scope: { kind, id = '' } }) => {
    if (kind === 'school') return id === school;
    if (kind !== 'person') return false;
    const person = findPerson(policy, id);
    return person === undefined ? leased.has(normaliseUserName(id)) : person.school === school;
  });
}
