import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { lockLists } from '../../storage/list-lock.ts';
import { openListStore } from '../../storage/list-store.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

async function start(script: string, ...args: string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', here(script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

test('kill -9 in the middle of publishing leaves a whole index, every time', async () => {
  const data = mkdtempSync(join(tmpdir(), 'schoolgate-crash-'));
  try {
    const store = openListStore(data);
    for (let round = 1; round <= 6; round++) {
      const child = await start('./list-store-publisher.ts', data, String(round * 1000));
      // Publishing goes on while this reader looks: whatever it finds must be whole; then the writer dies at any point.
      for (let look = 0; look < round; look++) await store.readIndex();
      await kill(child);
      const read = await store.readIndex();
      if (!read.ok) throw new Error(read.failure.message);
      const { published, bytes, problem } = read.value;
      expect(problem).toBeNull();
      expect(bytes.every((byte) => byte === Number(published.version) % 256)).toBe(true);
      expect(published.builtAt).toBeGreaterThanOrEqual(round * 1000);
    }
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}, 60_000);

test('one update at a time, within a process and between them, and a killed one holds nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'schoolgate-lock-'));
  try {
    const mine = lockLists(folder);
    expect(mine.ok).toBe(true);
    expect(lockLists(folder)).toMatchObject({
      ok: false,
      failure: { code: 'update-running', message: `another update is running (process ${process.pid})` },
    });
    if (mine.ok) mine.value.release();
    const child = await start('./list-store-locker.ts', folder);
    expect(lockLists(folder)).toMatchObject({ ok: false, failure: { message: `another update is running (process ${child.pid})` } });
    await kill(child);
    const after = lockLists(folder);
    expect(after.ok).toBe(true);
    if (after.ok) after.value.release();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
