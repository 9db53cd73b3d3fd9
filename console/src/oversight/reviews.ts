import { useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import type { Role } from '../roles.ts';
import { saveFile } from './save-file.ts';

export const REVIEWS = ['reviews'] as const;

export const TRIGGERS = [
  { value: 'yearly', words: 'The yearly review' },
  { value: 'safeguarding-risk', words: 'A safeguarding risk was found' },
  { value: 'change-in-practice', words: 'People work in another way, such as with their own devices' },
  { value: 'new-technology', words: 'New technology, such as an AI tool' },
  { value: 'major-update', words: 'A major change of the policy or the product' },
  { value: 'network-change', words: 'The network changed' },
] as const;
export type Trigger = (typeof TRIGGERS)[number]['value'];

export function triggerWords(trigger: string): string {
  return TRIGGERS.find(({ value }) => value === trigger)?.words ?? trigger;
}

/** The part that a role signs for. */
const PARTS: Partial<Record<Role, string>> = {
  headteacher: 'leadership',
  dsl: 'safeguarding',
  'head-of-it': 'it',
  'it-operator': 'it',
  'trust-admin': 'it',
  viewer: 'governor',
};
const OPENERS: readonly Role[] = ['trust-admin', 'head-of-it', 'headteacher', 'dsl'];
const WRITERS: readonly Role[] = [...OPENERS, 'it-operator', 'deputy-dsl'];

export const partFor = (role: Role): string | undefined => PARTS[role];
export const mayOpenReviews = (role: Role): boolean => OPENERS.includes(role);
export const mayWrite = (role: Role): boolean => WRITERS.includes(role);

export const readReviews = () => answerOf(api.GET('/api/v1/reviews', { params: { query: { limit: 200 } } }));
export const readReview = (id: string) => answerOf(api.GET('/api/v1/reviews/{id}', { params: { path: { id } } }));

export type Review = Awaited<ReturnType<typeof readReview>>;
export type ReviewSection = Review['sections'][number];
export type ReviewAction = Review['actions'][number];
export type Listed = Awaited<ReturnType<typeof readReviews>>;

export function useReview(id: string) {
  return useQuery({ queryKey: [...REVIEWS, id], queryFn: () => readReview(id) });
}

/** Shows what a change answered with, and reads the list anew. */
export function useChanged(): (review: Review) => void {
  const client = useQueryClient();
  return (review) => {
    client.setQueryData([...REVIEWS, review.id], review);
    void client.invalidateQueries({ queryKey: REVIEWS, exact: true });
  };
}

/** Saves the page for governors and inspectors as a file. */
export const saveDocument = (id: string) => saveFile(`/api/v1/reviews/${id}/document`, `${id}.html`);
