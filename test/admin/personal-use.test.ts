import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../core/canonical-json.ts';
import type { PolicyDocument } from '../../core/policy.ts';
import type { AdminFixture } from '../support/admin-fixture.ts';
import { callsOf, followed, type Headers, openSchoolDay } from '../support/school-day.ts';

/** A Monday, 10:00: teaching. */
const WITH_TIMES: PolicyDocument = {
  schedules: [{ id: 'teaching', windows: [{ days: ['mon'], from: '12:00', until: '15:00' }] }],
  groups: { staff: { categories: { games: { action: 'coach', during: 'teaching', otherwise: 'allow' } } } },
};
const SITE = 'http://games.schoolgate.test/';

let admin: AdminFixture;
let api: ReturnType<typeof callsOf>;
let head: Headers;

async function decide(document: PolicyDocument): Promise<void> {
  const { stores, bus, policy, clock } = admin.context;
  const save = { author: 'head', reason: 'r', createdAt: clock(), effectiveAt: clock() };
  const revision = await stores.policies.save({ ...save, version: 'with-times', document: canonicalJson(document) });
  const inForce = new Promise<void>((done) => policy.onInForce(done));
  await bus.announce('policy', revision);
  await inForce;
}

beforeEach(async () => {
  admin = await openSchoolDay();
  api = callsOf(admin);
  head = await admin.tokenFor('headteacher', { school: 'north' });
});
afterEach(() => admin.close());

describe('time for personal use', () => {
  it('is withdrawn from one person by one switch and given back, audited and explained', async () => {
    await decide(WITH_TIMES);
    const staff = ['t.teacher', 'u.teacher'] as const;
    const { stores, bus, policy } = admin.context;
    const revision = await stores.people.put(
      staff.map((name) => ({ name, group: 'staff' as const, school: 'north', role: null, passwordHash: null })),
    );
    await bus.announce('people', revision);
    await followed(policy, revision);
    const actions = () => Promise.all(staff.map(async (user) => (await api.explain(SITE, user)).action));
    expect(await actions()).toEqual(['allow', 'allow']);
    const withdrawn = await api.put('personal-use', head, { person: 'T.Teacher', permitted: false, reason: 'agreed' });
    expect([withdrawn.status, withdrawn.body]).toMatchObject([200, { permitted: false, inForce: true, warnings: [] }]);
    expect(await actions()).toEqual(['coach', 'allow']);
    expect((await api.explain(SITE, 't.teacher')).reason).toContain('for staff whose time for personal use is withdrawn');
    expect(await api.audited()).toMatchObject({ action: 'personal-use.put', subject: 'T.Teacher', detail: { reason: 'agreed' } });
    expect((await api.get('personal-use', head)).body).toMatchObject({
      available: true,
      withdrawn: [{ person: 'T.Teacher', reason: 'agreed', since: api.in(0) }],
    });
    await api.put('personal-use', head, { person: 't.teacher', permitted: false, reason: 'still' });
    expect((await api.get('personal-use', head)).body.withdrawn).toHaveLength(1);
    expect((await api.put('personal-use', head, { person: 't.teacher', permitted: true, reason: 'settled' })).body.inForce).toBe(true);
    expect(await actions()).toEqual(['allow', 'allow']);
    expect(await api.audited()).toMatchObject({ action: 'personal-use.end', detail: { ended: 'settled' } });
    expect((await api.put('personal-use', head, { person: 't.teacher', permitted: true, reason: 'again' })).status).toBe(200);
  });

  it('is not there to withdraw where the policy gives none, nor from a pupil', async () => {
    const refused = await api.put('personal-use', head, { person: 't.teacher', permitted: false, reason: 'agreed' });
    expect([refused.status, refused.body.detail]).toEqual([400, expect.stringContaining('nothing to withdraw')]);
    expect((await api.get('personal-use', head)).body).toEqual({ available: false, withdrawn: [] });
    await decide(WITH_TIMES);
    const pupil = await api.put('personal-use', head, { person: 'amy', permitted: false, reason: 'agreed' });
    expect([pupil.status, pupil.body.detail]).toEqual([400, expect.stringContaining('not of the group staff')]);
  });
});
