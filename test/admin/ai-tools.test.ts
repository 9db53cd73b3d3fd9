import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AdminFixture } from '../support/admin-fixture.ts';
import { callsOf, type Headers, openSchoolDay } from '../support/school-day.ts';

const HOST = 'ai-tools.schoolgate.test';
let admin: AdminFixture;
let api: ReturnType<typeof callsOf>;
let head: Headers;
async function open(): Promise<void> {
  admin = await openSchoolDay();
  api = callsOf(admin);
  head = await admin.tokenFor('head-of-it');
}

const TOOL = {
  id: 'chatbot',
  name: 'Chatbot',
  hosts: [HOST],
  minimumYear: 12,
  licensed: true,
  approver: 'H. Head of IT',
  dpia: 'https://dpia.example/7',
  expires: '2027-08-31T23:59',
  reason: 'licensed for the sixth form',
};
const answer = async (group: string) => {
  const { action, rule, evidence } = await api.explain(`http://${HOST}/`, 'amy', { group });
  return { action, rule, ref: evidence.ref };
};

describe('the register of AI tools', () => {
  beforeEach(open);
  afterEach(() => admin.close());

  it('opens a tool to those old enough: Year 7 blocked, Year 12 allowed', async () => {
    expect(await answer('sixth-form')).toMatchObject({ action: 'coach' });
    const { status, body } = await api.put('ai-tools', head, TOOL);
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ id: 'chatbot', inForce: true, until: '2027-08-31T22:59:00.000Z', warnings: [] }),
    ]);
    expect(await answer('seniors')).toEqual({ action: 'block', rule: 'category' });
    expect(await answer('sixth-form')).toEqual({ action: 'allow', rule: 'group-allow', ref: 'ai-tool-chatbot' });
    expect(await api.audited()).toMatchObject({
      action: 'ai-tool.put',
      subject: 'ai-tool-chatbot',
      detail: { dpia: TOOL.dpia, minimum: 'sixth-form' },
    });
  });

  it('is one table: an entry is changed, listed to anybody, and taken out', async () => {
    await api.put('ai-tools', head, TOOL);
    await api.put('ai-tools', head, { ...TOOL, minimumYear: undefined, minimumGroup: 'seniors' });
    expect((await answer('seniors')).action).toBe('allow');
    const { items } = (await api.get('ai-tools', await admin.tokenFor('viewer', { school: 'south' }))).body;
    expect(items).toEqual([
      expect.objectContaining({
        id: 'chatbot',
        name: 'Chatbot',
        hosts: [HOST],
        minimum: 'seniors',
        groups: ['seniors', 'sixth-form', 'staff'],
        licensed: true,
        approver: 'H. Head of IT',
        expires: '2027-08-31T22:59:00.000Z',
      }),
    ]);
    expect((await api.end('ai-tools', head, 'chatbot')).body).toMatchObject({ id: 'chatbot', inForce: true });
    expect((await answer('seniors')).action).toBe('block');
    expect((await api.end('ai-tools', head, 'chatbot')).status).toBe(404);
  });

  it('says what else an entry opens', async () => {
    const { warnings } = (await api.put('ai-tools', head, { ...TOOL, hosts: ['nudify.schoolgate.test'] })).body;
    expect(warnings).toEqual([expect.stringContaining('nudify.schoolgate.test is also in')]);
  });

  it('is the whole trust’s: a Head of IT of one school reads it', async () => {
    const north = await admin.tokenFor('head-of-it', { school: 'north' });
    expect((await api.put('ai-tools', north, TOOL)).status).toBe(403);
    await api.put('ai-tools', head, TOOL);
    expect((await api.end('ai-tools', north, 'chatbot')).status).toBe(403);
    expect(await api.audited()).toMatchObject({ action: 'ai-tool.end', outcome: 'refused' });
    expect((await api.get('ai-tools', north)).body.items).toHaveLength(1);
  });
});

describe('what is not for the register', () => {
  beforeAll(open);
  afterAll(() => admin.close());

  it.each([
    ['no age', { minimumYear: undefined }, 'minimumGroup'],
    ['two ages', { minimumGroup: 'staff' }, 'either'],
    ['no assessment', { dpia: 'in the drawer' }, 'https'],
    ['an assessment of another kind', { dpia: 'javascript:alert(1)' }, 'https'],
    ['no end', { expires: undefined }, 'expires'],
    ['an end that is past', { expires: '2026-11-01T00:00' }, 'past'],
    ['more than a year', { expires: '2028-01-01T00:00' }, '366 days'],
    ['no hosts', { hosts: [] }, 'hosts'],
    ['a registry', { hosts: ['co.uk'] }, 'registry'],
    ['an id that is none', { id: '../chatbot' }, 'id'],
  ])('a tool with %s is refused', async (_what, change, words) => {
    const { status, body } = await api.put('ai-tools', head, { ...TOOL, ...change });
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(words)]);
  });

  it.each(['terrorism.schoolgate.test', 'child-sexual-abuse.schoolgate.test'])('%s is refused and audited', async (host) => {
    expect((await api.put('ai-tools', head, { ...TOOL, hosts: [HOST, host] })).status).toBe(403);
    expect(await api.audited()).toMatchObject({ action: 'ai-tool.put', outcome: 'refused' });
  });

  it.each(['trust-admin', 'it-operator', 'headteacher', 'dsl', 'teacher'] as const)('an entry by %s is refused', async (role) => {
    expect((await api.put('ai-tools', await admin.tokenFor(role), TOOL)).status).toBe(403);
  });
});
