import type { CategoryId } from '../../core/category.ts';
import type { Arrangement } from '../../core/measure.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { ServiceContext } from './context.ts';
import { personFor, putMeasure, type Switched } from './measures.ts';
import { refuseUnopenable } from './open-sites.ts';
import { days, spanIn } from './times.ts';

/** An approved access arrangement holds for up to 26 months (JCQ, Access Arrangements and Reasonable Adjustments). */
const LONGEST_DAYS = 800;
const DEFAULT_DAYS = 366;

export interface ArrangementInput {
  readonly person: string;
  readonly sites?: readonly string[];
  readonly categories?: readonly CategoryId[];
  readonly from?: string | null;
  readonly until?: string | null;
  readonly reason: string;
}

/** What one person keeps through exams: a reader, speech recognition, translation. */
export async function arrange(principal: Principal, input: ArrangementInput, context: ServiceContext): Promise<Switched<Arrangement>> {
  const { person, sites = [], categories = [], from = null, until = null, reason } = input;
  const action = 'arrangement.put';
  if (sites.length + categories.length === 0) throw new Problem('bad-request', 'Name the sites or categories that stay open.');
  const span = spanIn({ from, until }, context.clock(), { defaultMs: days(DEFAULT_DAYS), mostMs: days(LONGEST_DAYS) });
  const { warnings, ...whose } = await personFor(principal, person, context, action);
  await refuseUnopenable(principal, { sites, categories }, action, context);
  const id = `arrangement-${context.newId()}`;
  const arrangement: Arrangement = { id, kind: 'arrangement', ...whose, sites, categories, ...span, reason, by: principal.actor };
  return putMeasure(principal, arrangement, context, warnings);
}
