import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IpAddress } from '../../core/address.ts';
import { epochMs } from '../../core/units.ts';
import { type AdminFixture, openAdminFixture, openStaffedAdminFixture } from '../support/admin-fixture.ts';

let admin: AdminFixture;
beforeEach(async () => {
  admin = await openAdminFixture();
});
afterEach(() => admin.close());

const ALICE = { ip: '10.1.2.3', user: 'alice', computer: 'lab-01', group: 'seniors', school: 'north', ttlSeconds: 3600 };
const ip = ALICE.ip as IpAddress;

async function put(payload: unknown, headers: { authorization: string }) {
  return admin.app.inject({ method: 'PUT', url: '/api/v1/leases', headers, payload: payload as object });
}

describe('PUT /api/v1/leases', () => {
  it('answers once every worker has the lease, which then says who is there', async () => {
    const { policy, clock } = admin.context;
    const response = await put([ALICE], await admin.tokenFor('it-operator'));
    expect(response.json()).toMatchObject({ inForce: true, waitingFor: [] });
    expect(policy.leaseFor(ip, clock())).toMatchObject({ user: 'alice', computer: 'lab-01' });
    expect(policy.leaseFor(ip, epochMs(clock() + 3_600_000))).toBeUndefined();
  });

  it('ends the lease of whoever sat there before, and ends nothing by renewing', async () => {
    const headers = await admin.tokenFor('it-operator');
    const ended: string[] = [];
    admin.policy.onLeaseEnded((address) => ended.push(address));
    const inForce = new Promise<void>((done) => admin.policy.onLeaseEnded(() => done()));
    await put([ALICE], headers);
    await put([{ ...ALICE, ttlSeconds: 7200 }], headers);
    await put([{ ...ALICE, user: 'bob' }], headers);
    await inForce;
    expect(ended).toEqual([ALICE.ip]);
  });

  it('stores IPv4-mapped addresses as IPv4', async () => {
    const headers = await admin.tokenFor('it-operator');
    await put([{ ...ALICE, ip: '::ffff:10.1.2.3' }], headers);
    const list = await admin.app.inject({ method: 'GET', url: '/api/v1/leases', headers });
    expect(list.json().items).toMatchObject([{ ip: '10.1.2.3', user: 'alice' }]);
  });

  it.each([
    ['an address that is none', [{ ...ALICE, ip: '10.1.2.300' }], 'body/0/ip'],
    ['an unknown field', [{ ...ALICE, colour: 'red' }], 'additional'],
    ['an unknown group', [{ ...ALICE, group: 'wizards' }], 'body/0/group'],
    ['a school that is none', [{ ...ALICE, school: 'west' }], 'there is no school'],
    ['no time to live', [{ ...ALICE, ttlSeconds: 0 }], 'ttlSeconds'],
    ['an endless time to live', [{ ...ALICE, ttlSeconds: 1e9 }], 'ttlSeconds'],
    ['two people at one address', [ALICE, { ...ALICE, user: 'bob' }], 'named twice'],
    ['no list', ALICE, 'array'],
  ])('refuses %s, and keeps nothing of the request', async (_name, payload, words) => {
    const headers = await admin.tokenFor('it-operator');
    const response = await put(payload, headers);
    expect(response.statusCode).toBe(400);
    expect(JSON.stringify(response.json())).toContain(words);
    expect(await admin.context.stores.leases.list(admin.context.clock())).toEqual([]);
  });

  it('keeps a token of one school out of another', async () => {
    const north = await admin.tokenFor('it-operator', { school: 'north' });
    const south = await admin.tokenFor('it-operator', { school: 'south' });
    expect((await put([ALICE], north)).statusCode).toBe(200);
    expect((await put([{ ...ALICE, ip: '10.1.2.4' }], south)).statusCode).toBe(403);
    expect((await put([{ ...ALICE, ip: '10.1.2.4', school: undefined }], south)).statusCode).toBe(403);
    const seen = await admin.app.inject({ method: 'GET', url: '/api/v1/leases', headers: south });
    expect(seen.json()).toEqual({ items: [], next: null });
    const removed = await admin.app.inject({ method: 'DELETE', url: `/api/v1/leases?ip=${ALICE.ip}`, headers: south });
    expect(removed.statusCode).toBe(403);
    const rows = await admin.context.stores.audit.list({ limit: 10 });
    expect(rows.map(({ actor, action, subject, outcome }) => [actor, action, subject, outcome])).toEqual([
      ['token:it-operator-1', 'leases.put', '10.1.2.3', 'done'],
      ['token:it-operator-2', 'leases.put', 'north', 'refused'],
      ['token:it-operator-2', 'leases.put', 'trust', 'refused'],
      ['token:it-operator-2', 'leases.remove', '10.1.2.3', 'refused'],
    ]);
  });

  it('keeps a token of one school from naming somebody who is known to be of another', async () => {
    await admin.close();
    admin = await openStaffedAdminFixture();
    const north = await admin.tokenFor('it-operator', { school: 'north' });
    const refused = await put([ALICE, { ...ALICE, ip: '10.1.2.4', user: 'TOM' }], north);
    expect(refused.json()).toMatchObject({ status: 403, detail: expect.stringContaining('body/1/user') });
    expect(await admin.context.stores.leases.list(admin.context.clock())).toEqual([]);
    expect((await put([{ ...ALICE, user: 'mrs.smith' }], north)).statusCode).toBe(200);
    expect((await put([{ ...ALICE, user: 'tom' }], await admin.tokenFor('it-operator'))).statusCode).toBe(200);
  });

  it('takes thousands at once', async () => {
    const many = Array.from({ length: 5_000 }, (_, i) => ({ ...ALICE, ip: `10.2.${i >> 8}.${i & 255}`, user: `pupil${i}` }));
    expect((await put(many, await admin.tokenFor('it-operator'))).statusCode).toBe(200);
    expect(await admin.context.stores.leases.list(admin.context.clock())).toHaveLength(5_000);
  });
});

describe('DELETE /api/v1/leases', () => {
  it('ends the lease', async () => {
    const headers = await admin.tokenFor('it-operator');
    await put([ALICE], headers);
    const ended = new Promise<string>((done) => admin.policy.onLeaseEnded(done));
    const response = await admin.app.inject({ method: 'DELETE', url: `/api/v1/leases?ip=${ALICE.ip}`, headers });
    expect(response.statusCode).toBe(200);
    expect(await ended).toBe(ALICE.ip);
    expect(admin.policy.leaseFor(ip, admin.context.clock())).toBeUndefined();
  });
});
