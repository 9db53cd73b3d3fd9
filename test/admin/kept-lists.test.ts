import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IpAddress } from '../../core/address.ts';
import type { PolicyDocument } from '../../core/policy.ts';
import { epochMs } from '../../core/units.ts';
import { policyVersionOf } from '../../snapshot/policy-version.ts';
import { openListStore } from '../../storage/list-store.ts';
import { openStores } from '../../storage/open-stores.ts';
import type { Stores } from '../../storage/stores.ts';
import { type AdminFixture, openAdminFixture } from '../support/admin-fixture.ts';

/** What is kept of the lists that are read most changes with what they show, whichever process changes it. */
const START = Date.UTC(2026, 10, 23, 10, 0, 0);
const HOUR_MS = 3_600_000;
const folder = mkdtempSync(join(tmpdir(), 'schoolgate-kept-'));
const lists = openListStore(folder);
let admin: AdminFixture;
/** As another process has them. */
let elsewhere: Stores;
let headOfIt: { authorization: string };

beforeAll(async () => {
  const opened = { databaseUrl: null, sqlitePath: join(folder, 'db/schoolgate.sqlite'), clock: () => epochMs(START) };
  admin = await openAdminFixture({ stores: await openStores(opened), publishedLists: lists.readCurrent });
  elsewhere = await openStores(opened);
  headOfIt = await admin.tokenFor('head-of-it');
});
afterAll(async () => {
  await admin.close();
  await elsewhere.close();
  rmSync(folder, { recursive: true, force: true });
});

const get = (path: string, headers = headOfIt) => admin.app.inject({ url: `/api/v1/${path}`, headers });
const lease = (address: string, more: object = {}) => ({
  ...{ ip: address as IpAddress, user: 'alice', computer: 'pc', group: 'seniors' as const, school: 'north' },
  ...{ expiresAt: START + HOUR_MS, ...more },
});
const override = (id: string) => ({
  ...{ id, kind: 'override' as const, scope: { kind: 'trust' as const }, hosts: ['a.example'], from: START, until: START + HOUR_MS },
  ...{ reason: 'for maths', grantedBy: 'cli:root' },
});
const block = { id: 'b', site: 'bad.example', scope: { kind: 'trust' as const }, urgent: true, reason: 'scam', owner: 'cli:root' };
const savePolicy = (document: PolicyDocument, effectiveAt = START) => {
  const saved = { author: 'cli:root', reason: 'as agreed', createdAt: START, effectiveAt };
  return elsewhere.policies.save({ ...saved, version: policyVersionOf(document), document: JSON.stringify(document) });
};
const audited = (subject: string) =>
  elsewhere.audit.append({ at: epochMs(START), actor: 'cli:root', action: 'policy.save', subject, outcome: 'done', detail: {} });
const publish = (version: string) => lists.publish({ version, builtAt: START, sources: [] }, randomBytes(8));
const file = (url: string) =>
  admin.app.inject({
    ...{ method: 'POST', url: '/api/v1/requests', headers: headOfIt },
    payload: { kind: 'unblock', url, reason: 'for maths', requestedBy: 'tom' },
  });

describe('a list that is read again', () => {
  it.each([
    ['leases', () => elsewhere.leases.put([lease('10.0.0.1')])],
    ['leases', () => elsewhere.leases.remove(['10.0.0.1' as IpAddress])],
    ['overrides', () => elsewhere.overrides.add(override('o'))],
    ['overrides', () => elsewhere.overrides.end('o', epochMs(START))],
    ['overrides', () => elsewhere.blocks.add({ ...block, from: START, reviewBy: START + HOUR_MS, endedAt: null })],
    ['policy', () => savePolicy({ exams: [] })],
    ['policy?at=2026-11-23T12:00:00Z', () => savePolicy({ lists: [] }, START + HOUR_MS)],
    ['audit?limit=50', () => audited('a')],
    ['audit?order=newest&limit=1', () => audited('b')],
    ['protection', () => publish('2026-11-23-aaaaaaaaaaaa')],
    ['protection', () => publish('2026-11-23-bbbbbbbbbbbb')],
    ['requests?status=open&limit=50', () => file('https://one.example/')],
  ])('shows in %s what has just changed, and is the same until then', async (path, change) => {
    const before = await get(path);
    expect((await get(path)).body).toBe(before.body);
    await change();
    const after = await get(path);
    expect(after.statusCode).toBe(200);
    expect(after.body).not.toBe(before.body);
    expect((await get(path)).body).toBe(after.body);
  });

  it('changes by itself when something in it runs out or takes effect', async () => {
    await elsewhere.leases.put([lease('10.0.0.2', { expiresAt: START + 90_500 })]);
    const addresses = async () => (await get('leases')).json().items.map(({ ip }: { ip: string }) => ip);
    const ages = async () => (await get('requests')).json().items.map(({ ageSeconds }: { ageSeconds: number }) => ageSeconds);
    const version = async () => (await get('policy')).json().version;
    const [first, etag] = [await version(), (await get('requests')).headers['etag']];
    expect([await addresses(), await ages()]).toEqual([['10.0.0.2'], [0]]);
    admin.advance(90_499);
    expect([await addresses(), await ages(), (await get('requests')).headers['etag']]).toEqual([['10.0.0.2'], [90], etag]);
    admin.advance(1);
    expect(await addresses()).toEqual([]);
    admin.advance(-1);
    expect(await addresses()).toEqual(['10.0.0.2']);
    admin.advance(HOUR_MS - 90_499);
    expect(await version()).not.toBe(first);
    expect((await get('overrides')).json().items).toEqual([]);
  });

  it('shows each reader what is theirs', async () => {
    await elsewhere.leases.put([lease('10.0.0.3', { school: 'south', expiresAt: START + 9 * HOUR_MS })]);
    await elsewhere.audit.append({
      at: epochMs(START),
      actor: 'user:dsl',
      action: 'incident.open',
      subject: 'i-1',
      outcome: 'done',
      detail: {},
    });
    const north = await admin.tokenFor('it-operator', { school: 'north' });
    const officer = await admin.tokenFor('dpo');
    const newest = async (headers: typeof north) => (await get('audit?order=newest&limit=1', headers)).json().items?.[0]?.subject;
    expect([(await get('leases')).json().items.length, (await get('leases', north)).json().items.length]).toEqual([1, 0]);
    expect([await newest(headOfIt), await newest(officer), await newest(headOfIt)]).toEqual(['withheld', 'i-1', 'withheld']);
  });

  it('is refused, and the refusal written down, each time and at once for who may not read it or no longer', async () => {
    const north = await admin.tokenFor('headteacher', { school: 'north' });
    const refusals = async () => (await elsewhere.audit.list({ limit: 500 })).filter(({ outcome }) => outcome === 'refused').length;
    const before = await refusals();
    const answers = await Promise.all([get('audit', north), get('audit', north), get('audit', north)]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([403, 403, 403]);
    expect(await refusals()).toBe(before + 3);
    expect((await get('leases')).statusCode).toBe(200);
    for (const { id } of await elsewhere.tokens.list()) await elsewhere.tokens.revoke(id, epochMs(START));
    expect((await get('leases')).statusCode).toBe(401);
  });
});
