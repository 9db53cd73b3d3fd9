import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AdminFixture } from '../support/admin-fixture.ts';
import { callsOf, type Headers, openSchoolDay } from '../support/school-day.ts';

const HOST = 'ai-tools.schoolgate.test';
const TOOL = {
  name: 'Chatbot of the Year',
  minimumYear: 12,
  licensed: false,
  dpia: 'https://dpia.example/7',
  expires: '2027-08-31T23:59',
};
const YES = { scope: { kind: 'trust' }, until: null, reason: 'agreed for the sixth form' };

let admin: AdminFixture;
let api: ReturnType<typeof callsOf>;
let head: Headers;
let operator: Headers;
beforeEach(async () => {
  admin = await openSchoolDay();
  api = callsOf(admin);
  head = await admin.tokenFor('head-of-it');
  operator = await admin.tokenFor('it-operator', { person: 'o.operator' });
});
afterEach(() => admin.close());

const ASKED = {
  kind: 'ai-approval',
  url: `https://${HOST}/chat`,
  reason: 'for coursework',
  requestedBy: 'amy',
  email: 'amy@north.example',
};
const filed = async (change: object = {}): Promise<string> => (await api.post('requests', operator, { ...ASKED, ...change })).body.id;
const approve = (id: string, headers: Headers, change: object = {}) => api.post(`requests/${id}/approve`, headers, { ...YES, ...change });
const register = async () => (await api.get('ai-tools', operator)).body.items;
const action = async (group: string) => (await api.explain(`http://${HOST}/`, 'zoe', { group })).action;
const audited = async () => (await admin.context.stores.audit.list({ limit: 100 })).map((entry) => [entry.action, entry.outcome]);

describe('an AI tool that was asked for', () => {
  it('enters the register when the Head of IT approves it, with age, assessment and expiry, and is in force', async () => {
    const id = await filed();
    const { status, body } = await approve(id, head, { tool: TOOL });
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ id, status: 'approved', effect: 'chatbot-of-the-year', inForce: true, warnings: [] }),
    ]);
    expect(await register()).toEqual([
      expect.objectContaining({
        id: 'chatbot-of-the-year',
        hosts: [HOST],
        minimum: 'sixth-form',
        licensed: false,
        approver: 'head-of-it-1',
        dpia: TOOL.dpia,
        expires: '2027-08-31T22:59:00.000Z',
        reason: YES.reason,
      }),
    ]);
    expect([await action('seniors'), await action('sixth-form')]).toEqual(['block', 'allow']);
    expect((await audited()).slice(-2)).toEqual([
      ['request.approve', 'done'],
      ['ai-tool.put', 'done'],
    ]);
    expect(await api.audited()).toMatchObject({ actor: 'token:head-of-it-1', detail: { request: id, dpia: TOOL.dpia } });
    const told = await admin.context.stores.outbox.pending(admin.context.clock(), 0, 10);
    expect(told.map(({ to, payload }) => [to, payload['event'], payload['words']])).toEqual([
      ['amy@north.example', 'approved', YES.reason],
    ]);
  });

  it('is proposed by anybody else at the desk, and opens only when the Head of IT agrees', async () => {
    const id = await filed();
    expect((await approve(id, operator, { tool: TOOL, reason: 'looks fine' })).body).toEqual({
      id,
      status: 'awaiting-second',
      effect: null,
    });
    expect([await register(), await action('sixth-form')]).toEqual([[], 'coach']);
    expect((await api.get(`requests/${id}`, head)).body).toMatchObject({
      status: 'awaiting-second',
      proposal: { tool: { id: 'chatbot-of-the-year', minimum: 'sixth-form', approver: 'o.operator' } },
    });
    expect((await approve(id, await admin.tokenFor('trust-admin'))).body.status).toBe('awaiting-second');
    expect((await approve(id, head)).body).toMatchObject({ status: 'approved', effect: 'chatbot-of-the-year', inForce: true });
    expect(await register()).toEqual([expect.objectContaining({ dpia: TOOL.dpia, by: 'token:head-of-it-1' })]);
    expect(await action('sixth-form')).toBe('allow');
    expect((await approve(id, head)).body).toMatchObject({ code: 'conflict' });
  });

  it('is not proposed by a bare yes, and a proposal can be declined', async () => {
    const id = await filed();
    expect((await approve(id, operator)).body).toMatchObject({ status: 403, code: 'forbidden' });
    await approve(id, operator, { tool: TOOL });
    expect((await api.post(`requests/${id}/decline`, head, { reason: 'no assessment' })).body.status).toBe('declined');
    expect(await register()).toEqual([]);
  });

  it('is opened for a time and says so, where the Head of IT gives no entry', async () => {
    const { body } = await approve(await filed(), head, { scope: { kind: 'person' } });
    expect(body.warnings).toEqual([expect.stringContaining('not in the register')]);
    expect(await register()).toEqual([]);
  });

  it('is approved with another entry than the proposed one', async () => {
    const id = await filed();
    await approve(id, operator, { tool: TOOL });
    await approve(id, head, { tool: { ...TOOL, id: 'bot', minimumYear: undefined, minimumGroup: 'staff', approver: 'H. Head' } });
    expect(await register()).toEqual([expect.objectContaining({ id: 'bot', minimum: 'staff', approver: 'H. Head' })]);
  });

  it('is not approved by a proposal that has expired meanwhile', async () => {
    const id = await filed();
    await approve(id, operator, { tool: { ...TOOL, expires: '2026-11-24T09:00' } });
    admin.advance(24 * 3_600_000);
    expect((await approve(id, head)).body).toMatchObject({ status: 409, code: 'conflict' });
    expect((await approve(id, head, { tool: TOOL })).body.status).toBe('approved');
  });

  it.each([
    ['for one school', { scope: { kind: 'school', id: 'north' } }, 'whole trust'],
    ['until a time beside its expiry', { until: '2026-12-01T09:00' }, 'tool.expires'],
    ['without an age', { tool: { ...TOOL, minimumYear: undefined } }, 'minimumGroup'],
    ['without an assessment', { tool: { ...TOOL, dpia: 'soon' } }, 'https'],
    ['without an expiry', { tool: { ...TOOL, expires: undefined } }, 'expires'],
    ['under a name of no letters', { tool: { ...TOOL, name: '!!!' } }, 'tool.id'],
    ['with a field too many', { tool: { ...TOOL, locked: true } }, 'additional'],
  ])('is not approved %s', async (_what, change, words) => {
    const { status, body } = await approve(await filed(), head, { tool: TOOL, ...change });
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(words)]);
    expect(await register()).toEqual([]);
  });

  it('never takes what nothing may open with it, nor what was asked for as something else', async () => {
    const hosts = [HOST, 'terrorism.schoolgate.test'];
    expect((await approve(await filed(), head, { tool: { ...TOOL, hosts } })).status).toBe(403);
    expect((await approve(await filed(), operator, { tool: { ...TOOL, hosts } })).status).toBe(403);
    const sealed = await filed({ url: 'https://child-sexual-abuse.schoolgate.test/' });
    expect((await approve(sealed, head, { tool: { ...TOOL, hosts: [HOST] } })).body).toMatchObject({ code: 'sealed-category' });
    const games = await filed({ kind: 'unblock', url: 'https://games.schoolgate.test/' });
    expect((await approve(games, head, { tool: TOOL })).body).toMatchObject({ code: 'bad-request' });
    expect(await register()).toEqual([]);
  });

  it('is approved once by two at the same moment', async () => {
    const id = await filed();
    const codes = (await Promise.all([approve(id, head, { tool: TOOL }), approve(id, head, { tool: TOOL })])).map(({ status }) => status);
    expect(codes.sort()).toEqual([200, 409]);
  });

  it('is not a school’s to approve: the register is the whole trust’s', async () => {
    const north = await admin.tokenFor('head-of-it', { school: 'north' });
    expect((await approve(await filed(), north, { tool: TOOL })).body).toMatchObject({ code: 'forbidden' });
    expect(await register()).toEqual([]);
  });
});
