/** What became of a record that someone waits for: in the spool, in the reserve, or nowhere that survives the process. */
export type DurableOutcome = 'written' | 'reserve' | 'unrecorded';
export type DurableCallback = (outcome: DurableOutcome) => void;

/** Someone who waits until the line at [start, end) of a batch is on disk. */
export interface Waiter {
  readonly start: number;
  readonly end: number;
  readonly written: DurableCallback;
}

/** Whole lines in the order decided. */
export interface Batch {
  readonly bytes: Buffer;
  readonly lines: number;
  /** By position. */
  readonly waiters: readonly Waiter[];
}

const NO_WAITERS: readonly Waiter[] = [];

/** A new chunk for this many bytes: large enough that allocation is rare, small enough that idle writers hold little. */
const CHUNK_BYTES = 262_144;

/** Gathers the lines of one turn of the event loop, encoded once into a chunk that the batches are views of. */
export class LineBatches {
  #chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  #start = 0;
  #end = 0;
  #lines = 0;
  #waiters: Waiter[] = [];

  /** False when the batch must be taken before this line can be added. */
  fits(line: string): boolean {
    // UTF-8 has at most three bytes for each UTF-16 unit; MAX_LINE_BYTES times three is less than a chunk.
    if (this.#end + line.length * 3 <= this.#chunk.length) return true;
    if (this.#lines > 0) return false;
    this.#chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    this.#start = this.#end = 0;
    return true;
  }

  add(line: string, written: DurableCallback | undefined): void {
    const start = this.#end - this.#start;
    this.#end += this.#chunk.write(line, this.#end, 'utf8');
    this.#lines++;
    if (written !== undefined) this.#waiters.push({ start, end: this.#end - this.#start, written });
  }

  /** How many wait for lines that have not been taken yet. */
  get waiting(): number {
    return this.#waiters.length;
  }

  /** The lines added since the last call. */
  take(): Batch | undefined {
    if (this.#lines === 0) return undefined;
    const waiters = this.#waiters.length > 0 ? this.#waiters : NO_WAITERS;
    const batch = { bytes: this.#chunk.subarray(this.#start, this.#end), lines: this.#lines, waiters };
    this.#start = this.#end;
    this.#lines = 0;
    // A batch keeps its list: a waiter of the next batch must not be found in it, or it would hear twice, and too early.
    if (waiters !== NO_WAITERS) this.#waiters = [];
    return batch;
  }
}

/** The batch before and after a position that ends a line. */
export function splitBatch(batch: Batch, at: number): { readonly before: Batch; readonly after: Batch } {
  const before = batch.bytes.subarray(0, at);
  const after = batch.bytes.subarray(at);
  const lines = countLines(before);
  return {
    before: { bytes: before, lines, waiters: batch.waiters.filter((waiter) => waiter.end <= at) },
    after: {
      bytes: after,
      lines: batch.lines - lines,
      waiters: batch.waiters
        .filter((waiter) => waiter.start >= at)
        .map(({ start, end, written }) => ({ start: start - at, end: end - at, written })),
    },
  };
}

export function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}

/** Tells a waiter. A callback that throws is a bug of its owner, and must not keep the others from hearing. */
export function tell(written: DurableCallback, outcome: DurableOutcome): void {
  try {
    written(outcome);
  } catch (error) {
    process.nextTick(() => {
      throw error;
    });
  }
}
