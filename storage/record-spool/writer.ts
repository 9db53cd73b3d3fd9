import { mkdirSync } from 'node:fs';
import type { AccessRecord } from '../../core/access-record.ts';
import { BatchStore } from './batch-store.ts';
import { isWriterName } from './layout.ts';
import { type DurableCallback, LineBatches } from './line-batches.ts';
import { serialiseRecord } from './serialise.ts';
import type { RecordSpool, RecordSpoolOptions, RecordSpoolStats } from './spool.ts';

export type { DurableCallback, DurableOutcome, RecordSpool, RecordSpoolOptions, RecordSpoolStats } from './spool.ts';

/**
 * Opens the spool; what an earlier process of this writer left in its reserve becomes ordinary files.
 * Rejects when the folder cannot be used at all. A full disk is a problem to report, not a reason to refuse.
 */
export async function openRecordSpool(options: RecordSpoolOptions): Promise<RecordSpool> {
  if (!isWriterName(options.writer)) throw new TypeError(`"${options.writer}" cannot be part of a file name`);
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const writer = new RecordWriter(options);
  await writer.open();
  return writer;
}

/**
 * Routine lines wait this long for company: one write for several costs the worker, and everybody who follows the files, a
 * fraction of one each. The contract allows 50 ms.
 */
const GATHER_MS = 20;

/**
 * The front: turns records into lines, and gathers routine ones for a moment, durable ones until the end of the turn, or until
 * the sync under way ends: the next one carries them all, by one write.
 */
class RecordWriter implements RecordSpool {
  readonly #store: BatchStore;
  readonly #options: RecordSpoolOptions;
  readonly #lines = new LineBatches();
  #turnEndsWith: NodeJS.Immediate | undefined;
  #gathered: NodeJS.Timeout | undefined;
  #appended = 0;
  #closed = false;

  constructor(options: RecordSpoolOptions) {
    this.#options = options;
    this.#store = new BatchStore(options, () => this.writePending());
  }

  open(): Promise<void> {
    return this.#store.open();
  }

  append(record: AccessRecord): void {
    this.#push(record, undefined);
  }

  appendDurable(record: AccessRecord, written: DurableCallback): void {
    this.#push(record, written);
  }

  #push(record: AccessRecord, written: DurableCallback | undefined): void {
    if (this.#closed) {
      this.#options.onProblem('A record came after the record spool was closed; it is counted as lost.');
      this.#store.countLost(written);
      return;
    }
    const line = serialiseRecord(record);
    if (!this.#lines.fits(line)) {
      this.writePending();
      this.#lines.fits(line);
    }
    this.#lines.add(line, written);
    this.#appended++;
    if (written === undefined) this.#gathered ??= setTimeout(() => this.writePending(), GATHER_MS);
    else if (!this.#store.isSyncing) this.#turnEndsWith ??= setImmediate(() => this.writePending());
  }

  writePending(): void {
    clearImmediate(this.#turnEndsWith);
    clearTimeout(this.#gathered);
    this.#turnEndsWith = undefined;
    this.#gathered = undefined;
    const batch = this.#lines.take();
    if (batch !== undefined) this.#store.put(batch);
  }

  canRecordRoutine(): boolean {
    return this.#store.takesRoutine();
  }

  stats(): RecordSpoolStats {
    const stats = this.#store.stats();
    return { appended: this.#appended, ...stats, durableWaiting: stats.durableWaiting + this.#lines.waiting };
  }

  async flush(): Promise<void> {
    this.writePending();
    await this.#store.flush();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.writePending();
    await this.#store.close();
  }
}
