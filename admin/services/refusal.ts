import type { ErrorCode } from '../../core/errors.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { ServiceContext } from './context.ts';

/** Something that was asked for and is not done: what, by whom, about what. Never names a sealed site. */
export interface Refusal {
  readonly action: string;
  readonly subject: string;
  readonly code: ErrorCode;
  readonly words: string;
  readonly detail?: Record<string, unknown>;
}

/** Audits a refusal and gives the problem to throw. */
export async function refused(
  { stores, clock }: Pick<ServiceContext, 'stores' | 'clock'>,
  principal: Principal,
  { action, subject, code, words, detail }: Refusal,
): Promise<Problem> {
  const told = { role: principal.role, school: principal.school, code, why: words, ...detail };
  await stores.audit.append({ at: clock(), actor: principal.actor, action, subject, outcome: 'refused', detail: told });
  return new Problem(code, words);
}

/** Refuses, audited, what lies outside the principal's school. */
export async function requireSchool(
  context: Pick<ServiceContext, 'stores' | 'clock'>,
  principal: Principal,
  school: string | null | undefined,
  { action, subject = school ?? 'trust' }: { readonly action: string; readonly subject?: string },
): Promise<void> {
  if (principal.school === null || principal.school === school) return;
  throw await refused(context, principal, { action, subject, code: 'forbidden', words: outsideWords(principal.school) });
}

export function outsideWords(school: string): string {
  return `You may act for the school "${school}" only.`;
}
