import { type Batch, tell } from './line-batches.ts';
import type { SpoolFile } from './spool-file.ts';

/** Routine records are on disk within a second: half of it to wait for company, half for the disk. */
const SYNC_WITHIN_MS = 500;
/** Written lines are kept in memory until they are on disk. This much starts a sync early… */
const SYNC_AT_BYTES = 8 * 1_048_576;
/** …and beyond this much, while a disk does not answer, routine lines are no longer kept. */
const KEEP_BYTES = 64 * 1_048_576;

const NONE = Buffer.alloc(0);

export interface CommitEvents {
  /** The next round is about to begin: what is written now still takes part in it. */
  readonly gathering: () => void;
  /** Everything written to these files before the round began is on disk. */
  readonly synced: (tookMs: number, files: ReadonlyMap<SpoolFile, unknown>) => void;
  /** The disk refused these files: the batches may or may not be there, and must be stored again elsewhere. */
  readonly failed: (failures: ReadonlyMap<SpoolFile, Error>, batches: readonly Batch[]) => void;
}

/** Makes written lines durable: one sync in flight, and all who came meanwhile share the next. */
export class GroupCommit {
  readonly #events: CommitEvents;
  #batches: { readonly file: SpoolFile; readonly batch: Batch }[] = [];
  #bytes = 0;
  #waiting = 0;
  /** On disk since the last round; whoever waits for them has not been told. */
  #untold: readonly Batch[] = [];
  /** Files with lines not yet on disk; `close` when nothing more is written to them. */
  #files = new Map<SpoolFile, 'keep' | 'close'>();
  #timer: NodeJS.Timeout | undefined;
  #rounds: Promise<void> | undefined;
  #hurried = false;
  #roundStartedAt: number | undefined;

  constructor(events: CommitEvents) {
    this.#events = events;
  }

  /** How many records wait for the disk. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Whether a round is under way; `gathering` will be told before the next. */
  get isBusy(): boolean {
    return this.#rounds !== undefined;
  }

  /** How long the sync under way has taken so far, 0 without one. */
  get stalledMs(): number {
    return this.#roundStartedAt === undefined ? 0 : performance.now() - this.#roundStartedAt;
  }

  /** Takes on a batch that has been written to `file`. */
  add(file: SpoolFile, batch: Batch): void {
    if (!this.#files.has(file)) this.#files.set(file, 'keep');
    const kept = this.#bytes + batch.bytes.length <= KEEP_BYTES || batch.waiters.length > 0;
    if (kept) {
      this.#batches.push({ file, batch });
      this.#bytes += batch.bytes.length;
    } else {
      this.#batches.push({ file, batch: { bytes: NONE, lines: batch.lines, waiters: batch.waiters } });
      batch.done?.();
    }
    this.#waiting += batch.waiters.length;
    if (batch.waiters.length > 0 || this.#bytes > SYNC_AT_BYTES) this.#hurry();
    else this.#timer ??= setTimeout(() => this.#hurry(), SYNC_WITHIN_MS).unref();
  }

  /** Closes a file once its lines are on disk. */
  retire(file: SpoolFile): void {
    this.#files.set(file, 'close');
    this.#hurry();
  }

  /** Resolves when all that was added is on disk or has been reported as failed. */
  async drain(): Promise<void> {
    while (this.#rounds !== undefined || this.#files.size > 0) {
      this.#hurry();
      await this.#rounds;
    }
  }

  #hurry(): void {
    this.#hurried = true;
    this.#rounds ??= this.#run();
  }

  async #run(): Promise<void> {
    while (this.#hurried) {
      this.#hurried = false;
      clearTimeout(this.#timer);
      this.#timer = undefined;
      const round = this.#round();
      // The disk works for the next while these answers leave.
      this.#tellWritten();
      await round;
      this.#events.gathering();
    }
    this.#rounds = undefined;
    this.#tellWritten();
  }

  #tellWritten(): void {
    const batches = this.#untold;
    this.#untold = [];
    for (const batch of batches) batch.done?.();
    for (const batch of batches) for (const waiter of batch.waiters) tell(waiter.written, 'written');
  }

  async #round(): Promise<void> {
    const files = this.#files;
    const batches = this.#batches.map(({ batch }) => batch);
    this.#files = new Map();
    this.#batches = [];
    this.#bytes = 0;
    const startedAt = performance.now();
    this.#roundStartedAt = startedAt;
    const failures = new Map<SpoolFile, Error>();
    for (const [file, then] of files) {
      try {
        await file.sync();
      } catch (error) {
        failures.set(file, error instanceof Error ? error : new Error(String(error)));
      }
      if (then === 'close') this.#close(file);
    }
    this.#roundStartedAt = undefined;
    // What was written to them meanwhile is in the same doubt: an error is told once, and the next sync would know of none.
    if (failures.size > 0) batches.push(...this.#takeBack(failures));
    for (const { waiters } of batches) this.#waiting -= waiters.length;
    if (failures.size > 0) this.#events.failed(failures, batches);
    else {
      this.#events.synced(performance.now() - startedAt, files);
      this.#untold = batches;
    }
  }

  #takeBack(files: ReadonlyMap<SpoolFile, unknown>): Batch[] {
    const taken = this.#batches.filter(({ file }) => files.has(file)).map(({ batch }) => batch);
    this.#batches = this.#batches.filter(({ file }) => !files.has(file));
    for (const { bytes } of taken) this.#bytes -= bytes.length;
    return taken;
  }

  #close(file: SpoolFile): void {
    this.#files.delete(file);
    file.close();
  }
}
