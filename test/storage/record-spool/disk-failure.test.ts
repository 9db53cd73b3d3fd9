import { closeSync, openSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { appendDurably, descriptorOf, makeRecord, openSpool, recordedIds, spoolFiles, temporaryFolder, until } from './fixtures.ts';

const ids = (count: number, prefix = 'R') => Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(5, '0')}`);

describe('a disk that fails', () => {
  /** Puts another file under the writer's descriptor: what the kernel answers from then on is real. */
  function replaceFile(folder: string, by: string): void {
    const fd = descriptorOf(spoolFiles(folder).at(-1) ?? '');
    closeSync(fd);
    const spare: number[] = [];
    for (let opened = openSync(by, 'r+'); opened !== fd; opened = openSync(by, 'r+')) spare.push(opened);
    for (const opened of spare) closeSync(opened);
  }

  it('writes again to a new file after a write has failed; durable records wait in the reserve', async () => {
    const folder = temporaryFolder();
    const onRecovered = vi.fn();
    const spool = await openSpool(folder, { retryMs: 20, onRecovered });
    expect(await appendDurably(spool, makeRecord({ id: 'R1' }))).toBe('written');
    replaceFile(folder, '/dev/full');
    spool.append(makeRecord({ id: 'R2' }));
    expect(await appendDurably(spool, makeRecord({ id: 'R3' }))).toBe('reserve');
    expect(spool.stats()).toMatchObject({ healthy: false, problem: expect.stringContaining('the disk is full (ENOSPC)') });
    await until(() => spool.stats().healthy);
    expect(await appendDurably(spool, makeRecord({ id: 'R4' }))).toBe('written');
    expect(recordedIds(folder).sort()).toEqual(['R1', 'R2', 'R3', 'R4']);
    expect(spool.problems).toHaveLength(1);
    expect(onRecovered).toHaveBeenCalled();
    expect(spool.stats()).toMatchObject({ dropped: 0, unrecorded: 0, backlogBytes: 0, reserveBytesUsed: 0 });
  });

  it('stores again elsewhere what a failed sync leaves in doubt', async () => {
    const folder = temporaryFolder();
    const spool = await openSpool(folder, { retryMs: 20 });
    replaceFile(folder, '/dev/null');
    spool.append(makeRecord({ id: 'R1' }));
    expect(await appendDurably(spool, makeRecord({ id: 'R2' }))).toBe('reserve');
    await until(() => spool.stats().healthy && spool.stats().backlogBytes === 0);
    await spool.flush();
    expect(recordedIds(folder).sort()).toEqual(['R1', 'R2']);
  });

  it('counts every record that neither disk, reserve nor memory can take, and says when routine ones would be lost', async () => {
    const folder = temporaryFolder();
    const spool = await openSpool(folder, { retryMs: 600_000, reserveBytes: 2_000, backlogBytes: 2_000 });
    replaceFile(folder, '/dev/full');
    const durable = await Promise.all(ids(6).map((id) => appendDurably(spool, makeRecord({ id }))));
    expect(durable).toEqual([...Array(3).fill('reserve'), ...Array(3).fill('unrecorded')]);
    expect(spool.canRecordRoutine()).toBe(true);
    for (const id of ids(10, 'S')) spool.append(makeRecord({ id }));
    spool.writePending();
    expect(spool.stats()).toMatchObject({ unrecorded: 3, dropped: 10, healthy: false });
    await spool.close();
    expect(recordedIds(folder).sort()).toEqual(ids(6));
  });
});
