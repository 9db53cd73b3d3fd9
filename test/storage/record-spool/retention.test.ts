import { mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type EpochMs, epochMs } from '../../../core/units.ts';
import { openRecordReader } from '../../../storage/record-spool/reader.ts';
import { purgeRecords } from '../../../storage/record-spool/retention.ts';
import { serialiseRecord } from '../../../storage/record-spool/serialise.ts';
import { appendDurably, idsIn, makeRecord, openSpool, recordedIds, temporaryFolder } from './fixtures.ts';

const now = epochMs(Date.parse('2026-09-30T02:00:00.000Z'));
const gone = 4_194_303; // above any process id of Linux' default range

function put(folder: string, day: string, content: string | Buffer, pid = 100): string {
  mkdirSync(join(folder, day), { recursive: true });
  const path = join(folder, day, `proxy-1-20260801T120000000Z-${pid}-0.ndjson${day === 'reserve' ? '.reserve' : ''}`);
  writeFileSync(path, content);
  return path;
}

describe('retention', () => {
  it('deletes days whose every record is older than the period, and says what it took', async () => {
    const folder = temporaryFolder();
    for (const day of ['2026-08-29', '2026-08-30', '2026-08-31', '2026-09-29', '2026-09-30', '2026-10-09']) put(folder, day, `${day}\n`);
    writeFileSync(join(folder, '2026-08-29', 'compacted.parquet'), 'xx');
    writeFileSync(join(folder, 'notes.txt'), '');
    mkdirSync(join(folder, 'not-a-day'));
    expect(await purgeRecords({ folder, now, keepDays: 30 })).toEqual({
      days: ['2026-08-29', '2026-08-30'],
      thinnedDays: [],
      files: 3,
      bytes: 24,
    });
    const left = ['2026-08-31', '2026-09-29', '2026-09-30', '2026-10-09', 'not-a-day', 'notes.txt'];
    expect(readdirSync(folder).sort()).toEqual(left);
    expect(await purgeRecords({ folder, now, keepDays: 30 })).toMatchObject({ days: [], files: 0, bytes: 0 });
  });

  it('follows no link out of the folder', async () => {
    const folder = temporaryFolder();
    const elsewhere = temporaryFolder();
    writeFileSync(join(elsewhere, 'precious'), '');
    symlinkSync(elsewhere, join(folder, '2020-01-01'));
    await purgeRecords({ folder, now, keepDays: 1 });
    expect(readdirSync(elsewhere)).toEqual(['precious']);
  });

  it('loses nothing of a writer that has been idle since a day that is deleted', async () => {
    const folder = temporaryFolder();
    let at = epochMs(Date.parse('2026-08-01T12:00:00.000Z'));
    const spool = await openSpool(folder, { clock: () => at });
    await appendDurably(spool, makeRecord({ id: 'SUMMER' }));
    at = now;
    expect((await purgeRecords({ folder, now, keepDays: 30 })).days).toEqual(['2026-08-01']);
    expect(await appendDurably(spool, makeRecord({ id: 'AUTUMN' }))).toBe('written');
    expect(recordedIds(folder)).toEqual(['AUTUMN']);
  });

  it('may keep blocked, coached and signalled records longer, in files that no follower takes for new ones', async () => {
    const folder = temporaryFolder();
    const records = [
      makeRecord({ id: 'ROUTINE' }),
      makeRecord({ id: 'BLOCKED', action: 'block' }),
      makeRecord({ id: 'COACHED', action: 'coach' }),
      makeRecord({ id: 'SIGNALLED', signal: 'advisory' }),
    ];
    const content = `${records.map(serialiseRecord).join('')}{"torn`;
    put(folder, '2026-08-01', content);
    put(folder, '2026-08-02', serialiseRecord(makeRecord({ id: 'ONLY-ROUTINE' })));
    put(folder, '2026-03-01', content);
    put(folder, '2026-09-15', content);
    const options = { folder, now, keepDays: 30, keepNotableDays: 180 };
    const purged = await purgeRecords(options);
    expect(purged).toMatchObject({ days: ['2026-03-01'], thinnedDays: ['2026-08-01', '2026-08-02'] });
    const [kept = ''] = readdirSync(join(folder, '2026-08-01'));
    expect(idsIn(readFileSync(join(folder, '2026-08-01', kept), 'utf8'))).toEqual(['BLOCKED', 'COACHED', 'SIGNALLED']);
    expect(readdirSync(join(folder, '2026-08-02'))).toEqual([]);
    expect(await purgeRecords(options)).toEqual({ days: [], thinnedDays: [], files: 0, bytes: 0 });
    const reader = openRecordReader({ folder });
    const files = new Set<string>();
    for (let lines = await reader.read(); lines.length > 0; lines = await reader.read()) for (const { file } of lines) files.add(file);
    reader.close();
    expect([...files].some((name) => name.startsWith('kept.'))).toBe(false);
  });

  it('removes old reserves with lines whose process is gone, and no others', async () => {
    const folder = temporaryFolder();
    const line = serialiseRecord(makeRecord());
    const padded = Buffer.concat([Buffer.from(line), Buffer.alloc(5_000)]);
    const old = put(folder, 'reserve', padded, gone);
    const ofLiving = put(folder, 'reserve', padded, process.pid);
    const unused = put(folder, 'reserve', Buffer.alloc(5_000), gone - 1);
    const recent = put(folder, 'reserve', padded, gone - 2);
    for (const path of [old, ofLiving, unused]) utimesSync(path, 1_000, 1_000);
    utimesSync(recent, now / 1_000, now / 1_000);
    expect(await purgeRecords({ folder, now, keepDays: 30 })).toMatchObject({ files: 1 });
    expect(
      readdirSync(join(folder, 'reserve'))
        .map((name) => join(folder, 'reserve', name))
        .sort(),
    ).toEqual([ofLiving, unused, recent].sort());
  });

  it.each([[0], [-1], [Number.NaN]])('refuses to keep records for %d days', async (keepDays) => {
    await expect(purgeRecords({ folder: temporaryFolder(), now: now as EpochMs, keepDays })).rejects.toThrow(RangeError);
  });
});
