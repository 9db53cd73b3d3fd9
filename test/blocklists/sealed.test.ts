import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lookUpLists } from '../../blocklists/lookup.ts';
import { sealList } from '../../blocklists/seal.ts';
import { updateBlocklists } from '../../blocklists/update.ts';
import { openListIndex } from '../../categoriser/categorise.ts';
import type { ListIndex } from '../../categoriser/list-index.ts';
import type { ListSource } from '../../config/schema/config.ts';
import type { Hostname } from '../../core/hostname.ts';
import { openListStore } from '../../storage/list-store.ts';
import { createSealedHash, sealedKey, sealedKeyId, sealedKeysOf } from '../../storage/sealed-hash.ts';
import { temporaryFolder, updateOptions, writeTree } from './workbench.ts';

const KEY = Buffer.alloc(32, 7);
const HOSTS = Array.from({ length: 5000 }, (_, i) => `host${i}.sealed.test`);
const PAGES = Array.from({ length: 5000 }, (_, i) => `https://shared${i % 50}.test/folder/page${i}?id=${i}`);

async function publish(data: string, sources: readonly ListSource[]) {
  const result = await updateBlocklists(updateOptions(data, sources));
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

async function openIndex(data: string): Promise<ListIndex> {
  const read = await openListStore(data).readIndex();
  if (!read.ok) throw new Error(read.failure.message);
  const keys = sealedKeysOf(read.value.published, data);
  if (!keys.ok) throw new Error(keys.failure.message);
  const index = openListIndex(read.value.bytes, { sealedHash: createSealedHash(keys.value) });
  if (!index.ok) throw new Error(index.failure.message);
  return index.value;
}

function hostOf(target: string): Hostname {
  return (target.includes('://') ? new URL(target).hostname : target) as Hostname;
}

function matchesOf(index: ListIndex, target: string) {
  const found = lookUpLists(index, target);
  if (!found.ok) throw new Error(found.failure.message);
  return found.value.matches;
}

/** A sealed list in a file, its key in another. */
function sealedSource(lines: Iterable<string>, key = KEY): ListSource {
  const folder = temporaryFolder();
  const url = writeTree(folder, { 'list.sealed': `${[...lines].join('\n')}\n`, 'list.key': `${key.toString('hex')}\n` });
  chmodSync(join(folder, 'list.key'), 0o600);
  return {
    id: 'sealed-one',
    format: 'sealed',
    category: 'child-sexual-abuse',
    url: `${url}/list.sealed`,
    keyFile: join(folder, 'list.key'),
  };
}

describe('a sealed list of 10,000 hosts and pages', () => {
  test('matches every one of them, and what it says names none', async () => {
    const data = temporaryFolder();
    const { published } = await publish(data, [sealedSource(sealList([...HOSTS, ...PAGES], KEY))]);
    expect(published.sources.find(({ id }) => id === 'sealed-one')).toMatchObject({
      status: 'fresh',
      entries: 10_000,
      skipped: 0,
      sealed: { keyId: sealedKeyId(KEY) },
      categories: { 'child-sexual-abuse': 10_000 },
      hostCategories: { 'child-sexual-abuse': 5_000 },
      pageHosts: 50,
    });
    const index = await openIndex(data);
    const marked = [...HOSTS, ...PAGES].map((target) => index.lookUpHost(hostOf(target)).hasSealedPages ?? false);
    expect(marked).toEqual([...HOSTS.map(() => false), ...PAGES.map(() => true)]);
    const matches = [...HOSTS, ...PAGES].map((target) => matchesOf(index, target));
    expect(matches.filter((found) => found.length !== 1)).toEqual([]);
    expect(matches[0]).toEqual([
      {
        category: 'child-sexual-abuse',
        list: 'sealed-one',
        entry: expect.stringMatching(/^sealed:sealed-one:[0-9a-f]{64}$/),
        kind: 'sealed',
      },
    ]);
    expect(new Set(matches.map(([match]) => match?.entry)).size).toBe(10_000);
    expect(() => execFileSync('grep', ['-rqa', '-e', 'sealed\\.test', '-e', 'shared[0-9]*\\.test', join(data, 'lists')])).toThrow(); // grep found nothing
  });

  test('keeps pages page-level: their hosts and neighbours stay open', async () => {
    const data = temporaryFolder();
    await publish(data, [sealedSource(sealList(['https://shared.test/folder/page', 'https://front.test/', 'whole.test'], KEY))]);
    const index = await openIndex(data);
    for (const open of [
      'shared.test',
      'https://shared.test/',
      'https://shared.test/folder/pages',
      'https://shared.test/folder',
      'front.test',
      'https://front.test/other',
    ]) {
      expect(matchesOf(index, open), open).toEqual([]);
    }
    const sealed = [
      'https://shared.test/folder/page',
      'https://SHARED.test:443/folder/./page?with=query',
      'https://front.test/',
      'whole.test',
      'a.b.whole.test',
      'https://whole.test/x',
    ];
    for (const target of sealed) expect(matchesOf(index, target), target).toHaveLength(1);
  });

  test('is swapped under load: each look-up is answered by one whole version', async () => {
    const data = temporaryFolder();
    const source = sealedSource(sealList(HOSTS, KEY));
    await publish(data, [source]);
    let index = await openIndex(data);
    let running = true;
    let looked = 0;
    let missed = 0;
    const load = (async () => {
      while (running) {
        const host = HOSTS[looked++ % HOSTS.length] ?? '';
        if (matchesOf(index, host).length !== 1) missed++;
        await new Promise(setImmediate);
      }
    })();
    for (let round = 1; round <= 3; round++) {
      writeFileSync(new URL(source.url), `${[...sealList([...HOSTS, `round${round}.test`], KEY)].join('\n')}\n`);
      expect((await publish(data, [source])).changed).toBe(true);
      index = await openIndex(data);
      expect(matchesOf(index, `round${round}.test`)).toHaveLength(1);
    }
    running = false;
    await load;
    expect({ missed, looked }).toEqual({ missed: 0, looked: expect.any(Number) });
    expect(looked).toBeGreaterThan(100);
  });
});

describe('keys', () => {
  test('a list sealed with another key is refused, and says which key it has', async () => {
    const source = sealedSource(sealList(HOSTS, Buffer.alloc(32, 8)));
    const { published } = await publish(temporaryFolder(), [source]);
    const status = published.sources.find(({ id }) => id === 'sealed-one');
    expect(status).toMatchObject({ status: 'refused', entries: 0, message: expect.stringContaining(sealedKeyId(Buffer.alloc(32, 8))) });
  });

  test.each<[string, (path: string) => void]>([
    ['is missing', (path) => rmSync(path)],
    ['is open to others', (path) => chmodSync(path, 0o644)],
    ['is too short', (path) => writeFileSync(path, 'abcd')],
    ['is no hex', (path) => writeFileSync(path, 'z'.repeat(64))],
  ])('a key file that %s fails the source, not the update', async (_what, spoil) => {
    const source = sealedSource(sealList(HOSTS, KEY));
    spoil(source.keyFile ?? '');
    const { published } = await publish(temporaryFolder(), [source]);
    expect(published.sources.find(({ id }) => id === 'sealed-one')).toMatchObject({ status: 'failed', entries: 0 });
  });

  test('without a key file the installation has a key of its own, the same each time', () => {
    const data = temporaryFolder();
    const [one, two] = [sealedKey({ id: 'own' }, data), sealedKey({ id: 'own' }, data)];
    expect(one.ok && two.ok && one.value.equals(two.value) && one.value.length === 32).toBe(true);
    expect(statSync(join(data, 'keys')).mode & 0o777).toBe(0o700);
  });

  test('an index whose key was changed afterwards cannot be opened with the new one', async () => {
    const data = temporaryFolder();
    const source = sealedSource(sealList(HOSTS, KEY));
    const { published } = await publish(data, [source]);
    writeFileSync(source.keyFile ?? '', Buffer.alloc(32, 9).toString('hex'));
    expect(sealedKeysOf(published, data)).toMatchObject({ ok: false, failure: { code: 'key-unusable' } });
    expect(() => createSealedHash(new Map())('sealed-one', 'host')).toThrow();
  });
});

describe('a plain list of a sealed category', () => {
  const plain = (content: string, format: ListSource['format']): ListSource => {
    const url = writeTree(temporaryFolder(), { list: content });
    return { id: 'plain-one', format, category: 'unlawful-terrorist-content', url: `${url}/list` };
  };

  test.each([
    ['domains', 'one.sealed.test\n', 'a.one.sealed.test'],
    ['hosts', '0.0.0.0 one.sealed.test\n', 'one.sealed.test'],
    ['urls', 'https://one.sealed.test/page\n', 'https://one.sealed.test/page'],
    ['ip', '203.0.113.9\n', '203.0.113.9'],
  ] as const)('%s is kept sealed, on the disk and in the answer', async (format, content, target) => {
    const data = temporaryFolder();
    const { published } = await publish(data, [plain(content, format)]);
    expect(published.sources.find(({ id }) => id === 'plain-one')).toMatchObject({ status: 'fresh', entries: 1 });
    const [match] = matchesOf(await openIndex(data), target);
    expect(match).toMatchObject({
      category: 'unlawful-terrorist-content',
      kind: 'sealed',
      entry: expect.stringMatching(/^sealed:plain-one:/),
    });
    const copies = join(data, 'lists/sources/plain-one');
    for (const name of readdirSync(copies, { recursive: true, encoding: 'utf8' })) {
      const path = join(copies, name);
      if (statSync(path).isFile() && !name.endsWith('copy.json')) expect(readFileSync(path, 'utf8')).not.toMatch(/one\.sealed|203\.0/);
    }
  });
});

test('sealing a plain list tells the lines that are neither host nor URL', () => {
  const skipped: number[] = [];
  const lines = [...sealList(['# comment', 'one.test', 'not a host', '', 'http://two.test/page'], KEY, (line) => skipped.push(line))];
  expect(skipped).toEqual([3]);
  expect(lines.slice(0, 2)).toEqual([expect.stringContaining('sealed list'), `# key-id: ${sealedKeyId(KEY)}`]);
  expect(lines.slice(2)).toEqual([
    expect.stringMatching(/^host [0-9a-f]{64}$/),
    expect.stringMatching(/^pages [0-9a-f]{64}$/),
    expect.stringMatching(/^url [0-9a-f]{64}$/),
  ]);
});
