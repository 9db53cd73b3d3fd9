import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AdminFixture, openAdminFixture } from '../support/admin-fixture.ts';

let admin: AdminFixture;
beforeAll(async () => {
  admin = await openAdminFixture();
  const { stores, clock } = admin.context;
  const row = { at: clock(), outcome: 'done' as const, detail: { by: 'mailed code' } };
  await stores.audit.append({ ...row, actor: 'contact:chair@north.example', action: 'incident.view', subject: 'I1' });
  await stores.audit.append({ ...row, actor: 'token:it', action: 'override.add', subject: 'o1' });
});
afterAll(() => admin.close());

const rowsFor = async (role: 'head-of-it' | 'trust-admin' | 'dpo' | 'headteacher') => {
  const answer = await admin.app.inject({ url: '/api/v1/audit', headers: await admin.tokenFor(role) });
  return answer.json<{ items: { sequence: number; actor: string; subject: string; hash: string }[] }>().items;
};

it.each(['head-of-it', 'trust-admin'] as const)('%s sees that somebody looked at an incident, and not who or at which', async (role) => {
  const [looked, added] = await rowsFor(role);
  expect(looked).toMatchObject({ sequence: 1, actor: 'withheld', action: 'safeguarding', subject: 'withheld', detail: {} });
  expect(looked?.hash).toBe((await rowsFor('dpo'))[0]?.hash);
  expect(added).toMatchObject({ actor: 'token:it', subject: 'o1' });
});

it.each([
  ['dpo', 'GET', '/api/v1/audit', undefined],
  ['dpo', 'GET', '/api/v1/audit/verify', undefined],
  ['trust-admin', 'GET', '/api/v1/tokens', undefined],
  ['head-of-it', 'PUT', '/api/v1/policy', { document: {}, reason: 'because' }],
  ['dsl', 'GET', '/api/v1/incidents?school=south', undefined],
  ['dsl', 'POST', '/api/v1/schools/south/test-alert', undefined],
] as const)('a try of a school’s own %s to reach further stands there: %s %s', async (role, method, url, payload) => {
  const headers = await admin.tokenFor(role, { school: 'north' });
  const answer = await admin.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
  expect(answer.statusCode).toBe(403);
  const { sequence } = await admin.context.stores.audit.head();
  const [row] = await admin.context.stores.audit.list({ after: sequence - 1, limit: 1 });
  expect(row).toMatchObject({
    actor: expect.stringContaining(role),
    outcome: 'refused',
    detail: { role, school: 'north', code: 'forbidden' },
  });
});

it.each(['head-of-it', 'trust-admin'] as const)('%s sees what IT looked at, and not whom safeguarding did', async (role) => {
  const looked = async (who: 'dsl' | 'deputy-dsl' | 'headteacher' | 'it-operator') => {
    const headers = await admin.tokenFor(who);
    expect((await admin.app.inject({ url: '/api/v1/people?name=ann', headers })).statusCode).toBe(200);
    return (await rowsFor(role)).at(-1);
  };
  expect(await looked('it-operator')).toMatchObject({ action: 'people.look-up', subject: 'ann' });
  for (const who of ['dsl', 'deputy-dsl', 'headteacher'] as const)
    expect(await looked(who)).toMatchObject({ actor: 'withheld', action: 'safeguarding', subject: 'withheld', detail: {} });
  const { stores, clock } = admin.context;
  const explained = { at: clock(), actor: 'token:d', action: 'explain.decision', subject: 'd1', outcome: 'done' } as const;
  await stores.audit.append({ ...explained, detail: { role: 'dsl', school: null } });
  expect((await rowsFor(role)).at(-1)).toMatchObject({ actor: 'withheld', subject: 'withheld' });
  expect((await rowsFor('dpo')).at(-1)).toMatchObject({ actor: 'token:d', subject: 'd1' });
});

it.each(['dpo', 'headteacher'] as const)('%s sees all of it', async (role) => {
  expect((await rowsFor(role))[0]).toMatchObject({ actor: 'contact:chair@north.example', action: 'incident.view', subject: 'I1' });
});

it('is read newest first, page by page, as well as from the beginning', async () => {
  const headers = await admin.tokenFor('dpo');
  const read = async (query: string) => {
    const answer = await admin.app.inject({ url: `/api/v1/audit?${query}`, headers });
    return answer.json<{ items: { sequence: number }[]; next: string | null }>();
  };
  const all = (await read('limit=1000')).items.map(({ sequence }) => sequence);
  const pages: number[][] = [];
  for (let cursor = ''; ; ) {
    const { items, next } = await read(`order=newest&limit=4${cursor}`);
    pages.push(items.map(({ sequence }) => sequence));
    if (next === null) break;
    cursor = `&cursor=${next}`;
  }
  expect(pages.flat()).toEqual(all.toReversed());
  expect(pages.slice(0, -1).every((page) => page.length === 4)).toBe(true);
  expect(await read('order=newest&cursor=1')).toEqual({ items: [], next: null });
});
