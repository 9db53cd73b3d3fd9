import type { Hostname } from '../../core/hostname.ts';
import type { Override } from '../../core/override.ts';
import { SERVICES, serviceHosts } from '../../core/service-bundles.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { ServiceContext } from './context.ts';
import { granterOf, refuseClosed, refuseManyLessons, refuseOutside, sitesIn, warningsFor } from './overrides.ts';
import { classNamed, outsideOf } from './scopes.ts';
import type { SiteTier } from './sites.ts';
import { endOfLesson } from './times.ts';

export interface LessonInput {
  /** Id, or name where only one class is called so. */
  readonly class: string;
  /** One of three: a service by name, a URL (the service it belongs to is opened whole), or hosts. */
  readonly service?: string;
  readonly url?: string;
  readonly hosts?: readonly string[];
  /** What it needs beside these, as a look at its page suggests (lesson-needs.ts). */
  readonly also?: readonly string[];
  /** ISO 8601; an hour from now when absent or null. */
  readonly until?: string | null;
  readonly reason: string;
}

export interface OpenedLesson {
  readonly lesson: Override;
  readonly revision: number;
  readonly warnings: readonly string[];
}

/** Opens a site, and what it needs to work, for a class until a time of the same day (rows R13, I09). */
export async function openLesson(principal: Principal, input: LessonInput, context: ServiceContext): Promise<OpenedLesson> {
  const { stores, clock } = context;
  const action = 'lesson.open';
  const found = classNamed(input.class, context.policy);
  const scope = { kind: 'class', id: found.id } as const;
  const now = clock();
  const until = endOfLesson(input.until, now);
  const { hosts, tiers } = sitesOfLesson(input, context);
  await refuseOutside(principal, scope, context, action);
  await refuseClosed(principal, tiers, context, action);
  await refuseManyLessons(principal, scope, context, action);
  const lesson: Override = {
    id: `lesson-${context.newId()}`,
    kind: 'lesson',
    scope,
    hosts: [...hosts],
    from: now,
    until,
    reason: input.reason,
    grantedBy: granterOf(principal),
  };
  const detail = { ...lesson, from: new Date(now).toISOString(), until: new Date(until).toISOString() };
  // Audited first: what is not in the audit log is not in force.
  await stores.audit.append({ at: now, actor: principal.actor, action, subject: hosts[0] ?? '', outcome: 'done', detail });
  const warnings = warningsFor(hosts, context);
  if (found.members.length === 0) warnings.push(`Nobody is in the class "${found.id}".`);
  return { lesson, revision: await stores.overrides.add(lesson), warnings };
}

/** The lesson grants that run and that a principal may see: a teacher those of the classes they teach, a school's token its own. */
export async function runningLessons(principal: Principal, context: ServiceContext): Promise<Override[]> {
  const { stores, clock } = context;
  const lessons = (await stores.overrides.list(clock())).filter(({ kind }) => kind === 'lesson');
  const beyond = await Promise.all(lessons.map(({ scope }) => outsideOf(principal, scope, context)));
  return lessons.filter((_, index) => beyond[index] === undefined);
}

/** Ends a lesson grant now. `not-found` for what does not run, or not for a class of the principal's. */
export async function endLesson(
  principal: Principal,
  id: string,
  context: ServiceContext,
): Promise<{ readonly until: number; readonly revision: number }> {
  const { stores, clock } = context;
  const lesson = (await runningLessons(principal, context)).find((one) => one.id === id);
  if (lesson === undefined) throw new Problem('not-found', `No lesson that runs is named "${id}".`);
  const until = clock();
  const detail = { hosts: lesson.hosts, scope: lesson.scope, grantedBy: lesson.grantedBy, reason: lesson.reason };
  await stores.audit.append({ at: until, actor: principal.actor, action: 'lesson.end', subject: id, outcome: 'done', detail });
  return { until, revision: await stores.overrides.end(id, until) };
}

function sitesOfLesson(
  { service, url, hosts, also = [] }: LessonInput,
  context: ServiceContext,
): { readonly hosts: readonly Hostname[]; readonly tiers: readonly SiteTier[] } {
  if ([service, url, hosts].filter((one) => one !== undefined).length !== 1) {
    throw new Problem('bad-request', 'Give one of "service", "url" and "hosts".');
  }
  const named = service === undefined ? hosts : serviceHosts(service);
  if (named !== undefined || url !== undefined) {
    const own = sitesIn({ ...(url === undefined ? {} : { url }), ...(named === undefined ? {} : { hosts: named }) }, context);
    const beside = sitesIn({ hosts: also }, context);
    return { hosts: [...new Set([...own.hosts, ...beside.hosts])], tiers: [...own.tiers, ...beside.tiers] };
  }
  throw new Problem('bad-request', `service: there is none named "${service}"; known are ${SERVICES.map(({ id }) => id).join(', ')}.`);
}
