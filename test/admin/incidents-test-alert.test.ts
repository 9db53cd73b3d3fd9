import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Visit, visit } from './incident-page-visit.ts';
import { type IncidentsFixture, openIncidentsFixture } from './incidents-fixture.ts';

let admin: IncidentsFixture;
let page: Visit;
beforeEach(async () => {
  admin = await openIncidentsFixture();
  page = visit(admin);
});
afterEach(() => admin.close());

const notLive = async () => ((await admin.app.inject({ url: '/health' })).json() as { alertsNotLive: string[] }).alertsNotLive;
const raise = async (role: 'head-of-it' | 'dsl' | 'it-operator', school = 'north') =>
  admin.app.inject({
    method: 'POST',
    url: `/api/v1/schools/${school}/test-alert`,
    headers: await admin.tokenFor(role, { school: 'north' }),
  });

/** Opens the page of the test alert with a code, as a reader, and presses its button. */
async function confirm(id: string, masked: string): Promise<string> {
  const incident = await admin.get(id);
  const cookie = await page.signIn(incident, masked);
  const shown = await page.send('GET', admin.page(id), {}, cookie);
  expect(shown.text).toContain('Test alert: nothing has happened');
  return (await page.send('POST', `${admin.page(id)}/confirm`, { token: page.tokenIn(shown) }, cookie)).text;
}

describe('a school goes live', () => {
  it('when its lead has confirmed a test alert, and not before', async () => {
    expect(await notLive()).toEqual(['north', 'south']);
    const raised = await raise('head-of-it');
    expect(raised.statusCode).toBe(201);
    const { id, told } = raised.json() as { id: string; told: number };
    expect(told).toBe(2);
    const mails = await admin.context.stores.outbox.forIncident(id);
    expect(mails.map(({ kind, to }) => [kind, to])).toEqual([
      ['test-alert', 'dsl@north.example'],
      ['test-alert', 'deputy@north.example'],
    ]);
    expect(await confirm(id, 'd•••y@north.example')).toContain('once its safeguarding lead has confirmed as well');
    expect(await notLive()).toEqual(['north', 'south']);
    expect(await confirm(id, 'd•••@north.example')).toContain('the alerts of your school are live');
    expect(await notLive()).toEqual(['south']);
    const row = (await admin.context.stores.audit.list({ limit: 99 })).at(-1);
    expect(row).toMatchObject({
      action: 'school.test-alert-confirmed',
      actor: 'contact:dsl@north.example',
      subject: 'north',
      detail: { live: true },
    });
  });

  it('asks once in ten minutes, only those of that school, and only for whoever may', async () => {
    const { id } = (await raise('dsl')).json() as { id: string };
    expect((await raise('dsl')).json()).toEqual({ id, told: 0 });
    expect((await raise('dsl', 'south')).statusCode).toBe(403);
    expect((await raise('it-operator')).statusCode).toBe(403);
    // It is nobody's incident.
    const list = await admin.app.inject({ url: '/api/v1/incidents', headers: await admin.tokenFor('dsl', { school: 'north' }) });
    expect(list.json()).toEqual({ items: [], next: null });
  });

  it('by nothing but a test alert', async () => {
    const incident = await admin.raise();
    const cookie = await page.signIn(incident);
    const token = page.tokenIn(await page.send('GET', admin.page(incident.id), {}, cookie));
    expect((await page.send('POST', `${admin.page(incident.id)}/confirm`, { token }, cookie)).status).toBe(404);
    expect(await notLive()).toEqual(['north', 'south']);
  });
});
