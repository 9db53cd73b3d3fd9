import { readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensurePublished } from '../../blocklists/first-lists.ts';
import { startUpdating } from '../../blocklists/schedule.ts';
import { openListIndex } from '../../categoriser/categorise.ts';
import type { Config, ListSource } from '../../config/schema/config.ts';
import { failure, success } from '../../core/result.ts';
import { openListStore } from '../../storage/list-store.ts';
import { temporaryFolder, updateOptions, writeTree } from './workbench.ts';

const SILENT = { info: () => {}, warn: () => {} };
const opens: Parameters<typeof ensurePublished>[0]['opens'] = (bytes, sealedHash) => openListIndex(bytes, { sealedHash }).ok;

function first(data: string, sources: readonly ListSource[] = []) {
  const { config, clock } = updateOptions(data, sources);
  return ensurePublished({ config, clock, opens });
}

/** Every source is somewhere that answers nothing: a first start must not need it. */
const UNREACHABLE: ListSource = { id: 'far', format: 'domains', category: 'drugs', url: 'http://127.0.0.1:1/list' };

test('a first start publishes our own lists without asking anybody', async () => {
  const data = temporaryFolder();
  expect(await first(data, [UNREACHABLE])).toMatchObject({ ok: true, value: { changed: true } });
  const published = await openListStore(data).readCurrent();
  expect(published?.sources.map(({ id, status, message }) => [id, status, message])).toEqual([
    ['seed', 'fresh', null],
    ['far', 'failed', 'not fetched yet'],
  ]);
});

test('a later start leaves what is published as it is', async () => {
  const data = temporaryFolder();
  const one = await first(data);
  const two = await first(data);
  expect(one.ok && two.ok && two.value).toEqual({ version: one.ok && one.value.version, changed: false });
});

test('lists that this release cannot use are compiled anew', async () => {
  const data = temporaryFolder();
  await first(data);
  const { config, clock } = updateOptions(data, []);
  const name = readdirSync(join(data, 'lists')).find((file) => file.endsWith('.index')) ?? '';
  truncateSync(join(data, 'lists', name), 100);
  expect(await ensurePublished({ config, clock, opens })).toMatchObject({ ok: true, value: { changed: true } });
  expect((await openListStore(data).readIndex()).ok).toBe(true);
});

function updating(
  data: string,
  sources: readonly ListSource[],
  reloadConfig: (current: Config) => ReturnType<Parameters<typeof startUpdating>[0]['reloadConfig']>,
) {
  const { config, clock } = updateOptions(data, sources);
  let announce: (version: string) => void = () => {};
  const changed = new Promise<string>((resolve) => {
    announce = resolve;
  });
  const running = startUpdating({
    config: config as Config,
    clock,
    logger: SILENT,
    reloadConfig: () => reloadConfig(config as Config),
    random: () => 0,
    onChanged: async (version) => announce(version),
  });
  return { running, changed };
}

test('updating begins at once, with the configuration as it is by then, and announces what changed', async () => {
  const data = temporaryFolder();
  const url = `${writeTree(temporaryFolder(), { list: 'one.test\ntwo.test\n' })}/list`;
  const added: ListSource = { id: 'added', format: 'domains', category: 'drugs', url };
  const { running, changed } = updating(data, [], (config) =>
    success({ ...config, blocklists: { sources: [added], updateEveryMinutes: 360 } }),
  );
  const version = await changed;
  await running.stop();
  const published = await openListStore(data).readCurrent();
  expect(published?.version).toBe(version);
  expect(published?.sources.find(({ id }) => id === 'added')).toMatchObject({ status: 'fresh', entries: 2 });
  expect(running.problems()).toEqual([]);
});

test('a configuration that cannot be read keeps the one before in use, and is told', async () => {
  const data = temporaryFolder();
  const { running, changed } = updating(data, [], () => failure('config-invalid', 'schoolgate.yaml:3: bad'));
  await changed;
  expect(running.problems()).toEqual(['the configuration cannot be read anew: schoolgate.yaml:3: bad']);
  await running.stop();
});

test('a source that fails is no fault of the process; a folder that cannot be written is', async () => {
  const data = temporaryFolder();
  const good = updating(data, [UNREACHABLE], success);
  await good.changed;
  await good.running.stop();
  expect(good.running.problems()).toEqual([]);

  rmSync(join(data, 'lists'), { recursive: true });
  writeFileSync(join(data, 'lists'), 'a file in the way');
  let warned: (value: unknown) => void = () => {};
  const failed = new Promise((resolve) => {
    warned = resolve;
  });
  const { config, clock } = updateOptions(data, []);
  const logger = { info: () => {}, warn: warned };
  const bad = startUpdating({
    config: config as Config,
    clock,
    logger,
    reloadConfig: () => success(config as Config),
    random: () => 0,
    onChanged: async () => {},
  });
  await failed;
  expect(bad.problems()).toEqual([expect.stringContaining('block lists not updated')]);
  await bad.stop();
});

test('a stop ends the update under way, and publishes nothing half done', async () => {
  const data = temporaryFolder();
  const { running } = updating(data, [UNREACHABLE], success);
  await running.stop();
  expect(await openListStore(data).readCurrent()).toBeUndefined();
});
