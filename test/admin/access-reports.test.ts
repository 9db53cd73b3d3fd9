import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBulletin } from '../../alerts/payload.ts';
import type { Role } from '../../core/identity.ts';
import { addPerson } from '../support/console-visitor.ts';
import { type IncidentsFixture, openIncidentsFixture } from './incidents-fixture.ts';

const HOUR = 3_600_000;
const SAID = { what: 'Incidents, one about a colleague', words: 'I am a teacher' };
const DONE = 'Their role was put right.';

let admin: IncidentsFixture;
beforeAll(async () => {
  admin = await openIncidentsFixture();
  const contact = (email: string) => ({ name: 'n', email });
  const north = { id: 'north', name: 'North', headteacher: contact('head@north.example'), it: contact('it@north.example') };
  Object.assign(admin.context.config, { schools: [north, { id: 'south', name: 'South', it: contact('it@south.example') }] });
});
afterAll(() => admin.close());

const seen = new Set<string>();
/** Those that were queued since they were last looked at. */
async function bulletins() {
  const queued = await admin.context.stores.outbox.pending(admin.context.clock(), 1, 100);
  const fresh = queued.filter(({ id, kind }) => kind === 'bulletin' && !seen.has(id));
  for (const { id } of fresh) seen.add(id);
  return fresh.map((one) => ({ to: one.to, ...readBulletin(one) }));
}

async function call(method: 'GET' | 'POST', path: string, headers: Record<string, string>, payload?: object) {
  const response = await admin.app.inject({ method, url: `/api/v1/${path}`, headers, ...(payload && { payload }) });
  return { status: response.statusCode, body: response.json() };
}

const report = async (by: Record<string, string>, said: object = SAID) => call('POST', 'access-reports', by, said);
const settle = async (by: Record<string, string>, id: string) => call('POST', `access-reports/${id}/settle`, by, { words: DONE });
const reportsFor = async (role: Role, school?: string) =>
  (await call('GET', 'access-reports', await admin.tokenFor(role, school === undefined ? {} : { school }))).body.items;

describe('wrong access', () => {
  it('is reported by anybody, told without what it says, and settled by somebody else', async () => {
    const headers = await admin.tokenFor('teacher', { school: 'north' });
    const reported = await report(headers);
    expect(reported).toMatchObject({ status: 201, body: { ...SAID, role: 'teacher', school: 'north', settled: null } });
    const told = await bulletins();
    expect(told.map(({ to }) => to).sort()).toEqual(['head@north.example', 'it@north.example']);
    expect(JSON.stringify(told)).not.toMatch(/colleague|I am a teacher/);
    const counts = [await reportsFor('dpo'), await reportsFor('headteacher', 'north'), await reportsFor('headteacher', 'south')];
    expect(counts.map(({ length }) => length)).toEqual([1, 1, 0]);
    for (const role of ['it-operator', 'dsl', 'teacher', 'viewer'] as const)
      expect((await call('GET', 'access-reports', await admin.tokenFor(role))).status).toBe(403);
    const { id } = reported.body;
    const actions = async () =>
      (await call('GET', 'open-actions', await admin.tokenFor('dpo'))).body.items.filter(
        ({ kind }: { kind: string }) => kind === 'wrong-access',
      );
    expect(await actions()).toHaveLength(1);
    expect((await settle(await admin.tokenFor('headteacher', { school: 'south' }), id)).status).toBe(403);
    const dpo = await admin.tokenFor('dpo');
    expect([(await settle(dpo, '99999')).status, (await settle(dpo, '0')).status]).toEqual([404, 404]);
    expect(await settle(dpo, id)).toMatchObject({ status: 200, body: { ...SAID, settled: { words: DONE } } });
    expect([(await settle(dpo, id)).status, await actions()]).toEqual([409, []]);
    for (let i = 0; i < 9; i++) await report(headers);
    expect(await report(headers)).toMatchObject({ status: 429, body: { code: 'rate-limited' } });
    admin.advance(HOUR + 1);
    expect((await report(headers)).status).toBe(201);
  });

  it('is nobody’s own to settle, by whichever of their tokens', async () => {
    const token = () => admin.tokenFor('dpo', { person: 'd.officer' });
    const [first, second] = [await token(), await token()];
    const { id } = (await report(first)).body;
    expect((await settle(first, id)).status).toBe(403);
    expect((await settle(second, id)).status).toBe(403);
    expect((await settle(await admin.tokenFor('dpo', { person: 'o.other' }), id)).status).toBe(200);
  });

  it('is shown to IT without its words, in the audit log, too', async () => {
    const { id } = (await report(await admin.tokenFor('viewer', { school: 'north' }))).body;
    await settle(await admin.tokenFor('headteacher', { school: 'north' }), id);
    for (const role of ['head-of-it', 'trust-admin'] as const) {
      const shown = await reportsFor(role);
      expect(shown[0]).toMatchObject({ id, role: 'viewer', school: 'north', by: null, what: null, words: null, settled: { words: null } });
      const log = await call('GET', 'audit?limit=500', await admin.tokenFor(role));
      expect(JSON.stringify([shown, log.body])).not.toMatch(/colleague|I am a teacher|put right/);
      expect((await settle(await admin.tokenFor(role), id)).status).toBe(403);
    }
    expect((await reportsFor('dpo'))[0]).toMatchObject({ id, ...SAID, settled: { words: DONE } });
  });

  it('that is of no school is told to those who find it in the console', async () => {
    await bulletins();
    await addPerson(admin, 'officer', 'dpo', { email: 'dpo@trust.example' });
    await addPerson(admin, 'desk', 'it-operator', { email: 'desk@trust.example' });
    await addPerson(admin, 'head', 'headteacher', { email: 'own@south.example', school: 'south' });
    expect((await report(await admin.tokenFor('viewer'))).body.school).toBeNull();
    const [mail, ...others] = await bulletins();
    expect([mail?.to, mail?.reason, others]).toEqual(['dpo@trust.example', expect.stringContaining('the whole trust'), []]);
  });

  it('stays open behind any number of others, and settled behind any number of tries', async () => {
    const { audit } = admin.context.stores;
    const known = (await reportsFor('dpo')) as { id: string; settled: object | null }[];
    const settled = known.find((one) => one.settled !== null)?.id ?? '';
    const at = admin.context.clock();
    const row = { at, actor: 'user:x', subject: 's' } as const;
    const other = { what: 's', words: '', role: 'viewer', school: 'south', person: 'x' };
    for (let i = 0; i < 501; i++) await audit.append({ ...row, action: 'access.report', outcome: 'done', detail: other });
    for (let i = 0; i < 501; i++) await audit.append({ ...row, action: 'access.settle', subject: settled, outcome: 'refused', detail: {} });
    const north = (await reportsFor('headteacher', 'north')) as { id: string; settled: object | null }[];
    expect(north.filter((one) => one.settled === null)).toHaveLength(10);
    expect((await reportsFor('dpo')).find((one: { id: string }) => one.id === settled)?.settled).not.toBeNull();
  });
});
