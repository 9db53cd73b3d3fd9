import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { epochMs } from '../../../core/units.ts';
import { type AdminFixture, openStaffedAdminFixture } from '../../support/admin-fixture.ts';

let admin: AdminFixture;
let desk: { authorization: string };
beforeAll(async () => {
  admin = await openStaffedAdminFixture();
  desk = await admin.tokenFor('it-operator');
});
afterAll(() => admin.close());

const BODY = { kind: 'unblock', url: 'https://games.example/', reason: 'for maths', requestedBy: 'mrs.smith' };

function file(
  key: string,
  { body = BODY, headers = desk, url = '/api/v1/requests' }: { body?: object; headers?: object; url?: string } = {},
) {
  return admin.app.inject({ method: 'POST', url, headers: { ...headers, 'idempotency-key': key }, payload: body });
}
const filed = async () => (await admin.context.stores.requests.list({ limit: 500 })).length;

describe('a call with an Idempotency-Key', () => {
  it('is told that it was done, where its answer was too long to be kept', async () => {
    const lines = Array.from({ length: 1_000 }, (_, i) => `pupil-with-a-long-name-${i},7,north`);
    const check = () =>
      admin.app.inject({
        method: 'POST',
        url: '/api/v1/people/import?dryRun=true',
        headers: { ...desk, 'content-type': 'text/csv', 'idempotency-key': 'long' },
        payload: ['username,group,school', ...lines].join('\n'),
      });
    const first = await check();
    expect([first.statusCode, first.body.length > 65_536]).toEqual([200, true]);
    const again = await check();
    expect([again.statusCode, again.headers['idempotency-replayed']]).toEqual([200, 'true']);
    expect(again.json()).toEqual({ detail: expect.stringContaining('too long to be kept') });
  });

  it('pushes the oldest answer of its principal out when there are a thousand', async () => {
    const { stores, clock } = admin.context;
    const answer = { status: 201, headers: {}, body: '{}' };
    const claim = (key: string, at: number, principal = 'many') => stores.idempotency.claim({ principal, key }, 'a', epochMs(clock() + at));
    await claim('other', 0, 'another');
    await stores.idempotency.keep({ principal: 'another', key: 'other' }, answer);
    for (let i = 0; i < 1_000; i++) {
      await claim(`key-${i}`, i);
      await stores.idempotency.keep({ principal: 'many', key: `key-${i}` }, answer);
    }
    expect(await claim('key-0', 1_000)).toMatchObject({ kind: 'answered' });
    expect(await claim('one-more', 1_001)).toEqual({ kind: 'claimed' });
    expect([await claim('key-1', 1_002), await claim('other', 1_002, 'another')]).toMatchObject([
      { kind: 'answered' },
      { kind: 'answered' },
    ]);
    expect(await claim('key-0', 1_002)).toEqual({ kind: 'claimed' });
  });

  it('does its work once, and is answered again word for word', async () => {
    const before = await filed();
    const first = await file('k1');
    const second = await file('k1');
    expect([first.statusCode, second.statusCode]).toEqual([201, 201]);
    expect(second.body).toBe(first.body);
    expect(second.headers['content-type']).toBe(first.headers['content-type']);
    expect([first.headers['idempotency-replayed'], second.headers['idempotency-replayed']]).toEqual([undefined, 'true']);
    expect(await filed()).toBe(before + 1);
  });

  it('does it once when ten arrive together: one is answered, the others are answered the same or told to wait', async () => {
    const before = await filed();
    const answers = await Promise.all(Array.from({ length: 10 }, () => file('k2')));
    const done = answers.filter((one) => one.statusCode === 201);
    const waiting = answers.filter((one) => one.statusCode === 409);
    expect(done.length + waiting.length).toBe(10);
    expect(new Set(done.map((one) => one.body)).size).toBe(1);
    for (const one of waiting) {
      expect(one.json()).toMatchObject({ code: 'idempotency-under-way' });
      expect(one.headers['retry-after']).toBe('1');
    }
    expect(await filed()).toBe(before + 1);
  });

  it('is refused when the key was used with another body, or for another route', async () => {
    await file('k3');
    const other = await file('k3', { body: { ...BODY, reason: 'for music' } });
    expect([other.statusCode, other.json().code]).toEqual([422, 'idempotency-mismatch']);
    const elsewhere = await file('k3', { url: '/api/v1/requests/none/decline', body: { reason: 'not for school' } });
    expect(elsewhere.json()).toMatchObject({ code: 'idempotency-mismatch' });
    // The order of its members does not make it another body.
    expect((await file('k3', { body: Object.fromEntries(Object.entries(BODY).reverse()) })).statusCode).toBe(201);
  });

  it('belongs to its caller alone', async () => {
    const first = await file('k4');
    const other = await file('k4', { headers: await admin.tokenFor('it-operator') });
    expect(other.statusCode).toBe(201);
    expect(other.json().id).not.toBe(first.json().id);
    const spy = await file('k4', { headers: await admin.tokenFor('viewer') });
    expect(spy.json()).toMatchObject({ code: 'forbidden' });
  });

  it('frees its key when it is refused', async () => {
    const decline = (id: string) => file('k5', { url: `/api/v1/requests/${id}/decline`, body: { reason: 'not for school' } });
    expect((await decline('none')).statusCode).toBe(404);
    expect((await decline('none')).statusCode).toBe(404);
    const { id } = (await file('k6')).json();
    expect((await decline(id)).statusCode).toBe(200);
    expect((await decline(id)).json()).toMatchObject({ id, status: 'declined' });
  });

  it('is answered again for 24 hours, and then does its work anew', async () => {
    const { id } = (await file('k7')).json();
    admin.advance(24 * 3_600_000 - 1);
    expect((await file('k7')).json().id).toBe(id);
    admin.advance(1);
    expect((await file('k7')).json().id).not.toBe(id);
    admin.advance(25 * 3_600_000);
    expect(await admin.context.stores.idempotency.purge(admin.context.clock())).toBeGreaterThan(5);
    expect(await admin.context.stores.idempotency.purge(admin.context.clock())).toBe(0);
  });

  it.each(['', ' ', 'a b', 'ü', 'x'.repeat(201)])('is refused when the key is %j', async (key) => {
    expect((await file(key)).json()).toMatchObject({ code: 'bad-request' });
  });
});

describe('an ETag', () => {
  const get = (url: string, headers: object = {}) => admin.app.inject({ url, headers: { ...desk, ...headers } });

  it('spares a poller what has not changed, though it has grown older', async () => {
    const first = await get('/api/v1/requests');
    admin.advance(2_000);
    const again = await get('/api/v1/requests', { 'if-none-match': `"other", ${first.headers.etag}` });
    expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', first.headers.etag]);
    await file('e1', { body: { ...BODY, url: 'https://more.example/' } });
    const changed = await get('/api/v1/requests', { 'if-none-match': String(first.headers.etag) });
    expect(changed.statusCode).toBe(200);
    expect(changed.headers.etag).not.toBe(first.headers.etag);
  });

  it('is on every list, and on no refusal', async () => {
    for (const url of ['/api/v1/overrides', '/api/v1/leases', '/api/v1/protection']) {
      const { headers, statusCode } = await get(url);
      expect([url, statusCode, headers.etag]).toEqual([url, 200, expect.stringMatching(/^W\/"[\w-]{27}"$/)]);
      expect((await get(url, { 'if-none-match': String(headers.etag) })).statusCode).toBe(304);
    }
    expect((await get('/api/v1/incidents')).headers.etag).toBeUndefined();
  });
});
