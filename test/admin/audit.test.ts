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

it.each(['dpo', 'headteacher'] as const)('%s sees all of it', async (role) => {
  expect((await rowsFor(role))[0]).toMatchObject({ actor: 'contact:chair@north.example', action: 'incident.view', subject: 'I1' });
});
