import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lease } from '../../core/identity.ts';
import { epochMs } from '../../core/units.ts';
import type { Changes } from '../../storage/stores.ts';
import { type Bench, DAY, HOUR, ip, lease, override, person, START } from './bench.ts';

const LATER = epochMs(START + 10 * DAY);

export function followedTests(bench: Bench): void {
  describe('leases', () => leaseTests(bench));
  describe('people', () => peopleTests(bench));
  describe('overrides', () => overrideTests(bench));
  describe('revisions', () => revisionTests(bench));
}

function leaseTests(bench: Bench): void {
  it('puts many at once and gives back what was put', async () => {
    const leases = Array.from({ length: 2_345 }, (_, i) => lease(`10.0.${i >> 8}.${i & 255}`, `user${i}`));
    leases.push(lease('2001:db8::1', 'ü𝄞 "x"', { group: null, school: null }));
    expect(await bench.stores.leases.put(leases)).toBe(1);
    const byAddress = [...leases].sort((a, b) => (a.ip < b.ip ? -1 : 1));
    expect(await bench.stores.leases.list(START)).toEqual(byAddress);
  });

  it('puts all or none', async () => {
    await bench.stores.leases.put([lease('10.0.0.1', 'alice')]);
    const many = Array.from({ length: 1_200 }, (_, i) => lease(`10.1.${i >> 8}.${i & 255}`, `user${i}`));
    const broken = { ...lease('10.0.0.9', 'x'), user: null as unknown as string };
    await expect(bench.stores.leases.put([...many, broken])).rejects.toThrow(/^The database refused: /);
    expect(await bench.stores.leases.list(START)).toEqual([lease('10.0.0.1', 'alice')]);
    expect((await bench.stores.revisions()).leases).toBe(1);
  });

  it('gives an address to the last one put, in one call too', async () => {
    await bench.stores.leases.put([lease('10.0.0.1', 'alice', { expiresAt: START + 2 * HOUR })]);
    await bench.stores.leases.put([lease('10.0.0.1', 'bob'), lease('10.0.0.1', 'carol')]);
    expect(await bench.stores.leases.list(START)).toEqual([lease('10.0.0.1', 'carol')]);
  });

  it('never shortens by a renewal for the same person and computer', async () => {
    const long = lease('10.0.0.1', 'alice', { expiresAt: START + 2 * HOUR });
    await bench.stores.leases.put([long, lease('10.0.0.2', 'bob')]);
    await bench.stores.leases.put([
      lease('10.0.0.1', 'alice', { school: 'south' }),
      lease('10.0.0.2', 'bob', { expiresAt: START + 3 * HOUR }),
    ]);
    const renewed = [{ ...long, school: 'south' }, lease('10.0.0.2', 'bob', { expiresAt: START + 3 * HOUR })];
    expect(await bench.stores.leases.list(START)).toEqual(renewed);
    // Another computer is a new lease, which may well be shorter.
    await bench.stores.leases.put([lease('10.0.0.1', 'alice', { computer: 'LAPTOP' })]);
    expect((await bench.stores.leases.list(START))[0]?.expiresAt).toBe(START + HOUR);
  });

  it('judges expiry by the asker’s clock', async () => {
    await bench.stores.leases.put([lease('10.0.0.1', 'alice')]);
    expect(await bench.stores.leases.list(epochMs(START + HOUR - 1))).toHaveLength(1);
    expect(await bench.stores.leases.list(epochMs(START + HOUR))).toEqual([]);
    expect((await bench.stores.leases.changesSince(0)).upserted).toHaveLength(1);
  });

  it('tells what changed since a revision, and no more', async () => {
    const first = await bench.stores.leases.put([lease('10.0.0.1', 'alice'), lease('10.0.0.2', 'bob')]);
    const second = await bench.stores.leases.put([lease('10.0.0.3', 'carol')]);
    const third = await bench.stores.leases.remove([ip('10.0.0.1'), ip('10.9.9.9')]);
    expect([first, second, third]).toEqual([1, 2, 3]);
    const changes = { revision: 3, upserted: [lease('10.0.0.3', 'carol')], removed: ['10.0.0.1'] };
    expect(await bench.stores.leases.changesSince(1)).toEqual(changes);
    expect(await bench.stores.leases.changesSince(3)).toEqual({ revision: 3, upserted: [], removed: [] });
    await bench.stores.leases.put([lease('10.0.0.1', 'dave')]);
    const again = await bench.stores.leases.changesSince(2);
    expect(again).toEqual({ revision: 4, upserted: [lease('10.0.0.1', 'dave')], removed: [] });
  });

  it('has no new revision when nothing was there to remove', async () => {
    await bench.stores.leases.put([lease('10.0.0.1', 'alice')]);
    expect(await bench.stores.leases.remove([ip('10.9.9.9')])).toBe(1);
  });

  it('forgets nothing within 24 hours', async () => {
    await bench.stores.leases.put([lease('10.0.0.1', 'alice'), lease('10.0.0.2', 'bob')]);
    await bench.stores.leases.remove([ip('10.0.0.2')]);
    bench.now = epochMs(START + HOUR + DAY);
    expect(await bench.stores.leases.purge(LATER)).toBe(1); // The tombstone is older than a day, the expired lease exactly one.
    bench.now = epochMs(START + HOUR + DAY + 1);
    expect(await bench.stores.leases.purge(epochMs(START + HOUR))).toBe(0);
    expect(await bench.stores.leases.purge(LATER)).toBe(1);
  });

  it('tells everything to a reader that missed what is forgotten, or that is ahead', async () => {
    await bench.stores.leases.put([lease('10.0.0.1', 'alice'), lease('10.0.0.2', 'bob', { expiresAt: LATER + DAY })]);
    await bench.stores.leases.remove([ip('10.0.0.1')]);
    await bench.stores.leases.put([lease('10.0.0.3', 'carol')]);
    bench.now = LATER;
    expect(await bench.stores.leases.purge(LATER)).toBe(2);
    const everything = { revision: 3, upserted: [lease('10.0.0.2', 'bob', { expiresAt: LATER + DAY })], removed: [], reset: true };
    for (const old of [0, 1, 2, 7]) expect(await bench.stores.leases.changesSince(old)).toEqual(everything);
    expect(await bench.stores.leases.changesSince(3)).toEqual({ revision: 3, upserted: [], removed: [] });
  });

  it('lets any reader, however lazy, end with the same', () => fc.assert(followersAgree(bench), { numRuns: 15 }));
}

type Step =
  | { readonly kind: 'put'; readonly host: number; readonly user: string; readonly hours: number }
  | { readonly kind: 'remove'; readonly host: number }
  | { readonly kind: 'wait'; readonly hours: number }
  | { readonly kind: 'purge' | 'read' };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('put' as const),
    host: fc.nat(5),
    user: fc.constantFrom('alice', 'bob'),
    hours: fc.integer({ min: 1, max: 30 }),
  }),
  fc.record({ kind: fc.constant('remove' as const), host: fc.nat(5) }),
  fc.record({ kind: fc.constant('wait' as const), hours: fc.nat(40) }),
  fc.record({ kind: fc.constantFrom('purge' as const, 'read' as const) }),
);

/** Random lives of a few leases: a reader that asks now and then holds the same live leases as a plain model. */
function followersAgree(bench: Bench) {
  return fc.asyncProperty(fc.array(anyStep, { maxLength: 30 }), async (steps) => {
    const { leases } = bench.stores;
    const start = await leases.list(epochMs(0));
    await leases.remove(start.map((held) => held.ip));
    const model = new Map<string, Lease>();
    const reader = { revision: (await bench.stores.revisions()).leases, held: new Map<string, Lease>() };
    for (const step of [...steps, { kind: 'read' } as const]) {
      const address = 'host' in step ? `10.0.0.${step.host}` : '';
      if (step.kind === 'put') {
        const put = lease(address, step.user, { expiresAt: bench.now + step.hours * HOUR });
        const before = model.get(address);
        const renewed = before?.user === put.user ? Math.max(before.expiresAt, put.expiresAt) : put.expiresAt;
        model.set(address, { ...put, expiresAt: renewed });
        await leases.put([put]);
      } else if (step.kind === 'remove') {
        model.delete(address);
        await leases.remove([ip(address)]);
      } else if (step.kind === 'wait') bench.now = epochMs(bench.now + step.hours * HOUR);
      else if (step.kind === 'purge') {
        await leases.purge(bench.now);
        for (const [key, held] of model) if (held.expiresAt < bench.now - DAY) model.delete(key);
      } else follow(reader, await leases.changesSince(reader.revision));
    }
    const live = (all: Iterable<Lease>) => [...all].filter((held) => held.expiresAt > bench.now).sort((a, b) => (a.ip < b.ip ? -1 : 1));
    expect(live(reader.held.values())).toEqual(live(model.values()));
    expect(await leases.list(bench.now)).toEqual(live(model.values()));
  });
}

export function follow(reader: { revision: number; held: Map<string, Lease> }, changes: Changes<Lease>): void {
  if (changes.reset === true) reader.held.clear();
  for (const key of changes.removed) reader.held.delete(key);
  for (const held of changes.upserted) reader.held.set(held.ip, held);
  reader.revision = changes.revision;
}

function peopleTests(bench: Bench): void {
  const alice = person('alice', { school: 'north', role: 'teacher', group: 'staff', passwordHash: '$argon2id$v=19$x' });

  it('puts, gets, lists and removes', async () => {
    await bench.stores.people.put([person('bob'), alice, person('bob', { group: 'seniors' })]);
    expect(await bench.stores.people.get('alice')).toEqual(alice);
    expect(await bench.stores.people.get('nobody')).toBeUndefined();
    expect(await bench.stores.people.list()).toEqual([alice, person('bob', { group: 'seniors' })]);
    await bench.stores.people.put([{ ...alice, passwordHash: null, role: null }]);
    expect((await bench.stores.people.get('alice'))?.passwordHash).toBeNull();
    await bench.stores.people.remove(['alice']);
    expect(await bench.stores.people.get('alice')).toBeUndefined();
  });

  it('knows a person however the name is typed', async () => {
    await bench.stores.people.put([{ ...alice, name: 'Zoë' }, person('ZOE\u0308', { group: 'guests' })]);
    const zoe = person('zoë', { group: 'guests' });
    expect(await bench.stores.people.list()).toEqual([zoe]);
    expect(await bench.stores.people.get('zoe\u0308')).toEqual(zoe);
    await bench.stores.people.remove(['ZOË']);
    expect((await bench.stores.people.changesSince(1)).removed).toEqual(['zoë']);
  });

  it('tells what changed, and forgets who is gone after a day', async () => {
    await bench.stores.people.put([alice, person('bob')]);
    await bench.stores.people.remove(['bob']);
    expect(await bench.stores.people.changesSince(1)).toEqual({ revision: 2, upserted: [], removed: ['bob'] });
    expect(await bench.stores.people.purge(LATER)).toBe(0);
    bench.now = LATER;
    expect(await bench.stores.people.purge(LATER)).toBe(1);
    expect(await bench.stores.people.changesSince(1)).toEqual({ revision: 2, upserted: [alice], removed: [], reset: true });
  });
}

function overrideTests(bench: Bench): void {
  it('adds, lists what is in force now or later, and ends', async () => {
    const trustWide = override('a', { scope: { kind: 'trust' }, kind: 'override' });
    const nextWeek = override('b', { from: START + 7 * DAY, until: START + 8 * DAY });
    await bench.stores.overrides.add(trustWide);
    await bench.stores.overrides.add(nextWeek);
    expect(await bench.stores.overrides.list(START)).toEqual([trustWide, nextWeek]);
    expect(await bench.stores.overrides.list(epochMs(START + HOUR))).toEqual([nextWeek]);
    expect(await bench.stores.overrides.end('a', epochMs(START + 5))).toBe(3);
    expect(await bench.stores.overrides.list(epochMs(START + 5))).toEqual([nextWeek]);
    const ended = { revision: 3, upserted: [{ ...trustWide, until: START + 5 }], removed: [] };
    expect(await bench.stores.overrides.changesSince(2)).toEqual(ended);
  });

  it('changes nothing by ending what has ended or never was', async () => {
    await bench.stores.overrides.add(override('a'));
    expect(await bench.stores.overrides.end('a', epochMs(START + HOUR))).toBe(1);
    expect(await bench.stores.overrides.end('zzz', START)).toBe(1);
  });

  it('refuses a second one of the same id', async () => {
    await bench.stores.overrides.add(override('a'));
    await expect(bench.stores.overrides.add(override('a'))).rejects.toThrow(/^The database refused: /);
    expect((await bench.stores.revisions()).overrides).toBe(1);
  });

  it('forgets what ended more than a day ago', async () => {
    await bench.stores.overrides.add(override('a'));
    await bench.stores.overrides.add(override('b', { until: LATER + HOUR }));
    expect(await bench.stores.overrides.purge(LATER)).toBe(0);
    bench.now = LATER;
    expect(await bench.stores.overrides.purge(LATER)).toBe(1);
    expect((await bench.stores.overrides.changesSince(0)).upserted).toHaveLength(1);
  });
}

function revisionTests(bench: Bench): void {
  it('counts each topic by itself', async () => {
    expect(await bench.stores.revisions()).toEqual({ policy: 0, lists: 0, leases: 0, people: 0, overrides: 0 });
    expect(await bench.stores.bumpRevision('lists')).toBe(1);
    expect(await bench.stores.bumpRevision('lists')).toBe(2);
    await bench.stores.people.put([person('alice')]);
    expect(await bench.stores.revisions()).toEqual({ policy: 0, lists: 2, leases: 0, people: 1, overrides: 0 });
  });

  it('gives every one of many writers at once a revision of its own', async () => {
    const puts = Array.from({ length: 40 }, (_, i) => bench.stores.leases.put([lease(`10.0.0.${i}`, `user${i}`)]));
    const revisions = (await Promise.all(puts)).sort((a, b) => a - b);
    expect(revisions).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  });
}
