import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readImport } from '../../../admin/import/read-import.ts';
import { problemsOf, read, type SettingOptions, settingOf, TODAY } from './setting.ts';
import { zipOf } from './zip.ts';

type Files = Record<string, string | Buffer>;

const table = (...lines: string[]) => lines.join('\r\n');

/** A OneRoster 1.1 package (IMS Global, CSV tables) as a school's records export it. */
const V1_1: Files = {
  'manifest.csv': table(
    'propertyName,value',
    'manifest.version,1.0',
    'oneroster.version,1.1',
    'file.users,bulk',
    'file.classes,bulk',
    'file.demographics,absent',
  ),
  'orgs.csv': table(
    'sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId',
    'o0,,,Example Trust,district,,',
    'o1,,,The North,school,123456,o0',
    'o2,,,South Academy,school,,o0',
  ),
  'users.csv': table(
    'sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password',
    'u1,active,2026-09-01,true,o1,student,Ann,,Ann,Árbol,,,,,,,07,hunter2',
    'u2,,,true,"o0,o2",student,ben,,Ben,B,,,,,,,"12,13",',
    'u3,,,true,o1,teacher,t.smith,,T,Smith,,,,,,,,',
    'u4,,,true,o0,administrator,head,,H,Ead,,,,,,,,',
    'u5,,,true,o1,parent,ann.parent,,P,,,,,,,u1,,',
    'u6,tobedeleted,,true,o1,student,gone,,G,,,,,,,,08,',
    'u7,,,false,o1,student,disabled,,D,,,,,,,,08,',
    'u8,,,true,o1,student,,,No,Login,,,,,,,KG,',
  ),
  'academicSessions.csv': table(
    'sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear',
    's1,,,Autumn,term,2026-09-01,2026-12-18,,2027',
    's0,,,Last year,term,2025-09-01,2026-07-20,,2026',
  ),
  'classes.csv': table(
    'sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods',
    'c1,,,Maths set 1,07,,7A/Ma1,scheduled,,o1,"s0,s1",,,',
    'c2,,,Maths,,,,scheduled,,o2,s1,,,',
    'c3,,,Maths,,,,scheduled,,o2,,,,',
    'c4,,,Old class,,,,scheduled,,o1,s0,,,',
  ),
  'enrollments.csv': table(
    'sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate',
    'e1,,,c1,o1,u1,student,,2026-09-01,2027-07-20',
    'e2,,,c1,o1,u3,teacher,true,,',
    'e3,,,c2,o2,u2,student,,,',
    'e4,,,c3,o2,u2,student,,2026-12-01,',
    'e5,,,c3,o2,u4,teacher,,,',
    'e6,,,c4,o1,u1,student,,,',
    'e7,,,c1,o1,u7,student,,,',
    'e8,,,c1,o1,u5,guardian,,,',
    'e9,,,c2,o2,u1,student,,,2026-11-22',
  ),
};

const NAMES: SettingOptions = { names: { '123456': 'north' } };
const zipped = (changes: Record<string, string | null> = {}) =>
  zipOf(Object.fromEntries(Object.entries({ ...V1_1, ...changes }).filter((entry): entry is [string, string] => entry[1] !== null)));
const with1_1 = (file: string, ...lines: string[]) => ({ [file]: table(String(V1_1[file]), ...lines) });

const EXPECTED_PEOPLE = [
  { name: 'ann', displayName: 'Ann Árbol', group: 'seniors', school: 'north', role: null },
  { name: 'ben', displayName: 'Ben B', group: 'sixth-form', school: 'south', role: null },
  { name: 't.smith', displayName: 'T Smith', group: 'staff', school: 'north', role: 'teacher' },
  { name: 'head', displayName: 'H Ead', group: 'staff', school: null, role: 'teacher' },
];
const EXPECTED_CLASSES = [
  { id: 'north/7a/ma1', name: '7A/Ma1', school: 'north', members: ['ann'], teachers: ['t.smith'] },
  { id: 'south/maths (c2)', name: 'Maths (c2)', school: 'south', members: ['ben'], teachers: [] },
  { id: 'south/maths (c3)', name: 'Maths (c3)', school: 'south', members: [], teachers: ['head'] },
];

describe('a OneRoster package', () => {
  it('gives who is at the schools today, in version 1.1', async () => {
    const roster = await read(zipped(), NAMES);
    expect(problemsOf(roster)).toEqual([]);
    expect(roster.people).toEqual(EXPECTED_PEOPLE);
    expect(roster.classes).toEqual(EXPECTED_CLASSES);
    expect(roster.notes).toEqual([
      '1 users have no user name and are left out',
      '1 parents, guardians and relatives are left out',
      '1 classes have a teacher and no members: south/maths (c3)',
    ]);
    expect(JSON.stringify(roster)).not.toContain('hunter2');
  });

  it('gives the same in version 1.2, where posts stand in a file of their own, with a folder around it', async () => {
    const posts = [
      ['u1', 'primary,student', '2026-09-01', '', 'o1'],
      ['u2', 'secondary,student', '', '', 'o1'],
      ['u2', 'primary,student', '', '', 'o2'],
      ['u3', 'secondary,teacher', '', '', 'o1'],
      ['u4', 'primary,districtAdministrator', '', '', 'o0'],
      ['u5', 'primary,guardian', '', '', 'o1'],
      ['u7', 'primary,student', '2027-01-01', '', 'o1'],
      ['u8', 'primary,student', '', '', 'o1'],
    ];
    const users = String(V1_1['users.csv'])
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(','));
    const files: Files = {
      ...V1_1,
      'roles.csv': table(
        'sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId',
        ...posts.map(([user, role, begin, end, org], i) => `r${i},,,${user},${role},${begin},${end},${org},`),
      ),
      'users.csv': table(
        'sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,grades,primaryOrgSourcedId',
        ...users.map(
          ([id, status, date, , , role]) =>
            `${id},${status},${date},true,${username(id)},,${given(id)},${family(id)},${role === 'student' || id === 'u2' ? grade(id) : ''},`,
        ),
      ),
    };
    const roster = await read(zipOf(Object.fromEntries(Object.entries(files).map(([name, text]) => [`Export 2026/${name}`, text]))), NAMES);
    expect(problemsOf(roster)).toEqual([]);
    expect([roster.people, roster.classes]).toEqual([EXPECTED_PEOPLE, EXPECTED_CLASSES]);
  });

  it('is read from a folder too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'schoolgate-roster-'));
    for (const [name, text] of Object.entries(V1_1)) await writeFile(join(folder, name), text);
    const { format, roster } = await readImport({ kind: 'folder', path: folder }, settingOf(NAMES), TODAY);
    await rm(folder, { recursive: true });
    expect([format, roster.people, roster.classes]).toEqual(['oneroster', EXPECTED_PEOPLE, EXPECTED_CLASSES]);
  });

  it.each<[string, Record<string, string | null>, string[], SettingOptions?]>([
    ['users.csv missing', { 'users.csv': null }, ['manifest.csv:4 users.csv is missing', 'users.csv:- is missing']],
    ['orgs.csv missing', { 'orgs.csv': null }, ['orgs.csv:- is missing']],
    ['enrolments missing', { 'enrollments.csv': null }, ['enrollments.csv:- is missing']],
    ['a delta', { 'manifest.csv': table('propertyName,value', 'file.users,delta') }, ['manifest.csv:2 users.csv holds changes only']],
    ['no user names', { 'users.csv': table('sourcedId,role', 'u1,student') }, ['users.csv:1 there is no column "username"']],
    ['a school nobody knows', {}, ['orgs.csv:3 no school of the configuration is called "o1" or "123456" or "The North"'], { names: {} }],
    [
      'one user name twice',
      with1_1('users.csv', 'u9,,,true,o1,student,ANN,,A,,,,,,,,08,'),
      ['users.csv:10 the user name "ANN" stands at users.csv, line 2 already'],
    ],
    [
      'one sourcedId twice',
      with1_1('users.csv', 'u1,,,true,o1,student,other,,A,,,,,,,,08,'),
      ['users.csv:10 the sourcedId "u1" stands there twice'],
    ],
    [
      'a role that is none',
      with1_1('users.csv', 'u9,,,true,o1,Alumnus,kim,,K,,,,,,,,08,'),
      ['users.csv:10 "alumnus" is no role of OneRoster'],
    ],
    ['a pupil without a grade', with1_1('users.csv', 'u9,,,true,o1,student,kim,,K,,,,,,,,,'), ['users.csv:10 the pupil has no grade']],
    [
      'an unknown grade',
      with1_1('users.csv', 'u9,,,true,o1,student,kim,,K,,,,,,,,PS,'),
      ['users.csv:10 there is no group for the grade "PS"'],
    ],
    [
      'an unknown organisation',
      with1_1('users.csv', 'u9,,,true,o9,student,kim,,K,,,,,,,,08,'),
      ['users.csv:10 orgs.csv names no organisation "o9"'],
    ],
    [
      'an unknown user enrolled',
      with1_1('enrollments.csv', 'e,,,c1,o1,u99,student,,,'),
      ['enrollments.csv:11 users.csv names no user "u99"'],
    ],
    ['an unknown class', with1_1('enrollments.csv', 'e,,,c99,o1,u1,teacher,,,'), ['enrollments.csv:11 classes.csv names no class "c99"']],
    [
      'a pupil as teacher',
      with1_1('enrollments.csv', 'e,,,c1,o1,u1,teacher,,,'),
      ['users.csv:2 "ann" teaches but is in the group seniors'],
    ],
    ['a class twice', with1_1('classes.csv', 'c1,,,Again,,,,,,o1,,,,'), ['classes.csv:6 the sourcedId "c1" stands there twice']],
    ['a term without end', with1_1('academicSessions.csv', 's9,,,T,term,2026-09-01,soon,,'), ['academicsessions.csv:4 "soon" is no date']],
    ['too many columns', with1_1('classes.csv', 'c9,,,T,,,,,,o1,,,,,more'), ['classes.csv:6 the line has 15 cells, the first line 14']],
    ['a quote never closed', with1_1('classes.csv', 'c9,,,"T,,,,,,o1,,,,'), ['classes.csv:6 a quotation mark']],
    [
      'an empty file',
      { 'users.csv': 'sourcedId,username', 'enrollments.csv': 'classSourcedId,userSourcedId,role' },
      ['- there is nobody in it'],
    ],
  ])('is refused with %s, and says where', async (_what, changes, expected, options) => {
    const problems = problemsOf(await read(zipped(changes), { ...NAMES, ...options }));
    for (const [index, words] of expected.entries()) expect(problems[index]).toContain(words);
  });
});

const user = (id = '') =>
  String(V1_1['users.csv'])
    .split('\r\n')
    .find((line) => line.startsWith(`${id},`))
    ?.replace(/"[^"]*"/g, (cell) => cell.replaceAll(',', ';'))
    .split(',') ?? [];
const username = (id?: string) => user(id)[6] ?? '';
const given = (id?: string) => user(id)[8] ?? '';
const family = (id?: string) => user(id)[9] ?? '';
const grade = (id?: string) => (user(id)[16] ?? '').replaceAll(';', ',');

describe('a hostile zip', () => {
  const bomb = `sourcedId,username\n${'u,u\n'.repeat(4_000_000)}`;

  it.each<[string, () => Buffer, string]>([
    ['is cut short', () => zipped().subarray(0, 500), 'damaged'],
    ['is a lie', () => Buffer.from('PK and nothing else'), 'damaged'],
    ['climbs out of its folder', () => zipOf({ '../../etc/users.csv': 'sourcedId,username' }), 'damaged'],
    ['names a place of the machine', () => zipOf({ '/etc/users.csv': 'sourcedId,username' }), 'damaged'],
    ['holds a file twice', () => zipOf({ ...V1_1, 'x/users.csv': 'sourcedId,username' }), 'users.csv twice'],
    ['holds thousands of files', () => zipOf(Object.fromEntries(Array.from({ length: 1_200 }, (_, i) => [`f${i}.csv`, '']))), '1200 files'],
    ['says that it is smaller than it is', () => zipOf(V1_1, (size) => Math.min(size, 100)), 'damaged'],
    ['unpacks to hundreds of times its size', () => zipOf({ ...V1_1, 'users.csv': bomb }), 'too large when unpacked'],
    ['says that it unpacks to gigabytes', () => zipOf(V1_1, () => 4_000_000_000), 'too large when unpacked'],
  ])('that %s is refused in words', async (_what, make, words) => {
    const { problems, people } = await read(make(), NAMES);
    expect(problems.kept.map(({ message }) => message).join()).toContain(words);
    expect(people.filter(({ name }) => name !== '')).toEqual([]);
  });

  it('with any bytes changed is answered', () => {
    const good = zipped();
    return fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 }), async (changes) => {
        const bytes = Buffer.from(good);
        for (const [at, value] of changes) bytes[at] = value;
        bytes[0] = 0x50;
        const { problems, people } = await read(bytes, NAMES);
        expect(problems.count + people.length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });
});
