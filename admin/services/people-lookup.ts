import { normaliseUserName } from '../../core/identity.ts';
import type { SchoolClass } from '../../core/school-class.ts';
import type { KnownPerson } from '../../storage/directory.ts';
import type { Principal } from '../auth/principal.ts';
import type { ServiceContext } from './context.ts';
import { refused, requireSchool } from './refusal.ts';
import { classNamed, outsideOf } from './scopes.ts';

const ACTION = 'people.look-up';

export interface PeopleQuery {
  readonly name?: string;
  readonly school?: string;
  readonly group?: string;
  readonly class?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** A page of the people that a principal may see. Audited: it is a look-up of persons. */
export async function lookUpPeople(
  principal: Principal,
  query: PeopleQuery,
  context: ServiceContext,
): Promise<{ items: KnownPerson[]; next: string | null }> {
  const { stores, clock } = context;
  const { class: classId, cursor, limit, ...filter } = query;
  const found = classId === undefined ? undefined : await classFor(principal, classId, context);
  if (query.school !== undefined) await requireSchool(context, principal, query.school, { action: ACTION });
  const items = await stores.directory.page({
    ...filter,
    ...(principal.school === null ? {} : { school: principal.school }),
    ...(found === undefined ? {} : { among: found.members }),
    ...(cursor === undefined ? {} : { after: cursor }),
    limit: limit + 1,
  });
  const page = items.slice(0, limit);
  const detail = {
    role: principal.role,
    ...filter,
    ...(found === undefined ? {} : { class: found.id }),
    ...(cursor === undefined ? {} : { cursor }),
    found: page.length,
  };
  const subject = query.name === undefined ? (found?.id ?? query.group ?? query.school ?? 'people') : normaliseUserName(query.name);
  await stores.audit.append({ at: clock(), actor: principal.actor, action: ACTION, subject, outcome: 'done', detail });
  return { items: page, next: items.length > limit ? (page.at(-1)?.name ?? null) : null };
}

/** The classes that a principal may see: a school's token those of the school, a teacher those they teach. */
export async function visibleClasses(principal: Principal, school: string | undefined, context: ServiceContext): Promise<SchoolClass[]> {
  const visible: SchoolClass[] = [];
  for (const one of context.policy.classes().values()) {
    if (school !== undefined && one.school !== school) continue;
    if ((await outsideOf(principal, { kind: 'class', id: one.id }, context)) === undefined) visible.push(one);
  }
  return visible.sort((one, other) => (one.id < other.id ? -1 : 1));
}

async function classFor(principal: Principal, id: string, context: ServiceContext): Promise<SchoolClass> {
  const found = classNamed(id, context.policy);
  const outside = await outsideOf(principal, { kind: 'class', id: found.id }, context);
  if (outside !== undefined)
    throw await refused(context, principal, { action: ACTION, subject: found.id, code: 'forbidden', words: outside });
  return found;
}
