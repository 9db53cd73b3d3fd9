import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Role } from '../../core/identity.ts';
import { type IncidentsFixture, openIncidentsFixture } from './incidents-fixture.ts';

let admin: IncidentsFixture;
beforeEach(async () => {
  admin = await openIncidentsFixture();
});
afterEach(() => admin.close());

interface Lookup {
  readonly action: string;
  readonly actor: string;
  readonly role: string | null;
  readonly subject: string;
  readonly purpose: string | null;
  readonly reference: string | null;
  readonly outcome: string;
}

async function lookups(query = '', role: Role = 'dpo', school?: string) {
  const headers = await admin.tokenFor(role, school === undefined ? {} : { school });
  const response = await admin.app.inject({ url: `/api/v1/lookups${query}`, headers });
  return { status: response.statusCode, ...(response.json() as { items: Lookup[]; next: string | null }) };
}

const PURPOSE = 'purpose=safeguarding&reference=case-1';

it('shows who looked at whom and why, newest first, page by page', async () => {
  const { id } = await admin.raise({ username: 'tom' });
  await admin.call('dsl', 'GET', `/${id}`);
  await admin.call('headteacher', 'GET', `?person=Tom&${PURPOSE}`);
  await admin.call('dsl', 'GET', '?person=tom');
  await admin.app.inject({ url: '/api/v1/people?name=Tom', headers: await admin.tokenFor('it-operator') });
  const { items, next } = await lookups();
  expect(next).toBeNull();
  const reference = items[2]?.subject;
  expect(items).toMatchObject([
    { action: 'people.look-up', actor: 'token:it-operator-4', role: 'it-operator', subject: 'tom', purpose: null },
    { action: 'incident.list-person', actor: 'token:dsl-3', subject: reference, outcome: 'refused' },
    { action: 'incident.list-person', actor: 'token:headteacher-2', purpose: 'safeguarding', reference: 'case-1', outcome: 'done' },
    { action: 'incident.view', actor: 'token:dsl-1', subject: id, purpose: 'safeguarding', reference: id },
  ]);
  expect(reference).not.toContain('tom');
  const first = await lookups('?limit=3');
  const second = await lookups(`?limit=3&cursor=${first.next}`);
  expect([...first.items, ...second.items]).toEqual(items);
});

it('finds all that was about one person, whatever the log knows them by, and notes that it was asked', async () => {
  const { id } = await admin.raise({ username: 'tom' });
  const other = await admin.raise({ username: 'ann' });
  await admin.call('dsl', 'GET', `/${id}`);
  await admin.call('dsl', 'GET', `/${other.id}`);
  await admin.call('dsl', 'GET', `?person=tom&${PURPOSE}`);
  expect((await lookups('?person=TOM')).items.map(({ action }) => action)).toEqual([
    'lookups.person',
    'incident.list-person',
    'incident.view',
  ]);
  expect(await admin.lastAudit()).toMatchObject({ action: 'lookups.person', detail: { role: 'dpo' } });
  expect((await lookups('?purpose=safeguarding&actor=token:dsl-2')).items).toMatchObject([{ subject: other.id }]);
  expect((await lookups('?since=2026-11-24T00:00')).items).toEqual([]);
});

it('is for the data protection officer of the trust alone', async () => {
  expect((await lookups('', 'dpo', 'north')).status).toBe(403);
  for (const role of ['trust-admin', 'head-of-it', 'dsl', 'headteacher', 'viewer'] as const)
    expect((await lookups('', role)).status).toBe(403);
  expect((await lookups('?cursor=x')).status).toBe(400);
});
