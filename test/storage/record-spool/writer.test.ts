import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { EpochMs } from '../../../core/units.ts';
import { dayOf, listFiles, parseSpoolFileName, RESERVE_FOLDER, reservePath } from '../../../storage/record-spool/layout.ts';
import { openRecordSpool } from '../../../storage/record-spool/writer.ts';
import { appendDurably, makeRecord, noon, openSpool, recordedIds, spoolFiles, temporaryFolder, until } from './fixtures.ts';

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
const ids = (count: number, prefix = 'R') => Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(5, '0')}`);

describe('the record spool', () => {
  it('hands routine records to the page cache within a moment, in a private file of the day', async () => {
    const folder = join(temporaryFolder(), 'records');
    const spool = await openSpool(folder);
    spool.append(makeRecord({ id: 'R1' }));
    spool.append(makeRecord({ id: 'R2' }));
    await until(() => recordedIds(folder).length > 0);
    expect(recordedIds(folder)).toEqual(['R1', 'R2']);
    const [path = ''] = spoolFiles(folder);
    expect(path.startsWith(join(folder, '2026-09-01', 'proxy-1-20260901T120000000Z-'))).toBe(true);
    expect([mode(path), mode(join(folder, '2026-09-01')), mode(folder), mode(join(folder, 'reserve'))]).toEqual([
      '600',
      '700',
      '700',
      '700',
    ]);
    expect(spool.stats()).toMatchObject({
      appended: 2,
      bytes: statSync(path).size,
      dropped: 0,
      unrecorded: 0,
      healthy: true,
      problem: null,
    });
  });

  it('writes what waits for company with the next durable record, and when a process ends', async () => {
    const folder = temporaryFolder();
    const spool = await openSpool(folder);
    spool.append(makeRecord({ id: 'R1' }));
    await appendDurably(spool, makeRecord({ id: 'R2' }));
    expect(recordedIds(folder)).toEqual(['R1', 'R2']);
    spool.append(makeRecord({ id: 'R3' }));
    spool.writePending();
    expect(recordedIds(folder)).toEqual(['R1', 'R2', 'R3']);
  });

  it('keeps the order decided between routine and durable records, across chunks', async () => {
    const folder = temporaryFolder();
    const spool = await openSpool(folder);
    const long = 'x'.repeat(9_000);
    const all = ids(200);
    const outcomes = all.map((id, i) => {
      const record = makeRecord({ id, url: `http://a.test/${long}` });
      return i % 3 === 0 ? appendDurably(spool, record) : spool.append(record);
    });
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['written', undefined]));
    await spool.flush();
    expect(recordedIds(folder)).toEqual(all);
  });

  it('calls back only in a later turn, when the record is in the file, first come first served', async () => {
    const folder = temporaryFolder();
    const spool = await openSpool(folder);
    const heard: string[] = [];
    const written = vi.fn();
    spool.appendDurable(makeRecord({ id: 'R0' }), written);
    expect(written).not.toHaveBeenCalled();
    const waits = ids(50).map(async (id) => {
      const outcome = await appendDurably(spool, makeRecord({ id }));
      expect(recordedIds(folder)).toContain(id);
      heard.push(`${id} ${outcome}`);
    });
    await Promise.all(waits);
    expect(heard).toEqual(ids(50).map((id) => `${id} written`));
    expect(written).toHaveBeenCalledExactlyOnceWith('written');
    expect(spool.stats()).toMatchObject({ durableWaiting: 0 });
    expect(spool.stats().lastSyncMs).toBeGreaterThan(0);
  });

  it('calls back once, whatever routine records went before it in other turns', async () => {
    const spool = await openSpool(temporaryFolder());
    const written = vi.fn();
    for (let turns = 0; turns < 5; turns++) {
      spool.append(makeRecord({ id: `A${turns}` }));
      await turn();
      spool.appendDurable(makeRecord({ id: `D${turns}` }), written);
      await turn();
    }
    await spool.flush();
    expect(written).toHaveBeenCalledTimes(5);
  });

  it('rotates by size and leaves finished files as they are', async () => {
    const folder = temporaryFolder();
    const spool = await openSpool(folder, { maxFileBytes: 4_000 });
    const sizes = new Map<string, number>();
    for (const id of ids(40)) {
      await appendDurably(spool, makeRecord({ id }));
      for (const path of spoolFiles(folder).slice(0, -1)) {
        expect(sizes.get(path) ?? statSync(path).size).toBe(statSync(path).size);
        sizes.set(path, statSync(path).size);
      }
    }
    expect(sizes.size).toBeGreaterThan(3);
    expect(Math.max(...sizes.values())).toBeLessThan(5_000);
    expect(recordedIds(folder)).toEqual(ids(40));
  });

  it('begins a new file with each UTC day, and follows a clock that is set back', async () => {
    const folder = temporaryFolder();
    let now = Date.parse('2026-09-01T23:59:59.999Z');
    const spool = await openSpool(folder, { clock: () => now as EpochMs });
    await appendDurably(spool, makeRecord({ id: 'R1' }));
    now += 1;
    await appendDurably(spool, makeRecord({ id: 'R2' }));
    now -= 86_400_000;
    await appendDurably(spool, makeRecord({ id: 'R3' }));
    expect(spoolFiles(folder).map((path) => [path.split('/').at(-2), recordedIds(join(path, '..')).length])).toEqual([
      ['2026-09-01', 2],
      ['2026-09-01', 2],
      ['2026-09-02', 1],
    ]);
  });

  it('goes on in the old file while no new one can be opened, and says so once', async () => {
    const folder = temporaryFolder();
    let now = noon;
    const onRecovered = vi.fn();
    const spool = await openSpool(folder, { clock: () => now, retryMs: 1, onRecovered });
    await appendDurably(spool, makeRecord({ id: 'R1' }));
    const tomorrow = join(folder, '2026-09-02');
    writeFileSync(tomorrow, 'in the way');
    now = (noon + 86_400_000) as EpochMs;
    for (const id of ['R2', 'R3', 'R4']) expect(await appendDurably(spool, makeRecord({ id }))).toBe('written');
    expect(spool.problems).toHaveLength(1);
    expect(spool.stats()).toMatchObject({ healthy: false, problem: spool.problems[0] });
    rmSync(tomorrow);
    await until(async () => {
      await appendDurably(spool, makeRecord({ id: 'R5' }));
      return spool.stats().healthy;
    });
    expect(onRecovered).toHaveBeenCalledOnce();
    expect(new Set(recordedIds(folder))).toEqual(new Set(['R1', 'R2', 'R3', 'R4', 'R5']));
  });

  it('never appends to a file that was there before it', async () => {
    const folder = temporaryFolder();
    for (const id of ['R1', 'R2']) {
      const spool = await openRecordSpool({ folder, writer: 'proxy-1', clock: () => noon, reserveBytes: 65_536, onProblem: () => {} });
      await appendDurably(spool, makeRecord({ id }));
      await spool.close();
    }
    expect(spoolFiles(folder)).toHaveLength(2);
    expect(recordedIds(folder).sort()).toEqual(['R1', 'R2']);
    expect(readdirSync(join(folder, 'reserve'))).toEqual([]);
  });

  it('leaves nothing behind that holds nothing', async () => {
    const folder = temporaryFolder();
    const spool = await openSpool(folder);
    await spool.close();
    await spool.close();
    expect(spoolFiles(folder)).toEqual([]);
  });

  it('counts what comes after closing, and answers all the same', async () => {
    const spool = await openSpool(temporaryFolder());
    await spool.close();
    spool.append(makeRecord());
    expect(await appendDurably(spool, makeRecord())).toBe('unrecorded');
    expect(spool.stats()).toMatchObject({ dropped: 1, unrecorded: 1 });
    expect(spool.problems).not.toEqual([]);
  });

  it.each(['', 'Proxy', '../x', 'a/b', 'a.b'])('refuses %j as the name of a writer', async (writer) => {
    await expect(openSpool(temporaryFolder(), { writer })).rejects.toThrow(TypeError);
  });

  it('refuses a folder that is none', async () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, '');
    await expect(openSpool(path)).rejects.toThrow();
  });
});

describe('what a process left in its reserve', () => {
  const line = `${JSON.stringify(makeRecord({ id: 'LEFT' }))}\n`;
  const gone = 4_194_303; // above any process id of Linux' default range

  function leave(folder: string, pid: number, content: string, writer = 'proxy-1'): string {
    mkdirSync(join(folder, 'reserve'), { recursive: true });
    const name = `${writer}-20260831T080000000Z-${pid}-0.ndjson`;
    writeFileSync(reservePath(folder, name), Buffer.concat([Buffer.from(content), Buffer.alloc(65_536 - content.length)]));
    return name;
  }

  it('becomes an ordinary file under the same name', async () => {
    const folder = temporaryFolder();
    const name = leave(folder, gone, line);
    await openSpool(folder);
    const path = join(folder, dayOf(Date.now() as EpochMs), name);
    expect(readFileSync(path, 'utf8')).toBe(line);
    expect(existsSync(reservePath(folder, name))).toBe(false);
  });

  it('is used again when it is empty, and left alone when its process or writer is another', async () => {
    const folder = temporaryFolder();
    const empty = leave(folder, gone, '');
    const ofParent = leave(folder, process.ppid, line);
    const ofOther = leave(folder, gone, line, 'proxy-1-b');
    const { ino } = statSync(reservePath(folder, empty));
    await openSpool(folder);
    const names = (await listFiles(folder, RESERVE_FOLDER)).map((entry) => entry.name);
    expect(names).toEqual(expect.arrayContaining([ofParent, ofOther]));
    const own = names.find((name) => parseSpoolFileName(name)?.pid === process.pid);
    expect(statSync(reservePath(folder, own ?? '')).ino).toBe(ino);
    expect(names).toHaveLength(3);
  });
});
