import { createHash } from 'node:crypto';
import { canonicalJson } from '../../core/canonical-json.ts';
import {
  partOf,
  REVIEW_SECTION_IDS,
  type Review,
  type ReviewSectionId,
  type ReviewTrigger,
  sectionTitle,
  signedContent,
  unsignedParts,
} from '../../core/filtering-review.ts';
import type { Principal } from '../auth/principal.ts';
import { isSamePerson } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import { startOfDay } from './calendar-day.ts';
import { requireSchool } from './refusal.ts';
import { reviewDocument } from './review-document.ts';
import { baselineNow } from './review-due.ts';
import { reviewFacts } from './review-facts.ts';
import { type ReviewContext, reviewMaterial } from './review-material.ts';

const MOST_ACTIONS = 100;

export interface NewAction {
  readonly what: string;
  readonly owner: string;
  readonly email?: string;
  /** `2026-12-01`. */
  readonly due: string;
}

/**
 * Opens a review with what the product knows at this moment, which stays as it is (rows D05, D07). Refused with `conflict` while one is
 * open for that school, or the trust.
 */
export async function openReview(
  principal: Principal,
  input: { readonly school?: string; readonly trigger: ReviewTrigger; readonly reason: string },
  context: ReviewContext,
): Promise<Review> {
  const { stores, clock, config } = context;
  const school = input.school ?? principal.school;
  if (school !== null && !config.schools.some(({ id }) => id === school))
    throw new Problem('bad-request', 'school: there is none of that id.');
  await requireSchool(context, principal, school, { action: 'review.open' });
  const reviews = (await stores.reviews.list()).filter((one) => one.school === school);
  if (reviews.some(({ status }) => status === 'open')) throw alreadyOpen();
  const since = reviews.find(({ status }) => status === 'closed')?.closedAt ?? null;
  const facts = reviewFacts(await reviewMaterial(school, since, context));
  const review: Review = {
    id: `review-${context.newId()}`,
    school,
    status: 'open',
    trigger: input.trigger,
    reason: input.reason,
    openedAt: clock(),
    openedBy: principal.actor,
    sections: REVIEW_SECTION_IDS.map((id) => ({ id, facts: facts[id], notes: '', notedBy: null, notedAt: null })),
    actions: [],
    signatures: [],
    baseline: await baselineNow(school, context),
    closedAt: null,
    digest: null,
    version: 1,
  };
  await audit(principal, 'review.open', review, { trigger: input.trigger, reason: input.reason }, context);
  if (!(await stores.reviews.add(review))) throw alreadyOpen();
  return review;
}

function alreadyOpen(): Problem {
  return new Problem('conflict', 'A review is open already: finish or withdraw it first.');
}

/** Those that a principal may see: their school's and the trust's. The newest first. */
export async function visibleReviews({ school }: Principal, { stores }: Pick<ReviewContext, 'stores'>): Promise<Review[]> {
  return (await stores.reviews.list()).filter((one) => school === null || one.school === null || one.school === school);
}

export async function reviewNamed(principal: Principal, id: string, context: Pick<ReviewContext, 'stores'>): Promise<Review> {
  const review = await context.stores.reviews.get(id);
  if (review === undefined || (principal.school !== null && review.school !== null && review.school !== principal.school))
    throw new Problem('not-found', 'There is no such review.');
  return review;
}

/** Writes what was found about one section. Signatures under other words are void with it. */
export function noteSection(
  principal: Principal,
  id: string,
  section: ReviewSectionId,
  notes: string,
  base: number,
  context: ReviewContext,
) {
  return change(principal, id, base, context, 'review.note', { section }, (review) => ({
    sections: review.sections.map((one) =>
      one.id === section ? { ...one, notes, notedBy: principal.actor, notedAt: context.clock() } : one,
    ),
    signatures: [],
  }));
}

/** Adds what is to be done, by whom, until when. */
export function addAction(principal: Principal, id: string, action: NewAction, base: number, context: ReviewContext) {
  if (startOfDay(action.due) === undefined) throw new Problem('bad-request', 'due: write a day like 2026-12-01.');
  const { what, owner, due, email = null } = action;
  const added = { id: `action-${context.newId()}`, what, owner, email, due, doneAt: null, doneBy: null, doneWords: null };
  return change(principal, id, base, context, 'review.action', { action: added.id, owner, due }, (review) => {
    if (review.actions.length >= MOST_ACTIONS) throw new Problem('bad-request', `A review holds ${MOST_ACTIONS} actions at most.`);
    return { actions: [...review.actions, added], signatures: [] };
  });
}

/** Says that an action is done; also after the review was closed, which its document does not speak of. */
export async function finishAction(
  principal: Principal,
  id: string,
  action: string,
  words: string,
  context: ReviewContext,
): Promise<Review> {
  const review = await own(principal, id, 'review.action-done', context);
  const found = review.actions.find((one) => one.id === action);
  if (found === undefined) throw new Problem('not-found', 'There is no such action.');
  if (found.doneAt !== null || review.status === 'withdrawn')
    throw new Problem('conflict', 'It is done already, or the review was withdrawn.');
  const done = { ...found, doneAt: context.clock(), doneBy: principal.actor, doneWords: words };
  await audit(principal, 'review.action-done', review, { action, words }, context);
  return saved({ ...review, actions: review.actions.map((one) => (one === found ? done : one)), version: review.version + 1 }, context);
}

/**
 * Signs, as the part that the principal's role has in it: who has signed in, for themselves. The fourth signature closes the review:
 * its document is made, kept, and its SHA-256 goes to the audit log.
 */
export async function signReview(
  principal: Principal,
  id: string,
  statement: string,
  base: number,
  context: ReviewContext,
): Promise<Review> {
  const review = await openAt(principal, id, base, 'review.sign', context);
  const part = partOf(principal.role);
  const account = principal.actor.startsWith('user:') ? await context.stores.accounts.get(principal.person ?? '') : undefined;
  if (part === undefined || account === undefined) throw new Problem('forbidden', 'People sign for themselves: sign in to the console.');
  const empty = review.sections.filter(({ notes }) => notes.trim() === '').map((one) => sectionTitle(one.id));
  if (empty.length > 0) throw new Problem('bad-request', `Write what was found first: ${empty.join(', ')}.`, empty);
  if (review.signatures.some((one) => one.part === part || isSamePerson(one, principal)))
    throw new Problem('conflict', 'This part is signed already, or you have signed.');
  const { actor, role } = principal;
  const content = sha256(canonicalJson(signedContent(review)));
  const signature = { part, name: account.displayName, actor, role, statement, at: context.clock(), content };
  const signed: Review = { ...review, signatures: [...review.signatures, signature], version: review.version + 1 };
  await audit(principal, 'review.sign', review, { part, content, statement }, context);
  return unsignedParts(signed).length > 0 ? saved(signed, context) : closed(principal, signed, context);
}

async function closed(principal: Principal, review: Review, context: ReviewContext): Promise<Review> {
  const ended: Review = { ...review, status: 'closed', closedAt: context.clock() };
  const document = reviewDocument(ended, context.config);
  const digest = sha256(document);
  const done = await saved({ ...ended, digest }, context, document);
  await audit(
    principal,
    'review.close',
    review,
    { sha256: digest, signed: review.signatures.map(({ part, actor }) => `${part}: ${actor}`) },
    context,
  );
  return done;
}

/** Gives up an open review that nobody is going to finish; it stays on record. */
export function withdrawReview(principal: Principal, id: string, reason: string, base: number, context: ReviewContext) {
  return change(principal, id, base, context, 'review.withdraw', { reason }, () => ({ status: 'withdrawn' as const }));
}

/** The document as it was when the review was closed; before that as it would be now. */
export async function documentOf(review: Review, { stores, config }: ReviewContext): Promise<string> {
  return (await stores.reviews.document(review.id)) ?? reviewDocument(review, config);
}

async function change(
  principal: Principal,
  id: string,
  base: number,
  context: ReviewContext,
  action: string,
  detail: Record<string, unknown>,
  made: (review: Review) => Partial<Review>,
): Promise<Review> {
  const review = await openAt(principal, id, base, action, context);
  const next: Review = { ...review, ...made(review), version: review.version + 1 };
  const voided = review.signatures.length > 0 && next.signatures.length === 0 ? { voidsSignatures: review.signatures.length } : {};
  await audit(principal, action, review, { ...detail, ...voided }, context);
  return saved(next, context);
}

async function own(principal: Principal, id: string, action: string, context: ReviewContext): Promise<Review> {
  const review = await reviewNamed(principal, id, context);
  await requireSchool(context, principal, review.school, { action, subject: id });
  return review;
}

async function openAt(principal: Principal, id: string, base: number, action: string, context: ReviewContext): Promise<Review> {
  const review = await own(principal, id, action, context);
  if (review.status !== 'open') throw new Problem('conflict', 'The review is not open any more.');
  if (review.version !== base) throw changedMeanwhile();
  return review;
}

async function saved(review: Review, { stores }: Pick<ReviewContext, 'stores'>, document?: string): Promise<Review> {
  if (!(await stores.reviews.change(review, document))) throw changedMeanwhile();
  return review;
}

function changedMeanwhile(): Problem {
  return new Problem('conflict', 'Somebody changed this review meanwhile. Read it again.');
}

async function audit(
  principal: Principal,
  action: string,
  { id, school }: Review,
  detail: Record<string, unknown>,
  context: ReviewContext,
) {
  const told = { role: principal.role, school, ...detail };
  await context.stores.audit.append({ at: context.clock(), actor: principal.actor, action, subject: id, outcome: 'done', detail: told });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
