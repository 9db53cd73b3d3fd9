import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NOWHERE, OpenSet } from '../../outbound/open-set.ts';

it('holds what a Set would, whatever comes and goes', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(7))), (changes) => {
      const members = Array.from({ length: 8 }, (_, name) => ({ name, place: NOWHERE }));
      const open = new OpenSet<(typeof members)[number]>();
      const expected = new Set<(typeof members)[number]>();
      for (const [comes, which] of changes) {
        const member = members[which];
        if (member === undefined) continue;
        if (comes) {
          open.add(member);
          expected.add(member);
        } else expect(open.delete(member)).toBe(expected.delete(member));
        expect(open.size).toBe(expected.size);
        expect(new Set(open.all())).toEqual(expected);
      }
    }),
  );
});
