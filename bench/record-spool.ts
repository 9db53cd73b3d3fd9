import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { AccessRecord } from '../core/access-record.ts';
import { decisionIdGenerator } from '../core/decision-id.ts';
import { epochMs } from '../core/units.ts';
import { findDecision } from '../storage/access-log.ts';
import { parseRecord } from '../storage/record-spool/decode.ts';
import { openRecordReader } from '../storage/record-spool/reader.ts';
import { serialiseRecord } from '../storage/record-spool/serialise.ts';
import type { RecordSpool } from '../storage/record-spool/spool.ts';
import { openRecordSpool } from '../storage/record-spool/writer.ts';

/**
 * What a record costs: `node bench/record-spool.ts [folder]`, about 20 s. Run it on the disk that matters.
 * Of repeated measurements the best is shown, since anything else on the machine only adds to them.
 */
const RECORDS = 2_000;
const ROUNDS = 40;
const DURABLE = 10_000;
const clock = () => epochMs(Date.now());
const newId = decisionIdGenerator(1, 0);

/** Fresh strings each time, as in life: reused ones are cheaper. */
function makeRecord(i: number): AccessRecord {
  const at = clock();
  return {
    ...{ id: newId(at), event: 'request', time: new Date(at).toISOString(), username: `pupil${i}`, computer: `LAB1-${i % 30}` },
    ...{ clientIp: `10.20.${i % 250}.7`, school: 'north', group: 'seniors', attribution: 'lease', method: 'GET' },
    ...{ url: `http://www.example.org/articles/2026/september/page-${i}.html`, host: 'www.example.org', categories: ['news'] },
    ...{ action: 'allow', rule: 'category', reason: 'News is allowed for seniors', signal: 'none', visibility: 'url' },
    ...{ intent: 'navigation', contentType: 'text/html; charset=utf-8', status: 200, bytesUp: 412, bytesDown: 18_240 + i },
    ...{ durationMs: 30 + (i % 90), policyVersion: 'abcdef012345', listVersion: '012345abcdef' },
  } as AccessRecord;
}

const records = () => Array.from({ length: RECORDS }, (_, i) => makeRecord(i));

/** Best microseconds for one record. */
async function best(run: (batch: AccessRecord[]) => void | Promise<void>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const batch = records();
    const start = performance.now();
    await run(batch);
    least = Math.min(least, ((performance.now() - start) * 1_000) / batch.length);
  }
  return least;
}

function report(what: string, value: number, unit: string): void {
  console.log(`${what.padEnd(58)} ${value.toFixed(2).padStart(12)} ${unit}`);
}

async function benchAppend(spool: RecordSpool): Promise<void> {
  const buffer = Buffer.alloc(65_536);
  const encode = (batch: AccessRecord[], line: (record: AccessRecord) => string) => {
    for (const record of batch) buffer.write(line(record));
  };
  report('serialise and encode', await best((batch) => encode(batch, serialiseRecord)), 'µs');
  report('JSON.stringify and encode', await best((batch) => encode(batch, (record) => `${JSON.stringify(record)}\n`)), 'µs');
  for (const perTurn of [1, 4, 16, 64]) {
    const cost = await best(async (batch) => {
      for (const [i, record] of batch.entries()) {
        spool.append(record);
        if (i % perTurn === 0) await turn();
      }
    });
    report(`append, ${perTurn} a turn, with the write and the turn itself`, cost, 'µs');
  }
}

async function benchDurable(spool: RecordSpool, clients: number): Promise<void> {
  const waits: number[] = [];
  const start = performance.now();
  const client = async () => {
    while (waits.length < DURABLE) {
      const from = performance.now();
      await new Promise((resolve) => spool.appendDurable(makeRecord(waits.length), resolve));
      waits.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const perSecond = (waits.length * 1_000) / (performance.now() - start);
  waits.sort((a, b) => a - b);
  report(`durable, ${clients} waiting: records a second`, perSecond, '/s');
  report(`durable, ${clients} waiting: median`, waits[Math.floor(waits.length * 0.5)] ?? 0, 'ms');
  report(`durable, ${clients} waiting: 99th percentile`, waits[Math.floor(waits.length * 0.99)] ?? 0, 'ms');
}

async function benchRead(folder: string): Promise<void> {
  const reader = openRecordReader({ folder });
  let bytes = 0;
  let last: Buffer | undefined;
  const start = performance.now();
  for (let lines = await reader.read(); lines.length > 0; lines = await reader.read()) {
    for (const line of lines) {
      bytes += line.bytes.length;
      last = line.bytes;
    }
  }
  const seconds = (performance.now() - start) / 1_000;
  reader.close();
  report('read as lines', bytes / 1_048_576 / seconds, 'MB/s');
  const line = last ?? Buffer.alloc(0);
  const parse = (batch: AccessRecord[]) => {
    for (let i = 0; i < batch.length; i++) parseRecord(line);
  };
  report('parse and check', await best(parse), 'µs');
  const from = performance.now();
  await findDecision(folder, newId(clock()));
  report(`find a decision among ${(bytes / 1_048_576).toFixed(0)} MB`, performance.now() - from, 'ms');
}

const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'schoolgate-bench-'));
try {
  const spool = await openRecordSpool({ folder, writer: 'bench', clock, onProblem: (message) => console.error(message) });
  await benchAppend(spool);
  for (const clients of [1, 16, 64, 256]) await benchDurable(spool, clients);
  await spool.close();
  await benchRead(folder);
} finally {
  rmSync(folder, { recursive: true });
}
