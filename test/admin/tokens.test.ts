import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdminFixture, openAdminFixture } from '../support/admin-fixture.ts';

let admin: AdminFixture;
let root: { authorization: string };
beforeAll(async () => {
  admin = await openAdminFixture();
  root = await admin.tokenFor('trust-admin');
});
afterAll(() => admin.close());

const call = (method: 'GET' | 'POST' | 'DELETE', url: string, { payload, headers = root }: { payload?: object; headers?: object } = {}) =>
  admin.app.inject({ method, url: `/api/v1/tokens${url}`, headers: { ...headers }, ...(payload && { payload }) });
const lastAudit = async () => {
  const { sequence } = await admin.context.stores.audit.head();
  return (await admin.context.stores.audit.list({ after: sequence - 1, limit: 1 }))[0];
};

describe('tokens', () => {
  it('are made with a role, a school and an end, work until revoked, and show their secret once', async () => {
    const made = await call('POST', '', { payload: { name: 'helpdesk', role: 'it-operator', school: 'north' } });
    expect(made.statusCode).toBe(201);
    const { token, id, expiresAt } = made.json();
    expect(token).toMatch(/^sg_[0-9A-Za-z]{43}$/);
    expect(Date.parse(expiresAt) - admin.context.clock()).toBe(366 * 86_400_000);
    expect(await lastAudit()).toMatchObject({ action: 'token.create', subject: id, detail: { name: 'helpdesk', role: 'it-operator' } });
    expect(JSON.stringify(await lastAudit())).not.toContain(token);
    const list = await call('GET', '');
    expect(list.json().items).toContainEqual(expect.objectContaining({ id, name: 'helpdesk', school: 'north', revokedAt: null }));
    expect(list.body).not.toContain(token);
    const headers = { authorization: `Bearer ${token}` };
    const leases = () => admin.app.inject({ url: '/api/v1/leases', headers });
    expect((await leases()).statusCode).toBe(200);
    expect((await call('DELETE', `/${id}`)).statusCode).toBe(200);
    expect(await lastAudit()).toMatchObject({ action: 'token.revoke', subject: id });
    expect((await leases()).statusCode).toBe(401);
    expect((await call('DELETE', `/${id}`)).statusCode).toBe(404);
  });

  it.each([
    ['an end more than a year away', { name: 'a', role: 'viewer', expiresAt: '2028-01-01T00:00:00Z' }, 400, 'bad-request'],
    ['an end that is past', { name: 'a', role: 'viewer', expiresAt: '2020-01-01T00:00:00Z' }, 400, 'bad-request'],
    ['a school that is none', { name: 'a', role: 'viewer', school: 'west' }, 400, 'bad-request'],
    ['a role that is none', { name: 'a', role: 'root' }, 400, 'bad-request'],
    ['a line end in the name', { name: 'a\r\nx: y', role: 'viewer' }, 400, 'bad-request'],
    ['an id of the caller’s choice', { name: 'a', role: 'viewer', id: 't1' }, 400, 'bad-request'],
    ['a creation time of the caller’s choice', { name: 'a', role: 'viewer', createdAt: 0 }, 400, 'bad-request'],
    ['a role that reads incidents', { name: 'a', role: 'dsl' }, 403, 'forbidden'],
    ['a role that could be the second of two people', { name: 'a', role: 'head-of-it' }, 403, 'forbidden'],
    ['the name of a live token', { name: 'trust-admin-1', role: 'viewer' }, 409, 'conflict'],
  ])('are not made with %s', async (_what, payload, status, code) => {
    const before = (await admin.context.stores.tokens.list()).length;
    const answer = await call('POST', '', { payload });
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(await admin.context.stores.tokens.list()).toHaveLength(before);
  });

  it('are not kept for a repeated call: the secret would be stored', async () => {
    const answer = await call('POST', '', { payload: { name: 'b', role: 'viewer' }, headers: { ...root, 'idempotency-key': 'k' } });
    expect(answer.json()).toMatchObject({ code: 'bad-request' });
  });

  it('are nothing for a school’s own administrator', async () => {
    const headers = await admin.tokenFor('trust-admin', { school: 'north' });
    for (const [method, url] of [
      ['GET', ''],
      ['POST', ''],
      ['DELETE', '/t1'],
    ] as const) {
      const payload = method === 'POST' ? { name: 'c', role: 'viewer' } : undefined;
      expect((await call(method, url, { headers, ...(payload && { payload }) })).statusCode).toBe(403);
    }
  });

  it('are listed page by page, each once', async () => {
    for (let i = 0; i < 5; i++) await call('POST', '', { payload: { name: `page-${i}`, role: 'viewer' } });
    const all = (await call('GET', '')).json<{ items: { id: string }[]; next: null }>();
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const { items, next } = (await call('GET', `?limit=3${cursor}`)).json<{ items: { id: string }[]; next: string | null }>();
      seen.push(...items.map(({ id }) => id));
      if (next === null) break;
      cursor = `&cursor=${next}`;
    }
    expect(seen).toEqual(all.items.map(({ id }) => id));
    expect(all.next).toBeNull();
    expect((await call('GET', '?cursor=gone')).json()).toMatchObject({ code: 'bad-request' });
  });
});
