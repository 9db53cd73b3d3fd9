import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyListIndex } from '../../categoriser/categorise.ts';
import type { IpAddress } from '../../core/address.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import type { Lease } from '../../core/identity.ts';
import type { Override } from '../../core/override.ts';
import type { PolicyDocument } from '../../core/policy.ts';
import { success } from '../../core/result.ts';
import { epochMs } from '../../core/units.ts';
import { KEPT_TOPICS, KeptPolicy } from '../../snapshot/kept-policy.ts';
import type { LivePolicy } from '../../snapshot/live-policy.ts';
import { openLivePolicy } from '../../snapshot/open-live-policy.ts';
import { policyVersionOf } from '../../snapshot/policy-version.ts';
import { DatabaseFailure } from '../../storage/database/failure.ts';
import { createBusHub, inMemoryBus } from '../../storage/in-memory-bus.ts';
import { openStores } from '../../storage/open-stores.ts';
import { frameParts } from '../../storage/policy-pieces.ts';
import type { Stores } from '../../storage/stores.ts';
import { createLogger } from '../../telemetry/logger.ts';
import { hostname } from '../support/policy-facts.ts';

const ip = '10.0.0.1' as IpAddress;
/** Later than any run of these tests: what is written has the file system's time as well, and the later of both counts. */
const START = epochMs(Date.UTC(2090, 10, 20, 14, 2));
const databaseUrl = 'postgres://schoolgate:secret@db.test/schoolgate';
const logger = createLogger({ part: 'test', instance: 'test', level: 'silent' });
/** Long enough to be stored in pieces. */
const sites = Array.from({ length: 2_000 }, (_, i) => `listed${i}.example/page`);
const SAVED: PolicyDocument = {
  lists: [{ id: 'long', action: 'block', sites, reason: 'as agreed', owner: 'it', reviewBy: '2099-01-01' }],
  groups: { staff: { categories: { games: 'block' } } },
};

let now = START;
const clock = () => now;
const hub = createBusHub(clock);
/** Has the database asked at once: every part asks it every second anyway. */
const ask = () => inMemoryBus(hub).announce('lists', Number.MAX_SAFE_INTEGER);
let dataFolder: string;
let stores: Stores;
let isAway: boolean;
const opened: LivePolicy[] = [];

/** The stores of a database that can be taken away. */
const reachable = (): Stores => ({
  ...stores,
  revisions: async () => {
    if (isAway) throw new DatabaseFailure('The database cannot be reached (ECONNREFUSED).', 'ECONNREFUSED', true);
    return stores.revisions();
  },
});
const keeper = (url = databaseUrl) => new KeptPolicy({ dataFolder, databaseUrl: url, clock, isWriter: true });

async function open(kept: KeptPolicy | null = keeper(), document: PolicyDocument = {}): Promise<LivePolicy> {
  const bus = inMemoryBus(hub);
  const loadLists = async () => success(emptyListIndex('v1'));
  const sources = { document, stores: reachable(), bus, clock, logger, loadLists };
  const policy = await openLivePolicy({ ...sources, ...(kept !== null && { kept }) });
  opened.push(policy);
  return policy;
}

/** What a first worker kept, with the database taken away afterwards. */
async function keep(document: PolicyDocument = {}): Promise<void> {
  await (await open(keeper(), document)).close();
  isAway = true;
}

const file = (topic: (typeof KEPT_TOPICS)[number]) => join(dataFolder, 'kept', topic);
const lease: Lease = { ip, user: 'ann', computer: 'desk1', group: null, school: null, expiresAt: START + 3_600_000 };
const grant: Override = {
  id: 'o1',
  kind: 'lesson',
  scope: { kind: 'class', id: 'north/10b' },
  hosts: ['open.test'],
  from: START,
  until: START + 600_000,
  reason: 'r',
  grantedBy: 't',
};

beforeEach(async () => {
  now = START;
  isAway = false;
  dataFolder = mkdtempSync(join(tmpdir(), 'schoolgate-kept-'));
  stores = await openStores({ databaseUrl: null, sqlitePath: ':memory:', clock });
  const save = { author: 'head', reason: 'r', createdAt: now, effectiveAt: now };
  await stores.policies.save({ ...save, version: 'x', document: '{}', author: 'configuration file' });
  await stores.policies.save({ ...save, version: 'y', document: canonicalJson(SAVED) });
  await stores.people.put([{ name: 'ann', group: 'staff', school: null, role: null, passwordHash: '$argon2id$ë' }]);
  await stores.classes.put([{ id: 'north/10b', name: '10B', school: 'north', members: ['ann'], teachers: [] }]);
  await stores.overrides.add(grant);
  await stores.leases.put([lease]);
});
afterEach(async () => {
  for (const policy of opened.splice(0)) await policy.close();
  await stores.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

describe('what is kept of the policy', () => {
  it('lets a worker start while the database is away, with all it needs to decide', async () => {
    await keep();
    now = epochMs(START + 12 * 60_000 - 1);
    const policy = await open();
    expect(policy.state().policyVersion).toBe(policyVersionOf(SAVED));
    expect(policy.document()).toEqual(SAVED);
    expect(frameParts((await stores.policies.currentFrame(now)) ?? '').hashes.length).toBeGreaterThan(1);
    expect([policy.person('ann')?.passwordHash, policy.classes().get('north/10b')?.members]).toEqual(['$argon2id$ë', ['ann']]);
    expect(policy.leaseFor(ip, now)).toEqual(lease);
    expect(policy.state().problems).toEqual([
      'The database does not answer: The database cannot be reached (ECONNREFUSED). Deciding by the policy of Monday 2090-11-20 14:02, 11 min ago.',
    ]);
  });

  it('opens a granted site for its people until it would have closed, and a lease holds no longer than it would have', async () => {
    await keep();
    now = epochMs(START + 60_000);
    const granted = (policy: LivePolicy) =>
      policy
        .snapshot()
        ?.overrides.get(hostname('open.test'))
        .map(({ value }) => value);
    const early = granted(await open())?.[0];
    expect([[...(early?.audience.people ?? [])], early?.until]).toEqual([['ann'], grant.until]);
    now = epochMs(START + 3_600_000);
    const late = await open();
    expect([granted(late), late.leaseFor(ip, now)]).toEqual([[], undefined]);
  });

  it('goes on by itself when the database is back, with what changed meanwhile', async () => {
    await keep();
    await stores.people.remove(['ann']);
    await stores.overrides.end('o1', now);
    await stores.leases.remove([ip]);
    await stores.policies.save({ version: 'z', document: '{"exams":[]}', author: 'head', reason: 'r', createdAt: now, effectiveAt: now });
    const policy = await open();
    expect(policy.person('ann')).toBeDefined();
    isAway = false;
    await ask();
    await expect.poll(() => policy.state().problems, { timeout: 20_000 }).toEqual([]);
    expect(policy.state()).toMatchObject({ policyVersion: policyVersionOf({ exams: [] }), revisions: await stores.revisions() });
    expect([policy.person('ann'), policy.leaseFor(ip, now), policy.snapshot()?.overrides.get(hostname('open.test'))]).toEqual([
      undefined,
      undefined,
      [],
    ]);
  });

  it('gives way to a configuration file that has changed since, as at any start', async () => {
    await keep();
    const policy = await open(keeper(), { exams: [] });
    expect(policy.state().policyVersion).toBe(policyVersionOf({ exams: [] }));
  });

  it('is readable by its owner alone, and written again only when something has changed, and not at once', async () => {
    const kept = keeper();
    const policy = await open(kept);
    await kept.settle();
    expect(statSync(join(dataFolder, 'kept')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(dataFolder, 'kept')).sort()).toEqual([...KEPT_TOPICS].sort());
    for (const topic of KEPT_TOPICS) expect(statSync(file(topic)).mode & 0o777).toBe(0o600);
    const written = () => KEPT_TOPICS.map((topic) => statSync(file(topic)).ino);
    const first = written();
    const told = async (change: () => Promise<unknown>) => {
      const inForce = new Promise<void>((done) => policy.onInForce(done));
      await change();
      await ask();
      await inForce;
      await kept.settle();
    };
    await told(() => stores.overrides.end('o1', now));
    expect(written()).toEqual(first);
    now = epochMs(START + 2_000);
    await ask();
    await expect
      .poll(() => written()[KEPT_TOPICS.indexOf('overrides')], { timeout: 20_000 })
      .not.toBe(first[KEPT_TOPICS.indexOf('overrides')]);
    await kept.settle();
    expect(written().filter((inode, index) => inode !== first[index])).toHaveLength(1);
  });

  it('is confirmed while nothing changes: its age is that of the database’s last answer', async () => {
    const kept = keeper();
    const policy = await open(kept);
    await kept.settle();
    now = epochMs(START + 30 * 60_000);
    await ask();
    await expect.poll(() => statSync(file('policy')).mtimeMs, { timeout: 20_000 }).toBe(now);
    await policy.close();
    isAway = true;
    now = epochMs(START + 45 * 60_000);
    expect((await open()).state().problems.join()).toContain('14:32, 15 min ago');
  });

  it('is not as new as a clock that ran ahead makes it look', async () => {
    await keep();
    utimesSync(file('policy'), START / 1_000 + 9_999_999, START / 1_000 + 9_999_999);
    expect((await open()).state().problems.join()).toContain('14:02, 0 min ago');
  });

  const spoil: readonly (readonly [string, (topic: (typeof KEPT_TOPICS)[number]) => void])[] = [
    ['cut short', (topic) => writeFileSync(file(topic), readFileSync(file(topic)).subarray(0, -3))],
    ['empty', (topic) => writeFileSync(file(topic), '')],
    ['of another format', (topic) => writeFileSync(file(topic), readFileSync(file(topic), 'utf8').replace('"format":1', '"format":0'))],
    ['missing', (topic) => rmSync(file(topic))],
    ['another topic’s', (topic) => writeFileSync(file(topic), readFileSync(file(topic === 'people' ? 'leases' : 'people')))],
    [
      'changed in one letter',
      (topic) => {
        const bytes = readFileSync(file(topic));
        bytes[bytes.length - 2] = (bytes.at(-2) ?? 0) ^ 1;
        writeFileSync(file(topic), bytes);
      },
    ],
    ['no text at all', (topic) => writeFileSync(file(topic), Buffer.alloc(10_000, 0xff))],
  ];
  it.each(spoil)('is refused when a part of it is %s, and the start fails as it would without', async (_, damage) => {
    await keep();
    for (const topic of KEPT_TOPICS) {
      const whole = readFileSync(file(topic));
      damage(topic);
      const read = await keeper().read();
      expect([topic, read.ok]).toEqual([topic, false]);
      await expect(open()).rejects.toThrow('The database cannot be reached');
      writeFileSync(file(topic), whole);
    }
    expect((await open()).person('ann')).toBeDefined();
  });

  it('is refused for another database, and holds for another password', async () => {
    await keep();
    await expect(open(keeper(databaseUrl.replace('db.test', 'other.test')))).rejects.toThrow('cannot be reached');
    expect((await open(keeper(databaseUrl.replace('secret', 'renewed')))).person('ann')).toBeDefined();
  });

  it('is not there for one who keeps nothing, nor for a database that answers and refuses', async () => {
    await keep();
    await expect(open(null)).rejects.toThrow('cannot be reached');
    const refusing = {
      ...stores,
      revisions: () => Promise.reject(new DatabaseFailure('There is no such database on the server.', '3D000')),
    };
    const bus = inMemoryBus(createBusHub(clock));
    const loadLists = async () => success(emptyListIndex('v1'));
    const refused = openLivePolicy({ document: {}, stores: refusing, bus, clock, logger, loadLists, kept: keeper() });
    await expect(refused).rejects.toThrow('no such database');
  });

  it('says when it cannot be written, and tries again', async () => {
    const kept = keeper();
    writeFileSync(join(dataFolder, 'kept'), 'in the way');
    const policy = await open(kept);
    await kept.settle();
    expect(policy.state().problems.join()).toContain('cannot be kept on the disk');
    rmSync(join(dataFolder, 'kept'));
    now = epochMs(START + 60_000);
    await ask();
    await expect.poll(() => policy.state().problems, { timeout: 20_000 }).toEqual([]);
    expect(existsSync(file('leases'))).toBe(true);
  });
});
