import type { Suspension } from '../../core/measure.ts';
import type { Principal } from '../auth/principal.ts';
import type { ServiceContext } from './context.ts';
import { personFor, putMeasure, type Switched } from './measures.ts';
import { days, spanIn } from './times.ts';

/** As in the policy document: a sanction has an end, and a longer one is looked at again. */
const LONGEST_DAYS = 366;

export interface SuspensionInput {
  readonly person: string;
  readonly from?: string | null;
  /** When access comes back by itself. */
  readonly until: string;
  readonly reason: string;
}

/** Suspends a person's access on every device (row R56). */
export async function suspend(
  principal: Principal,
  { person, from = null, until, reason }: SuspensionInput,
  context: ServiceContext,
): Promise<Switched<Suspension>> {
  const span = spanIn({ from, until }, context.clock(), { mostMs: days(LONGEST_DAYS) });
  const { warnings, ...whose } = await personFor(principal, person, context, 'suspension.put');
  const suspension: Suspension = {
    id: `suspension-${context.newId()}`,
    kind: 'suspension',
    ...whose,
    ...span,
    reason,
    by: principal.actor,
  };
  return putMeasure(principal, suspension, context, warnings);
}
