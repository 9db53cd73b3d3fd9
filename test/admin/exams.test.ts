import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AdminFixture } from '../support/admin-fixture.ts';
import { callsOf, followed, type Headers, openSchoolDay } from '../support/school-day.ts';

const HOUR = 3_600_000;
let admin: AdminFixture;
let api: ReturnType<typeof callsOf>;
let operator: Headers;
async function open(): Promise<void> {
  admin = await openSchoolDay();
  api = callsOf(admin);
  operator = await admin.tokenFor('it-operator');
}

const EXAM = { audience: { classes: ['10B'] }, until: '2026-11-23T11:30', reason: 'GCSE English' };
const TRANSLATION = 'http://translation.schoolgate.test/';
const ruleFor = async (user: string, url = TRANSLATION) => (await api.explain(url, user)).rule;

describe('an exam window', () => {
  beforeEach(open);
  afterEach(() => admin.close());

  it('closes translation, AI and search for a class, until it ends by itself', async () => {
    const { status, body } = await api.post('exams', operator, EXAM);
    expect([status, body]).toEqual([201, expect.objectContaining({ inForce: true, until: '2026-11-23T11:30:00.000Z', warnings: [] })]);
    expect([await ruleFor('amy'), await ruleFor('ben')]).toEqual(['exam', 'category']);
    expect(await api.audited()).toMatchObject({ action: 'exam.put', subject: body.id, detail: { audience: { classes: ['north/10b'] } } });
    admin.advance(1.5 * HOUR);
    expect(await ruleFor('amy')).toBe('category');
    expect((await api.get('exams', operator)).body).toEqual({ items: [], next: null });
    expect((await api.get('exams?ended=true', operator)).body.items).toMatchObject([{ id: body.id, reason: 'GCSE English' }]);
  });

  it('follows who is in the class while it runs', async () => {
    await api.post('exams', operator, EXAM);
    const { bus, policy, stores } = admin.context;
    const revision = await stores.classes.put([{ id: 'north/10b', name: '10B', school: 'north', members: ['ben'], teachers: [] }]);
    await bus.announce('people', revision);
    await followed(policy, revision);
    expect([await ruleFor('amy'), await ruleFor('ben')]).toEqual(['category', 'exam']);
  });

  it('leaves what a person’s access arrangement keeps', async () => {
    await api.post('exams', operator, EXAM);
    const kept = { person: 'amy', categories: ['translation'], reason: 'English as an additional language' };
    const { body } = await api.post('arrangements', operator, kept);
    expect(body).toMatchObject({ inForce: true, until: api.in(366 * 24 * HOUR) });
    expect([await ruleFor('amy'), await ruleFor('amy', 'http://search.schoolgate.test/')]).toEqual(['category', 'exam']);
    await api.end('arrangements', operator, body.id);
    expect(await ruleFor('amy')).toBe('exam');
  });

  it('stands above a lesson grant, and opens it again when it ends early', async () => {
    await api.post('lessons', operator, { class: '10B', hosts: ['games.schoolgate.test'], reason: 'probability' });
    const { id } = (await api.post('exams', operator, { ...EXAM, closed: ['games'] })).body;
    expect(await ruleFor('amy', 'http://games.schoolgate.test/')).toBe('exam');
    expect((await api.end('exams', operator, id)).body).toMatchObject({ id, inForce: true });
    expect(await ruleFor('amy', 'http://games.schoolgate.test/')).toBe('override');
    expect((await api.end('exams', operator, id)).status).toBe(404);
  });

  it('runs overnight, and through the night the clocks go back', async () => {
    await api.post('exams', operator, { ...EXAM, from: '2027-10-30T22:00', until: '2027-10-31T02:30' });
    const { from, until } = (await api.get('exams', operator)).body.items[0];
    // 22:00 summer time to 02:30 winter time: five and a half hours.
    expect([from, until]).toEqual(['2027-10-30T21:00:00.000Z', '2027-10-31T02:30:00.000Z']);
  });

  it('of a school’s head is for that school, whatever it says', async () => {
    const north = await admin.tokenFor('headteacher', { school: 'north' });
    const { id } = (await api.post('exams', north, { ...EXAM, audience: { groups: ['seniors'] } })).body;
    expect((await api.get('exams', north)).body.items).toMatchObject([{ id, audience: { groups: ['seniors'], schools: ['north'] } }]);
    expect([await ruleFor('amy'), await ruleFor('zoe')]).toEqual(['exam', 'category']);
    for (const audience of [{ schools: ['south'] }, { schools: ['north', 'south'] }, { classes: ['south/9a'] }]) {
      expect((await api.post('exams', north, { ...EXAM, audience })).status).toBe(403);
      expect(await api.audited()).toMatchObject({ action: 'exam.put', outcome: 'refused' });
    }
    const both = (await api.post('exams', operator, { ...EXAM, audience: { schools: ['north', 'south'] } })).body.id;
    expect((await api.get('exams', north)).body.items).toHaveLength(2);
    expect((await api.end('exams', north, both)).status).toBe(403);
    const south = await admin.tokenFor('headteacher', { school: 'south' });
    expect((await api.get('exams', south)).body.items).toMatchObject([{ id: both }]);
    const forAmy = (await api.post('exams', operator, { ...EXAM, audience: { people: ['Amy'] } })).body.id;
    await api.post('exams', operator, { ...EXAM, audience: { schools: ['north', 'south'], people: ['amy'] } });
    expect((await api.get('exams', south)).body.items).toMatchObject([{ id: both }]);
    expect((await api.end('exams', south, forAmy)).status).toBe(404);
    expect((await api.get('exams', north)).body.items).toHaveLength(4);
    expect((await api.end('exams', south, id)).status).toBe(404);
  });
});

describe('what is no exam window', () => {
  beforeAll(open);
  afterAll(() => admin.close());

  it.each([
    ['for nobody', { audience: {} }, 'say who'],
    ['for an unknown class', { audience: { classes: ['12Z'] } }, 'no class'],
    ['for an unknown school', { audience: { schools: ['east'] } }, 'no school'],
    ['for an unknown group', { audience: { groups: ['wizards'] } }, 'groups'],
    ['on an unknown network', { audience: { networks: ['hall'] } }, 'no network'],
    ['for classes and people', { audience: { classes: ['10B'], people: ['amy'] } }, 'not both'],
    ['in a room of one letter', { audience: { computers: ['I'] } }, 'computers'],
    ['for an audience of its own', { audience: { planets: ['earth'] } }, 'additional'],
    ['without an end', { until: undefined }, 'until'],
    ['that ends before it begins', { from: '2026-11-23T12:00' }, 'before it begins'],
    ['longer than a term', { until: '2027-03-01T09:00' }, '92 days'],
    ['that closes support', { closed: ['support'] }, 'always open'],
    ['that leaves open what is no site', { sites: ['https://x.example/'] }, 'without https'],
    ['that leaves a registry open', { sites: ['co.uk'] }, 'registry'],
  ])('one %s is refused', async (_what, change, words) => {
    const { status, body } = await api.post('exams', operator, { ...EXAM, ...change });
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(words)]);
    expect((await api.get('exams', operator)).body.items).toEqual([]);
  });

  it.each([
    ['an exam', 'exams', { ...EXAM, sites: ['terrorism.schoolgate.test'] }, 'forbidden'],
    [
      'an arrangement',
      'arrangements',
      { person: 'amy', sites: ['child-sexual-abuse.schoolgate.test/x'], reason: 'please' },
      'sealed-category',
    ],
    ['an arrangement for a category', 'arrangements', { person: 'amy', categories: ['extremism'], reason: 'please' }, 'forbidden'],
    [
      'an arrangement for a sealed one',
      'arrangements',
      { person: 'amy', categories: ['child-sexual-abuse'], reason: 'please' },
      'sealed-category',
    ],
  ])('%s leaves nothing open that is sealed or locked', async (_what, path, payload, code) => {
    const { status, body } = await api.post(path, operator, payload);
    expect([status, body.code]).toEqual([403, code]);
    expect(await api.audited()).toMatchObject({ outcome: 'refused', detail: { code } });
  });

  it.each([
    ['of nothing', { person: 'amy', reason: 'please' }, 'Name the sites'],
    ['of more than 26 months', { person: 'amy', categories: ['translation'], until: '2029-11-23T10:00', reason: 'please' }, '800 days'],
  ])('an arrangement %s is refused', async (_what, payload, words) => {
    const { status, body } = await api.post('arrangements', operator, payload);
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(words)]);
  });
});
