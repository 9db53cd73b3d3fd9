import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDailySelfTests } from '../../admin/services/self-tests.ts';
import { type IncidentsFixture, openIncidentsFixture } from './incidents-fixture.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let admin: IncidentsFixture;
beforeAll(async () => {
  admin = await openIncidentsFixture();
});
afterAll(() => admin.close());

const services = () => ({ ...admin.context, newId: randomUUID });

async function call(method: 'GET' | 'POST', path: string, headers: Record<string, string>, payload?: object) {
  const response = await admin.app.inject({ method, url: `/api/v1/${path}`, headers, ...(payload && { payload }) });
  return { status: response.statusCode, body: response.json() };
}

describe('trials of the filter', () => {
  it('are made once each morning for every group and school, and kept', async () => {
    const { config, stores } = admin.context;
    // Nobody listens there: what is kept then is why nothing could be tried.
    const networks = [
      { cidr: '10.1.0.0/16', name: 'pupil-wifi', school: 'north' },
      { cidr: '10.2.0.0/16', name: 'guests', group: 'guests' as const },
      { cidr: '10.3.0.0/16', name: 'guests', group: 'guests' as const },
      { cidr: '10.4.0.0/16', name: 'elsewhere', school: 'south' },
    ];
    const context = { ...services(), config: { ...config, networks, at: { ...config.at, proxyPort: 1 } } };
    await runDailySelfTests(context);
    expect(await stores.selfTests.list({ limit: 100 })).toEqual([]);
    admin.advance(20 * HOUR);
    await runDailySelfTests(context);
    await runDailySelfTests(context);
    const headers = await admin.tokenFor('dsl', { school: 'north' });
    const { items } = (await call('GET', 'self-tests?limit=100', headers)).body;
    const tried = items.map(({ group, network }: { group: string; network: string | null }) => [network, group]);
    expect(tried.filter(([network]: [string | null]) => network === null)).toHaveLength(7);
    expect(tried.filter(([network]: [string | null]) => network !== null).sort()).toEqual([
      ['guests', 'guests'],
      ['pupil-wifi', 'seniors'],
      ['pupil-wifi', 'staff'],
    ]);
    expect(items[0]).toMatchObject({ by: 'system', school: 'north', ok: false, tried: 0, wrong: [] });
    expect(items[0].problem).toContain('does not answer');
    const open = (await call('GET', 'open-actions', headers)).body.items;
    expect(open.filter(({ kind }: { kind: string }) => kind === 'self-test')).toHaveLength(10);
  });

  it('with a tester outside the product, on a device, are written down; what was open is an action until it is tried again there', async () => {
    const north = await admin.tokenFor('dsl', { school: 'north' });
    const blocked = { 'child-abuse': true, terrorist: true, adult: false };
    const found = { group: 'seniors', device: 'pupil iPad, library', blocked, notes: 'over 4G?' };
    const record = (headers: Record<string, string>, more: object = {}) => call('POST', 'self-tests', headers, { ...found, ...more });
    expect((await record(north, { school: 'south' })).status).toBe(403);
    expect((await record(await admin.tokenFor('head-of-it'), { school: 'nowhere' })).status).toBe(400);
    expect((await record(north, { blocked: { adult: true } })).status).toBe(400);
    expect((await record(await admin.tokenFor('viewer'))).status).toBe(403);
    expect(await record(north)).toMatchObject({
      status: 201,
      body: {
        school: 'north',
        ok: false,
        tried: 3,
        outside: { device: 'pupil iPad, library' },
        wrong: [{ category: 'pornography', got: 'allow' }],
      },
    });
    expect(await admin.lastAudit()).toMatchObject({
      action: 'self-test.record',
      outcome: 'done',
      detail: { device: 'pupil iPad, library' },
    });
    const open = async () =>
      (await call('GET', 'open-actions', north)).body.items.filter(({ what }: { what: string }) =>
        what.includes('from outside, on pupil iPad'),
      );
    admin.advance(30 * DAY);
    expect(await open()).toHaveLength(1);
    const facts = async () => JSON.stringify((await call('GET', 'known-gaps', await admin.tokenFor('viewer'))).body);
    expect(await facts()).toContain('1 is recorded, the last on 2026-11-24.');
    admin.advance(1);
    // As somebody else types it.
    const again = { device: 'Pupil  iPad, Library', blocked: { ...blocked, adult: true } };
    expect(await record(north, again)).toMatchObject({ status: 201, body: { ok: true } });
    expect(await open()).toEqual([]);
  });
});
