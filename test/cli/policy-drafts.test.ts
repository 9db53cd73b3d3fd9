import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { epochMs } from '../../core/units.ts';
import { deskOf } from './desk.ts';

const NOW = epochMs(Date.UTC(2026, 8, 1, 9));
const WITH_SECOND = 'admin: { policySecondPerson: true }\nblocklists: { sources: [] }\n';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sg-drafts-'));
  writeFileSync(join(folder, 'schoolgate.yaml'), WITH_SECOND);
  writeFileSync(join(folder, 'draft.yaml'), `${WITH_SECOND}policy: { groups: { seniors: { categories: { games: allow } } } }\n`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const author = deskOf(() => folder, NOW);
const second = deskOf(() => folder, NOW, 'second');
const drafted = async (): Promise<string> => (await author.json('policy', 'import', 'draft.yaml', '--reason', 'games at lunch')).draft;
const current = async () => (await author.json('policy', 'show')).document;

it('a change waits, and is listed and shown with what it would change', async () => {
  const id = await drafted();
  expect((await author.cli('policy', 'drafts', 'list')).out.join('\n')).toMatch(
    new RegExp(`${id} +awaiting-second +cli:tester +2026-09-01T09:00:00.000Z +when approved +games at lunch`),
  );
  const shown = (await author.cli('policy', 'drafts', 'show', id)).out;
  expect(shown[0]).toBe(`${id}: awaiting-second; made by cli:tester: games at lunch`);
  expect(shown.join('\n')).toMatch(/seniors +games +block +allow/i);
  expect(await current()).toEqual({});
});

it('somebody else brings it into force, and nobody their own', async () => {
  const id = await drafted();
  const own = await author.cli('policy', 'drafts', 'approve', id, '--reason', 'fine by me');
  expect([own.code, own.err[0]]).toEqual([1, expect.stringContaining('second person')]);
  const approved = await second.json('policy', 'drafts', 'approve', id, '--reason', 'agreed');
  const state = 'saved; takes effect at the next start';
  expect(approved).toMatchObject({ id, status: 'approved', author: 'cli:tester and cli:second', state });
  expect(await current()).toMatchObject({ groups: { seniors: { categories: { games: 'allow' } } } });
  expect((await author.json('policy', 'drafts', 'list')).items).toEqual([]);
  const all = (await author.json('policy', 'drafts', 'list', '--all')).items;
  expect(all).toMatchObject([{ id, status: 'approved', decidedBy: 'cli:second' }]);
});

it('a draft is dropped, by its author too, and decided once', async () => {
  const id = await drafted();
  expect((await author.cli('policy', 'drafts', 'decline', id, '--reason', 'thought again')).out).toEqual([`${id} declined`]);
  expect((await second.cli('policy', 'drafts', 'approve', id, '--reason', 'agreed')).err[0]).toContain('declined already');
  expect(await current()).toEqual({});
});

it('a draft of an older policy is out of date', async () => {
  const [one, other] = [await drafted(), await drafted()];
  expect((await second.cli('policy', 'drafts', 'approve', one, '--reason', 'agreed')).code).toBe(0);
  expect((await second.cli('policy', 'drafts', 'approve', other, '--reason', 'agreed')).err[0]).toContain(
    'Somebody saved a policy meanwhile',
  );
});

it.each([
  ['show', 'draft-none', 1],
  ['approve', 'draft-none', 2],
  ['decline', 'draft-none', 2],
])('%s of what is not there is one clear line', async (what, id, code) => {
  expect((await author.cli('policy', 'drafts', what, id)).code).toBe(code);
  expect((await author.cli('policy', 'drafts', what, id, ...(code === 1 ? [] : ['--reason', 'because']))).err.at(-1)).toContain(
    'no such draft',
  );
});
