import type * as Fs from 'node:fs';
import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';

/** The next sync of a file is in our hands; a kernel tells of a write that failed once, so those after it go well. */
const syncs = vi.hoisted(() => ({ begun: 0, next: undefined as ((end: (error: Error | null) => void) => void) | undefined }));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof Fs>();
  return {
    ...fs,
    fdatasync(file: number, done: (error: Error | null) => void): void {
      syncs.begun++;
      const held = syncs.next;
      syncs.next = undefined;
      if (held === undefined) fs.fdatasync(file, done);
      else held(done);
    },
  };
});
const { appendDurably, makeRecord, openSpool, spoolFiles, temporaryFolder } = await import('./fixtures.ts');

/** Resolves when it begins, with what ends it. */
function nextSync(): Promise<(error: Error | null) => void> {
  return new Promise((resolve) => {
    syncs.next = resolve;
  });
}

it('stores again what was written while a sync failed: the next one would know of no error', async () => {
  const began = nextSync();
  const folder = temporaryFolder();
  const spool = await openSpool(folder);
  const before = appendDurably(spool, makeRecord({ id: 'BEFORE' }));
  const end = await began;
  spool.append(makeRecord({ id: 'ROUTINE' }));
  const meanwhile = appendDurably(spool, makeRecord({ id: 'MEANWHILE' }));
  spool.writePending();
  const [doubtful = ''] = spoolFiles(folder);
  expect(readFileSync(doubtful, 'utf8')).toContain('MEANWHILE');

  end(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }));

  expect([await before, await meanwhile]).not.toContain('written');
  await spool.flush();
  await spool.close();
  const elsewhere = spoolFiles(folder)
    .filter((file) => file !== doubtful)
    .map((file) => readFileSync(file, 'utf8'))
    .join('');
  for (const id of ['BEFORE', 'ROUTINE', 'MEANWHILE']) expect(elsewhere).toContain(id);
});

it.each([1, 64])('has the disk work for those who came meanwhile before it tells the others, %i of them', async (others) => {
  const began = nextSync();
  const spool = await openSpool(temporaryFolder());
  const begunWhenTold: number[] = [];
  const told = Array.from(
    { length: others },
    (_, index) =>
      new Promise<void>((resolve) => {
        spool.appendDurable(makeRecord({ id: `BEFORE${index}` }), () => {
          begunWhenTold.push(syncs.begun);
          resolve();
        });
      }),
  );
  const end = await began;
  const begunBefore = syncs.begun;
  const meanwhile = appendDurably(spool, makeRecord({ id: 'MEANWHILE' }));

  end(null);

  await Promise.all(told);
  expect(begunWhenTold).toEqual(told.map(() => begunBefore + 1));
  expect(await meanwhile).toBe('written');
  await spool.close();
});
