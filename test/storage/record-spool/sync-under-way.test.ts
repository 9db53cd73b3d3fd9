import type * as Fs from 'node:fs';
import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';

/** The first sync is in our hands; a kernel tells of a write that failed once, so those after it go well. */
const first = vi.hoisted(() => ({ end: undefined as ((error: Error) => void) | undefined, began: () => {} }));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof Fs>();
  let count = 0;
  return {
    ...fs,
    fdatasync(file: number, done: (error: Error | null) => void): void {
      count++;
      if (count > 1) fs.fdatasync(file, done);
      else {
        first.end = done;
        first.began();
      }
    },
  };
});
const { appendDurably, makeRecord, openSpool, spoolFiles, temporaryFolder } = await import('./fixtures.ts');

it('stores again what was written while a sync failed: the next one would know of no error', async () => {
  const began = new Promise<void>((resolve) => {
    first.began = resolve;
  });
  const folder = temporaryFolder();
  const spool = await openSpool(folder);
  const before = appendDurably(spool, makeRecord({ id: 'BEFORE' }));
  await began;
  spool.append(makeRecord({ id: 'ROUTINE' }));
  const meanwhile = appendDurably(spool, makeRecord({ id: 'MEANWHILE' }));
  spool.writePending();
  const [doubtful = ''] = spoolFiles(folder);
  expect(readFileSync(doubtful, 'utf8')).toContain('MEANWHILE');

  first.end?.(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }));

  expect([await before, await meanwhile]).not.toContain('written');
  await spool.flush();
  await spool.close();
  const elsewhere = spoolFiles(folder)
    .filter((file) => file !== doubtful)
    .map((file) => readFileSync(file, 'utf8'))
    .join('');
  for (const id of ['BEFORE', 'ROUTINE', 'MEANWHILE']) expect(elsewhere).toContain(id);
});
