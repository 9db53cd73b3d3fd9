import { existsSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { lookUpLists } from '../../blocklists/lookup.ts';
import { type UpdateOptions, updateBlocklists } from '../../blocklists/update.ts';
import { openListIndex } from '../../categoriser/categorise.ts';
import type { ListSource } from '../../config/schema/config.ts';
import { lockLists } from '../../storage/list-lock.ts';
import { openListStore } from '../../storage/list-store.ts';
import { NOON, temporaryFolder, updateOptions, writeTree } from './workbench.ts';

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}.test`).join('\n');

async function update(options: UpdateOptions) {
  const result = await updateBlocklists(options);
  if (!result.ok) throw new Error(result.failure.message);
  const { published } = result.value;
  return { ...result.value, source: (id: string) => published.sources.find((source) => source.id === id) };
}

async function categoriesOf(data: string, target: string): Promise<readonly string[]> {
  const read = await openListStore(data).readIndex();
  if (!read.ok) throw new Error(read.failure.message);
  const index = openListIndex(read.value.bytes);
  if (!index.ok) throw new Error(index.failure.message);
  const found = lookUpLists(index.value, target);
  return found.ok ? found.value.categories : [];
}

/** One list in a file, with the folder of the data beside it. */
function oneList(content: string, more: Partial<ListSource> = {}) {
  const data = temporaryFolder();
  const folder = temporaryFolder();
  const url = `${writeTree(folder, { list: content })}/list`;
  const source: ListSource = { id: 'drugs', format: 'domains', category: 'drugs', url, ...more };
  const clock = { now: NOON as number };
  return { data, folder, clock, source, list: join(folder, 'list'), options: updateOptions(data, [source], clock) };
}

describe('an update', () => {
  test('publishes the configured lists, our seeds and nothing of a source that is gone', async () => {
    const { data, options } = oneList(names('drug', 50));
    const first = await update(options);
    expect(first).toMatchObject({ changed: true, version: expect.stringMatching(/^20260901-[0-9a-f]{12}$/) });
    expect(first.source('drugs')).toMatchObject({
      status: 'fresh',
      message: null,
      entries: 50,
      categories: { drugs: 50 },
      checkedAt: NOON,
    });
    expect(first.source('seed')).toMatchObject({ own: true, status: 'fresh' });
    expect(await categoriesOf(data, 'www.drug7.test')).toEqual(['drugs']);
    expect(await categoriesOf(data, 'childline.org.uk')).toContain('support');
    expect(await categoriesOf(data, 'gambling.schoolgate.test')).toEqual(['gambling']);
    await update(updateOptions(data, []));
    expect(await categoriesOf(data, 'www.drug7.test')).toEqual([]);
  });

  test('of the same content keeps the version, and notes that it was checked', async () => {
    const { clock, options } = oneList(names('drug', 50));
    const first = await update(options);
    clock.now += 86_400_000;
    const second = await update(options);
    expect(second).toMatchObject({ version: first.version, changed: false });
    expect(second.source('drugs')).toMatchObject({ fetchedAt: NOON, checkedAt: clock.now, entries: 50 });
  });

  test('of a touched file with the same bytes keeps the version too', async () => {
    const { list, options } = oneList(names('drug', 50));
    const { version } = await update(options);
    writeFileSync(list, names('drug', 50));
    expect(await update(options)).toMatchObject({ version, changed: false });
  });

  test('of new content has a new version', async () => {
    const { data, list, options } = oneList(names('drug', 50));
    const { version } = await update(options);
    writeFileSync(list, names('other', 60));
    const second = await update(options);
    expect(second.changed).toBe(true);
    expect(second.version).not.toBe(version);
    expect(await categoriesOf(data, 'drug7.test')).toEqual([]);
    expect(await categoriesOf(data, 'other7.test')).toEqual(['drugs']);
    expect(readdirSync(join(data, 'lists/sources/drugs'))).toHaveLength(2); // the record and one copy
  });

  test('in another category has a new version', async () => {
    const { data, options, source } = oneList(names('drug', 50));
    const { version } = await update(options);
    const second = await update(updateOptions(data, [{ ...source, category: 'weapons' }]));
    expect(second.version).not.toBe(version);
    expect(await categoriesOf(data, 'drug7.test')).toEqual(['weapons']);
  });
});

describe('a source that fails keeps its last good copy', () => {
  const failures: [string, (bench: ReturnType<typeof oneList>) => void, string][] = [
    ['its place is gone', ({ list }) => rmSync(list), 'not fetched: there is nothing at its place (ENOENT)'],
    ['it is empty', ({ list }) => writeFileSync(list, ''), 'refused: it has no entries'],
    ['it is junk', ({ list }) => writeFileSync(list, '<html>not found</html>\n'.repeat(90)), 'refused: it has no entries'],
    ['it shrank', ({ list }) => writeFileSync(list, names('drug', 24)), 'refused: it shrank from 50 to 24 entries'],
    ['it names public suffixes', ({ list }) => writeFileSync(list, `${names('drug', 50)}\nco.uk`), 'refused: 1 of its 51 entries'],
  ];
  test.each(failures)('%s', async (_what, spoil, message) => {
    const bench = oneList(names('drug', 50));
    const { version } = await update(bench.options);
    spoil(bench);
    bench.clock.now += 1000;
    const second = await update(bench.options);
    expect(second).toMatchObject({ version, changed: false });
    expect(second.source('drugs')).toMatchObject({
      status: 'last-good',
      message: expect.stringContaining(message),
      entries: 50,
      checkedAt: NOON,
    });
    expect(await categoriesOf(bench.data, 'drug7.test')).toEqual(['drugs']);
  });

  test('and the others still publish', async () => {
    const bad = oneList('');
    const good = oneList(names('weapon', 20));
    const report = await update(updateOptions(bad.data, [bad.source, { ...good.source, id: 'weapons', category: 'weapons' }]));
    expect(report.source('drugs')).toMatchObject({ status: 'refused', entries: 0, checkedAt: null });
    expect(report.source('weapons')).toMatchObject({ status: 'fresh', entries: 20 });
    expect(await categoriesOf(bad.data, 'weapon3.test')).toEqual(['weapons']);
  });

  test('and is published again from it by a process that has fetched nothing', async () => {
    const bench = oneList(names('drug', 50));
    await update(bench.options);
    rmSync(bench.list);
    for (const name of readdirSync(join(bench.data, 'lists'))) if (/index|json/.test(name)) rmSync(join(bench.data, 'lists', name));
    const report = await update({ ...bench.options, offline: true });
    expect(report.source('drugs')).toMatchObject({ status: 'last-good', entries: 50, checkedAt: NOON });
    expect(await categoriesOf(bench.data, 'drug7.test')).toEqual(['drugs']);
  });

  test('and when even the copy is lost, what is published goes on serving', async () => {
    const bench = oneList(names('drug', 50));
    const { version } = await update(bench.options);
    rmSync(bench.list);
    rmSync(join(bench.data, 'lists/sources'), { recursive: true });
    const report = await update(bench.options);
    expect(report).toMatchObject({ version, changed: false });
    expect(report.source('drugs')).toMatchObject({ status: 'last-good', entries: 50, checkedAt: NOON });
  });

  test('force accepts a list that shrank, and still no empty one', async () => {
    const bench = oneList(names('drug', 50));
    await update(bench.options);
    writeFileSync(bench.list, names('drug', 5));
    expect((await update({ ...bench.options, force: true })).source('drugs')).toMatchObject({ status: 'fresh', entries: 5 });
    writeFileSync(bench.list, '');
    expect((await update({ ...bench.options, force: true })).source('drugs')).toMatchObject({ status: 'last-good', entries: 5 });
  });

  test('bounds are the configured ones', async () => {
    const bench = oneList(names('drug', 50), { minEntries: 51 });
    expect((await update(bench.options)).source('drugs')).toMatchObject({
      status: 'refused',
      message: expect.stringContaining('fewer than the 51'),
    });
  });
});

describe('damage', () => {
  test('a damaged index is compiled anew, though nothing changed', async () => {
    const bench = oneList(names('drug', 50));
    const { version, published } = await update(bench.options);
    truncateSync(join(bench.data, 'lists', published.file), 100);
    expect(await update(bench.options)).toMatchObject({ version, changed: true });
    expect(await categoriesOf(bench.data, 'drug7.test')).toEqual(['drugs']);
  });

  test('a damaged copy is fetched anew', async () => {
    const bench = oneList(names('drug', 50));
    await update(bench.options);
    const folder = join(bench.data, 'lists/sources/drugs');
    for (const name of readdirSync(folder)) if (name.startsWith('copy-')) rmSync(join(folder, name), { recursive: true });
    expect((await update(bench.options)).source('drugs')).toMatchObject({ status: 'fresh', entries: 50 });
    expect(readdirSync(folder).filter((name) => name.startsWith('copy-'))).toHaveLength(1);
  });
});

describe('whose update it is', () => {
  test('only the named sources are fetched', async () => {
    const one = oneList(names('drug', 50));
    const two = oneList(names('weapon', 50), { id: 'weapons', category: 'weapons' });
    const options = updateOptions(one.data, [one.source, two.source], one.clock);
    await update(options);
    rmSync(one.list);
    rmSync(two.list);
    one.clock.now += 1000;
    const report = await update({ ...options, sources: ['weapons'] });
    expect(report.source('drugs')).toMatchObject({ status: 'fresh', checkedAt: NOON });
    expect(report.source('weapons')).toMatchObject({ status: 'last-good', checkedAt: NOON });
  });

  test('a name that is no source, or an id that is taken, is a failure', async () => {
    const { data, source, options } = oneList(names('drug', 50));
    expect(await updateBlocklists({ ...options, sources: ['drug'] })).toMatchObject({ ok: false, failure: { code: 'unknown-source' } });
    for (const sources of [[source, source], [{ ...source, id: 'seed' }]]) {
      expect(await updateBlocklists(updateOptions(data, sources))).toMatchObject({ ok: false, failure: { code: 'source-id' } });
    }
  });

  test('a second update waits for the first, as long as it was told to', async () => {
    const { data, options } = oneList(names('drug', 50));
    const lock = lockLists(join(data, 'lists'));
    if (!lock.ok) throw new Error('not locked');
    expect(await updateBlocklists(options)).toMatchObject({ ok: false, failure: { code: 'update-running' } });
    const waiting = updateBlocklists({
      ...options,
      waitMs: 10_000,
      onProgress: ({ phase }) => phase === 'waiting' && lock.value.release(),
    });
    expect(await waiting).toMatchObject({ ok: true });
  });

  test('two updates at once both end well, one after the other', async () => {
    const { options } = oneList(names('drug', 50));
    const both = await Promise.all([1, 2].map(() => updateBlocklists({ ...options, waitMs: 20_000 })));
    expect(both.map((result) => result.ok && result.value.changed).sort()).toEqual([false, true]);
  });

  test('an update that is stopped publishes nothing', async () => {
    const { data, options } = oneList(names('drug', 50));
    const stopping = new AbortController();
    const stopped = updateBlocklists({ ...options, signal: stopping.signal, onProgress: () => stopping.abort() });
    stopping.abort();
    expect(await stopped).toMatchObject({ ok: false });
    expect(existsSync(join(data, 'lists/current.json'))).toBe(false);
  });
});

describe('over http', () => {
  let server: Server;
  let url: string;
  let handle: (request: IncomingMessage, response: ServerResponse) => void;
  beforeAll(async () => {
    server = createServer((request, response) => handle(request, response));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/list`;
  });
  afterAll(() => void server.close());
  beforeEach(() => {
    handle = (request, response) => {
      if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
      else response.writeHead(200, { etag: '"v1"' }).end(names('drug', 50));
    };
  });
  const source = (more: Partial<ListSource> = {}): ListSource => ({ id: 'drugs', format: 'domains', category: 'drugs', url, ...more });

  test('an unchanged list is not sent again, and counts as checked', async () => {
    const data = temporaryFolder();
    const clock = { now: NOON as number };
    const { version } = await update(updateOptions(data, [source()], clock));
    clock.now += 1000;
    const second = await update(updateOptions(data, [source()], clock));
    expect(second).toMatchObject({ version, changed: false });
    expect(second.source('drugs')).toMatchObject({ status: 'fresh', checkedAt: NOON + 1000, fetchedAt: NOON });
  });

  test('from another place, in another format or with another checksum it is asked for whole', async () => {
    const data = temporaryFolder();
    await update(updateOptions(data, [source()]));
    let conditional = 0;
    handle = (request, response) => {
      if (request.headers['if-none-match'] !== undefined) conditional++;
      response.writeHead(200, { etag: '"v1"' }).end(names('drug', 50));
    };
    await update(updateOptions(data, [source({ url: `${url}?elsewhere` })]));
    await update(updateOptions(data, [source({ format: 'wildcard' })]));
    const mismatch = await update(updateOptions(data, [source({ sha256: '0'.repeat(64) })]));
    expect(conditional).toBe(0);
    expect(mismatch.source('drugs')).toMatchObject({ status: 'last-good', message: expect.stringContaining('SHA-256'), entries: 50 });
  });
});
