/** One line as it stands in a file, without its newline. */
export interface RawRecord {
  readonly bytes: Buffer;
  readonly file: string;
  readonly offset: number;
}

/** How many distances a mark is looked for at before it is searched. */
const GUESSES = 4;

/** A text that stands in lines, mostly as far from their end as in lines before. It holds no newline. */
export class LineMark {
  readonly bytes: Buffer;
  readonly #distances = new Uint32Array(GUESSES);
  #oldest = 0;

  constructor(text: string) {
    this.bytes = Buffer.from(text);
  }

  /** Where it stands in the line at [start, end), looked for only where it stood in others; -1 where it does not. */
  guess(content: Uint8Array, start: number, end: number): number {
    for (let i = 0; i < GUESSES; i++) {
      const at = end - (this.#distances[i] ?? 0);
      if (at >= start && at + this.bytes.length <= end && standsAt(content, at, this.bytes)) return at;
    }
    return -1;
  }

  /** Has others guessed at the same distance from their end. */
  learn(distance: number): void {
    this.#distances[this.#oldest] = distance;
    this.#oldest = (this.#oldest + 1) % GUESSES;
  }
}

/** Whether the text's bytes [from, until) stand in the content as far behind `start` as in the text. */
export function standsAt(content: Uint8Array, start: number, text: Uint8Array, from = 0, until = text.length): boolean {
  for (let i = from; i < until; i++) if (content[start + i] !== text[i]) return false;
  return true;
}

/** Lines of one file, as they were read. Each becomes an object only when it is looked at: most never are. */
export class RawRecords implements Iterable<RawRecord> {
  /** How many lines there are. */
  readonly length: number;
  readonly content: Buffer;
  readonly #file: string;
  readonly #offset: number;
  /** Where each line begins and ends in the content. */
  readonly #bounds: ArrayLike<number>;

  /** `bounds`: of so many lines, where each begins and where it ends. */
  constructor(content: Buffer, file: string, offset: number, bounds: ArrayLike<number>, length: number) {
    this.length = length;
    this.content = content;
    this.#file = file;
    this.#offset = offset;
    this.#bounds = bounds;
  }

  /** Where a line begins in the content. */
  startOf(line: number): number {
    return this.#bounds[2 * line] ?? 0;
  }

  endOf(line: number): number {
    return this.#bounds[2 * line + 1] ?? 0;
  }

  *[Symbol.iterator](): Generator<RawRecord> {
    for (let line = 0; line < this.length; line++) yield this.#at(line);
  }

  /** The lines in which the mark does not stand. */
  *without(mark: LineMark): Generator<RawRecord> {
    let next = -1;
    for (let line = 0; line < this.length; line++) {
      const start = this.startOf(line);
      const end = this.endOf(line);
      if (mark.guess(this.content, start, end) >= 0) continue;
      if (next < start) next = this.#find(mark, start);
      if (next > end) yield this.#at(line);
      else mark.learn(end - next);
    }
  }

  #find({ bytes }: LineMark, from: number): number {
    const at = this.content.indexOf(bytes, from);
    return at < 0 ? Number.POSITIVE_INFINITY : at;
  }

  #at(line: number): RawRecord {
    const start = this.startOf(line);
    return { bytes: this.content.subarray(start, this.endOf(line)), file: this.#file, offset: this.#offset + start };
  }
}
