import { type Batch, countLines, type DurableCallback, tell } from './line-batches.ts';
import type { Reserve } from './reserve.ts';

interface ReserveWaiter {
  readonly reserve: Reserve;
  readonly line: Buffer;
  readonly written: DurableCallback;
}

async function isSynced(reserve: Reserve): Promise<boolean> {
  try {
    await reserve.sync();
    return true;
  } catch {
    return false;
  }
}

/**
 * Where lines go while the disk takes none: records that someone waits for into the reserve, routine ones into memory.
 * Nothing leaves here uncounted.
 */
export class Shelf {
  readonly #limitBytes: number;
  #reserve: Reserve | undefined;
  #reserveWaiters: ReserveWaiter[] = [];
  #reserveSync: Promise<void> | undefined;
  #backlog: Buffer[] = [];
  #backlogBytes = 0;
  #dropped = 0;
  #unrecorded = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Routine records that were lost. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Answers that had to leave before their record was on disk. */
  get unrecorded(): number {
    return this.#unrecorded;
  }

  get backlogBytes(): number {
    return this.#backlogBytes;
  }

  /** How many records wait for the reserve. */
  get waiting(): number {
    return this.#reserveWaiters.length;
  }

  get isFull(): boolean {
    return this.#backlogBytes >= this.#limitBytes;
  }

  get reserve(): Reserve | undefined {
    return this.#reserve;
  }

  /** Puts another reserve in place; returns the one before, which gets no more lines. */
  replaceReserve(reserve: Reserve | undefined): Reserve | undefined {
    const before = this.#reserve;
    this.#reserve = reserve;
    return before;
  }

  put(batch: Batch): void {
    if (batch.bytes.length === 0) this.#dropped += batch.lines;
    let at = 0;
    for (const waiter of batch.waiters) {
      this.#keep(batch.bytes.subarray(at, waiter.start));
      this.#putDurable(batch.bytes.subarray(waiter.start, waiter.end), waiter.written);
      at = waiter.end;
    }
    this.#keep(batch.bytes.subarray(at));
  }

  /** Counts a record that came too late to be kept anywhere. */
  countLost(written: DurableCallback | undefined): void {
    if (written === undefined) this.#dropped++;
    else this.#refuse(written);
  }

  #putDurable(line: Buffer, written: DurableCallback): void {
    const reserve = this.#reserve;
    if (reserve?.append(line) === true) {
      this.#reserveWaiters.push({ reserve, line, written });
      this.#reserveSync ??= this.#syncReserve();
    } else this.#giveUp(line, written);
  }

  /** The answer cannot wait. Its record is counted as unrecorded, and still written later if memory has room for it. */
  #giveUp(line: Buffer, written: DurableCallback): void {
    if (this.#backlogBytes + line.length <= this.#limitBytes) this.#push(line);
    this.#refuse(written);
  }

  #refuse(written: DurableCallback): void {
    this.#unrecorded++;
    queueMicrotask(() => tell(written, 'unrecorded'));
  }

  async #syncReserve(): Promise<void> {
    // A turn's records share one sync: this runs after the batch they came in.
    await Promise.resolve();
    while (this.#reserveWaiters.length > 0) {
      const waiters = this.#reserveWaiters;
      this.#reserveWaiters = [];
      for (const reserve of new Set(waiters.map((waiter) => waiter.reserve))) {
        const isOfIt = (waiter: ReserveWaiter) => waiter.reserve === reserve;
        if (await isSynced(reserve)) for (const { written } of waiters.filter(isOfIt)) tell(written, 'reserve');
        else {
          // What was put there meanwhile is in the same doubt: the next sync would know of no error.
          for (const { line, written } of [...waiters, ...this.#reserveWaiters].filter(isOfIt)) this.#giveUp(line, written);
          this.#reserveWaiters = this.#reserveWaiters.filter((waiter) => !isOfIt(waiter));
        }
      }
    }
    this.#reserveSync = undefined;
  }

  /** Resolves when nobody waits for the reserve. */
  async drain(): Promise<void> {
    while (this.#reserveSync !== undefined) await this.#reserveSync;
  }

  #keep(lines: Buffer): void {
    if (lines.length === 0) return;
    const room = this.#limitBytes - this.#backlogBytes;
    const end = lines.length <= room ? lines.length : room <= 0 ? 0 : lines.lastIndexOf(10, room - 1) + 1;
    if (end > 0) this.#push(lines.subarray(0, end));
    if (end < lines.length) this.#dropped += countLines(lines.subarray(end));
  }

  /** Copied: a view would hold the whole chunk it was cut from. */
  #push(lines: Buffer): void {
    this.#backlog.push(Buffer.from(lines));
    this.#backlogBytes += lines.length;
  }

  /** All lines in memory, to be given back with `untake` as far as they could not be written. */
  take(): Buffer {
    const lines = Buffer.concat(this.#backlog);
    this.#backlog = [];
    this.#backlogBytes = 0;
    return lines;
  }

  untake(lines: Buffer): void {
    if (lines.length === 0) return;
    this.#backlog = [lines];
    this.#backlogBytes = lines.length;
  }

  /** Counts what is left in memory as lost, at the end. */
  abandonBacklog(): void {
    for (const lines of this.#backlog) this.#dropped += countLines(lines);
    this.#backlog = [];
    this.#backlogBytes = 0;
  }
}
