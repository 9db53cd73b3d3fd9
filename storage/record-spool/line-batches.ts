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

/** Large enough that allocation is rare, small enough that idle writers hold little. */
const CHUNK_BYTES = 262_144;
/** Lines wait as text for so many characters, to be encoded at once; the text of more would outlive young collections. */
const ENCODE_AT_LENGTH = 8_192;

/**
 * Kept for use again, 16 MB at most. Lines wait half a second for their sync: memory that is made for them grows old meanwhile,
 * and as so much of it is given up, V8 would collect everything every few seconds.
 */
const MOST_FREE_CHUNKS = 64;

/** Memory for batches, one behind the other; used again from its beginning when nobody looks at any of them. */
class Chunk {
  readonly bytes = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  used = 0;
  lookedAt = 0;
  /** Where it goes when nobody looks at it any more, once another is in use. */
  goesTo: Chunk[] | undefined;

  readonly done = (): void => {
    this.lookedAt--;
    const free = this.goesTo;
    if (this.lookedAt > 0 || free === undefined) return;
    this.goesTo = undefined;
    this.used = 0;
    if (free.length < MOST_FREE_CHUNKS) free.push(this);
  };
}

/** Gathers the lines of one turn of the event loop, and encodes several at once. */
export class LineBatches {
  #chunk = new Chunk();
  readonly #free: Chunk[] = [];
  /** Where the batch begins in the chunk. */
  #start = 0;
  #lines = 0;
  #waiters: Waiter[] = [];
  /** What is not encoded yet, and who waits for it, by position in characters. */
  #text = '';
  #unplaced: Waiter[] = [];

  /** False when the batch must be taken before this line can be added. */
  fits(line: string): boolean {
    const chunk = this.#chunk;
    if (this.#lines === 0 && chunk.lookedAt === 0) this.#start = chunk.used = 0;
    // UTF-8 has at most three bytes for each UTF-16 unit; MAX_LINE_BYTES times three is less than a chunk.
    if (chunk.used + (this.#text.length + line.length) * 3 <= CHUNK_BYTES) return true;
    if (this.#lines > 0) return false;
    chunk.goesTo = this.#free;
    this.#chunk = this.#free.pop() ?? new Chunk();
    this.#start = 0;
    return true;
  }

  add(line: string, written: DurableCallback | undefined): void {
    const start = this.#text.length;
    this.#text += line;
    this.#lines++;
    if (written !== undefined) this.#unplaced.push({ start, end: start + line.length, written });
    if (this.#text.length >= ENCODE_AT_LENGTH) this.#encode();
  }

  /** How many wait for lines that have not been taken yet. */
  get waiting(): number {
    return this.#waiters.length + this.#unplaced.length;
  }

  /** The lines added since the last call. */
  take(): Batch | undefined {
    if (this.#lines === 0) return undefined;
    this.#encode();
    const chunk = this.#chunk;
    const waiters = this.#waiters.length > 0 ? this.#waiters : NO_WAITERS;
    const batch = { bytes: chunk.bytes.subarray(this.#start, chunk.used), lines: this.#lines, waiters, done: chunk.done };
    chunk.lookedAt++;
    this.#start = chunk.used;
    this.#lines = 0;
    // A batch keeps its list: a waiter of the next batch must not be found in it, or it would hear twice, and too early.
    if (waiters !== NO_WAITERS) this.#waiters = [];
    return batch;
  }

  #encode(): void {
    const text = this.#text;
    const chunk = this.#chunk;
    const from = chunk.used - this.#start;
    const length = chunk.bytes.write(text, chunk.used, 'utf8');
    chunk.used += length;
    const placed = length === text.length ? this.#unplaced : positionsInBytes(text, this.#unplaced);
    for (const { start, end, written } of placed) this.#waiters.push({ start: from + start, end: from + end, written });
    this.#text = '';
    this.#unplaced.length = 0;
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
