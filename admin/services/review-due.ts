import type { Review, ReviewTrigger } from '../../core/filtering-review.ts';
import { policyEffects } from '../../core/policy-diff.ts';
import { readPolicy } from '../../storage/saved-policy.ts';
import type { Principal } from '../auth/principal.ts';
import { dayOf } from './calendar-day.ts';
import { inspectionWords, networksOf, type ReviewContext } from './review-material.ts';
import { days } from './times.ts';

const YEAR = days(365);
/** So many categories or switches of groups changed are another policy, not a correction of one. */
const MUCH_OF_A_POLICY = 10;

/** Why a review is due, of one school or (null) of the trust (rows D05, D06). */
export interface DueReview {
  readonly school: string | null;
  readonly trigger: ReviewTrigger;
  readonly words: string;
}

/** What later changes are told by. */
export async function baselineNow(school: string | null, context: Omit<ReviewContext, 'recordsFolder'>): Promise<Review['baseline']> {
  const { stores, clock, config } = context;
  const now = clock();
  const measures = await stores.measures.list(now);
  return {
    networks: networksOf(school, config.networks).map(({ name, cidr }) => `${name} (${cidr})`),
    aiTools: measures.flatMap((one) => (one.kind === 'ai-tool' ? [one.name] : [])),
    policyVersion: (await stores.policies.current(now))?.version ?? null,
    inspection: inspectionWords(config),
  };
}

/**
 * The reviews that are due for those who may see them: each school's own, or the trust's where no school is configured. Nothing is
 * due while a review is open; a review of the whole trust counts for each school.
 */
export async function dueReviews(principal: Principal, context: Omit<ReviewContext, 'recordsFolder'>): Promise<DueReview[]> {
  const reviews = await context.stores.reviews.list();
  const schools = context.config.schools.map(({ id }) => id);
  const asked = principal.school === null ? (schools.length === 0 ? [null] : schools) : [principal.school];
  const due: DueReview[] = [];
  for (const school of asked) {
    const own = reviews.filter((one) => one.status !== 'withdrawn' && (one.school === school || one.school === null));
    if (own.some(({ status }) => status === 'open')) continue;
    due.push(...(await dueSince(school, own[0], context)));
  }
  return due;
}

async function dueSince(
  school: string | null,
  last: Review | undefined,
  context: Omit<ReviewContext, 'recordsFolder'>,
): Promise<DueReview[]> {
  const due = (trigger: ReviewTrigger, words: string): DueReview => ({ school, trigger, words });
  if (last === undefined) return [due('yearly', 'Filtering and monitoring have not been reviewed yet.')];
  const { baseline, closedAt } = last;
  const now = await baselineNow(school, context);
  const networks = now.networks.filter((one) => !baseline.networks.includes(one));
  const tools = now.aiTools.filter((one) => !baseline.aiTools.includes(one));
  const changed = await effectsSince(baseline.policyVersion, context);
  return [
    ...(closedAt !== null && context.clock() - closedAt >= YEAR
      ? [due('yearly', `The last review was closed on ${dayOf(closedAt)}.`)]
      : []),
    ...(networks.length > 0 ? [due('network-change', `New since then: ${networks.join(', ')}.`)] : []),
    ...(tools.length > 0 ? [due('new-technology', `AI tools new since then: ${tools.join(', ')}.`)] : []),
    ...(now.inspection === baseline.inspection
      ? []
      : [due('change-in-practice', `Inspection of encrypted traffic was ${baseline.inspection}; it is ${now.inspection}.`)]),
    ...(changed >= MUCH_OF_A_POLICY ? [due('major-update', `The policy does ${changed} things to groups that it did not do then.`)] : []),
  ];
}

async function effectsSince(version: string | null, { stores, policy }: Pick<ReviewContext, 'stores' | 'policy'>): Promise<number> {
  const then = version === null ? undefined : await stores.policies.get(version);
  const read = then === undefined ? undefined : readPolicy(then.document);
  return policyEffects(read?.ok === true ? read.value : {}, policy.document()).length;
}
