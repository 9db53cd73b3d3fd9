import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { atDesk } from '../../cli/unblocking.ts';
import { epochMs } from '../../core/units.ts';
import { deskOf } from './desk.ts';

const NOW = epochMs(Date.UTC(2026, 10, 23, 10));
let folder: string;

const { context, cli, json } = deskOf(() => folder, NOW);
const audited = () => atDesk(context(), async ({ services }) => (await services.stores.audit.list({ limit: 1000 })).at(-1));
const ruleFor = async (user: string, url: string) => (await cli('explain', '--url', url, '--user', user)).out[0];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sg-day-'));
  const schools = 'schools: [{ id: north, name: North }]\nblocklists: { sources: [] }\n';
  writeFileSync(join(folder, 'schoolgate.yaml'), `${schools}policy: { ${PERSONAL_USE} }\n`);
  const tenB = { id: 'north/10b', name: '10B', school: 'north', members: ['amy'], teachers: ['t.teacher'] };
  await atDesk(context(), ({ services }) => services.stores.classes.put([tenB]));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** On Mondays at ten nobody teaches. */
const PERSONAL_USE =
  'schedules: [{ id: teaching, windows: [{ days: [mon], from: "12:00", until: "15:00" }] }], ' +
  'groups: { staff: { categories: { games: { action: coach, during: teaching, otherwise: allow } } } }';
const SAVED = 'takes effect at the next start';

describe('lesson', () => {
  it('open, list and end do what the admin API does', async () => {
    const opened = await cli('lesson', 'open', 'youtube', '--class', '10B', '--until', '2026-11-23T11:15', '--reason', 'history');
    expect(opened).toMatchObject({ code: 0, err: [] });
    expect(opened.out[0]).toMatch(/^youtube\.com, .*ytimg\.com.* open for class:north\/10b until 2026-11-23T11:15:00\.000Z \(lesson-/);
    expect(opened.out[0]).toContain(SAVED);
    expect(await audited()).toMatchObject({ actor: 'cli:tester', action: 'lesson.open', outcome: 'done' });
    const { items } = await json('lesson', 'list');
    expect(items).toMatchObject([{ class: 'north/10b', grantedBy: 'cli:tester', reason: 'history' }]);
    expect((await cli('lesson', 'list')).out[1]).toContain('north/10b');
    expect(await ruleFor('amy', 'https://www.youtube.com/')).toContain('allow by rule override');
    expect((await cli('lesson', 'end', items[0].id)).code).toBe(0);
    expect((await cli('lesson', 'end', items[0].id)).code).toBe(1);
  });

  it.each([
    [['lesson', 'open', 'x.example', '--reason', 'history'], 2],
    [['lesson', 'open', 'x.example', '--class', '10C', '--reason', 'history'], 1],
    [['lesson', 'open', 'x.example', '--class', '10B', '--until', '2026-11-24T09:00', '--reason', 'history'], 1],
    [['lesson', 'open', 'terrorism.schoolgate.test', '--class', '10B', '--reason', 'history'], 1],
  ])('%j is refused', async (words, code) => {
    expect((await cli(...words)).code).toBe(code);
    expect((await json('lesson', 'list')).items).toEqual([]);
  });
});

describe('suspend', () => {
  it('suspends until a time, lists, and gives back', async () => {
    const done = await cli('suspend', 'amy', '--until', '2026-11-27T15:00', '--reason', 'agreed with the head');
    expect(done.out[0]).toMatch(/^amy suspended from .* until 2026-11-27T15:00:00\.000Z \(suspension-/);
    // Nobody is in the directory of this test.
    expect(done.err[0]).toContain('check the spelling');
    expect(await ruleFor('Amy', 'https://maths.example/')).toContain('block by rule suspension');
    const { items } = await json('suspension', 'list');
    expect(items).toMatchObject([{ person: 'amy', reason: 'agreed with the head', by: 'cli:tester' }]);
    expect((await cli('suspension', 'list')).out[1]).toContain('amy');
    expect((await cli('suspension', 'end', items[0].id, '--reason', 'apologised')).out[0]).toContain(SAVED);
    expect(await audited()).toMatchObject({ action: 'suspension.end', detail: { ended: 'apologised' } });
    expect((await cli('suspension', 'list')).out).toEqual(['nothing runs']);
  });

  it('is of all access, or of personal use by one of the staff alone', async () => {
    const answer = async () =>
      (await cli('explain', '--url', 'http://games.schoolgate.test/', '--user', 't.teacher', '--group', 'staff')).out[0];
    expect(await answer()).toContain('allow by rule');
    expect((await cli('personal-use', 'withdraw', 't.teacher')).code).toBe(2);
    const done = await cli('personal-use', 'withdraw', 't.teacher', '--reason', 'agreed with the head');
    expect(done.out[0]).toMatch(/^personal use of t\.teacher withdrawn: .*takes effect at the next start/);
    expect(await answer()).toContain('coach by rule category');
    expect((await cli('personal-use', 'list')).out[1]).toMatch(/t\.teacher .* given back/);
    expect(await json('personal-use', 'restore', 't.teacher', '--reason', 'settled')).toMatchObject({ permitted: true });
    expect(await answer()).toContain('allow by rule');
    expect((await cli('personal-use', 'list')).out).toEqual(['nothing runs']);
  });

  it('wants an end', async () => {
    expect((await cli('suspend', 'amy', '--reason', 'misuse')).code).toBe(2);
    expect((await cli('suspend', 'amy', '--until', '2026-01-01T09:00', '--reason', 'misuse')).code).toBe(1);
  });
});

describe('exam', () => {
  it('opens a window for a class, lists and ends it', async () => {
    const words = ['--for', 'class:10B', '--for', 'room:ICT1-', '--until', '2026-11-23T11:30', '--reason', 'GCSE'];
    const opened = await cli('exam', 'open', ...words, '--site', 'paper.example', '--only');
    expect(opened.out[0]).toMatch(/^exam for classes north\/10b; computers ICT1- from .* until 2026-11-23T11:30:00\.000Z/);
    const { items } = await json('exam', 'list');
    expect(items).toMatchObject([
      { audience: { classes: ['north/10b'], computers: ['ICT1-'] }, sites: ['paper.example'], allowListOnly: true },
    ]);
    expect((await cli('exam', 'end', items[0].id)).code).toBe(0);
    expect((await json('exam', 'list')).items).toEqual([]);
  });

  it.each([
    [['--for', 'planet:earth'], 2],
    [['--for', 'group:wizards'], 2],
    [['--for', 'class:9Z'], 1],
    [['--for', 'class:10B', '--only'], 1],
  ])('for %j is refused', async (words, code) => {
    expect((await cli('exam', 'open', ...words, '--until', '2026-11-23T11:30', '--reason', 'GCSE')).code).toBe(code);
  });
});

it('a token is made for a person', async () => {
  const made = await json('token', 'create', '--name', 'lessons', '--role', 'teacher', '--person', 't.teacher');
  expect(made).toMatchObject({ role: 'teacher', person: 't.teacher' });
  expect(await json('token', 'list')).toMatchObject([{ name: 'lessons', person: 't.teacher' }]);
});
