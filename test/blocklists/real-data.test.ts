import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { lookUpLists } from '../../blocklists/lookup.ts';
import { protectionStatus } from '../../blocklists/protection.ts';
import { updateBlocklists } from '../../blocklists/update.ts';
import { openListIndex } from '../../categoriser/categorise.ts';
import type { ListSource } from '../../config/schema/config.ts';
import { openListStore } from '../../storage/list-store.ts';
import { NOON, temporaryFolder, updateOptions } from './workbench.ts';

/** Real lists, where this machine has them beside the checkout; skipped where it has not. */
const DATA = resolve(import.meta.dirname, '../../../shared/data');
const at = (path: string) => pathToFileURL(`${DATA}/${path}`).href;
const SOURCES: readonly ListSource[] = [
  { id: 'ut1', format: 'ut1', url: at('ut1'), licence: 'CC-BY-SA-4.0' },
  { id: 'phishing', format: 'domains', url: at('formats/phishing.domains'), category: 'phishing' },
  { id: 'drugs', format: 'hosts', url: at('formats/drugs.hosts'), category: 'drugs' },
  { id: 'scam', format: 'adblock', url: at('formats/scam.adblock'), category: 'fraud' },
  { id: 'torrent', format: 'dnsmasq', url: at('formats/torrent.dnsmasq'), category: 'peer-to-peer' },
];

describe.skipIf(!existsSync(`${DATA}/ut1`))('the UT1 tree and four lists (skipped where ../shared/data is not there)', () => {
  test('publish, and what the sanity gate drops is told', { timeout: 180_000 }, async () => {
    const data = temporaryFolder();
    const startedMs = performance.now();
    const result = await updateBlocklists(updateOptions(data, SOURCES));
    if (!result.ok) throw new Error(result.failure.message);
    const { published } = result.value;
    const source = (id: string) => published.sources.find((status) => status.id === id);
    const entries = published.sources.reduce((sum, status) => sum + status.entries, 0);
    console.log(`real lists: ${entries} entries, ${published.bytes} bytes, ${Math.round(performance.now() - startedMs)} ms`);

    expect(published.sources.map(({ status }) => status)).toEqual(published.sources.map(() => 'fresh'));
    expect(source('ut1')?.entries).toBeGreaterThan(270_000);
    expect(source('phishing')?.entries).toBe(190_215);
    expect(source('scam')?.entries).toBe(8527);
    expect(source('torrent')?.entries).toBe(2620);
    expect(source('ut1')?.notes).toContain('ut1/gambling/domains:2908: bet.br is a public suffix: everybody’s names are beneath it');
    expect(source('drugs')?.notes).toContainEqual(expect.stringMatching(/^drugs:\d+: talktofrank\.com covers a protected host$/));
    // Its hundreds of private suffixes (names that anybody can have beneath them) are ordinary entries.
    expect(source('ut1')?.categories['dynamic-dns']).toBeGreaterThan(2000);
    expect(source('ut1')?.notes.filter((note) => note.includes('unknown category'))).toEqual([]);
    // `violence` and `aggressive` are other names of `agressif`: loaded once.
    expect(source('ut1')?.categories['hate']).toBe(396);

    const read = await openListStore(data).readIndex();
    if (!read.ok) throw new Error(read.failure.message);
    const index = openListIndex(read.value.bytes);
    if (!index.ok) throw new Error(index.failure.message);
    const look = (target: string) => {
      const found = lookUpLists(index.value, target);
      return found.ok ? found.value.matches.filter(({ list }) => list !== 'seed') : [];
    };
    expect(look('some-licensed-operator.bet.br')).toEqual([]);
    expect(look('talktofrank.com')).toEqual([]);
    expect(look('www.000host.totaocimall.com')).toMatchObject([{ category: 'drugs', list: 'drugs', kind: 'exact' }]);
    expect(look('other.000host.totaocimall.com')).toEqual([]);
    expect(look('deep.beneath.1337x.to')).toContainEqual({ category: 'peer-to-peer', list: 'torrent', entry: '1337x.to', kind: 'suffix' });

    const protection = Object.fromEntries(protectionStatus(published, NOON).classes.map((item) => [item.class, item.status]));
    expect(protection).toMatchObject({
      'sealed-child-abuse': 'missing',
      pornography: 'missing',
      malware: 'protected',
      'self-harm': 'missing',
      circumvention: 'protected',
    });
  });
});
