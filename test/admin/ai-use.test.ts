import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requestRenewals } from '../../admin/services/ai-renewals.ts';
import type { AccessRecord } from '../../core/access-record.ts';
import { serialiseRecord } from '../../storage/record-spool/serialise.ts';
import { makeRecord } from '../storage/record-spool/record.ts';
import type { AdminFixture } from '../support/admin-fixture.ts';
import { callsOf, type Headers, openSchoolDay } from '../support/school-day.ts';

const DAY_MS = 86_400_000;
const TOOL = {
  id: 'canva',
  name: 'Canva',
  hosts: ['canva.example'],
  minimumGroup: 'seniors',
  licensed: true,
  approver: 'H. Head',
  dpia: 'https://dpia.example/2',
  expires: '2027-08-31T23:59',
  reason: 'licensed partner',
};
let admin: AdminFixture;
let api: ReturnType<typeof callsOf>;
let head: Headers;
beforeEach(async () => {
  admin = await openSchoolDay();
  api = callsOf(admin);
  head = await admin.tokenFor('head-of-it');
  expect((await api.put('ai-tools', head, TOOL)).status).toBe(200);
});
afterEach(() => admin.close());

function recorded(day: string, ...changes: Partial<AccessRecord>[]): void {
  const folder = join(admin.dataFolder, 'records', day);
  mkdirSync(folder, { recursive: true });
  const records = changes.map((change) =>
    makeRecord({ host: 'www.chatbot.example', categories: ['ai-tools'], action: 'block', ...change }),
  );
  writeFileSync(join(folder, `proxy-1-${day.replaceAll('-', '')}T090000000Z-1-0.ndjson`), records.map(serialiseRecord).join(''));
}

describe('the report of the use of AI', () => {
  it('counts each tool by group, a registered one under its name, and tells of nobody and of nothing that was asked', async () => {
    // What the register let through names its entry in the reason, whatever lists say of the host.
    const canva = {
      host: 'www.canva.example',
      categories: ['uncategorised' as const],
      action: 'allow' as const,
      reason: 'on the allow list "ai-tool-canva"',
    };
    recorded(
      '2026-11-23',
      { username: 'amy', url: 'http://www.chatbot.example/ask?q=private' },
      { username: 'ben' },
      { username: 'ben', event: 'tunnel-open' },
      { username: 'ben', event: 'tunnel-close' },
      { username: 'zoe', group: 'sixth-form', school: 'south', action: 'coach' },
      { ...canva, username: 'amy' },
      { ...canva, username: 'mr.staff', group: 'staff' },
      { username: 'amy', host: 'ai-tool.example', categories: ['news'] },
    );
    recorded('2026-11-16', { username: 'long.ago' });
    const { status, body } = await api.get('ai-tools/use', head);
    expect([status, body]).toEqual([
      200,
      {
        days: 7,
        complete: true,
        use: [
          { tool: 'chatbot.example', group: 'seniors', allowed: 0, refused: 3, people: 2, isRegistered: false },
          { tool: 'Canva', group: 'seniors', allowed: 1, refused: 0, people: 1, isRegistered: true },
          { tool: 'Canva', group: 'staff', allowed: 1, refused: 0, people: 1, isRegistered: true },
          { tool: 'chatbot.example', group: 'sixth-form', allowed: 0, refused: 1, people: 1, isRegistered: false },
        ],
      },
    ]);
    expect(JSON.stringify(body)).not.toMatch(/amy|ben|zoe|private/);
    expect((await api.get('ai-tools/use?days=8', head)).body.use[0]).toMatchObject({ refused: 4, people: 3 });
    const south = await admin.tokenFor('dsl', { school: 'south' });
    expect((await api.get('ai-tools/use', south)).body.use).toMatchObject([{ group: 'sixth-form', refused: 1 }]);
    expect((await api.get('ai-tools/use', await admin.tokenFor('teacher'))).status).toBe(403);
    expect((await api.get('ai-tools/use?days=32', head)).status).toBe(400);
  });
});

describe('a tool that expires soon', () => {
  const renewals = async () => (await api.get('requests?kind=ai-approval', head)).body.items;

  it('is asked for again, once, four weeks before, and its entry goes on with a later end', async () => {
    await requestRenewals(admin.context);
    expect(await renewals()).toEqual([]);
    admin.advance(Date.parse('2027-08-31T22:59:00Z') - 27 * DAY_MS - admin.context.clock());
    await requestRenewals(admin.context);
    await requestRenewals(admin.context);
    const [renewal, ...others] = await renewals();
    expect(others).toEqual([]);
    expect(renewal).toMatchObject({
      kind: 'ai-approval',
      host: 'canva.example',
      filedBy: 'system',
      reason: 'Canva ("canva" in the register) expires on Tuesday 2027-08-31 23:59: look at it again.',
    });
    const tool = { id: 'canva', name: 'Canva', minimumGroup: 'seniors', licensed: true, dpia: TOOL.dpia, expires: '2028-07-31T23:59' };
    const yes = { scope: { kind: 'trust' }, reason: 'looked at again', tool };
    expect((await api.post(`requests/${renewal.id}/approve`, head, yes)).body).toMatchObject({ status: 'approved', effect: 'canva' });
    await requestRenewals(admin.context);
    expect(await renewals()).toHaveLength(1);
    expect((await api.get('ai-tools', head)).body.items).toMatchObject([{ id: 'canva', expires: '2028-07-31T22:59:00.000Z' }]);
  });
});
