import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adoptConfiguration } from '../../admin/configuration.ts';
import type { AdminContext } from '../../admin/context.ts';
import type { Role } from '../../core/identity.ts';
import { epochMs } from '../../core/units.ts';
import { type AdminFixture, openAdminFixture } from '../support/admin-fixture.ts';

let admin: AdminFixture;
let author: { authorization: string };
let second: { authorization: string };
const opened = (overrides: Partial<AdminContext> = {}) => openAdminFixture(overrides, { admin: { policySecondPerson: true } });
beforeEach(async () => {
  admin = await opened();
  await adoptConfiguration(admin.context.config, admin.context.stores, admin.context.clock());
  author = await admin.tokenFor('head-of-it');
  second = await admin.tokenFor('trust-admin');
});
afterEach(() => admin.close());

const DOCUMENT = { groups: { seniors: { categories: { games: 'allow' } } } };
const call = (
  method: 'GET' | 'PUT' | 'POST',
  url: string,
  { headers = author, payload, base }: { headers?: object; payload?: object; base?: string } = {},
) =>
  admin.app.inject({
    method,
    url: `/api/v1/policy${url}`,
    headers: { ...headers, ...(base && { 'if-match': base }) },
    ...(payload && { payload }),
  });
const etag = async () => String((await call('GET', '')).headers.etag);
const drafted = async (more: object = {}, headers = author) =>
  (await call('PUT', '', { headers, payload: { document: DOCUMENT, reason: 'games at lunch', ...more }, base: await etag() })).json<{
    id: string;
  }>();
const decide = (id: string, what: 'approve' | 'decline', headers: object = second) =>
  call('POST', `/drafts/${id}/${what}`, { headers, payload: { reason: 'agreed' } });
const inForce = async () => (await call('GET', '')).json<{ document: object; author: string }>();

describe('where two people are behind each policy', () => {
  it('those affected are told of a change when the second person agrees, and not before', async () => {
    const told = async () => (await admin.app.inject({ url: '/api/v1/announcements', headers: author })).json().items;
    const { id } = await drafted({ announcement: { text: 'Games open at lunch.' } });
    expect((await call('GET', `/drafts/${id}`)).json().announcement).toEqual({ text: 'Games open at lunch.' });
    expect(await told()).toEqual([]);
    await decide(id, 'approve');
    expect(await told()).toMatchObject([
      { text: 'Games open at lunch.', groups: ['seniors'], by: 'token:head-of-it-1 and token:trust-admin-2' },
    ]);
  });

  it('a change waits, is shown with what it would change, and is in force when another approves', async () => {
    const put = await call('PUT', '', { payload: { document: DOCUMENT, reason: 'games at lunch' }, base: await etag() });
    expect([put.statusCode, put.json()]).toEqual([
      202,
      expect.objectContaining({ status: 'awaiting-second', author: 'token:head-of-it-1' }),
    ]);
    const { id } = put.json();
    expect((await inForce()).document).toEqual({});
    const shown = (await call('GET', `/drafts/${id}`)).json();
    expect(shown).toMatchObject({ id, document: DOCUMENT, changes: [expect.anything()] });
    expect((await call('GET', '/drafts')).json()).toMatchObject({ items: [{ id, status: 'awaiting-second' }], next: null });
    const approved = await decide(id, 'approve');
    expect(approved.json()).toMatchObject({ id, status: 'approved', inForce: true, author: 'token:head-of-it-1 and token:trust-admin-2' });
    expect((await inForce()).document).toEqual(DOCUMENT);
    const actions = (await admin.context.stores.audit.list({ limit: 100 })).map(({ action, actor }) => [action, actor]);
    expect(actions).toEqual(
      expect.arrayContaining([
        ['policy.draft', 'token:head-of-it-1'],
        ['policy.approve', 'token:trust-admin-2'],
      ]),
    );
  });

  it('nobody approves their own, and the try is audited', async () => {
    const { id } = await drafted();
    expect((await decide(id, 'approve', author)).json()).toMatchObject({ code: 'forbidden' });
    expect((await inForce()).document).toEqual({});
    const { sequence } = await admin.context.stores.audit.head();
    expect(await admin.context.stores.audit.list({ after: sequence - 1, limit: 1 })).toMatchObject([
      { action: 'policy.approve', outcome: 'refused' },
    ]);
  });

  it('two tokens of one person are one person', async () => {
    const { id } = await drafted({}, await admin.tokenFor('head-of-it', { person: 'Jo' }));
    const other = await admin.tokenFor('trust-admin', { person: 'jo' });
    expect((await decide(id, 'approve', other)).json()).toMatchObject({
      code: 'forbidden',
      detail: expect.stringContaining('second person'),
    });
    expect((await decide(id, 'approve')).json()).toMatchObject({ status: 'approved' });
  });

  it('a change for now is approved by a clock that goes on while it is', async () => {
    await admin.close();
    let now = Date.UTC(2026, 10, 23, 10);
    admin = await opened({ clock: () => epochMs(now++) });
    await adoptConfiguration(admin.context.config, admin.context.stores, admin.context.clock());
    author = await admin.tokenFor('head-of-it');
    second = await admin.tokenFor('trust-admin');
    expect((await decide((await drafted()).id, 'approve')).json()).toMatchObject({ status: 'approved' });
    const { id } = await drafted({ effectiveAt: new Date(now + 200).toISOString(), document: {} });
    now += 300;
    expect((await decide(id, 'approve')).json()).toMatchObject({ status: 'approved' });
  });

  it.each<Role>(['it-operator', 'headteacher', 'dsl'])('%s approves none', async (role) => {
    const { id } = await drafted();
    expect((await decide(id, 'approve', await admin.tokenFor(role))).statusCode).toBe(403);
  });

  it('one that was made from an older policy is refused, and so is one that was declined', async () => {
    const [first, other] = [await drafted(), await drafted({ document: { groups: { seniors: { categories: { chat: 'allow' } } } } })];
    expect((await decide(first.id, 'approve')).statusCode).toBe(200);
    expect((await decide(other.id, 'approve')).json()).toMatchObject({ code: 'conflict' });
    expect((await decide(other.id, 'decline')).json()).toEqual({ id: other.id, status: 'declined' });
    for (const what of ['approve', 'decline'] as const) expect((await decide(other.id, what)).json()).toMatchObject({ code: 'conflict' });
    expect((await inForce()).document).toEqual(DOCUMENT);
    expect((await decide('none', 'approve')).statusCode).toBe(404);
  });

  it('of two who approve at once, one does', async () => {
    const { id } = await drafted();
    const third = await admin.tokenFor('head-of-it');
    const answers = await Promise.all([decide(id, 'approve'), decide(id, 'approve', third)]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
  });

  it('what makes no sense is refused before it waits, and going back waits, too', async () => {
    const bad = await call('PUT', '', {
      payload: { document: { groups: { seniors: { categories: { terrorism: 'allow' } } } }, reason: 'why not' },
      base: await etag(),
    });
    expect(bad.json()).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('terrorism is locked') });
    const stale = await call('PUT', '', { payload: { document: DOCUMENT, reason: 'because' }, base: '"999"' });
    expect(stale.json()).toMatchObject({ code: 'conflict' });
    const { version } = (await call('GET', '')).json();
    const back = await call('POST', '/rollback', { payload: { version, reason: 'as before' }, base: await etag() });
    expect([back.statusCode, back.json().status]).toEqual([202, 'awaiting-second']);
    expect((await call('GET', '/drafts')).json().items).toHaveLength(1);
  });

  it('one for later takes effect then, or when it is approved if that is later', async () => {
    const later = new Date(admin.context.clock() + 3_600_000).toISOString();
    const { id } = await drafted({ effectiveAt: later });
    admin.advance(7_200_000);
    expect((await decide(id, 'approve')).json()).toMatchObject({ status: 'approved', inForce: true });
    expect((await inForce()).document).toEqual(DOCUMENT);
  });
});
