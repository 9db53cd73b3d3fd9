import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { IpAddress } from '../../core/address.ts';
import type { AdminFixture } from '../support/admin-fixture.ts';
import { callsOf, type Headers, openSchoolDay } from '../support/school-day.ts';

const DAY = 86_400_000;
let admin: AdminFixture;
let api: ReturnType<typeof callsOf>;
let operator: Headers;
async function open(): Promise<void> {
  admin = await openSchoolDay();
  api = callsOf(admin);
  operator = await admin.tokenFor('it-operator');
}

const AMY = { person: 'Amy', until: '2026-11-27T15:00', reason: 'agreed with the head of year' };
const ruleFor = async (user: string) => (await api.explain('https://maths.example/', user)).rule;

describe('a suspension', () => {
  beforeEach(open);
  afterEach(() => admin.close());

  it('is in force before the answer, on every device, until its end', async () => {
    const { status, body } = await api.post('suspensions', operator, AMY);
    expect(status).toBe(201);
    expect(body).toMatchObject({ inForce: true, waitingFor: [], from: api.in(0), until: '2026-11-27T15:00:00.000Z', warnings: [] });
    expect([await ruleFor('amy'), await ruleFor('AMY'), await ruleFor('ben')]).toEqual(['suspension', 'suspension', 'default']);
    expect(await api.explain('https://maths.example/', 'amy', { ip: '10.9.0.1' })).toMatchObject({
      rule: 'suspension',
      evidence: { ref: body.id },
      nextBoundary: '2026-11-27T15:00:00.000Z',
    });
    expect(await api.audited()).toMatchObject({
      action: 'suspension.put',
      subject: 'Amy',
      detail: { id: body.id, reason: AMY.reason, until: '2026-11-27T15:00:00.000Z' },
    });
    admin.advance(Date.parse(body.until) - admin.context.clock());
    expect(await ruleFor('amy')).toBe('default');
    expect((await api.get('suspensions', operator)).body.items).toEqual([]);
  });

  it('is listed with who and why, and ended at once, by one of two who try', async () => {
    const { id } = (await api.post('suspensions', operator, AMY)).body;
    const head = await admin.tokenFor('headteacher', { school: 'north' });
    expect((await api.get('suspensions', head)).body.items).toMatchObject([
      { id, person: 'Amy', reason: AMY.reason, by: 'token:it-operator-1' },
    ]);
    const both = await Promise.all([api.end('suspensions', head, id), api.end('suspensions', operator, id)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect(await ruleFor('amy')).toBe('default');
    const entries = (await admin.context.stores.audit.list({ limit: 1000 })).filter(({ action }) => action === 'suspension.end');
    expect(entries.filter(({ outcome }) => outcome === 'done').length - entries.filter(({ outcome }) => outcome === 'refused').length).toBe(
      1,
    );
  });

  it('may begin later, and overlap with another: access comes back with the last one', async () => {
    await api.post('suspensions', operator, { ...AMY, from: '2026-11-24T09:00', until: '2026-11-25T09:00' });
    expect(await ruleFor('amy')).toBe('default');
    await api.post('suspensions', operator, { ...AMY, from: '2026-11-24T12:00', until: '2026-11-26T09:00' });
    admin.advance(DAY);
    expect(await ruleFor('amy')).toBe('suspension');
    admin.advance(DAY);
    expect((await api.explain('https://maths.example/', 'amy')).reason).toContain('Thursday 2026-11-26 09:00');
  });

  it('is of one school: another school’s head neither makes, sees nor ends it', async () => {
    const { id } = (await api.post('suspensions', operator, AMY)).body;
    const south = await admin.tokenFor('headteacher', { school: 'south' });
    expect((await api.post('suspensions', south, AMY)).status).toBe(403);
    expect(await api.audited()).toMatchObject({ action: 'suspension.put', outcome: 'refused' });
    expect((await api.get('suspensions', south)).body.items).toEqual([]);
    expect((await api.end('suspensions', south, id)).status).toBe(404);
    expect(await ruleFor('amy')).toBe('suspension');
  });
});

describe('a pupil known by leases alone', () => {
  beforeEach(open);
  afterEach(() => admin.close());

  it.each([
    ['suspensions', { until: AMY.until }],
    ['arrangements', { categories: ['translation'] }],
  ] as const)('stays the school’s that made one of the %s when the lease is over', async (path, what) => {
    const { stores, clock } = admin.context;
    const lease = { computer: 'lab-1', group: 'seniors', school: 'north', expiresAt: clock() + 60_000 } as const;
    await stores.leases.put([{ ...lease, ip: '10.1.0.9' as IpAddress, user: 'Kim' }]);
    const [north, south] = await Promise.all(['north', 'south'].map((school) => admin.tokenFor('it-operator', { school })));
    if (north === undefined || south === undefined) throw new Error('no tokens');
    const given = { person: 'kim', reason: 'agreed', ...what };
    expect((await api.post(path, south, given)).status).toBe(403);
    const { id } = (await api.post(path, north, given)).body;
    admin.advance(60_001);
    expect((await api.get(path, north)).body.items).toMatchObject([{ id, person: 'kim', school: 'north' }]);
    expect((await api.get(path, south)).body.items).toEqual([]);
    expect((await api.end(path, south, id)).status).toBe(404);
    expect((await api.end(path, north, id)).status).toBe(200);
    const gone = await api.post(path, north, given);
    expect([gone.status, gone.body.warnings]).toEqual([201, [expect.stringContaining('Nobody named "kim"')]]);
  });
});

describe('what is no suspension', () => {
  beforeAll(open);
  afterAll(() => admin.close());

  it.each([
    ['without an end', { until: undefined }, 'until'],
    ['that has ended', { until: '2026-11-23T10:00' }, 'past'],
    ['that ends before it begins', { from: '2026-11-28T09:00' }, 'before it begins'],
    ['of more than a year', { until: '2027-12-01T09:00' }, '366 days'],
    ['that begins in two years', { from: '2028-11-23T09:00', until: '2028-11-24T09:00' }, '366 days'],
    ['on a day that is none', { until: '2026-02-30T09:00' }, 'write a time'],
    ['for no reason', { reason: '' }, 'reason'],
    ['of nobody', { person: '' }, 'person'],
    ['by somebody else', { by: 'head' }, 'additional'],
  ])('one %s is refused', async (_what, change, words) => {
    const { status, body } = await api.post('suspensions', operator, { ...AMY, ...change });
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(words)]);
    expect((await api.get('suspensions', operator)).body.items).toEqual([]);
  });

  it('a name that nobody here has is said to be one', async () => {
    const { status, body } = await api.post('suspensions', operator, { ...AMY, person: 'amyy' });
    expect([status, body.warnings]).toEqual([201, [expect.stringContaining('Nobody named "amyy"')]]);
  });
});
