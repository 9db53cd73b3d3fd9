import { stat } from 'node:fs/promises';
import type { AccessRecord } from '../../core/access-record.ts';
import type { EpochMs } from '../../core/units.ts';
import { isCloseLine, parseRecord, timeOfLine } from './decode.ts';
import { errorCode, listDays, listFiles } from './layout.ts';
import { openRecordReader, type RecordReader } from './reader.ts';

/** What has just been decided, until it is closed. */
export interface NewestRecords extends AsyncIterable<NewRecords> {
  close(): void;
}

export interface NewRecords {
  /** In the order they were read. */
  readonly records: readonly AccessRecord[];
  /** How many more there were than could be looked at. */
  readonly skipped: number;
}

/**
 * Follows what is decided from a moment on. What was recorded before is not even read. Of each stretch at most `most` records are
 * parsed, so that it costs no more on a busy day.
 */
export async function openNewestRecords(options: {
  readonly folder: string;
  readonly since: EpochMs;
  readonly most: number;
  readonly onProblem?: (message: string) => void;
}): Promise<NewestRecords> {
  const { folder, since, most, onProblem } = options;
  const reader = openRecordReader({ folder, cursor: await endsOf(folder), ...(onProblem && { onProblem }) });
  const from = new Date(since).toISOString();
  return {
    close: () => reader.close(),
    [Symbol.asyncIterator]: () => newRecords(reader, from, most),
  };
}

async function* newRecords(reader: RecordReader, from: string, most: number): AsyncGenerator<NewRecords> {
  for await (const lines of reader) {
    // The reserve, and files that moved, hold older ones too. What ends repeats what began.
    const fresh = [...lines].filter(({ bytes }) => !isCloseLine(bytes) && timeOfLine(bytes) >= from);
    const skipped = Math.max(0, fresh.length - most);
    const records = fresh.slice(skipped).flatMap(({ bytes }) => {
      const parsed = parseRecord(bytes);
      return parsed.ok ? [parsed.value] : [];
    });
    if (fresh.length > 0) yield { records, skipped };
  }
}

/** How far each file goes now. */
async function endsOf(folder: string): Promise<Record<string, number>> {
  const ends: Record<string, number> = {};
  for (const day of await listDays(folder)) {
    for (const { name, path } of await listFiles(folder, day)) {
      try {
        ends[name] = (await stat(path)).size;
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') throw error;
      }
    }
  }
  return ends;
}
