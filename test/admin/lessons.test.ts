import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AdminFixture } from '../support/admin-fixture.ts';
import { callsOf, type Headers, openSchoolDay } from '../support/school-day.ts';

const HOUR = 3_600_000;
let admin: AdminFixture;
let api: ReturnType<typeof callsOf>;
let teacher: Headers;
async function open(): Promise<void> {
  admin = await openSchoolDay();
  api = callsOf(admin);
  teacher = await admin.tokenFor('teacher', { person: 'T.Teacher' });
}

const GAMES = { class: '10B', hosts: ['games.schoolgate.test'], reason: 'probability' };
const games = async (user: string) => (await api.explain('http://games.schoolgate.test/', user)).action;

describe('a lesson grant', () => {
  beforeEach(open);
  afterEach(() => admin.close());

  it('opens a site for the teacher’s class until a time, for nobody else, and closes by itself', async () => {
    const { status, body } = await api.post('lessons', teacher, { ...GAMES, until: '2026-11-23T11:15' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ class: 'north/10b', inForce: true, waitingFor: [], until: '2026-11-23T11:15:00.000Z', warnings: [] });
    expect([await games('amy'), await games('ben'), await games('zoe')]).toEqual(['allow', 'block', 'block']);
    const { rule, evidence, reason } = await api.explain('http://games.schoolgate.test/', 'amy');
    expect({ rule, evidence }).toEqual({ rule: 'override', evidence: { ref: body.id, entry: 'games.schoolgate.test' } });
    expect(reason).toContain('a lesson grant of T.Teacher');
    admin.advance(75 * 60_000 - 1);
    expect(await games('amy')).toBe('allow');
    admin.advance(1);
    expect(await games('amy')).toBe('block');
    expect((await api.get('lessons', teacher)).body.items).toEqual([]);
  });

  it('lasts an hour unless it says otherwise, and is audited with the person who gave it', async () => {
    const { body } = await api.post('lessons', teacher, GAMES);
    expect(body.until).toBe(api.in(HOUR));
    expect(await api.audited()).toMatchObject({
      action: 'lesson.open',
      subject: 'games.schoolgate.test',
      detail: {
        id: body.id,
        scope: { kind: 'class', id: 'north/10b' },
        grantedBy: 'T.Teacher',
        reason: 'probability',
        until: api.in(HOUR),
      },
    });
  });

  it.each([
    ['by name', { service: 'Instagram' }],
    ['by id', { service: 'instagram' }],
    ['by URL', { url: 'https://www.instagram.com/explore/' }],
  ])('opens a service %s with what it needs to work', async (_how, what) => {
    const { body } = await api.post('lessons', teacher, { class: '10B', ...what, reason: 'media' });
    expect(body.hosts).toEqual(['instagram.com', 'cdninstagram.com', 'static.xx.fbcdn.net', 'fna.fbcdn.net']);
    expect((await api.explain('https://scontent.cdninstagram.com/', 'amy')).rule).toBe('override');
  });

  it('ends at once when the teacher ends it, once', async () => {
    const { id } = (await api.post('lessons', teacher, GAMES)).body;
    expect((await api.end('lessons', teacher, id)).body).toMatchObject({ id, inForce: true, until: api.in(0) });
    expect(await games('amy')).toBe('block');
    expect(await api.audited()).toMatchObject({ action: 'lesson.end', subject: id });
    expect((await api.end('lessons', teacher, id)).status).toBe(404);
  });

  it('is seen and ended by nobody who does not teach the class; IT may open, see and end any', async () => {
    const { id } = (await api.post('lessons', teacher, GAMES)).body;
    const other = await admin.tokenFor('teacher', { person: 'o.other' });
    expect((await api.get('lessons', other)).body.items).toEqual([]);
    expect((await api.end('lessons', other, id)).status).toBe(404);
    const south = await admin.tokenFor('dsl', { school: 'south' });
    const north = await admin.tokenFor('dsl', { school: 'north' });
    expect([(await api.get('lessons', south)).body.items.length, (await api.get('lessons', north)).body.items.length]).toEqual([0, 1]);
    const operator = await admin.tokenFor('it-operator');
    expect((await api.post('lessons', operator, { ...GAMES, class: 'south/9A' })).status).toBe(201);
    expect((await api.get('lessons', operator)).body.items).toHaveLength(2);
    expect((await api.end('lessons', operator, id)).status).toBe(200);
  });

  it('ends on the day it begins, by London’s clock', async () => {
    admin.advance(12 * HOUR); // 22:00
    expect((await api.post('lessons', teacher, { ...GAMES, until: '2026-11-24T00:00' })).status).toBe(201);
    expect((await api.post('lessons', teacher, { ...GAMES, until: '2026-11-24T00:01' })).body.detail).toContain('the day it begins');
  });

  it('says when nobody is in the class', async () => {
    const { body } = await api.post('lessons', await admin.tokenFor('it-operator'), { ...GAMES, class: 'Empty' });
    expect(body.warnings).toEqual([expect.stringContaining('Nobody is in the class')]);
  });

  it('cannot be opened without end: fifty for a class', async () => {
    const asOverride = { scope: { kind: 'class', id: '10B' }, hosts: GAMES.hosts, reason: GAMES.reason };
    const { id } = (await api.post('overrides', teacher, asOverride)).body;
    expect((await api.get('lessons', teacher)).body.items).toMatchObject([{ id, grantedBy: 'T.Teacher' }]);
    for (let i = 1; i < 50; i++) await api.post('lessons', teacher, { ...GAMES, hosts: [`site${i}.example`] });
    expect((await api.post('lessons', teacher, GAMES)).status).toBe(409);
    expect((await api.post('overrides', teacher, asOverride)).status).toBe(409);
    expect((await api.post('overrides', await admin.tokenFor('it-operator'), asOverride)).status).toBe(201);
  });
});

describe('what is no lesson grant', () => {
  beforeAll(open);
  afterAll(() => admin.close());

  it.each([
    ['somebody who teaches another class', { person: 'o.other' }],
    ['somebody whose token names no teacher', {}],
    ['a teacher of a name that is in no class', { person: 'nobody' }],
  ])('is not given by %s: refused and audited', async (_who, options) => {
    const { status, body } = await api.post('lessons', await admin.tokenFor('teacher', options), GAMES);
    expect([status, body.code]).toEqual([403, 'forbidden']);
    expect(await api.audited()).toMatchObject({
      action: 'lesson.open',
      outcome: 'refused',
      detail: { code: 'forbidden', role: 'teacher' },
    });
    expect(await games('amy')).toBe('block');
  });

  it.each([
    ['child-sexual-abuse.schoolgate.test', 'sealed-category'],
    ['terrorism.schoolgate.test', 'forbidden'],
    ['extremism.schoolgate.test', 'forbidden'],
  ])('never opens %s, by nobody; the try is audited', async (host, code) => {
    for (const headers of [teacher, await admin.tokenFor('head-of-it')]) {
      for (const what of [{ hosts: ['fine.example', host] }, { url: `https://${host}/` }]) {
        const { status, body } = await api.post('lessons', headers, { class: '10B', reason: 'please', ...what });
        expect([status, body.code]).toEqual([403, code]);
        expect(await api.audited()).toMatchObject({ action: 'lesson.open', outcome: 'refused', detail: { code } });
      }
    }
  });

  it.each([
    ['an unknown class', { class: '12Z' }, 'no class'],
    ['a time past', { until: '2026-11-23T09:59' }, 'past'],
    ['a time that is none', { until: 'soon' }, 'until'],
    ['more than eight hours', { until: '2026-11-23T18:01' }, '8 hours'],
    ['nothing to open', { hosts: undefined }, 'one of'],
    ['two things to open', { service: 'youtube' }, 'one of'],
    ['an unknown service', { hosts: undefined, service: 'myspace' }, 'google-classroom'],
    ['a whole registry', { hosts: ['co.uk'] }, 'registry'],
    ['a kind of its own', { kind: 'override' }, 'additional'],
  ])('with %s is refused', async (_what, change, words) => {
    const { status, body } = await api.post('lessons', teacher, { ...GAMES, ...change });
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(words)]);
  });
});
