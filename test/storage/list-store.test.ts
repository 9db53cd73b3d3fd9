import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ListStore, openListStore, type SourceStatus } from '../../storage/list-store.ts';

let data: string;
let store: ListStore;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'schoolgate-list-store-'));
  store = openListStore(data);
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

const index = (text: string) => new TextEncoder().encode(text);
const publish = (version: string, builtAt: number) => store.publish({ version, builtAt, sources: [] }, index(`index of ${version}`));
const file = (name: string) => join(data, 'lists', name);

async function loaded() {
  const result = await store.readIndex();
  if (!result.ok) throw new Error(result.failure.message);
  return { text: new TextDecoder().decode(result.value.bytes), ...result.value };
}

test('nothing is published at first', async () => {
  expect(await store.readCurrent()).toBeUndefined();
  expect(await store.readIndex()).toMatchObject({ ok: false, failure: { code: 'lists-unreadable' } });
});

test('what is published is read back, by another handle too', async () => {
  const published = await publish('20260901-aaaaaaaaaaaa', 1);
  expect(await openListStore(data).readCurrent()).toEqual(published);
  expect(await loaded()).toMatchObject({ text: 'index of 20260901-aaaaaaaaaaaa', problem: null, published });
  expect(await store.isIntact(published)).toBe(true);
});

test('who has read the manifest sees that another handle published or checked since', async () => {
  await publish('20260901-aaaaaaaaaaaa', 1);
  const published = (version: string) => ({ version, builtAt: 2, sources: [] });
  expect((await store.readCurrent())?.builtAt).toBe(1);
  const second = await openListStore(data).publish(published('20260902-bbbbbbbbbbbb'), index('index'));
  expect(await store.readCurrent()).toEqual(second);
  await openListStore(data).republish({ ...second, builtAt: 3 });
  expect((await store.readCurrent())?.builtAt).toBe(3);
  rmSync(file('current.json'));
  expect(await store.readCurrent()).toEqual(second);
});

test('files are for their owner alone', async () => {
  await publish('20260901-aaaaaaaaaaaa', 1);
  expect(statSync(file('')).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(file(''))) expect(statSync(file(name)).mode & 0o777).toBe(0o600);
});

test('the current version and two before it are kept, and nothing half written', async () => {
  await publish('1', 1);
  writeFileSync(file('2.index.tmp-99'), 'half');
  for (const version of [2, 3, 4, 5]) await publish(String(version), version);
  expect(readdirSync(file('')).sort()).toEqual(['3.index', '3.json', '4.index', '4.json', '5.index', '5.json', 'current.json']);
});

test('new statuses leave the index as it is', async () => {
  const published = await publish('1', 1);
  const source = { id: 'one', status: 'failed' } as unknown as SourceStatus;
  const complete: SourceStatus = {
    ...source,
    format: 'domains',
    licence: null,
    own: false,
    message: 'not fetched',
    entries: 0,
    dropped: 0,
    skipped: 0,
    droppedBy: {},
    skippedBy: {},
    notes: [],
    fetchedAt: null,
    checkedAt: null,
    sealed: null,
    categories: {},
    hostCategories: {},
  };
  await store.republish({ ...published, sources: [complete] });
  expect((await store.readCurrent())?.sources).toEqual([complete]);
  expect((await loaded()).text).toBe('index of 1');
});

describe('after damage, the newest whole index serves', () => {
  beforeEach(async () => {
    for (const version of [1, 2, 3]) await publish(String(version), version);
  });

  test.each<[string, () => void]>([
    ['the index is cut short', () => truncateSync(file('3.index'), 5)],
    ['the index is altered', () => writeFileSync(file('3.index'), 'Index of 3')],
    ['the index is gone', () => rmSync(file('3.index'))],
  ])('%s', async (_what, damage) => {
    damage();
    expect(await loaded()).toMatchObject({ text: 'index of 2', problem: expect.stringContaining('version 2 serve') });
    const current = await store.readCurrent();
    expect(current !== undefined && (await store.isIntact(current))).toBe(false);
  });

  test.each<[string, string]>([
    ['is empty', ''],
    ['is half written', '{"version": "3", "fi'],
    ['has another shape', '{"version": 3}'],
    ['names a file elsewhere', '{"version":"3","file":"../../3.index","bytes":10,"sha256":"00","builtAt":3,"sources":[]}'],
  ])('current.json %s', async (_what, content) => {
    writeFileSync(file('current.json'), content);
    expect((await loaded()).text).toBe('index of 3');
    expect((await store.readCurrent())?.version).toBe('3');
  });

  test('everything is damaged: that is a failure, not an empty list', async () => {
    for (const version of [1, 2, 3]) truncateSync(file(`${version}.index`), 1);
    expect(await store.readIndex()).toMatchObject({ ok: false });
  });
});

test('a full disk leaves what was published', async () => {
  await publish('1', 1);
  // A folder in the way of the temporary file fails the write as a full disk would, before anything is renamed.
  const blocked = file(`2.index.tmp-${process.pid}`);

  mkdirSync(blocked);
  await expect(publish('2', 2)).rejects.toThrow();
  expect((await loaded()).text).toBe('index of 1');
  expect(readFileSync(file('current.json'), 'utf8')).toContain('"version": "1"');
});
