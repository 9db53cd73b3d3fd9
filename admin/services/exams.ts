import type { CategoryId } from '../../core/category.ts';
import type { ExamAudience, ExamWindow } from '../../core/measure.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { NetworkedContext } from './context.ts';
import { putMeasure, type Switched } from './measures.ts';
import { refuseUnopenable } from './open-sites.ts';
import { outsideWords, refused } from './refusal.ts';
import { classNamed } from './scopes.ts';
import { days, spanIn } from './times.ts';

const ACTION = 'exam.put';
/** A term: the longest that coursework is written under exam conditions. */
const LONGEST_DAYS = 92;

export interface ExamInput {
  readonly audience: ExamAudience;
  readonly from?: string | null;
  readonly until: string;
  readonly closed?: readonly CategoryId[];
  readonly allowListOnly?: boolean;
  readonly sites?: readonly string[];
  readonly reason: string;
}

/** An exam window: some categories closed, or everything but some sites, for whoever sits it (row R35). */
export async function openExam(principal: Principal, input: ExamInput, context: NetworkedContext): Promise<Switched<ExamWindow>> {
  const { closed, allowListOnly, sites, reason } = input;
  const span = spanIn({ from: input.from ?? null, until: input.until }, context.clock(), { mostMs: days(LONGEST_DAYS) });
  if (closed?.includes('support') === true) throw new Problem('bad-request', 'closed: support services are always open.');
  const audience = await checkedAudience(principal, input.audience, context);
  await refuseUnopenable(principal, sites === undefined ? {} : { sites }, ACTION, context);
  const exam: ExamWindow = {
    id: `exam-${context.newId()}`,
    kind: 'exam',
    audience,
    ...span,
    ...(closed === undefined ? {} : { closed }),
    ...(allowListOnly === undefined ? {} : { allowListOnly }),
    ...(sites === undefined ? {} : { sites }),
    reason,
    by: principal.actor,
  };
  return putMeasure(principal, exam, context, warningsFor(audience, context));
}

/** The audience in its one form. A school's token acts within its school: it is part of the audience, said or not. */
async function checkedAudience(principal: Principal, audience: ExamAudience, context: NetworkedContext): Promise<ExamAudience> {
  const { config, policy } = context;
  const { schools, classes, people, networks } = audience;
  if (Object.keys(audience).length === 0) throw new Problem('bad-request', 'audience: say who sits it, or where.');
  if (classes !== undefined && people !== undefined) throw new Problem('bad-request', 'audience: name classes or people, not both.');
  const unknown = schools?.find((id) => !config.schools.some((school) => school.id === id));
  if (unknown !== undefined) throw new Problem('bad-request', `audience: there is no school "${unknown}".`);
  const nowhere = networks?.find((name) => !config.networks.some((network) => network.name === name));
  if (nowhere !== undefined) throw new Problem('bad-request', `audience: there is no network "${nowhere}" in the configuration.`);
  const known = classes?.map((id) => classNamed(id, policy));
  const { school } = principal;
  const isBeyond = school !== null && (schools?.some((id) => id !== school) || known?.some((one) => one.school !== school));
  if (isBeyond) {
    const words = outsideWords(school);
    throw await refused(context, principal, { action: ACTION, subject: 'exam', code: 'forbidden', words, detail: { audience } });
  }
  return {
    ...audience,
    ...(known === undefined ? {} : { classes: known.map(({ id }) => id) }),
    ...(school === null ? {} : { schools: [school] }),
  };
}

function warningsFor({ classes, computers }: ExamAudience, { policy }: NetworkedContext): string[] {
  const empty = (classes ?? []).filter((id) => policy.classes().get(id)?.members.length === 0);
  const warnings = empty.map((id) => `Nobody is in the class "${id}".`);
  if (computers !== undefined) warnings.push('Computers are known by their lease or reverse DNS: one without a name is in no room.');
  return warnings;
}
