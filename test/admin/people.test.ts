import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importPeople } from '../../admin/services/people-import.ts';
import { type AdminFixture, openStaffedAdminFixture } from '../support/admin-fixture.ts';
import { zipOf } from './import/zip.ts';

let admin: AdminFixture;
let it_: { authorization: string };
beforeEach(async () => {
  admin = await openStaffedAdminFixture();
  it_ = await admin.tokenFor('it-operator');
});
afterEach(() => admin.close());

const CSV = ['username,name,group,school,classes,teaches', 'Ann,Ann A,7,north,7A,', 'ben,,8,south,7A,', 't.smith,,staff,north,,7A'];
const send = (payload: string | Buffer, query = '', headers = it_, type = 'text/csv', method: 'POST' | 'PUT' = 'POST') =>
  admin.app.inject({ method, url: `/api/v1/people/import${query}`, headers: { ...headers, 'content-type': type }, payload });
const get = (url: string, headers = it_) => admin.app.inject({ url: `/api/v1/${url}`, headers });
const lastAudit = async () => (await admin.context.stores.audit.list({ limit: 1000 })).at(-1);
const names = async () => (await admin.context.stores.people.list()).map(({ name }) => name);
const actionFor = async (user: string): Promise<string> => {
  const payload = { url: 'http://games.schoolgate.test/', user };
  return (await admin.app.inject({ method: 'POST', url: '/api/v1/explain', headers: it_, payload })).json().explanation.action;
};

describe('POST /api/v1/people/import', () => {
  it('says what it would do and does nothing, then does it; it is in force before the answer', async () => {
    const dry = await send(CSV.join('\n'), '?dryRun=true');
    expect(dry.statusCode).toBe(200);
    const plan = {
      format: 'csv',
      problems: [],
      people: {
        added: [{ name: 'ann', displayName: 'Ann A' }, { name: 'ben' }, { name: 't.smith', role: 'teacher' }],
        changed: [],
        removed: [],
        unchanged: 0,
      },
      classes: { added: ['north/7a', 'south/7a'], changed: [], removed: [] },
    };
    expect(dry.json()).toMatchObject({ ...plan, dryRun: true, revision: null, people: { kept: ['mrs.smith', 'tom'] } });
    expect([await names(), await actionFor('t.smith')]).toEqual([['mrs.smith', 'tom'], 'block']);
    expect(await lastAudit()).toMatchObject({ action: 'people.import-check', detail: { people: { added: 3, kept: 2 } } });
    const done = await send(CSV.join('\n'), '', it_, 'text/csv; charset=utf-8', 'PUT');
    expect(done.json()).toMatchObject({ ...plan, dryRun: false, inForce: true, waitingFor: [] });
    expect(await lastAudit()).toMatchObject({
      action: 'people.import',
      outcome: 'done',
      subject: 'trust',
      detail: { people: { added: 3 } },
    });
    expect([await names(), await actionFor('t.smith')]).toEqual([['ann', 'ben', 'mrs.smith', 't.smith', 'tom'], 'allow']);
    expect((await send(CSV.join('\n'))).json().people).toMatchObject({ added: [], changed: [], removed: [], unchanged: 3 });
  });

  it('takes a leaver’s access away, and keeps the passwords of who stays', async () => {
    await send(CSV.join('\n'));
    const { stores } = admin.context;
    const ann = await stores.people.get('ann');
    if (ann === undefined) throw new Error('ann is missing');
    await stores.people.put([{ ...ann, passwordHash: '$argon2id$x' }]);
    const answer = await send(CSV.slice(0, 3).join('\n'));
    expect(answer.json()).toMatchObject({ people: { removed: ['t.smith'] }, classes: { changed: ['north/7a'] }, inForce: true });
    expect([await actionFor('t.smith'), (await stores.people.get('ann'))?.passwordHash]).toEqual(['block', '$argon2id$x']);
    expect(await lastAudit()).toMatchObject({ detail: { removedNames: ['t.smith'] } });
    expect((await stores.classes.list()).map(({ teachers }) => teachers)).toEqual([[], []]);
  });

  it('takes a zip of OneRoster', async () => {
    const zip = zipOf({
      'orgs.csv': 'sourcedId,name,type\no1,north,school',
      'users.csv': 'sourcedId,role,username,orgSourcedIds,grades\nu1,student,kim,o1,07',
    });
    expect((await send(zip, '', it_, 'application/zip')).json()).toMatchObject({
      format: 'oneroster',
      people: { added: [{ name: 'kim', group: 'seniors' }] },
    });
  });

  it('refuses all of a file with one bad line, says every one, and changes nothing', async () => {
    const bad = [...CSV, 'ANN,,7,north,,', 'kim,,wizards,north,,'].join('\n');
    const response = await send(bad);
    expect(response.json()).toMatchObject({
      status: 400,
      code: 'import-invalid',
      detail: expect.stringContaining('2 problems; nothing was changed'),
    });
    expect(response.json().errors).toEqual([
      expect.stringMatching(/^line 5: .*line 2 already/),
      expect.stringMatching(/^line 6: there is no group/),
    ]);
    expect(await lastAudit()).toMatchObject({ action: 'people.import', outcome: 'refused', detail: { code: 'import-invalid' } });
    expect(await names()).toEqual(['mrs.smith', 'tom']);
    const dry = (await send(bad, '?dryRun=true')).json();
    expect(dry).toMatchObject({ problemCount: 2, problems: [{ file: null, line: 5 }, { line: 6 }] });
    expect((await send('username,group\n')).json().detail).toContain('would remove everybody');
  });

  it('refuses to remove more than the set share but for a reason, which is audited', async () => {
    const people = Array.from({ length: 30 }, (_, i) => `p${i},7,north`);
    await send(['username,group,school', ...people].join('\n'));
    const fewer = ['username,group,school', ...people.slice(6)].join('\n');
    const refused = await send(fewer);
    expect(refused.json()).toMatchObject({
      status: 409,
      code: 'import-removes-too-many',
      detail: expect.stringContaining('remove 6 people; one import may 5'),
    });
    expect((await names()).length).toBe(32);
    expect((await send(fewer, '?dryRun=true')).json().limit).toEqual({
      most: 5,
      removed: 6,
      toStaff: 0,
      older: 0,
      moved: 0,
      exceeded: true,
    });
    expect((await send(fewer, '?removeMore=x')).json()).toMatchObject({ status: 400, code: 'bad-request' });
    expect((await send(fewer, '?removeMore=Year%2011%20left')).json().people.removed).toHaveLength(6);
    expect(await lastAudit()).toMatchObject({ outcome: 'done', detail: { reason: 'Year 11 left', people: { removed: 6 } } });
  });

  it('keeps a school’s own token to its school', async () => {
    const north = await admin.tokenFor('it-operator', { school: 'north' });
    await send(CSV.join('\n'));
    const other = 'username,group,school\nben,8,south';
    expect((await send(other, '', north)).json()).toMatchObject({ code: 'import-invalid' });
    expect((await send('username,group\nben,8', '', north)).json().detail).toContain('belongs to somebody outside this school');
    const dry = (await send('username,group\nben,staff', '?dryRun=true', north)).json();
    expect(dry).toMatchObject({ problemCount: 1, people: { changed: [] } });
    expect((await send('username,group\nann,8', '?school=south', north)).json()).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await lastAudit()).toMatchObject({ action: 'people.import', outcome: 'refused', subject: 'south', detail: { school: 'north' } });
    expect((await get('people?school=south', north)).statusCode).toBe(403);
    expect(await lastAudit()).toMatchObject({ action: 'people.look-up', outcome: 'refused', subject: 'south' });
    expect((await get('people?class=south/7a', north)).statusCode).toBe(403);
    expect(await lastAudit()).toMatchObject({ action: 'people.look-up', outcome: 'refused', subject: 'south/7a' });
    expect((await send('username,group\nann,8', '', north)).json().people).toMatchObject({ removed: ['t.smith'], changed: [] });
    expect(await names()).toEqual(['ann', 'ben', 'mrs.smith', 'tom']);
    expect((await send(CSV.join('\n'), '?school=nowhere')).json()).toMatchObject({ status: 400 });
    expect((await send('username,group\nann,8', '?school=north')).statusCode).toBe(200);
    expect(await lastAudit()).toMatchObject({ action: 'people.import', outcome: 'done', subject: 'north' });
  });

  it('writes down an import that somebody else was always ahead of as refused alone', async () => {
    const { stores } = admin.context;
    const directory = { read: () => stores.directory.read(), page: stores.directory.page, apply: async () => undefined };
    const source = { kind: 'file', bytes: Buffer.from(CSV.join('\n')) } as const;
    const principal = { actor: 'token:x', role: 'it-operator', school: null } as const;
    const importing = importPeople(principal, source, { dryRun: false }, { ...admin.context, stores: { ...stores, directory } });
    await expect(importing).rejects.toMatchObject({ code: 'conflict' });
    expect((await stores.audit.list({ limit: 100 })).map(({ action, outcome }) => [action, outcome])).toEqual([
      ['people.import', 'refused'],
    ]);
  });

  it('says the first two hundred problems, and how many there are', async () => {
    const lines = Array.from({ length: 250 }, (_, i) => `p${i},7`);
    await send(['username,group', ...lines].join('\n'), '?school=south');
    const dry = (
      await send(['username,group', ...lines].join('\n'), '?dryRun=true', await admin.tokenFor('it-operator', { school: 'north' }))
    ).json();
    expect([dry.problems.length, dry.problemCount]).toEqual([200, 250]);
  });

  it('takes no JSON, no form and no empty body', async () => {
    for (const [payload, type] of [
      ['{}', 'application/json'],
      ['a=b', 'application/x-www-form-urlencoded'],
    ] as const) {
      expect((await send(payload, '', it_, type)).json()).toMatchObject({ status: 415, code: 'unsupported-media-type' });
    }
    expect((await send('')).statusCode).toBeGreaterThanOrEqual(400);
  });

  it('goes on when somebody changes people at the same moment', async () => {
    const { stores } = admin.context;
    const answers = await Promise.all([
      send(CSV.join('\n')),
      stores.people.put([{ name: 'zoe', group: 'staff', school: null, role: null, passwordHash: null }]),
      send(CSV.join('\n')),
    ]);
    expect([answers[0].statusCode, answers[2].statusCode]).toEqual([200, 200]);
    const imports = (await stores.audit.list({ limit: 100 })).filter(({ action }) => action === 'people.import');
    expect(imports.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect(await names()).toEqual(['ann', 'ben', 'mrs.smith', 't.smith', 'tom', 'zoe']);
  });
});

describe('GET /api/v1/people', () => {
  beforeEach(async () => {
    await send(CSV.join('\n'));
  });

  it('gives pages of who is there, of a school, a group or a class, and audits each look-up', async () => {
    const first = (await get('people?limit=3')).json();
    expect([first.items.map(({ name }: { name: string }) => name), first.next]).toEqual([['ann', 'ben', 'mrs.smith'], 'mrs.smith']);
    expect(first.items[0]).toEqual({
      name: 'ann',
      displayName: 'Ann A',
      group: 'seniors',
      school: 'north',
      role: null,
      imported: true,
      hasPassword: false,
    });
    expect((await get(`people?limit=3&cursor=${first.next}`)).json()).toMatchObject({
      items: [{ name: 't.smith' }, { name: 'tom' }],
      next: null,
    });
    const named = async (query: string, headers = it_) =>
      (await get(`people?${query}`, headers)).json().items?.map(({ name }: { name: string }) => name);
    expect(await named('school=south')).toEqual(['ben', 'tom']);
    expect(await named('group=staff&school=north')).toEqual(['mrs.smith', 't.smith']);
    expect(await named('class=south/7A')).toEqual(['ben']);
    expect(await named('name=ANN')).toEqual(['ann']);
    expect(await lastAudit()).toMatchObject({ action: 'people.look-up', subject: 'ann', detail: { found: 1 } });
  });

  it('shows a school’s token its own alone', async () => {
    const north = await admin.tokenFor('dsl', { school: 'north' });
    const found = (await get('people', north)).json().items.map(({ name }: { name: string }) => name);
    expect(found).toEqual(['ann', 'mrs.smith', 't.smith']);
    for (const query of ['school=south', 'class=south/7a'])
      expect((await get(`people?${query}`, north)).json()).toMatchObject({ status: 403 });
    expect((await get('people?class=9Z', north)).json()).toMatchObject({ status: 400 });
    expect((await get('classes', north)).json().items).toEqual([
      { id: 'north/7a', name: '7A', school: 'north', members: 1, teachers: ['t.smith'] },
    ]);
    expect((await get('classes?school=south')).json().items).toMatchObject([{ id: 'south/7a' }]);
  });

  it('shows a teacher the classes they teach, and no people', async () => {
    const teacher = await admin.tokenFor('teacher');
    expect((await get('classes', teacher)).json().items).toEqual([]);
    expect((await get('people', teacher)).statusCode).toBe(403);
  });
});
