import type { Measure, MeasureKind } from '../../core/measure.ts';
import type { EpochMs } from '../../core/units.ts';
import { findPerson } from '../../snapshot/lease-identity.ts';
import type { NewAudit } from '../../storage/audit-log.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { ServiceContext } from './context.ts';
import { refuseOutside } from './overrides.ts';
import { unknownPersonWarnings } from './people-known.ts';
import { refused } from './refusal.ts';
import { withinSchool } from './scopes.ts';

export type MeasureOf<K extends MeasureKind> = Extract<Measure, { readonly kind: K }>;

/** Something switched: what, the revision of `overrides` to wait for, and what whoever did it should know. */
export interface Switched<M extends Measure = Measure> {
  readonly measure: M;
  readonly revision: number;
  readonly warnings: readonly string[];
}

/**
 * Whom a measure is for, and the school that makes it. A school's token acts for the people of its school, and for somebody whom
 * neither the directory nor a lease knows: pupils known by leases alone are unknown once they have gone home.
 */
export async function personFor(
  principal: Principal,
  person: string,
  context: ServiceContext,
  action: string,
): Promise<{ readonly person: string; readonly school?: string; readonly warnings: readonly string[] }> {
  const warnings = await unknownPersonWarnings(person, context);
  if (warnings.length === 0) await refuseOutside(principal, { kind: 'person', id: person }, context, action);
  return { person, ...(principal.school === null ? {} : { school: principal.school }), warnings };
}

/** Puts a measure in the store, audited first: what is not in the audit log is not in force. */
export async function putMeasure<M extends Measure>(
  principal: Principal,
  measure: M,
  context: ServiceContext,
  warnings: readonly string[] = [],
): Promise<Switched<M>> {
  await context.stores.audit.append(measureRow(principal, measure, context.clock()));
  return { measure, revision: await context.stores.measures.put(measure), warnings };
}

/** `more`: what it was put for, such as a request. */
export function measureRow({ actor }: Principal, measure: Measure, at: number, more: Readonly<Record<string, string>> = {}): NewAudit {
  const detail = { ...written(measure), ...more };
  return { at, actor, action: `${measure.kind}.put`, subject: subjectOf(measure), outcome: 'done', detail };
}

/**
 * Those of a kind that had not ended at a time (now, if none is given), later ones among them, and that a principal may see: a
 * school's token those of its school.
 */
export async function runningMeasures<K extends MeasureKind>(
  principal: Principal,
  kind: K,
  context: ServiceContext,
  at: EpochMs = context.clock(),
): Promise<MeasureOf<K>[]> {
  const all = await context.stores.measures.list(at);
  const found = all.filter((one): one is MeasureOf<K> => one.kind === kind);
  const { school } = principal;
  if (school === null) return found;
  const people = found.flatMap((one) => peopleOf(one).map((id) => ({ id: one.id, scope: { kind: 'person' as const, id } })));
  const ofTheSchool = new Set((await withinSchool(principal, people, context)).map(({ id }) => id));
  return found.filter((one) => concerns(one, school, ofTheSchool.has(one.id), context));
}

/** Ends a measure now. `not-found` for what does not run, not within the principal's school, or has just been ended by somebody else. */
export async function endMeasure(
  principal: Principal,
  kind: MeasureKind,
  { id, reason }: { readonly id: string; readonly reason?: string },
  context: ServiceContext,
): Promise<{ readonly until: number; readonly revision: number }> {
  const { stores, clock } = context;
  const running = (await runningMeasures(principal, kind, context)).find((one) => one.id === id);
  const missing = new Problem('not-found', `Nothing that runs is named "${id}".`);
  if (running === undefined) throw missing;
  const until = clock();
  if (reachesBeyond(running, principal, context)) {
    const words = `You may act for the school "${principal.school}" only, and this reaches further.`;
    throw await refused(context, principal, { action: `${kind}.end`, subject: id, code: 'forbidden', words });
  }
  const entry = { at: until, actor: principal.actor, action: `${kind}.end`, subject: subjectOf(running) };
  await stores.audit.append({
    ...entry,
    outcome: 'done',
    detail: { ...written(running), ...(reason === undefined ? {} : { ended: reason }) },
  });
  const revision = await stores.measures.end(id, until);
  if (revision !== undefined) return { until, revision };
  await stores.audit.append({ ...entry, outcome: 'refused', detail: { id, why: 'Somebody else ended it first.' } });
  throw missing;
}

/** Whom a measure names. */
function peopleOf(measure: Measure): readonly string[] {
  if (measure.kind === 'exam') return measure.audience.people ?? [];
  return 'person' in measure ? [measure.person] : [];
}

/** `namesOwn`: somebody whom it names is of the school. */
function concerns(measure: Measure, school: string, namesOwn: boolean, { policy }: ServiceContext): boolean {
  switch (measure.kind) {
    case 'suspension':
    case 'arrangement':
    case 'personal-use':
      return namesOwn || (measure.school === school && findPerson(policy, measure.person) === undefined);
    case 'exam': {
      const { schools, classes, people } = measure.audience;
      if (schools !== undefined && !schools.includes(school)) return false;
      // Of one school alone: it is that school's, whomever it names.
      if (schools?.length === 1) return true;
      if (people !== undefined) return namesOwn;
      return classes === undefined || classes.some((id) => policy.classes().get(id)?.school === school);
    }
    case 'pupil-wifi':
      return measure.school === school;
    case 'ai-tool':
      return true;
  }
}

/** An exam may be for several schools, or for everybody: who acts for one school sees it and does not end it. */
function reachesBeyond(measure: Measure, { school }: Principal, { policy }: ServiceContext): boolean {
  if (school === null || measure.kind !== 'exam') return false;
  const { schools, classes } = measure.audience;
  const reached = schools ?? classes?.map((id) => policy.classes().get(id)?.school);
  return reached === undefined || reached.some((one) => one !== school);
}

/** What the audit log names it by. */
function subjectOf(measure: Measure): string {
  switch (measure.kind) {
    case 'suspension':
    case 'arrangement':
    case 'personal-use':
      return measure.person;
    case 'pupil-wifi':
      return measure.school;
    default:
      return measure.id;
  }
}

/** A measure with its times as people read them. */
export function written<M extends Measure>(
  measure: M,
): Omit<M, 'kind' | 'from' | 'until'> & { readonly from: string; readonly until: string } {
  const { kind: _, from, until, ...rest } = measure;
  return { ...rest, from: new Date(from).toISOString(), until: new Date(until).toISOString() };
}
