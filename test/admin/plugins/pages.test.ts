import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Problem } from '../../../admin/problem.ts';
import { pageOf } from '../../../admin/routes/pages.ts';

it('pages hold every item once and in order, whatever the limit', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 })), fc.integer({ min: 1, max: 12 }), (ids, limit) => {
      const items = ids.map((id) => ({ id }));
      const seen: string[] = [];
      let page = pageOf(items, { limit });
      for (;;) {
        expect(page.items.length).toBeLessThanOrEqual(limit);
        seen.push(...page.items.map(({ id }) => id));
        if (page.next === null) break;
        expect(page.items).toHaveLength(limit);
        page = pageOf(items, { limit, cursor: page.next });
      }
      expect(seen).toEqual(ids);
    }),
  );
});

it('a cursor whose item has gone is refused, rather than answered with something else', () => {
  const { next } = pageOf([{ id: 'a' }, { id: 'b' }], { limit: 1 });
  expect(() => pageOf([{ id: 'b' }], { limit: 1, cursor: next ?? '' })).toThrow(Problem);
});
