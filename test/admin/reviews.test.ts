import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { REVIEW_SECTION_IDS } from '../../core/filtering-review.ts';
import type { Role } from '../../core/identity.ts';
import { sessionFor } from '../support/console-visitor.ts';
import { type IncidentsFixture, openIncidentsFixture } from './incidents-fixture.ts';

const DAY = 86_400_000;
const OPENING = { school: 'north', trigger: 'yearly', reason: 'each autumn' };
const SIGNERS: readonly Role[] = ['headteacher', 'dsl', 'head-of-it', 'viewer'];
const SIGNATURE = { statement: 'read and agreed' };

let admin: IncidentsFixture;
let dsl: Record<string, string>;
beforeAll(async () => {
  admin = await openIncidentsFixture();
  dsl = await sessionFor(admin, 'dsl', { school: 'north' });
});
afterEach(async () => {
  const { reviews } = admin.context.stores;
  const open = (await reviews.list()).filter(({ status }) => status === 'open');
  for (const review of open) await reviews.change({ ...review, status: 'withdrawn', version: review.version + 1 });
});
afterAll(() => admin.close());

async function call(method: 'GET' | 'POST' | 'PUT', path: string, headers: Record<string, string>, payload?: object) {
  const url = `/api/v1/reviews${path}`;
  const response = await admin.app.inject({ method, url, headers, ...(payload && { payload }) });
  const isJson = response.headers['content-type']?.includes('json') === true;
  return { status: response.statusCode, body: isJson ? response.json() : response.body };
}

async function opened() {
  const { status, body } = await call('POST', '', dsl, OPENING);
  expect(status).toBe(201);
  return body;
}

/** A review all of whose sections have notes. */
async function noted() {
  const { id } = await opened();
  const { reviews } = admin.context.stores;
  const review = await reviews.get(id);
  if (review === undefined) throw new Error('no review');
  const sections = review.sections.map((section) => ({ ...section, notes: `What we found:\nnothing <new> of ${section.id}` }));
  expect(await reviews.change({ ...review, sections, version: 2 })).toBe(true);
  return (await call('GET', `/${id}`, dsl)).body;
}

async function withdraw({ id, version }: { id: string; version: number }) {
  return call('POST', `/${id}/withdraw`, dsl, { reason: 'opened twice', version });
}

const factsOf = (review: { sections: { id: string; facts: { label: string; value: string }[] }[] }, id: string) =>
  Object.fromEntries(review.sections.find((one) => one.id === id)?.facts.map(({ label, value }) => [label, value]) ?? []);

const due = async () => (await call('GET', '', dsl)).body.due.map(({ trigger }: { trigger: string }) => trigger);

describe('a review', () => {
  it('begins with what is known, in numbers, and keeps it as it was', async () => {
    for (const username of ['a', 'b', 'c', 'd', 'e']) await admin.raise({ username, theme: 'self-harm-suicide' });
    await admin.raise({ username: 'f', school: 'south' });
    await admin.raise({ username: 'a', theme: 'gambling' });
    await admin.record(
      { username: 'a', visibility: 'host', action: 'block' },
      { username: null, visibility: 'url' },
      { username: 'z', school: 'south' },
      { event: 'request-close', username: null },
    );
    const review = await opened();
    expect(review.sections.map(({ id }: { id: string }) => id)).toEqual(REVIEW_SECTION_IDS);
    expect(factsOf(review, 'limits')).toMatchObject({
      'Only the site’s name was seen, not the page': '50 % (1 of 2)',
      'Nobody is known to have made them': '50 % (1 of 2)',
      'Inspection of encrypted traffic': 'off',
    });
    // A small number might point at a person.
    const gaps = await admin.app.inject({ url: '/api/v1/known-gaps', headers: dsl });
    expect(factsOf(gaps.json(), 'limits')).toEqual(factsOf(review, 'limits'));
    expect(factsOf(gaps.json(), 'teaching')).toMatchObject({ 'Half of these answered within': 'nothing to reckon from' });
    expect(factsOf(review, 'incidents')).toEqual({ 'Self-harm and suicide': '5', Gambling: 'fewer than 5' });
    expect(factsOf(review, 'access')['Seniors']).toContain('Pornography');
    expect(factsOf(review, 'access')['Staff']).toContain('Safe search off');
    await admin.raise({ username: 'g', theme: 'self-harm-suicide' });
    expect((await call('GET', `/${review.id}`, dsl)).body.sections).toEqual(review.sections);
  });

  it('is one at a time for a school, of that school, and tells who was too late', async () => {
    const review = await opened();
    expect((await call('POST', '', dsl, OPENING)).status).toBe(409);
    expect((await call('POST', '', dsl, { ...OPENING, school: 'south' })).status).toBe(403);
    const south = await sessionFor(admin, 'headteacher', { school: 'south' });
    expect((await call('GET', `/${review.id}`, south)).status).toBe(404);
    expect((await call('GET', '', south)).body.items).toEqual([]);
    const first = { notes: 'one', version: review.version };
    expect((await call('PUT', `/${review.id}/sections/pupils`, dsl, first)).status).toBe(200);
    expect((await call('PUT', `/${review.id}/sections/pupils`, dsl, { ...first, notes: 'two' })).status).toBe(409);
    const { version } = (await call('GET', `/${review.id}`, dsl)).body;
    expect((await withdraw({ id: review.id, version })).body.status).toBe('withdrawn');
    expect((await call('POST', '', dsl, OPENING)).status).toBe(201);
  });

  it('is signed by people for themselves, once everything is written, and again when something changes', async () => {
    let review = await opened();
    const sign = async (headers: Record<string, string>) =>
      call('POST', `/${review.id}/sign`, headers, { ...SIGNATURE, version: review.version });
    expect((await sign(dsl)).body.errors).toContain('Incidents');
    await withdraw(review);
    review = await noted();
    expect((await sign(await admin.tokenFor('dsl', { school: 'north', person: 'd.lead' }))).status).toBe(403);
    review = (await sign(dsl)).body;
    expect(review.toSign.map(({ part }: { part: string }) => part)).toEqual(['leadership', 'it', 'governor']);
    expect((await sign(dsl)).status).toBe(409);
    expect((await sign(await sessionFor(admin, 'dsl', { school: 'north' }))).status).toBe(409);
    review = (await call('PUT', `/${review.id}/sections/limits`, dsl, { notes: 'looked again', version: review.version })).body;
    expect(review.signatures).toEqual([]);
  });

  it('is due while there was none; the fourth signature closes it, with a document that the audit log vouches for', async () => {
    expect(await due()).toEqual(['yearly']);
    let review = await noted();
    expect(await due()).toEqual([]);
    const action = { what: 'Name a network for guests', owner: 'IT desk', email: 'it@north.example', due: '2026-12-18' };
    review = (await call('POST', `/${review.id}/actions`, dsl, { ...action, version: review.version })).body;
    for (const role of SIGNERS) {
      const headers = role === 'dsl' ? dsl : await sessionFor(admin, role, { school: 'north' });
      const signed = await call('POST', `/${review.id}/sign`, headers, { ...SIGNATURE, version: review.version });
      expect([role, signed.status]).toEqual([role, 200]);
      review = signed.body;
    }
    expect(review).toMatchObject({ status: 'closed', toSign: [] });
    const document = (await call('GET', `/${review.id}/document`, dsl)).body;
    expect(createHash('sha256').update(document).digest('hex')).toBe(review.digest);
    expect(document).toContain('nothing &lt;new&gt; of pupils');
    expect(document).toContain('Name a network for guests');
    expect(document).not.toMatch(/<script|src=|https?:\/\//);
    const rows = await admin.context.stores.audit.newest({ actions: ['review.close'], limit: 1 });
    expect(rows[0]?.detail).toMatchObject({ sha256: review.digest });
    const done = await call('POST', `/${review.id}/actions/${review.actions[0].id}/done`, dsl, { words: 'guests have a network' });
    expect(done.body.actions[0]).toMatchObject({ doneWords: 'guests have a network' });
    expect((await call('GET', `/${review.id}/document`, dsl)).body).toBe(document);
    const late = { notes: 'more', version: done.body.version };
    expect((await call('PUT', `/${review.id}/sections/pupils`, dsl, late)).status).toBe(409);
  });

  it('is due again when an AI tool is new, and a year after the last', async () => {
    expect(await due()).toEqual([]);
    const tool = {
      ...{ id: 'canva', name: 'Canva', hosts: ['canva.example'], minimumGroup: 'seniors', licensed: true, approver: 'H. Head' },
      ...{ dpia: 'https://dpia.example/2', expires: '2027-08-31T23:59', reason: 'licensed partner' },
    };
    const headers = await admin.tokenFor('head-of-it');
    await admin.app.inject({ method: 'PUT', url: '/api/v1/ai-tools', headers, payload: tool });
    const body = (await call('GET', '', dsl)).body;
    expect(body.due).toEqual([{ school: 'north', trigger: 'new-technology', words: 'AI tools new since then: Canva.' }]);
    admin.advance(365 * DAY);
    dsl = await sessionFor(admin, 'dsl', { school: 'north' });
    expect(await due()).toContain('yearly');
  });
});
