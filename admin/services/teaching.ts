import { SERVICES, serviceHosts } from '../../core/service-bundles.ts';
import { findPerson } from '../../snapshot/lease-identity.ts';
import { isSamePerson, type Principal, personActing } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { NetworkedContext } from './context.ts';
import { type ExamInput, openExam } from './exams.ts';
import { runningLessons } from './lessons.ts';
import { endMeasure, type MeasureOf, runningMeasures, type Switched, written } from './measures.ts';
import { visibleClasses } from './people-lookup.ts';
import { refused } from './refusal.ts';
import { classNamed, teaches } from './scopes.ts';
import { endOfLesson } from './times.ts';

type Exam = MeasureOf<'exam'>;

/** More than any one room has. */
const MOST_COMPUTERS = 60;

export interface TeacherExamInput extends Pick<ExamInput, 'allowListOnly' | 'sites' | 'reason'> {
  /** Id, or name where only one class is called so. */
  readonly class?: string;
  /** How the names of the room's computers begin. */
  readonly room?: string;
  /** ISO 8601; an hour from now when absent or null, and on the same day. */
  readonly until?: string | null;
}

/** A teacher's day on one page: their classes, what is open for them, the exams they sit, and what can be opened by name. */
export async function teachersDay(principal: Principal, context: NetworkedContext) {
  const [classes, lessons, exams] = await Promise.all([
    visibleClasses(principal, undefined, context),
    runningLessons(principal, context),
    examsOf(principal, context),
  ]);
  const now = context.clock();
  const iso = (at: number) => new Date(at).toISOString();
  return {
    me: personActing(principal),
    now: iso(now),
    school: schoolOf(principal, context),
    classes: classes.map(({ members, teachers: _, ...one }) => ({ ...one, members: members.length })),
    open: lessons.map(({ kind: _, scope, from, until, ...one }) => ({
      ...one,
      class: scope.id ?? '',
      title: titleOf(one.hosts),
      from: iso(from),
      until: iso(until),
    })),
    exams: exams.map((exam) => ({ ...written(exam), mine: isOwn(exam, principal) })),
    services: SERVICES.map(({ id, title }) => ({ id, title })),
  };
}

/** The service that is open, where it is one. */
function titleOf(hosts: readonly string[]): string | null {
  const service = SERVICES.find(({ id }) => serviceHosts(id)?.every((host) => hosts.includes(host)));
  return service?.title ?? null;
}

/** A teacher's school: that of their token or session, else what the directory says. */
function schoolOf(principal: Principal, { policy }: NetworkedContext): string | null {
  return principal.school ?? findPerson(policy, personActing(principal))?.school ?? null;
}

/** A teacher sees the windows they opened, and those that their classes sit; others whatever they may see. */
async function examsOf(principal: Principal, context: NetworkedContext): Promise<Exam[]> {
  const exams = await runningMeasures(principal, 'exam', context);
  if (principal.role !== 'teacher') return exams;
  return exams.filter((exam) => isOwn(exam, principal) || exam.audience.classes?.some((id) => teaches(principal, id, context)) === true);
}

function isOwn({ by }: Exam, principal: Principal): boolean {
  return isSamePerson({ actor: by }, principal);
}

/**
 * Exam mode for a class the teacher teaches, for a room of their school, or for the class in that room: until a time of the same day
 * (row R35). It only ever closes; a teacher who takes another room for theirs is in the audit log, and IT ends it.
 */
export async function openTeacherExam(
  principal: Principal,
  { class: name, room, until, ...more }: TeacherExamInput,
  context: NetworkedContext,
): Promise<Switched<Exam>> {
  if (name === undefined && room === undefined) throw new Problem('bad-request', 'Say which class, which room, or both.');
  const school = schoolOf(principal, context);
  const found = name === undefined ? undefined : classNamed(name, context.policy);
  if (found !== undefined && principal.role === 'teacher' && !teaches(principal, found.id, context)) {
    const words = 'A teacher acts for the classes they teach.';
    throw await refused(context, principal, { action: 'exam.put', subject: found.id, code: 'forbidden', words });
  }
  if (found === undefined && school === null) throw new Problem('bad-request', 'room: say for which class, too: your school is not known.');
  if (room !== undefined && principal.role === 'teacher') await requireRoom(room, found?.school ?? school, context);
  const audience = {
    ...(found !== undefined && { classes: [found.id] }),
    ...(room !== undefined && { computers: [room] }),
    ...(found === undefined && school !== null && { schools: [school] }),
  };
  const end = new Date(endOfLesson(until, context.clock())).toISOString();
  return openExam(principal, { ...more, audience, until: end }, context);
}

/** Refuses what is more than a room: half the school's computers may begin with the same letters. */
async function requireRoom(room: string, school: string | null, { stores, clock }: NetworkedContext): Promise<void> {
  const begins = room.toLowerCase();
  const leases = await stores.leases.list(clock());
  const { size } = new Set(
    leases
      .filter((one) => one.school === school)
      .map(({ computer }) => computer.toLowerCase())
      .filter((name) => name.startsWith(begins)),
  );
  if (size <= MOST_COMPUTERS) return;
  throw new Problem('bad-request', `room: ${size} computers begin with "${room}". Write more of the name, or ask IT.`);
}

/** Ends a window now: one that the teacher opened. `not-found` for any other. */
export async function endTeacherExam(principal: Principal, id: string, reason: string | undefined, context: NetworkedContext) {
  const exam = (await runningMeasures(principal, 'exam', context)).find((one) => one.id === id);
  if (exam === undefined || !isOwn(exam, principal)) throw new Problem('not-found', `No exam of yours is named "${id}".`);
  return endMeasure(principal, 'exam', { id, ...(reason !== undefined && { reason }) }, context);
}
