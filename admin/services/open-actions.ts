import type { Review } from '../../core/filtering-review.ts';
import { REVIEW_PARTS, unsignedParts } from '../../core/filtering-review.ts';
import { newestTrials } from '../../core/self-test.ts';
import { epochMs } from '../../core/units.ts';
import type { Principal } from '../auth/principal.ts';
import { accessReports } from './access-reports.ts';
import { dayOf } from './calendar-day.ts';
import { keptTrials } from './kept-trials.ts';
import { dueReviews } from './review-due.ts';
import { groupWords } from './review-facts.ts';
import type { ReviewContext } from './review-material.ts';
import { visibleReviews } from './reviews.ts';
import { withinSchool } from './scopes.ts';
import { days } from './times.ts';

export const ACTION_KINDS = [
  'review-due',
  'review-open',
  'review-action',
  'list-review',
  'block-review',
  'ai-tool',
  'self-test',
  'wrong-access',
] as const;

/** Something that somebody of the staff has to see to (row D03). */
export interface OpenAction {
  readonly kind: (typeof ACTION_KINDS)[number];
  /** Null: the whole trust's. */
  readonly school: string | null;
  readonly what: string;
  readonly owner: string;
  /** Where its owner is reminded; null: by the school's IT. */
  readonly email: string | null;
  /** A day in London; null: as soon as it can be. */
  readonly due: string | null;
  readonly overdue: boolean;
}

export type OpenActionContext = Omit<ReviewContext, 'recordsFolder'>;

/** As long before an entry of the register expires as it is asked for again (ai-renewals.ts). */
const AI_TOOL_BEFORE_DAYS = 28;
const MOST_TESTS = 200;
/** Those of the product in the last days: one that failed last month was seen to, or failed again. What was found on a device stays so until it is tried again there. */
const TESTS_OF_DAYS = 2;

/** All that is open and within the principal's school; what is overdue first, then by day. */
export async function openActions(principal: Principal, context: OpenActionContext): Promise<OpenAction[]> {
  const parts = await Promise.all([
    reviewsDue(principal, context),
    reviewActions(principal, context),
    listsToReview(principal, context),
    blocksToReview(principal, context),
    toolsToRenew(context),
    failedTests(principal, context),
    accessToSettle(principal, context),
  ]);
  const order = ({ overdue, due }: OpenAction) => `${overdue ? 0 : 1} ${due ?? ''}`;
  return parts.flat().sort((one, other) => (order(one) < order(other) ? -1 : order(one) > order(other) ? 1 : 0));
}

const IT_DESK = 'IT';
const plain = { school: null, owner: IT_DESK, email: null, due: null, overdue: false } as const;

async function reviewsDue(principal: Principal, context: OpenActionContext): Promise<OpenAction[]> {
  const owner = 'Headteacher, safeguarding lead, IT and a governor together';
  return (await dueReviews(principal, context)).map(({ school, trigger, words }) => ({
    ...plain,
    kind: 'review-due' as const,
    school,
    owner,
    what: `Review filtering and monitoring. ${words}`,
    overdue: trigger === 'yearly',
  }));
}

async function reviewActions(principal: Principal, context: OpenActionContext): Promise<OpenAction[]> {
  const today = dayOf(context.clock());
  return (await visibleReviews(principal, context))
    .filter(({ status }) => status !== 'withdrawn')
    .flatMap((review) => [
      ...waitingFor(review),
      ...review.actions
        .filter(({ doneAt }) => doneAt === null)
        .map(({ what, owner, email, due }) => {
          const shared = { school: review.school, what, owner, email, due };
          return { kind: 'review-action' as const, ...shared, overdue: due < today };
        }),
    ]);
}

function waitingFor({ status, school, openedAt, signatures }: Review): OpenAction[] {
  if (status !== 'open') return [];
  const missing = unsignedParts({ signatures });
  const owner = REVIEW_PARTS.filter(({ id }) => missing.includes(id))
    .map(({ title }) => title)
    .join(', ');
  return [{ ...plain, kind: 'review-open', school, owner, what: `Finish and sign the review that was opened on ${dayOf(openedAt)}.` }];
}

async function listsToReview({ school }: Principal, { policy, clock }: OpenActionContext): Promise<OpenAction[]> {
  const today = dayOf(clock());
  return (policy.document().lists ?? [])
    .filter(({ reviewBy, audience }) => reviewBy < today && (school === null || audience?.schools?.includes(school) !== false))
    .map(({ id, owner, reviewBy, reason }) => ({
      ...plain,
      ...{ kind: 'list-review' as const, owner, due: reviewBy, overdue: true },
      what: `Look at the list "${id}" of the policy again: ${reason}`,
    }));
}

async function blocksToReview(principal: Principal, context: OpenActionContext): Promise<OpenAction[]> {
  const due = (await context.stores.blocks.list()).filter(({ reviewBy }) => reviewBy < context.clock());
  return (await withinSchool(principal, due, context)).map(({ site, owner, reviewBy, scope, reason }) => ({
    ...plain,
    ...{ kind: 'block-review' as const, owner, due: dayOf(reviewBy), overdue: true },
    school: scope.kind === 'school' ? (scope.id ?? null) : null,
    what: `Look at the block of ${site} again: ${reason}`,
  }));
}

async function toolsToRenew({ stores, clock }: OpenActionContext): Promise<OpenAction[]> {
  const soon = epochMs(clock() + days(AI_TOOL_BEFORE_DAYS));
  return (await stores.measures.list(clock())).flatMap((one) =>
    one.kind === 'ai-tool' && one.until <= soon
      ? [
          {
            ...plain,
            ...{ kind: 'ai-tool' as const, owner: one.approver, due: dayOf(one.until) },
            what: `${one.name} leaves the register of AI tools: look at it again.`,
          },
        ]
      : [],
  );
}

async function failedTests({ school: own }: Principal, { stores, clock }: OpenActionContext): Promise<OpenAction[]> {
  const tests = await keptTrials(stores.selfTests, MOST_TESTS);
  const since = clock() - days(TESTS_OF_DAYS);
  return newestTrials(tests)
    .filter(({ ok, at, school, outside }) => {
      const isLate = outside === undefined && at < since;
      return !ok && !isLate && (own === null || school === null || school === own);
    })
    .map(({ school, group, network, at, problem, wrong, outside }) => ({
      ...plain,
      kind: 'self-test' as const,
      school,
      overdue: true,
      what: `The filter was tried as ${groupWords(group)}${placeWords(network, outside?.device)} on ${dayOf(at)}: ${problem ?? `${wrong.length} categories are not as the policy says`}`,
    }));
}

async function accessToSettle(principal: Principal, context: OpenActionContext): Promise<OpenAction[]> {
  const owner = 'Headteacher or data protection officer';
  return (await accessReports(principal, context))
    .filter(({ settled }) => settled === null)
    .map(({ school, at }) => ({
      ...plain,
      ...{ kind: 'wrong-access' as const, school, owner, overdue: true },
      what: `Somebody reported on ${dayOf(at)} that they can see what they should not.`,
    }));
}

function placeWords(network: string | undefined, device: string | undefined): string {
  if (device !== undefined) return `, from outside, on ${device}`;
  return network === undefined ? '' : ` on the network ${network}`;
}
