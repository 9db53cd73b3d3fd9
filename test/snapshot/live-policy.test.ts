import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyListIndex } from '../../categoriser/categorise.ts';
import type { ListIndex } from '../../categoriser/list-index.ts';
import type { IpAddress } from '../../core/address.ts';
import type { Lease } from '../../core/identity.ts';
import type { PolicyDocument } from '../../core/policy.ts';
import { failure, type Result, success } from '../../core/result.ts';
import { epochMs } from '../../core/units.ts';
import type { LivePolicy } from '../../snapshot/live-policy.ts';
import { openLivePolicy } from '../../snapshot/open-live-policy.ts';
import { policyVersionOf } from '../../snapshot/policy-version.ts';
import { createBusHub, inMemoryBus } from '../../storage/in-memory-bus.ts';
import { openStores } from '../../storage/open-stores.ts';
import { FILE_AUTHOR } from '../../storage/saved-policy.ts';
import type { Stores } from '../../storage/stores.ts';
import { createLogger } from '../../telemetry/logger.ts';
import { hostname } from '../support/policy-facts.ts';

const ip = '10.0.0.1' as IpAddress;
let now = epochMs(Date.UTC(2026, 10, 23, 9));
const clock = () => now;
const logger = createLogger({ part: 'test', instance: 'test', level: 'silent' });

let stores: Stores;
let lists: Result<ListIndex>;
let policy: LivePolicy;
let beforeLoading: () => Promise<void>;
const hub = createBusHub(clock);

beforeEach(async () => {
  lists = success(emptyListIndex('v1'));
  stores = await openStores({ databaseUrl: null, sqlitePath: ':memory:', clock });
  beforeLoading = async () => {};
  const loadLists = async () => {
    await beforeLoading();
    return lists;
  };
  policy = await openLivePolicy({ document: {}, stores, bus: inMemoryBus(hub), clock, logger, loadLists });
});
afterEach(async () => {
  await policy.close();
  await stores.close();
});

const lease = (user: string): Lease => ({ ip, user, computer: 'desk1', group: null, school: null, expiresAt: now + 60_000 });
const swapped = () => new Promise<void>((done) => policy.onSwap(done));

describe('the live policy', () => {
  it('finds a change that was never announced, within its own poll', async () => {
    await stores.people.put([{ name: 'ann', group: 'staff', school: null, role: null, passwordHash: null }]);
    await new Promise<void>((done) => policy.onPeopleChanged(() => done()));
    expect(policy.person('ann')).toMatchObject({ group: 'staff' });
  });

  it('swaps at once when lists are announced, and says which are in force', async () => {
    lists = success(emptyListIndex('v2'));
    const done = swapped();
    await inMemoryBus(hub).announce('lists', await stores.bumpRevision('lists'));
    await done;
    expect(policy.snapshot()?.listVersion).toBe('v2');
    expect(policy.state()).toMatchObject({ listVersion: 'v2', problems: [] });
  });

  it('does not say that an override is in force while the lists that came with it are still being loaded', async () => {
    const asked = Promise.withResolvers<void>();
    const arrival = Promise.withResolvers<void>();
    beforeLoading = () => {
      asked.resolve();
      return arrival.promise;
    };
    const bus = inMemoryBus(hub);
    const scope = { kind: 'trust' } as const;
    const times = { from: now, until: now + 60_000 };
    await stores.overrides.add({ id: 'o1', kind: 'override', scope, hosts: ['a.test'], reason: 'r', grantedBy: 'it', ...times });
    await bus.announce('lists', await stores.bumpRevision('lists'));
    await asked.promise;
    const before = policy.state().revisions.overrides;
    const inForce = new Promise<void>((done) => policy.onInForce(done));
    arrival.resolve();
    await inForce;
    expect([before, policy.state().revisions.overrides]).toEqual([0, 1]);
  });

  it('puts a saved policy in force when it is announced, and one for later when its time comes', async () => {
    const open = { groups: { seniors: { categories: { games: 'allow' as const } } } };
    const save = { author: 'head', reason: 'r', createdAt: now };
    const game = (at: number) => policy.snapshot()?.inForceAt(epochMs(at)).groups.seniors;
    const before = game(now);
    const revision = await stores.policies.save({ ...save, version: 'x', document: JSON.stringify(open), effectiveAt: now });
    await stores.policies.save({ ...save, version: 'y', document: '{"lists":[]}', effectiveAt: now + 60_000 });
    const inForce = new Promise<void>((done) => policy.onInForce(done));
    await inMemoryBus(hub).announce('policy', revision + 1);
    await inForce;
    expect(policy.state().policyVersion).toBe(policyVersionOf(open));
    expect(policy.snapshot()?.policyVersion).toBe(policyVersionOf(open));
    expect(game(now)).not.toEqual(before);
    now = epochMs(now + 60_000);
    await swapped();
    expect(policy.state().policyVersion).toBe(policyVersionOf({ lists: [] }));
  });

  it('keeps the last good policy when a saved one cannot be read, and says so', async () => {
    const version = policy.state().policyVersion;
    await stores.policies.save({ version: 'x', document: '{"colour":1}', author: 'head', reason: 'r', createdAt: now, effectiveAt: now });
    await expect.poll(() => policy.state().problems.join(), { timeout: 5_000 }).toContain('The last good one stays in force');
    expect(policy.state().policyVersion).toBe(version);
  });

  it('begins with the file where it has changed since it was taken in, else with what was saved', async () => {
    const save = { reason: 'r', createdAt: now, effectiveAt: now };
    await stores.policies.save({ ...save, version: 'a', document: '{}', author: FILE_AUTHOR });
    await stores.policies.save({ ...save, version: 'b', document: '{"lists":[]}', author: 'head' });
    const openWith = async (document: PolicyDocument) => {
      const opened = await openLivePolicy({ document, stores, bus: inMemoryBus(hub), clock, logger, loadLists: async () => lists });
      await opened.close();
      return opened.state().policyVersion;
    };
    expect(await openWith({})).toBe(policyVersionOf({ lists: [] }));
    expect(await openWith({ exams: [] })).toBe(policyVersionOf({ exams: [] }));
  });

  it('begins with what was saved where what was taken in from the file cannot be read, and says so', async () => {
    const saved = { reason: 'r', createdAt: now, effectiveAt: now };
    await stores.policies.save({ ...saved, version: 'x', document: '{"lists":[', author: FILE_AUTHOR });
    await stores.policies.save({ ...saved, version: 'y', document: '{"exams":[]}', author: 'head' });
    const opened = await openLivePolicy({ document: {}, stores, bus: inMemoryBus(hub), clock, logger, loadLists: async () => lists });
    expect(opened.state().policyVersion).toBe(policyVersionOf({ exams: [] }));
    expect(opened.state().problems.join()).toContain('the file counts as unchanged');
    await opened.close();
  });

  it('opens for a class what is granted to it, from the moment somebody joins it until they leave', async () => {
    const bus = inMemoryBus(hub);
    const announced = async (topic: 'people' | 'overrides', revision: number) => {
      const inForce = new Promise<void>((done) => policy.onInForce(done));
      await bus.announce(topic, revision);
      await inForce;
    };
    const times = { from: now, until: now + 60_000 };
    const scope = { kind: 'class', id: 'north/10b' } as const;
    await announced(
      'overrides',
      await stores.overrides.add({ id: 'o1', kind: 'lesson', scope, hosts: ['a.test'], reason: 'r', grantedBy: 't', ...times }),
    );
    const open = () => [...(policy.snapshot()?.overrides.get(hostname('a.test'))?.[0]?.value.audience.people ?? [])];
    expect(open()).toEqual([]);
    const tenB = { id: 'north/10b', name: '10B', school: 'north', members: ['ann', 'ben'], teachers: [] };
    await announced('people', await stores.classes.put([tenB]));
    expect([open(), policy.classes().get('north/10b')]).toEqual([['ann', 'ben'], tenB]);
    await announced('people', await stores.classes.put([{ ...tenB, members: ['ben'] }]));
    expect(open()).toEqual(['ben']);
    await announced('people', await stores.classes.remove(['north/10b']));
    expect([open(), policy.classes().size]).toEqual([[], 0]);
  });

  it('tells when leases have come into force', async () => {
    const inForce = new Promise<void>((done) => policy.onInForce(done));
    const revision = await stores.leases.put([lease('ann')]);
    await inMemoryBus(hub).announce('leases', revision);
    await inForce;
    expect(policy.leaseFor(ip, now)?.user).toBe('ann');
    expect(policy.state().revisions.leases).toBe(revision);
  });

  it('keeps the last good lists when new ones cannot be loaded, does not claim them to be in force, and recovers', async () => {
    lists = failure('lists-damaged', 'cut short');
    await inMemoryBus(hub).announce('lists', await stores.bumpRevision('lists'));
    await expect.poll(() => policy.state().problems.join(), { timeout: 5_000 }).toContain('the last good ones stay in force');
    expect(policy.snapshot()?.listVersion).toBe('v1');
    expect(policy.state().revisions.lists).toBe(0);
    lists = success(emptyListIndex('v3'));
    now = epochMs(now + 60_000);
    await swapped();
    expect(policy.state()).toMatchObject({ listVersion: 'v3', problems: [] });
    expect(policy.state().revisions.lists).toBe(1);
  });

  it('has no snapshot when there never were lists: everything is blocked, and it says so', async () => {
    lists = failure('lists-unreadable', 'none');
    const blind = await openLivePolicy({ document: {}, stores, bus: inMemoryBus(hub), clock, logger, loadLists: async () => lists });
    expect(blind.snapshot()).toBeNull();
    expect(blind.state().problems.join()).toContain('everything is blocked meanwhile');
    await blind.close();
  });

  it('tells when an address changes hands, and not when its lease is renewed', async () => {
    const ended: string[] = [];
    policy.onLeaseEnded((address) => ended.push(address));
    await stores.leases.put([lease('ann')]);
    await stores.leases.put([{ ...lease('ann'), expiresAt: now + 120_000 }]);
    await expect.poll(() => policy.leaseFor(ip, now)?.expiresAt, { timeout: 5_000 }).toBe(now + 120_000);
    expect(ended).toEqual([]);
    await stores.leases.put([lease('bob')]);
    await expect.poll(() => ended, { timeout: 5_000 }).toEqual([ip]);
    expect(policy.leaseFor(ip, now)).toMatchObject({ user: 'bob' });
  });

  it('ends a lease that runs out, and never returns an expired one', async () => {
    await stores.leases.put([lease('ann')]);
    await expect.poll(() => policy.leaseFor(ip, now)?.user, { timeout: 5_000 }).toBe('ann');
    const ended = new Promise<string>((done) => policy.onLeaseEnded(done));
    now = epochMs(now + 60_000);
    expect(policy.leaseFor(ip, now)).toBeUndefined();
    expect(await ended).toBe(ip);
  });

  it('goes on with what it has when the database is gone, and says so', async () => {
    await stores.close();
    await expect.poll(() => policy.state().problems.join(), { timeout: 5_000 }).toContain('database');
    expect(policy.snapshot()?.listVersion).toBe('v1');
  });
});
