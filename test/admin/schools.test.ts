import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdminFixture } from '../support/admin-fixture.ts';
import { callsOf } from '../support/school-day.ts';
import { openIncidentsFixture } from './incidents-fixture.ts';

let admin: AdminFixture;
let api: ReturnType<typeof callsOf>;
beforeAll(async () => {
  admin = await openIncidentsFixture();
  api = callsOf(admin);
});
afterAll(() => admin.close());

describe('schools and who is told', () => {
  it('are read: the schools by anybody, a school’s token its own alone', async () => {
    const ids = async (school?: string) => {
      const { body } = await api.get('schools', await admin.tokenFor('viewer', school === undefined ? {} : { school }));
      return body.items.map(({ id }: { id: string }) => id);
    };
    expect(await ids()).toEqual(['north', 'south']);
    expect(await ids('south')).toEqual(['south']);
    const [first] = (await api.get('schools?limit=1', await admin.tokenFor('viewer'))).body.items;
    expect(Object.keys(first)).toEqual(['id', 'name']);
  });

  it('are told with their addresses to those who answer for it, and whether a lead has confirmed a test alert', async () => {
    const headers = await admin.tokenFor('dsl', { school: 'north' });
    const dsl = { as: 'dsl', name: expect.any(String), email: 'dsl@north.example' };
    const read = async () => (await api.get('recipients', headers)).body.items;
    expect(await read()).toMatchObject([{ school: 'north', alertsLive: false, recipients: expect.arrayContaining([dsl]) }]);
    await admin.context.stores.incidentAccess.confirm({ school: 'north', recipient: 'dsl@north.example', at: admin.context.clock() });
    expect(await read()).toMatchObject([{ alertsLive: true }]);
    const all = (await api.get('recipients', await admin.tokenFor('trust-admin'))).body.items;
    expect(all.map(({ school }: { school: string | null }) => school)).toEqual([null, 'north', 'south']);
    expect((await api.get('recipients', await admin.tokenFor('teacher'))).status).toBe(403);
  });
});
