import { appendFileSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { epochMs } from '../../../core/units.ts';
import { MAX_LINE_BYTES } from '../../../storage/record-spool/layout.ts';
import {
  openRecordReader,
  type QuarantinedLine,
  type RecordReader,
  type RecordReaderOptions,
} from '../../../storage/record-spool/reader.ts';
import { serialiseRecord } from '../../../storage/record-spool/serialise.ts';
import { idsIn, makeRecord, openSpool, spoolFiles, temporaryFolder, until } from './fixtures.ts';

const DAY = '2026-09-01';
const fileName = (sequence: number, writer = 'proxy-1') => `${writer}-20260901T120000000Z-100-${sequence}.ndjson`;
const line = (id: string) => serialiseRecord(makeRecord({ id }));

function open(folder: string, options: Partial<RecordReaderOptions> = {}): RecordReader & { readonly bad: QuarantinedLine[] } {
  const bad: QuarantinedLine[] = [];
  const reader = openRecordReader({ folder, pollMs: 20, onQuarantine: (quarantined) => bad.push(quarantined), ...options });
  onTestFinished(() => reader.close());
  return Object.assign(reader, { bad });
}

/** Everything there is now, as ids. */
async function readAll(reader: RecordReader): Promise<string[]> {
  const seen: string[] = [];
  for (let lines = await reader.read(); lines.length > 0; lines = await reader.read()) {
    for (const raw of lines) seen.push(reader.parse(raw)?.id ?? 'BAD');
  }
  return seen;
}

function put(folder: string, sequence: number, content: string | Buffer, day = DAY): string {
  mkdirSync(join(folder, day), { recursive: true });
  const path = join(folder, day, fileName(sequence) + (day === 'reserve' ? '.reserve' : ''));
  appendFileSync(path, content);
  return path;
}

describe('the record reader', () => {
  it('reads every whole line once, and goes on from its cursor after a restart', async () => {
    const folder = temporaryFolder();
    put(folder, 0, line('A1') + line('A2'), '2026-08-31');
    put(folder, 1, line('B1') + line('B2').slice(0, 50));
    const first = open(folder);
    expect(await readAll(first)).toEqual(['A1', 'A2', 'B1']);
    const cursor = JSON.parse(JSON.stringify(first.cursor()));
    put(folder, 1, line('B2').slice(50) + line('B3'));
    put(folder, 2, line('C1'));
    expect(await readAll(open(folder, { cursor }))).toEqual(['B2', 'B3', 'C1']);
  });

  it('hands out lines whose file and offset find them again', async () => {
    const folder = temporaryFolder();
    put(folder, 0, line('A1') + line('A2'));
    const lines = await open(folder).read();
    expect([...lines].map(({ file, offset }) => [file, offset])).toEqual([
      [fileName(0), 0],
      [fileName(0), line('A1').length],
    ]);
    expect([...lines].map(({ bytes }) => `${bytes}\n`)).toEqual([line('A1'), line('A2')]);
  });

  it('gives the same lines wherever windows and restarts fall', async () => {
    const folder = temporaryFolder();
    const all = Array.from({ length: 4_000 }, (_, i) =>
      serialiseRecord(makeRecord({ id: `R${i}`, url: `http://a.test/${'x'.repeat((i * 37) % 2_000)}` })),
    );
    put(folder, 0, all.join(''));
    let reader = open(folder);
    const seen: string[] = [];
    for (let lines = await reader.read(); lines.length > 0; lines = await reader.read()) {
      seen.push(...[...lines].map(({ bytes }) => `${bytes}\n`));
      reader = open(folder, { cursor: reader.cursor() });
    }
    expect(seen).toEqual(all);
  });

  it('follows live writers through rotation, without loss or repeats', async () => {
    const folder = temporaryFolder();
    const reader = open(folder, { pollMs: 600_000 });
    const seen: string[] = [];
    const following = (async () => {
      for await (const lines of reader) seen.push(...[...lines].flatMap(({ bytes }) => idsIn(`${bytes}`)));
    })();
    const spools = await Promise.all(['proxy-1', 'proxy-2'].map((writer) => openSpool(folder, { writer, maxFileBytes: 20_000 })));
    const expected: string[] = [];
    for (let i = 0; i < 400; i++) {
      for (const [n, spool] of spools.entries()) {
        spool.append(makeRecord({ id: `W${n}R${i}` }));
        expected.push(`W${n}R${i}`);
      }
      if (i % 20 === 0) await Promise.all(spools.map((spool) => spool.flush()));
    }
    await Promise.all(spools.map((spool) => spool.flush()));
    await until(() => seen.length >= expected.length);
    reader.close();
    await following;
    expect(spoolFiles(folder).length).toBeGreaterThan(10);
    expect(seen.sort()).toEqual(expected.sort());
  });

  it('reads on in an older day, where a clock that was set back takes the writers', async () => {
    const folder = temporaryFolder();
    for (const day of [3, 4, 5]) put(folder, day, line(`D${day}`), `2026-09-0${day}`);
    const reader = open(folder, { pollMs: 600_000 });
    const seen: string[] = [];
    const following = (async () => {
      for await (const lines of reader) seen.push(...[...lines].flatMap(({ bytes }) => idsIn(`${bytes}`)));
    })();
    await until(() => seen.length === 3);
    const path = put(folder, 1, line('A1'), '2026-09-01');
    await until(() => seen.includes('A1'));
    appendFileSync(path, line('A2'));
    await until(() => seen.includes('A2'));
    reader.close();
    await following;
    expect(seen.sort()).toEqual(['A1', 'A2', 'D3', 'D4', 'D5']);
  });

  it('reads on at once in an older day that was being written to before the reader was opened', async () => {
    const folder = temporaryFolder();
    for (const day of [3, 4, 5]) put(folder, day, line(`D${day}`), `2026-09-0${day}`);
    const reader = open(folder, { pollMs: 600_000 });
    expect((await readAll(reader)).sort()).toEqual(['D3', 'D4', 'D5']);
    put(folder, 3, line('L3'), '2026-09-03');
    const [late] = await reader.next();
    expect(late && reader.parse(late)?.id).toBe('L3');
  });

  it('waits for the next line, and stops waiting when closed', async () => {
    const folder = temporaryFolder();
    put(folder, 0, line('A1'));
    const reader = open(folder);
    expect(await reader.next()).toHaveLength(1);
    const next = reader.next();
    put(folder, 0, line('A2'));
    expect([...(await next)].map(({ bytes }) => `${bytes}\n`)).toEqual([line('A2')]);
    const last = reader.next();
    reader.close();
    expect(await last).toHaveLength(0);
  });

  it('finds a folder that appears after it', async () => {
    const folder = join(temporaryFolder(), 'records');
    const reader = open(folder);
    const next = reader.next();
    put(folder, 0, line('A1'));
    expect(await next).toHaveLength(1);
  });

  it('sets bad lines aside and reads on', async () => {
    const folder = temporaryFolder();
    put(folder, 0, `${line('A1')}{"torn\n\n${line('A2')}${JSON.stringify({ id: 'x' })}\n${line('A3')}`);
    const reader = open(folder);
    expect(await readAll(reader)).toEqual(['A1', 'BAD', 'A2', 'BAD', 'A3']);
    expect(reader.bad.map(({ reason, bytes }) => [reason, `${bytes}`])).toEqual([
      ['not-json', '{"torn'],
      ['not-a-record', '{"id":"x"}'],
    ]);
    expect(reader.stats()).toMatchObject({ lines: 5, quarantined: 2 });
  });

  it.each([MAX_LINE_BYTES, MAX_LINE_BYTES + 1, 1_048_576, 3_000_000])(
    'sets a line of %d bytes aside once, and reads on behind it',
    async (length) => {
      const folder = temporaryFolder();
      put(folder, 0, `${line('A1')}${'x'.repeat(length)}\n${line('A2')}`);
      const reader = open(folder);
      expect(await readAll(reader)).toEqual(['A1', 'A2']);
      expect(reader.bad).toHaveLength(1);
      expect(reader.bad[0]).toMatchObject({ reason: 'too-long', offset: line('A1').length });
      expect(reader.bad[0]?.bytes.length).toBeLessThanOrEqual(MAX_LINE_BYTES);
    },
  );

  it('waits for the end of a line, but not for one whose writer is gone', async () => {
    const folder = temporaryFolder();
    put(folder, 0, line('A1') + line('A2').slice(0, 90));
    const patient = open(folder);
    expect(await readAll(patient)).toEqual(['A1']);
    expect(patient.bad).toEqual([]);
    const reader = open(folder, { tornAfterMs: 0 });
    const following = reader.next().then(() => reader.next());
    await until(() => reader.bad.length > 0);
    put(folder, 1, line('B1'));
    await following;
    expect(reader.bad.map(({ reason, offset, bytes }) => [reason, offset, bytes.length])).toEqual([
      ['unterminated', line('A1').length, 90],
    ]);
    expect(reader.cursor()).toEqual({ [fileName(0)]: line('A1').length + 90, [fileName(1)]: line('B1').length });
  });

  it('reads a reserve up to its zeros, and its file on from there when it has moved to a day', async () => {
    const folder = temporaryFolder();
    const inReserve = put(folder, 0, Buffer.concat([Buffer.from(line('A1')), Buffer.alloc(300_000)]), 'reserve');
    const reader = open(folder);
    expect(await readAll(reader)).toEqual(['A1']);
    mkdirSync(join(folder, DAY));
    writeFileSync(inReserve, line('A1') + line('A2'));
    renameSync(inReserve, join(folder, DAY, fileName(0)));
    expect(await reader.next().then((lines) => [...lines].map(({ bytes }) => `${bytes}\n`))).toEqual([line('A2')]);
    expect(await readAll(open(folder, { cursor: reader.cursor() }))).toEqual([]);
  });

  it('lives through the loss of files, and forgets them', async () => {
    const folder = temporaryFolder();
    const old = put(folder, 0, line('A1'), '2026-07-01');
    put(folder, 1, line('B1'));
    const reader = open(folder);
    await readAll(reader);
    rmSync(join(old, '..'), { recursive: true });
    put(folder, 1, line('B2'));
    expect(await reader.next()).toHaveLength(1);
    const later = open(folder, { cursor: reader.cursor() });
    expect(await readAll(later)).toEqual([]);
    expect(Object.keys(later.cursor())).toEqual([fileName(1)]);
  });

  it('keeps its cursor when the whole folder is away for a time', async () => {
    const folder = temporaryFolder();
    put(folder, 0, line('A1'));
    const reader = open(folder);
    await readAll(reader);
    renameSync(folder, `${folder}-away`);
    onTestFinished(() => rmSync(`${folder}-away`, { recursive: true, force: true }));
    const meanwhile = open(folder, { cursor: reader.cursor() });
    expect(await readAll(meanwhile)).toEqual([]);
    renameSync(`${folder}-away`, folder);
    expect(await readAll(open(folder, { cursor: meanwhile.cursor() }))).toEqual([]);
  });

  it('passes over files that ended before the moment asked for', async () => {
    const folder = temporaryFolder();
    const old = put(folder, 0, line('OLD'));
    utimesSync(old, 1_000, 1_000);
    put(folder, 1, line('NEW'));
    const reader = open(folder, { since: epochMs(2_000_000) });
    expect(await readAll(reader)).toEqual(['NEW']);
    put(folder, 0, line('LATE'));
    expect([...(await reader.next())].map(({ bytes }) => `${bytes}\n`)).toEqual([line('LATE')]);
  });

  it('finds what begins in one file while another keeps growing', async () => {
    const folder = temporaryFolder();
    put(folder, 0, line('FIRST'));
    // A poll alone would find it only after minutes.
    const reader = open(folder, { pollMs: 600_000 });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const lines of reader) seen.push(...[...lines].flatMap((raw) => idsIn(raw.bytes.toString())));
    })();
    let count = 0;
    const growing = setInterval(() => put(folder, 0, line(`GROWING${count++}`)), 20);
    onTestFinished(() => clearInterval(growing));
    await until(() => seen.includes('GROWING5'));
    put(folder, 1, line('OTHER'));
    await until(() => seen.includes('OTHER'));
    reader.close();
    await reading;
  });

  it('never stops and never invents a record, whatever bytes a file holds', async () => {
    const piece = fc.oneof(
      fc.constant(Buffer.from(line('GOOD'))),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom(Buffer.from('\n'), Buffer.from(line('GOOD').slice(0, 70)), Buffer.alloc(40)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const folder = temporaryFolder();
        const content = Buffer.concat([...pieces, Buffer.from('\n')]);
        put(folder, 0, content);
        const reader = open(folder);
        const expected = content
          .toString('latin1')
          .split('\n')
          .filter((text) => text !== '')
          // JSON allows white space around a value.
          .map((text) => (`${text.replace(/^[ \t\r]+|[ \t\r]+$/g, '')}\n` === line('GOOD') ? 'GOOD' : 'BAD'));
        expect(await readAll(reader)).toEqual(expected);
        reader.close();
      }),
      { numRuns: 60 },
    );
  });
});
