import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IpAddress } from '../../core/address.ts';
import type { AdminFixture } from '../support/admin-fixture.ts';
import { callsOf, type Headers, openSchoolDay } from '../support/school-day.ts';

const HOUR = 3_600_000;
const TRANSLATION = 'http://translation.schoolgate.test/';
let admin: AdminFixture;
let api: ReturnType<typeof callsOf>;
let teacher: Headers;
let other: Headers;
beforeEach(async () => {
  admin = await openSchoolDay();
  api = callsOf(admin);
  teacher = await admin.tokenFor('teacher', { person: 'T.Teacher' });
  other = await admin.tokenFor('teacher', { person: 'o.other', school: 'north' });
});
afterEach(() => admin.close());

const ruleFor = async (user: string) => (await api.explain(TRANSLATION, user)).rule;

describe('a teacher’s page', () => {
  it('has their classes, what is open for them, the exams they sit and what can be opened by name', async () => {
    const lesson = await api.post('lessons', teacher, { class: '10B', service: 'instagram', reason: 'adverts' });
    const operator = await admin.tokenFor('it-operator');
    const exam = await api.post('exams', operator, { audience: { classes: ['10B'] }, until: api.in(HOUR), reason: 'mock' });
    await api.post('exams', operator, { audience: { classes: ['10C'] }, until: api.in(HOUR), reason: 'another class' });
    const { status, body } = await api.get('teach', teacher);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      me: 't.teacher',
      school: 'north',
      classes: [{ id: 'north/10b', name: '10B', school: 'north', members: 1 }],
      open: [{ id: lesson.body.id, class: 'north/10b', title: 'Instagram', until: api.in(HOUR), reason: 'adverts' }],
      exams: [{ id: exam.body.id, audience: { classes: ['north/10b'] }, mine: false, reason: 'mock' }],
    });
    expect(body.services).toContainEqual({ id: 'youtube', title: 'YouTube' });
    expect(JSON.stringify(body)).not.toContain('amy');
    expect((await api.get('teach', other)).body).toMatchObject({ classes: [{ id: 'north/10c' }], open: [] });
  });
});

describe('exam mode by a teacher', () => {
  it('closes things for the class for an hour, and ends when they end it', async () => {
    const { status, body } = await api.post('teach/exams', teacher, { class: '10B', reason: 'coursework' });
    expect([status, body]).toEqual([201, expect.objectContaining({ inForce: true, until: api.in(HOUR), warnings: [] })]);
    expect([await ruleFor('amy'), await ruleFor('ben')]).toEqual(['exam', 'category']);
    expect((await api.get('teach', teacher)).body.exams).toMatchObject([{ id: body.id, mine: true }]);
    expect((await api.end('teach/exams', other, body.id)).status).toBe(404);
    const south = await admin.tokenFor('it-operator', { school: 'south' });
    expect((await api.end('teach/exams', south, body.id)).status).toBe(404);
    expect((await api.end('teach/exams', teacher, body.id)).body).toMatchObject({ id: body.id, inForce: true });
    expect(await ruleFor('amy')).toBe('category');
    expect(await api.audited()).toMatchObject({ action: 'exam.end', subject: body.id });
  });

  it('may be for a room of their school, and no other', async () => {
    const { body } = await api.post('teach/exams', teacher, { room: 'ICT1-', reason: 'controlled assessment' });
    const [exam] = await admin.context.stores.measures.list(admin.context.clock());
    expect(exam).toMatchObject({ id: body.id, audience: { computers: ['ICT1-'], schools: ['north'] } });
    expect(body.warnings).toEqual([expect.stringContaining('without a name is in no room')]);
    const unknown = await admin.tokenFor('teacher', { person: 'nobody.known' });
    expect((await api.post('teach/exams', unknown, { room: 'ICT1-', reason: 'test' })).status).toBe(400);
    expect((await api.post('teach/exams', teacher, { room: 'IC', reason: 'too short a name' })).status).toBe(400);
    expect((await api.post('teach/exams', teacher, { reason: 'for whom' })).status).toBe(400);
    const { stores, clock } = admin.context;
    await stores.leases.put(
      Array.from({ length: 61 }, (_, i) => ({
        ...{ ip: `10.1.0.${i}` as IpAddress, user: `u${i}`, computer: `PC-${i}`, group: null, school: 'north' },
        expiresAt: clock() + HOUR,
      })),
    );
    const tooMany = await api.post('teach/exams', teacher, { room: 'pc-', reason: 'half the school' });
    expect([tooMany.status, tooMany.body.detail]).toEqual([400, expect.stringContaining('61 computers')]);
  });

  it('is for classes they teach, on the day, and refuses are audited', async () => {
    expect((await api.post('teach/exams', teacher, { class: '10C', reason: 'not mine' })).status).toBe(403);
    expect(await api.audited()).toMatchObject({ action: 'exam.put', subject: 'north/10c', outcome: 'refused' });
    for (const until of ['2026-11-24T09:00', '2026-11-23T19:30', '2026-11-23T09:00']) {
      expect((await api.post('teach/exams', teacher, { class: '10B', until, reason: 'mock' })).status).toBe(400);
    }
    expect(await ruleFor('amy')).toBe('category');
  });
});

describe('a concern of staff who are signed in', () => {
  const CONCERN = {
    ...{ words: 'He said he would not be here tomorrow.', about: 'pupil', name: 'amy', place: 'Room 4' },
    ...{ theme: 'self-harm-suicide', severity: 'danger' },
  };
  const incidents = () => admin.context.stores.incidents.list({ limit: 10 });

  it('becomes an incident about whom they name, which they do not get to read', async () => {
    const { status, body } = await api.post('concerns', teacher, CONCERN);
    expect([status, body]).toEqual([
      201,
      { reference: expect.any(String), theme: 'self-harm-suicide', itAsked: false, isAboutAdult: false },
    ]);
    const [incident] = await incidents();
    expect(incident).toMatchObject({ person: 'amy', school: 'north', theme: 'self-harm-suicide', severity: 'danger' });
    const [sighting] = await admin.context.stores.incidents.sightings(incident?.id ?? '', 10);
    expect(sighting?.report).toMatchObject({
      by: 't.teacher',
      role: 'staff',
      words: CONCERN.words,
      place: 'Room 4',
      about: 'pupil',
      name: 'amy',
    });
    expect(JSON.stringify(body)).not.toContain(incident?.id);
    const entry = await api.audited();
    expect(entry).toMatchObject({ actor: 'portal', action: 'concern.file', subject: incident?.id });
    expect(JSON.stringify(entry)).not.toContain('teacher');
  });

  it('asks IT to close the page it is about, without who asked and why', async () => {
    const page = 'http://upsetting.example/video';
    const { body } = await api.post('concerns', teacher, { words: 'Pupils pass this on.', page, asksIt: true });
    expect(body).toMatchObject({ itAsked: true });
    const [request] = await admin.context.stores.requests.list({ limit: 10 });
    expect(request).toMatchObject({ kind: 'block', host: 'upsetting.example', urgent: true, requestedBy: 'concern form', school: 'north' });
    expect(JSON.stringify(request)).not.toMatch(/teacher|pass this on/);
  });

  it('stays within the school of whoever tells it, and is not drowned by a flood', async () => {
    expect((await api.post('concerns', other, { words: 'x', school: 'south' })).status).toBe(403);
    expect((await api.post('concerns', teacher, { words: ' ' })).status).toBe(400);
    for (let i = 0; i < 10; i++) expect((await api.post('concerns', teacher, { words: `number ${i}` })).status).toBe(201);
    expect((await api.post('concerns', teacher, { words: 'one more' })).body).toMatchObject({ code: 'rate-limited' });
    expect((await api.post('concerns', other, { words: 'somebody else' })).status).toBe(201);
  });
});
