import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AdminFixture } from '../support/admin-fixture.ts';
import { callsOf, type Headers, openSchoolDay } from '../support/school-day.ts';

let admin: AdminFixture;
let api: ReturnType<typeof callsOf>;
let head: Headers;
beforeEach(async () => {
  admin = await openSchoolDay();
  api = callsOf(admin);
  head = await admin.tokenFor('headteacher', { school: 'north' });
});
afterEach(() => admin.close());

const OFF = { permitted: false, reason: 'phones away until half-term' };
const ruleFor = async (ip: string, user = 'amy') => (await api.explain('https://maths.example/', user, { ip })).rule;

it('is switched off and on by the headteacher, for the devices on it', async () => {
  const off = await api.put('pupil-wifi', head, OFF);
  expect([off.status, off.body]).toEqual([200, expect.objectContaining({ school: 'north', permitted: false, inForce: true })]);
  expect([await ruleFor('10.9.0.1'), await ruleFor('10.1.0.1'), await ruleFor('10.9.0.1', 't.teacher')]).toEqual([
    'pupil-wifi',
    'default',
    'default',
  ]);
  expect((await api.explain('https://maths.example/', 'amy', { ip: '10.9.0.1' })).reason).toContain(OFF.reason);
  expect(await api.audited()).toMatchObject({ action: 'pupil-wifi.put', subject: 'north', detail: { reason: OFF.reason } });
  const { items } = (await api.get('pupil-wifi', head)).body;
  expect(items).toEqual([
    { school: 'north', permitted: false, networks: [], closed: { since: api.in(0), by: 'token:headteacher-1', reason: OFF.reason } },
  ]);
  admin.advance(400 * 86_400_000);
  expect(await ruleFor('10.9.0.1')).toBe('pupil-wifi');
  const on = await api.put('pupil-wifi', head, { permitted: true, reason: 'half-term' });
  expect(on.body).toMatchObject({ permitted: true, inForce: true });
  expect(await ruleFor('10.9.0.1')).toBe('default');
  expect(await api.audited()).toMatchObject({ action: 'pupil-wifi.end', subject: 'north', detail: { ended: 'half-term' } });
});

it('can be switched again as often as one likes', async () => {
  for (const permitted of [true, false, false, true, true, false]) {
    expect((await api.put('pupil-wifi', head, { permitted, reason: 'as agreed' })).body).toMatchObject({ permitted, inForce: true });
    expect(await ruleFor('10.9.0.1')).toBe(permitted ? 'default' : 'pupil-wifi');
    admin.advance(1_000);
  }
});

it('says when the configuration names no such network', async () => {
  expect((await api.put('pupil-wifi', head, OFF)).body.warnings).toEqual([expect.stringContaining('reaches nobody')]);
});

it.each([
  ['another school’s', { ...OFF, school: 'south' }, 403],
  ['no reason', { permitted: false }, 400],
  ['nothing said', { reason: 'because' }, 400],
])('%s is refused', async (_what, payload, status) => {
  expect((await api.put('pupil-wifi', head, payload)).status).toBe(status);
});

it('asks a head of several schools which one, and knows no others', async () => {
  const trust = await admin.tokenFor('headteacher');
  expect((await api.put('pupil-wifi', trust, OFF)).body.detail).toContain('say which');
  expect((await api.put('pupil-wifi', trust, { ...OFF, school: 'east' })).body.detail).toContain('no school "east"');
  expect((await api.put('pupil-wifi', trust, { ...OFF, school: 'south' })).status).toBe(200);
  expect((await api.get('pupil-wifi', trust)).body.items).toMatchObject([{ permitted: true }, { school: 'south', permitted: false }]);
});
