import { describeDiskProblem, isOutOfSpace } from './disk-problem.ts';
import { GroupCommit } from './group-commit.ts';
import { DAY_MS, errorCode, spoolFileName } from './layout.ts';
import { type Batch, countLines, type DurableCallback, splitBatch } from './line-batches.ts';
import { ReserveKeeper } from './reserve-keeper.ts';
import { Shelf } from './shelf.ts';
import type { RecordSpoolOptions, RecordSpoolStats } from './spool.ts';
import { SpoolFile } from './spool-file.ts';
import { Troubles } from './troubles.ts';

const STALLED_AFTER_MS = 5_000;
const DEFAULTS = { maxFileBytes: 64 * 1_048_576, reserveBytes: 4 * 1_048_576, backlogBytes: 8 * 1_048_576, retryMs: 1_000 };

/**
 * Decides where batches go: into the current file, or onto the shelf while the disk refuses.
 * Opens the next file when a day or a file is full, and after a failure; an abandoned file is never written to again.
 */
export class BatchStore {
  readonly #settings: RecordSpoolOptions & typeof DEFAULTS;
  readonly #troubles: Troubles;
  readonly #shelf: Shelf;
  readonly #reserve: ReserveKeeper;
  readonly #commit: GroupCommit;
  /** Undefined while the disk refuses. */
  #file: SpoolFile | undefined;
  #rotateNotBefore = 0;
  #keeperTimer: NodeJS.Timeout | undefined;
  #keeper: Promise<void> | undefined;
  #closing = false;
  #sequence = 0;
  #bytes = 0;
  #lastSyncMs = 0;

  /** `gathering`: called when lines that are held back should be put now, to take part in the next sync. */
  constructor(options: RecordSpoolOptions, gathering: () => void) {
    this.#settings = { ...DEFAULTS, ...options };
    this.#troubles = new Troubles(options.onProblem, options.onRecovered ?? (() => {}));
    this.#shelf = new Shelf(this.#settings.backlogBytes);
    this.#reserve = new ReserveKeeper(this.#settings, this.#shelf, this.#troubles, () => this.#newName());
    this.#commit = new GroupCommit({
      gathering,
      synced: (tookMs, files) => this.#synced(tookMs, files),
      failed: (failures, batches) => this.#syncFailed(failures, batches),
    });
  }

  /** Throws when the folder cannot be used at all. */
  async open(): Promise<void> {
    await this.#reserve.open();
    try {
      this.#file = this.#createFile();
    } catch (error) {
      if (!isOutOfSpace(error)) throw error;
      this.#diskTrouble(error);
    }
    this.#armKeeper();
  }

  put(batch: Batch): void {
    const file = batch.bytes.length === 0 ? undefined : this.#fileForNow();
    if (file === undefined) {
      this.#shelf.put(batch);
      return;
    }
    const { accepted, error } = file.write(batch.bytes);
    this.#bytes += accepted;
    if (error === undefined) {
      this.#commit.add(file, batch);
      return;
    }
    const { before, after } = splitBatch(batch, accepted);
    if (before.lines > 0) this.#commit.add(file, before);
    this.#abandon(file, error);
    this.#shelf.put(after);
  }

  countLost(written: DurableCallback | undefined): void {
    this.#shelf.countLost(written);
  }

  /** True while a sync is under way: a batch put now would wait for the next one, and so may as well be put when that begins. */
  get isSyncing(): boolean {
    return this.#file !== undefined && this.#commit.isBusy;
  }

  takesRoutine(): boolean {
    return this.#file !== undefined || !this.#shelf.isFull;
  }

  stats(): Omit<RecordSpoolStats, 'appended'> {
    const stalled = this.#commit.stalledMs > STALLED_AFTER_MS ? 'The disk of the access records has not answered for 5 s.' : null;
    const problem = this.#troubles.describe() ?? stalled;
    return {
      bytes: this.#bytes,
      durableWaiting: this.#commit.waiting + this.#shelf.waiting,
      dropped: this.#shelf.dropped,
      unrecorded: this.#shelf.unrecorded,
      backlogBytes: this.#shelf.backlogBytes,
      reserveBytesUsed: this.#shelf.reserve?.used ?? 0,
      lastSyncMs: this.#lastSyncMs,
      healthy: problem === null,
      problem,
    };
  }

  async flush(): Promise<void> {
    await this.#commit.drain();
    await this.#shelf.drain();
  }

  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#keeperTimer);
    await this.#keeper;
    await this.flush();
    if (this.#file === undefined) this.#reopen();
    if (this.#file !== undefined) this.#commit.retire(this.#file);
    await this.flush();
    if (this.#shelf.backlogBytes > 0) this.#settings.onProblem('The disk took no access records until the end; those in memory are lost.');
    this.#shelf.abandonBacklog();
    await this.#reserve.giveBack();
  }

  #newName(): string {
    return spoolFileName(this.#settings.writer, this.#settings.clock(), process.pid, this.#sequence++);
  }

  #createFile(attempts = 8): SpoolFile {
    try {
      return SpoolFile.create(this.#settings.folder, this.#settings.clock(), this.#newName());
    } catch (error) {
      // A process of the same id began in the same millisecond, where clocks stand still or process ids repeat.
      if (errorCode(error) !== 'EEXIST' || attempts === 1) throw error;
      return this.#createFile(attempts - 1);
    }
  }

  /** The current file, or the next one where the day is over or the file is full. */
  #fileForNow(): SpoolFile | undefined {
    const file = this.#file;
    if (file === undefined) return undefined;
    const isCurrent = file.size < this.#settings.maxFileBytes && file.day === Math.floor(this.#settings.clock() / DAY_MS);
    if (isCurrent || performance.now() < this.#rotateNotBefore) return file;
    try {
      this.#file = this.#createFile();
    } catch (error) {
      // A file that still takes lines is better than none.
      this.#rotateNotBefore = performance.now() + this.#settings.retryMs;
      this.#troubles.set('rotation', `No new file for access records can be opened: ${describeDiskProblem(error)}.`);
      return file;
    }
    this.#commit.retire(file);
    this.#troubles.clear('rotation', 'New files for access records can be opened again.');
    return this.#file;
  }

  #synced(tookMs: number, files: ReadonlyMap<SpoolFile, unknown>): void {
    this.#lastSyncMs = tookMs;
    if (this.#file !== undefined && files.has(this.#file)) this.#diskRecovered();
  }

  #diskRecovered(): void {
    const { dropped, unrecorded } = this.#shelf;
    const lost = `${dropped} routine records were lost and ${unrecorded} answers left unrecorded since the start`;
    this.#troubles.clear('disk', `Access records are written to disk again; ${lost}.`);
  }

  #syncFailed(failures: ReadonlyMap<SpoolFile, Error>, batches: readonly Batch[]): void {
    // After a failed sync the kernel may have thrown the pages away: nothing of that file counts as kept.
    const file = this.#file;
    const error = file && failures.get(file);
    if (file !== undefined && error !== undefined) this.#abandon(file, error);
    for (const batch of batches) this.put(batch);
  }

  #abandon(file: SpoolFile, error: Error): void {
    this.#file = undefined;
    this.#commit.retire(file);
    this.#diskTrouble(error);
    this.#armKeeper();
  }

  #diskTrouble(error: unknown): void {
    this.#troubles.set('disk', `Access records cannot be written: ${describeDiskProblem(error)}.`);
  }

  /** While something is amiss, tries once every `retryMs` to put it right. */
  #armKeeper(): void {
    if (this.#closing || this.#keeper !== undefined) return;
    if (this.#file !== undefined && !this.#reserve.needsRenewal) return;
    clearTimeout(this.#keeperTimer);
    this.#keeperTimer = setTimeout(() => {
      this.#keeper = this.#putRight().finally(() => {
        this.#keeper = undefined;
        this.#armKeeper();
      });
    }, this.#settings.retryMs).unref();
  }

  async #putRight(): Promise<void> {
    if (this.#file === undefined) this.#reopen();
    if (this.#file !== undefined && this.#reserve.needsRenewal) await this.#reserve.renew();
    // Memory is written out and a reserve has been written: the disk takes bytes again, even if no record has come since.
    if (this.#file !== undefined && !this.#reserve.needsRenewal) this.#diskRecovered();
  }

  /** Opens a new file and writes what memory holds; as far as the disk still refuses, it stays in memory. */
  #reopen(): void {
    let file: SpoolFile;
    try {
      file = this.#createFile();
    } catch (error) {
      this.#diskTrouble(error);
      return;
    }
    const lines = this.#shelf.take();
    const { accepted, error } = file.write(lines);
    this.#bytes += accepted;
    const written = lines.subarray(0, accepted);
    if (accepted > 0) this.#commit.add(file, { bytes: written, lines: countLines(written), waiters: [] });
    if (error === undefined) this.#file = file;
    else {
      this.#shelf.untake(lines.subarray(accepted));
      this.#commit.retire(file);
    }
  }
}
