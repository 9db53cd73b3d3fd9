import { describe, expect, it } from 'vitest';
import { schoolsNotLive } from '../../alerts/go-live.ts';
import { epochMs } from '../../core/units.ts';
import { directory, NORTH, SOUTH } from './routing/incidents.ts';

const confirmed = (school: string, recipient: string) => ({ school, recipient, at: epochMs(0) });
const ids = (...confirmations: ReturnType<typeof confirmed>[]) => schoolsNotLive(directory(), confirmations).map(({ id }) => id);

describe('schools whose alerts are not live', () => {
  it('are those whose own lead has not confirmed', () => {
    expect(ids()).toEqual(['north', 'south']);
    expect(ids(confirmed('north', 'dsl.north@example.org'))).toEqual(['south']);
    expect(ids(confirmed('north', 'b.deputy@example.org'), confirmed('south', 'dsl.north@example.org'))).toEqual(['north', 'south']);
  });

  it('are so again when the lead changes; without a lead a deputy counts', () => {
    const { dsl: _, ...leaderless } = NORTH;
    const changed = directory([{ ...NORTH, dsl: { name: 'New Lead', email: 'New.Lead@example.org' } }]);
    expect(schoolsNotLive(changed, [confirmed('north', 'dsl.north@example.org')])).toHaveLength(1);
    expect(schoolsNotLive(changed, [confirmed('north', 'new.lead@example.org')])).toEqual([]);
    expect(schoolsNotLive(directory([leaderless, SOUTH]), [confirmed('north', 'c.second@example.org')]).map(({ id }) => id)).toEqual([
      'south',
    ]);
  });
});
