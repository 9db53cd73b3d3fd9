/** One line as it stands in a file, without its newline. */
export interface RawRecord {
  readonly bytes: Buffer;
  readonly file: string;
  readonly offset: number;
}

/** Lines of one file, as they were read. Each becomes an object only when it is looked at: most never are. */
export class RawRecords implements Iterable<RawRecord> {
  /** How many lines there are. */
  readonly length: number;
  readonly #content: Buffer;
  readonly #file: string;
  readonly #offset: number;
  /** Where each line begins and ends in the content. */
  readonly #bounds: readonly number[];

  constructor(content: Buffer, file: string, offset: number, bounds: readonly number[]) {
    this.length = bounds.length / 2;
    this.#content = content;
    this.#file = file;
    this.#offset = offset;
    this.#bounds = bounds;
  }

  *[Symbol.iterator](): Generator<RawRecord> {
    for (let i = 0; i < this.#bounds.length; i += 2) yield this.#at(i);
  }

  /** The lines in which `mark` does not stand. It holds no newline. */
  *without(mark: Buffer): Generator<RawRecord> {
    let next = this.#find(mark, 0);
    for (let i = 0; i < this.#bounds.length; i += 2) {
      if (next < (this.#bounds[i] ?? 0)) next = this.#find(mark, this.#bounds[i] ?? 0);
      if (next > (this.#bounds[i + 1] ?? 0)) yield this.#at(i);
    }
  }

  #find(mark: Buffer, from: number): number {
    const at = this.#content.indexOf(mark, from);
    return at < 0 ? Number.POSITIVE_INFINITY : at;
  }

  #at(i: number): RawRecord {
    const start = this.#bounds[i] ?? 0;
    return { bytes: this.#content.subarray(start, this.#bounds[i + 1]), file: this.#file, offset: this.#offset + start };
  }
}
