import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openRecordReader } from '../../../storage/record-spool/reader.ts';
import { appendDurably, idsIn, makeRecord, openSpool, recordedIds, spoolFiles, until } from './fixtures.ts';
import { type DiskKind, fillDisk, mountSmallDisk, whyNoSmallDisk } from './small-disk.ts';

const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

describe.each<DiskKind>(['tmpfs', 'ext4'])('a really full disk (%s)', (kind) => {
  const reason = whyNoSmallDisk(kind);
  const test = it.skipIf(reason !== undefined);
  const because = reason === undefined ? '' : ` [skipped: ${reason}]`;

  test(`loses nothing: blocked records go to the reserve, routine ones wait, and all are in the spool afterwards${because}`, async () => {
    const folder = join(mountSmallDisk(kind), 'records');
    const spool = await openSpool(folder, { retryMs: 20, reserveBytes: 1_048_576 });
    expect(await appendDurably(spool, makeRecord({ id: 'BEFORE' }))).toBe('written');
    const makeRoom = fillDisk(join(folder, '..'));

    const routine = numbered('ROUTINE', 500);
    for (const id of routine) spool.append(makeRecord({ id }));
    await turn();
    const blocked = numbered('BLOCKED', 50);
    const outcomes = await Promise.all(blocked.map((id) => appendDurably(spool, makeRecord({ id, action: 'block' }))));
    expect(new Set(outcomes).has('unrecorded')).toBe(false);
    expect(outcomes.at(-1)).toBe('reserve');
    expect(spool.canRecordRoutine()).toBe(true);
    expect(spool.stats()).toMatchObject({ healthy: false, problem: expect.stringContaining('the disk is full') });
    for (const path of spoolFiles(folder)) expect(readFileSync(path, 'utf8')).toMatch(/^$|\n$/);

    makeRoom();
    await until(() => spool.stats().healthy);
    expect(await appendDurably(spool, makeRecord({ id: 'AFTER' }))).toBe('written');
    await spool.flush();
    expect(recordedIds(folder).sort()).toEqual(['AFTER', 'BEFORE', ...blocked, ...routine].sort());
    expect(spool.stats()).toMatchObject({ dropped: 0, unrecorded: 0, reserveBytesUsed: 0 });
  });

  test(`shows a reader what is in the reserve, and shows it once${because}`, async () => {
    const folder = join(mountSmallDisk(kind), 'records');
    const spool = await openSpool(folder, { retryMs: 20, reserveBytes: 1_048_576 });
    const reader = openRecordReader({ folder, pollMs: 20 });
    const seen: string[] = [];
    const follow = (async () => {
      for await (const lines of reader) seen.push(...[...lines].flatMap((line) => idsIn(line.bytes.toString())));
    })();
    const makeRoom = fillDisk(join(folder, '..'));
    spool.append(makeRecord({ id: 'FILLING', url: `http://a.test/${'x'.repeat(20_000)}` }));
    expect(await appendDurably(spool, makeRecord({ id: 'B1' }))).toBe('reserve');
    await until(() => seen.includes('B1'));
    makeRoom();
    await until(() => spool.stats().healthy);
    await appendDurably(spool, makeRecord({ id: 'LAST' }));
    await until(() => seen.includes('LAST') && seen.includes('FILLING'));
    reader.close();
    await follow;
    expect(seen.sort()).toEqual(['B1', 'FILLING', 'LAST']);
    expect(reader.stats().quarantined).toBe(0);
  });

  test(`starts on a full disk, and says that it has no reserve${because}`, async () => {
    const disk = mountSmallDisk(kind);
    const folder = join(disk, 'records');
    await (await openSpool(folder)).close();
    const makeRoom = fillDisk(disk);
    const spool = await openSpool(folder, { retryMs: 20, reserveBytes: 1_048_576, backlogBytes: 1_000 });
    expect(spool.stats().healthy).toBe(false);
    expect(await appendDurably(spool, makeRecord({ id: 'B1', url: `http://a.test/${'x'.repeat(9_000)}` }))).toBe('unrecorded');
    expect(spool.stats()).toMatchObject({ unrecorded: 1 });
    makeRoom();
    await until(() => spool.stats().healthy);
    expect(await appendDurably(spool, makeRecord({ id: 'B2' }))).toBe('written');
  });
});
