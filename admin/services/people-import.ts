import { createHash } from 'node:crypto';
import type { Config } from '../../config/schema/config.ts';
import type { ErrorCode } from '../../core/errors.ts';
import type { Principal } from '../auth/principal.ts';
import { type ImportPlan, planImport } from '../import/plan.ts';
import { type ImportProblem, MOST_KEPT, placeText } from '../import/problems.ts';
import { type ImportFormat, type ImportSource, readImport } from '../import/read-import.ts';
import { Problem } from '../problem.ts';
import type { ServiceContext } from './context.ts';
import { requireSchool } from './refusal.ts';

export interface ImportOptions {
  /** Says what would be done and does nothing. */
  readonly dryRun: boolean;
  /** The only school that the file is about. */
  readonly school?: string | undefined;
  /** Why more people than the set share may be removed. */
  readonly removeMore?: string | undefined;
}

export interface ImportReport {
  readonly format: ImportFormat;
  readonly dryRun: boolean;
  readonly school: string | null;
  /** At most 200; `problemCount` counts all. */
  readonly problems: readonly ImportProblem[];
  readonly problemCount: number;
  readonly notes: readonly string[];
  readonly people: Pick<ImportPlan, 'added' | 'changed' | 'removed' | 'kept' | 'unchanged'>;
  readonly classes: ImportPlan['classes'];
  readonly limit: ImportPlan['limit'];
}

export interface PeopleImportContext extends Pick<ServiceContext, 'stores' | 'clock'> {
  readonly config: Pick<Config, 'schools' | 'people'>;
}

/** Others may be changing people at the same moment; then it is planned anew. */
const MOST_ATTEMPTS = 3;
/** In the audit log, which keeps 8 kB of each. */
const MOST_NAMES_AUDITED = 100;
const ACTION = 'people.import';

/**
 * Takes people and classes in, all or nothing, or says what that would do. The revision of `people` to wait for; null for a dry
 * run. Refuses, audited, with `import-invalid`, `import-removes-too-many`, `forbidden` or `conflict`.
 */
export async function importPeople(
  principal: Principal,
  source: ImportSource,
  options: ImportOptions,
  context: PeopleImportContext,
): Promise<{ readonly report: ImportReport; readonly revision: number | null }> {
  const { stores, config, clock } = context;
  const school = await schoolOf(principal, options, context);
  const { format, roster } = await readImport(source, { config, school }, clock());
  const setting = { school, mayMove: principal.school === null, removeAtMostShare: config.people.removeAtMostShare };
  const file = source.kind === 'file' ? createHash('sha256').update(source.bytes).digest('hex') : null;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const known = await stores.directory.read();
    const plan = planImport(known, roster, setting);
    const report: ImportReport = {
      ...reportOf(plan),
      format,
      dryRun: options.dryRun,
      school,
      notes: roster.notes,
      ...problemsOf(plan, roster.problems),
    };
    if (options.dryRun) {
      await audit(principal, 'people.import-check', 'done', report, summaryOf(report, file), context);
      return { report, revision: null };
    }
    await refuseImport(principal, report, options, file, context);
    const revision = isEmpty(plan) ? known.revision : await stores.directory.apply(plan.change, known.revision);
    if (revision === undefined) continue;
    const reason = options.removeMore === undefined ? {} : { reason: options.removeMore };
    const removedNames = report.people.removed.slice(0, MOST_NAMES_AUDITED);
    await audit(principal, ACTION, 'done', report, { ...reason, ...summaryOf(report, file), removedNames }, context);
    return { report, revision };
  }
  const words = 'People are being changed by somebody else; try again.';
  await audit(principal, ACTION, 'refused', { school }, { code: 'conflict', why: words }, context);
  throw new Problem('conflict', words);
}

async function schoolOf(principal: Principal, { school }: ImportOptions, context: PeopleImportContext): Promise<string | null> {
  if (school === undefined) return principal.school;
  await requireSchool(context, principal, school, { action: ACTION });
  if (!context.config.schools.some(({ id }) => id === school)) throw new Problem('bad-request', `school: there is no school "${school}".`);
  return school;
}

function reportOf({
  added,
  changed,
  removed,
  kept,
  unchanged,
  classes,
  limit,
}: ImportPlan): Pick<ImportReport, 'people' | 'classes' | 'limit'> {
  return { people: { added, changed, removed, kept, unchanged }, classes, limit };
}

function problemsOf(plan: ImportPlan, problems: { readonly kept: readonly ImportProblem[]; readonly count: number }) {
  return { problems: [...problems.kept, ...plan.problems].slice(0, MOST_KEPT), problemCount: problems.count + plan.problems.length };
}

function isEmpty({ change }: ImportPlan): boolean {
  return Object.values(change).every((items) => items.length === 0);
}

async function refuseImport(
  principal: Principal,
  report: ImportReport,
  options: ImportOptions,
  file: string | null,
  context: PeopleImportContext,
): Promise<void> {
  const { problems, problemCount, limit } = report;
  if (problemCount > 0) {
    const lines = problems.map((problem) => problemText(problem));
    const words = `${problemCount} ${problemCount === 1 ? 'problem' : 'problems'}; nothing was changed. ${lines[0] ?? ''}`;
    throw await refusedImport('import-invalid', words, lines);
  }
  if (!limit.exceeded || options.removeMore !== undefined) return;
  throw await refusedImport('import-removes-too-many', limitText(limit), []);

  async function refusedImport(code: ErrorCode, words: string, lines: readonly string[]): Promise<Problem> {
    await audit(principal, ACTION, 'refused', report, { code, why: words, ...summaryOf(report, file) }, context);
    return new Problem(code, words, lines);
  }
}

export function problemText(problem: ImportProblem): string {
  const place = placeText(problem);
  return place === '' ? `${problem.message}.` : `${place}: ${problem.message}.`;
}

export function limitText({ most, removed, toStaff, older, moved }: ImportPlan['limit']): string {
  const what = [
    ...(removed > most ? [`remove ${removed} people`] : []),
    ...(toStaff > most ? [`put ${toStaff} people among staff who were not before`] : []),
    ...(older > most ? [`move ${older} people to an older group`] : []),
    ...(moved > most ? [`move ${moved} people from one school to another`] : []),
  ].join(' and ');
  return `This would ${what}; one import may ${most} (people.removeAtMostShare). If it is right, say so with a reason.`;
}

/** Numbers only: whom a dry run was about is nobody's business. */
function summaryOf({ format, people, classes, problemCount }: ImportReport, sha256: string | null): Record<string, unknown> {
  const { added, changed, removed, kept, unchanged } = people;
  const counts = { added: added.length, changed: changed.length, removed: removed.length, kept: kept.length, unchanged };
  const inClasses = { added: classes.added.length, changed: classes.changed.length, removed: classes.removed.length };
  return { format, people: counts, classes: inClasses, problems: problemCount, ...(sha256 === null ? {} : { sha256 }) };
}

async function audit(
  { actor }: Principal,
  action: string,
  outcome: 'done' | 'refused',
  { school }: Pick<ImportReport, 'school'>,
  detail: Record<string, unknown>,
  { stores, clock }: PeopleImportContext,
): Promise<void> {
  await stores.audit.append({ at: clock(), actor, action, subject: school ?? 'trust', outcome, detail });
}
