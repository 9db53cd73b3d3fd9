import type { AccessRecord } from '../core/access-record.ts';
import type { Sighting } from '../core/incident.ts';
import { UNSIGNALLED } from '../storage/record-spool/decode.ts';
import type { RawRecords } from '../storage/record-spool/raw-records.ts';
import type { RecordCursor, RecordReader } from '../storage/record-spool/reader.ts';
import type { Seen } from './raise.ts';

/** Large enough that a backlog's transactions are few, small enough that one does not hold up the rest. */
const MAX_BATCH = 2_000;
/** While lines keep coming, a sighting waits no longer than this for its batch. */
const MAX_GATHER_MS = 200;
/** So much reading without a signal is done again after a kill, at most. */
const SAVE_CURSOR_MS = 2_000;

export interface TailOptions {
  readonly reader: Pick<RecordReader, 'next' | 'read' | 'parse' | 'cursor'>;
  /** Null for a record that is no sighting. */
  readonly sightingOf: (record: AccessRecord) => Sighting | null;
  /** Resolves once the sightings and the cursor behind them are stored. */
  readonly store: (seen: readonly Seen[], cursor: RecordCursor) => Promise<void>;
  /** Whether a file was written to prove that alerts work. */
  readonly isSynthetic: (file: string) => boolean;
}

/** Follows the records in the order they stand and hands on, in batches, those that carry a signal. */
export class Tail {
  readonly #options: TailOptions;
  #seen: Seen[] = [];
  #savedAt = performance.now();
  #caughtUpAt = performance.now();
  #isReading = false;

  constructor(options: TailOptions) {
    this.#options = options;
  }

  /** Resolves when the reader has been closed and what was read is stored. */
  async run(): Promise<void> {
    const { reader } = this.#options;
    for (let lines = await reader.next(); lines.length > 0; lines = await reader.next()) {
      this.#isReading = true;
      const startedAt = performance.now();
      for (; lines.length > 0; lines = await reader.read()) {
        this.#take(lines);
        if (this.#seen.length >= MAX_BATCH || performance.now() - startedAt > MAX_GATHER_MS) break;
      }
      const hasMore = lines.length > 0;
      if (this.#seen.length > 0 || performance.now() - this.#savedAt > SAVE_CURSOR_MS) await this.#store();
      if (!hasMore) this.#caughtUp();
    }
    await this.#store();
  }

  /** How long ago everything there was had been read; 0 while there is nothing to read. */
  lagMs(): number {
    return this.#isReading ? performance.now() - this.#caughtUpAt : 0;
  }

  #take(lines: RawRecords): void {
    const { reader, sightingOf, isSynthetic } = this.#options;
    for (const line of lines.without(UNSIGNALLED)) {
      const record = reader.parse(line);
      const sighting = record === undefined ? null : sightingOf(record);
      if (sighting !== null) this.#seen.push({ sighting, synthetic: isSynthetic(line.file) });
    }
  }

  async #store(): Promise<void> {
    const seen = this.#seen;
    this.#seen = [];
    await this.#options.store(seen, this.#options.reader.cursor());
    this.#savedAt = performance.now();
  }

  #caughtUp(): void {
    this.#isReading = false;
    this.#caughtUpAt = performance.now();
  }
}
