import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { Reserve } from '../../../storage/record-spool/reserve.ts';
import { temporaryFolder } from './fixtures.ts';

it('a reserve takes no more lines once the disk refused to sync it, and is spent', async () => {
  const folder = temporaryFolder();
  const handle = await open(join(folder, 'reserve'), 'w+');
  const reserve = new Reserve(folder, 'reserve', handle, 4_096, 0);
  expect(reserve.append(Buffer.from('{}\n'))).toBe(true);
  // No disk here fails on demand: the refusal is the kernel's, told to the one call that waits for it.
  vi.spyOn(handle, 'datasync').mockRejectedValueOnce(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }));
  await expect(reserve.sync()).rejects.toThrow('EIO');
  expect([reserve.append(Buffer.from('{}\n')), reserve.isSpent]).toEqual([false, true]);
  await handle.close();
});
