import Type from 'typebox';
import { Problem } from '../problem.ts';

/** What is null is told apart first: the other way round the validator, which coerces, would take null for an empty text. */
export const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([Type.Null(), schema]);

export const CursorText = Type.String({ minLength: 1, maxLength: 200, description: 'the `next` of the page before' });

/** How every list is asked for page by page. */
export const PageQuery = Type.Object(
  { limit: Type.Integer({ minimum: 1, maximum: 10_000, default: 1_000 }), cursor: Type.Optional(CursorText) },
  { additionalProperties: false },
);

export interface AskedPage {
  readonly limit: number;
  readonly cursor?: string;
}

/** One page of a list, and the cursor of the next; `next` is null on the last one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** The page of a list that is held whole, behind the item whose id the cursor is. */
export function pageOf<T extends { readonly id: string }>(items: readonly T[], asked: AskedPage): Page<T> {
  return pageBy(({ id }) => id, items, asked);
}

/**
 * The same for items with another key. When the one that the cursor names has gone meanwhile, whoever pages begins again: to skip or
 * repeat silently would be worse.
 */
export function pageBy<T>(keyOf: (item: T) => string, items: readonly T[], { limit, cursor }: AskedPage): Page<T> {
  const behind = cursor === undefined ? -1 : items.findIndex((item) => keyOf(item) === cursor);
  if (cursor !== undefined && behind === -1) throw new Problem('bad-request', 'cursor: the list has changed; begin again without one.');
  const page = items.slice(behind + 1, behind + 1 + limit);
  const last = page.at(-1);
  return { items: page, next: last !== undefined && behind + 1 + limit < items.length ? keyOf(last) : null };
}
