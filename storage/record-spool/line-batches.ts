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
  /** Tells that nobody looks at the bytes any more. */
  readonly done?: () => void;
}

const NO_WAITERS: readonly Waiter[] = [];

/** A batch has no more characters than this; a line alone never has so many. */
const BATCH_LENGTH = 262_144;
/** UTF-8 has at most three bytes for each UTF-16 unit. Only what is written to takes up memory. */
const CHUNK_BYTES = 3 * BATCH_LENGTH;

/** Memory for batches, one behind the other; used again from its beginning when nobody looks at any of them. */
class Chunk {
  readonly #bytes = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  #used = 0;
  #lookedAt = 0;

  hasRoom(text: string): boolean {
    if (this.#lookedAt === 0) this.#used = 0;
    return this.#used + text.length * 3 <= CHUNK_BYTES;
  }

  /** The text's bytes, which are looked at until `done`. */
  take(text: string): Buffer {
    const start = this.#used;
    this.#used += this.#bytes.write(text, start, 'utf8');
    this.#lookedAt++;
    return this.#bytes.subarray(start, this.#used);
  }

  readonly done = (): void => {
    this.#lookedAt--;
  };
}

/** Gathers the lines of one turn of the event loop, and encodes them all at once. */
export class LineBatches {
  #chunk = new Chunk();
  #text = '';
  #lines = 0;
  /** Positions are in characters. */
  #waiters: Waiter[] = [];

  /** False when the batch must be taken before this line can be added. */
  fits(line: string): boolean {
    return this.#lines === 0 || this.#text.length + line.length <= BATCH_LENGTH;
  }

  add(line: string, written: DurableCallback | undefined): void {
    const start = this.#text.length;
    this.#text += line;
    this.#lines++;
    if (written !== undefined) this.#waiters.push({ start, end: start + line.length, written });
  }

  /** How many wait for lines that have not been taken yet. */
  get waiting(): number {
    return this.#waiters.length;
  }

  /** The lines added since the last call. */
  take(): Batch | undefined {
    if (this.#lines === 0) return undefined;
    const text = this.#text;
    if (!this.#chunk.hasRoom(text)) this.#chunk = new Chunk();
    const bytes = this.#chunk.take(text);
    const inBytes = bytes.length === text.length ? this.#waiters : positionsInBytes(text, this.#waiters);
    const batch = { bytes, lines: this.#lines, waiters: inBytes.length > 0 ? inBytes : NO_WAITERS, done: this.#chunk.done };
    this.#text = '';
    this.#lines = 0;
    // A batch keeps its list: a waiter of the next batch must not be found in it, or it would hear twice, and too early.
    if (this.#waiters.length > 0) this.#waiters = [];
    return batch;
  }
}

function positionsInBytes(text: string, waiters: readonly Waiter[]): Waiter[] {
  let at = 0;
  let atByte = 0;
  function byteOf(position: number): number {
    atByte += Buffer.byteLength(text.slice(at, position));
    at = position;
    return atByte;
  }
  return waiters.map(({ start, end, written }) => ({ start: byteOf(start), end: byteOf(end), written }));
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
