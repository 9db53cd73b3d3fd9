import { failure, type Result, success } from '../../core/result.ts';
import { type Sections, wordsOf } from './index-format.ts';

export type TableSections = Pick<Sections, 'bucketStarts' | 'fingerprints' | 'fingerprintSets'>;

/**
 * An immutable hash table from fingerprint to set number: buckets laid end to end without gaps, so 8 bytes of fingerprint,
 * 2 of set and under 1 of bucket index for each entry. The top bits of a fingerprint choose its bucket.
 */
export class FingerprintTable {
  readonly #starts: Int32Array;
  /** Low and high half of each. */
  readonly #fingerprints: Int32Array;
  readonly #sets: Uint16Array | Uint32Array;
  readonly #shift: number;

  private constructor(starts: Int32Array, fingerprints: Int32Array, sets: Uint16Array | Uint32Array) {
    this.#starts = starts;
    this.#fingerprints = fingerprints;
    this.#sets = sets;
    this.#shift = 32 - Math.log2(starts.length - 1);
  }

  static open(sections: TableSections): Result<FingerprintTable> {
    const starts = signed(sections.bucketStarts);
    const fingerprints = signed(sections.fingerprints);
    const { buffer, byteOffset, byteLength } = sections.fingerprintSets;
    const isWide = byteLength === 2 * fingerprints.length;
    const sets = isWide ? wordsOf(sections.fingerprintSets) : new Uint16Array(buffer, byteOffset, Math.floor(byteLength / 2));
    const bits = Math.log2(starts.length - 1);
    if (!Number.isInteger(bits) || bits < 1 || starts.at(-1) !== sets.length || 2 * sets.length !== fingerprints.length) {
      return failure('list-index-corrupt', 'The table of the list index does not fit together.');
    }
    return success(new FingerprintTable(starts, fingerprints, sets));
  }

  /** The set number of a fingerprint, or -1. Takes signed halves. */
  find(high: number, low: number): number {
    const bucket = high >>> this.#shift;
    const end = this.#starts[bucket + 1] as number;
    for (let i = this.#starts[bucket] as number; i < end; i++) {
      if (this.#fingerprints[2 * i] === low && this.#fingerprints[2 * i + 1] === high) return this.#sets[i] as number;
    }
    return -1;
  }
}

function signed(section: Uint8Array): Int32Array {
  return new Int32Array(section.buffer, section.byteOffset, Math.floor(section.byteLength / 4));
}
