import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { onTestFinished, vi } from 'vitest';
import { type AccessRecord, RECORD_EVENTS } from '../../../core/access-record.ts';
import { ATTRIBUTIONS } from '../../../core/identity.ts';
import type { EpochMs } from '../../../core/units.ts';
import type { DurableOutcome, RecordSpool, RecordSpoolOptions } from '../../../storage/record-spool/spool.ts';
import { openRecordSpool } from '../../../storage/record-spool/writer.ts';

export { makeRecord } from './record.ts';

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
);
const nullableText = fc.option(text, { nil: null });
const count = fc.oneof(fc.nat(), fc.maxSafeNat());

/** Any record the schema admits, hostile strings and lone surrogates included. */
export const anyRecord: fc.Arbitrary<AccessRecord> = fc
  .record({
    id: text,
    event: fc.constantFrom(...RECORD_EVENTS),
    time: text,
    username: nullableText,
    computer: nullableText,
    clientIp: text,
    school: nullableText,
    group: text,
    attribution: fc.constantFrom(...ATTRIBUTIONS),
    method: text,
    url: text,
    host: text,
    categories: fc.array(text, { maxLength: 4 }),
    action: fc.constantFrom('allow', 'block', 'coach'),
    rule: text,
    reason: text,
    signal: fc.constantFrom('none', 'advisory', 'warning', 'danger'),
    visibility: fc.constantFrom('host', 'url', 'content'),
    searchTerm: fc.option(text, { nil: undefined }),
    wouldBlock: fc.constantFrom(true, undefined),
    intent: fc.constantFrom('navigation', 'embed', 'prefetch', 'unknown'),
    contentType: nullableText,
    status: fc.option(count, { nil: null }),
    bytesUp: count,
    bytesDown: count,
    durationMs: count,
    policyVersion: text,
    listVersion: text,
  })
  .map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as AccessRecord);

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'schoolgate-records-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const noon = Date.parse('2026-09-01T12:00:00.000Z') as EpochMs;

/** A spool that is closed after the test; what it complains about is in `problems`. */
export async function openSpool(
  folder: string,
  options: Partial<RecordSpoolOptions> = {},
): Promise<RecordSpool & { readonly problems: string[] }> {
  const problems: string[] = [];
  const onProblem = (message: string) => problems.push(message);
  const spool = await openRecordSpool({ folder, writer: 'proxy-1', clock: () => noon, reserveBytes: 65_536, onProblem, ...options });
  onTestFinished(() => spool.close());
  return Object.assign(spool, { problems });
}

export function appendDurably(spool: RecordSpool, record: AccessRecord): Promise<DurableOutcome> {
  return new Promise((resolve) => spool.appendDurable(record, resolve));
}

/** Paths of all record files, the reserve left out, oldest first. */
export function spoolFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ndjson') && !path.startsWith('reserve/'))
    .sort()
    .map((path) => join(folder, path));
}

/** The ids in all record files, file by file. */
export function recordedIds(folder: string): string[] {
  return spoolFiles(folder).flatMap((path) => idsIn(readFileSync(path, 'utf8')));
}

export function idsIn(lines: string): string[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as AccessRecord).id);
}

/** This process's descriptor of an open file. */
export function descriptorOf(path: string): number {
  const fd = readdirSync('/proc/self/fd').find((name) => linkOf(`/proc/self/fd/${name}`) === path);
  if (fd === undefined) throw new Error(`${path} is not open`);
  return Number(fd);
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** Waits for a state that no event tells of; the machine may be busy. */
export function until(isReached: () => boolean | Promise<boolean>): Promise<boolean> {
  return vi.waitUntil(isReached, { timeout: 15_000, interval: 5 });
}
