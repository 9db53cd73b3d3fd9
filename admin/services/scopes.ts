import { isGroupId, normaliseUserName } from '../../core/identity.ts';
import type { Override } from '../../core/override.ts';
import { normaliseClassId, type SchoolClass } from '../../core/school-class.ts';
import { findPerson } from '../../snapshot/lease-identity.ts';
import type { LivePolicy } from '../../snapshot/live-policy.ts';
import { type Principal, personActing } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { ServiceContext } from './context.ts';

export type Scope = Override['scope'];

/** A scope in its one form. Refused with `bad-request` when it names nobody. */
export function checkedScope(scope: Scope, { config, policy }: Pick<ServiceContext, 'config' | 'policy'>): Scope {
  const { kind, id } = scope;
  if (kind === 'trust') return { kind };
  if (id === undefined) throw new Problem('bad-request', `scope: say which ${kind}, as "id".`);
  if (kind === 'class') return { kind, id: classNamed(id, policy).id };
  if (kind === 'group' && !isGroupId(id)) throw new Problem('bad-request', `scope: there is no group "${id}".`);
  if (kind === 'school' && !config.schools.some((school) => school.id === id))
    throw new Problem('bad-request', `scope: there is no school "${id}".`);
  return { kind, id };
}

/** The class of that id, or the only one that schools call so. Refused with `bad-request`. */
export function classNamed(id: string, policy: Pick<LivePolicy, 'classes'>): SchoolClass {
  const key = normaliseClassId(id);
  const found = policy.classes().get(key);
  if (found !== undefined) return found;
  const called = [...policy.classes().values()].filter(({ name }) => normaliseClassId(name) === key);
  if (called.length === 1 && called[0] !== undefined) return called[0];
  if (called.length === 0) throw new Problem('bad-request', `scope: there is no class "${id}".`);
  const ids = called.slice(0, 5).map((one) => one.id);
  throw new Problem('bad-request', `scope: ${called.length} classes are called "${id}"; say which: ${ids.join(', ')}.`);
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
 * Why a principal may not act on a scope, in words; undefined when it may. A school's token acts for its school, its
 * classes and the people in it, a teacher for the classes they teach. Groups reach across schools, as the trust does: they need a token for the whole trust.
 */
export async function outsideOf(principal: Principal, scope: Scope, context: ServiceContext): Promise<string | undefined> {
  const { school } = principal;
  const { kind, id = '' } = scope;
  if (principal.role === 'teacher' && kind === 'class' && !teaches(principal, id, context))
    return 'A teacher acts for the classes they teach.';
  if (school === null) return undefined;
  if (kind === 'school' && id === school) return undefined;
  if (kind === 'class' && context.policy.classes().get(id)?.school === school) return undefined;
  if (kind === 'person' && (await schoolOfPerson(id, context)) === school) return undefined;
  const only = `You may act for the school "${school}" only`;
  if (kind === 'group' || kind === 'trust')
    return `${only}; a ${kind === 'group' ? 'group reaches' : 'trust-wide change reaches'} every school.`;
  return `${only}.`;
}

/** A teacher acts as the person that their token names, or else under the name that they signed in with. */
export function teaches(principal: Principal, id: string, { policy }: Pick<ServiceContext, 'policy'>): boolean {
  return policy.classes().get(id)?.teachers.includes(personActing(principal)) === true;
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
    if (kind === 'class') return policy.classes().get(id)?.school === school;
    if (kind !== 'person') return false;
    const person = findPerson(policy, id);
    return person === undefined ? leased.has(normaliseUserName(id)) : person.school === school;
  });
}
