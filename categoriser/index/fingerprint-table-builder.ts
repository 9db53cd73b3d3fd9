import type { TableSections } from './fingerprint-table.ts';
import { bytesOf } from './index-format.ts';

/** The top bits of a fingerprint choose its bucket; about this many records share one. */
const RECORDS_PER_BUCKET = 5;
/** A record is three words: high half, low half, member (at the end: set). */
const WORDS = 3;
const CHUNK_WORDS = WORDS << 18;
/** The records of a bucket are sorted by insertion, unless repeats in the lists have made it long. */
const MAX_INSERTION = 64;

/** Collects (fingerprint, member) records and lays them out as a FingerprintTable: 24 bytes a record at most, and no object each. */
export class FingerprintTableBuilder {
  #chunks: Int32Array[] = [];
  #chunk = new Int32Array(0);
  #used = 0;

  /** Takes signed halves. */
  add(high: number, low: number, member: number): void {
    if (this.#used === this.#chunk.length) {
      this.#chunk = new Int32Array(CHUNK_WORDS);
      this.#chunks.push(this.#chunk);
      this.#used = 0;
    }
    this.#chunk[this.#used] = high;
    this.#chunk[this.#used + 1] = low;
    this.#chunk[this.#used + 2] = member;
    this.#used += WORDS;
  }

  /** Ends the collection. `intern` is called once for each fingerprint with its members, ascending and without repeats. */
  finish(intern: (members: readonly number[]) => number): TableSections {
    const { starts, records } = this.#distribute();
    let entries = 0;
    let from = 0;
    for (let bucket = 0; bucket < starts.length - 1; bucket++) {
      const to = starts[bucket + 1] as number;
      starts[bucket] = entries;
      sortRecords(records, from, to);
      entries = mergeRecords(records, from, to, entries, intern);
      from = to;
    }
    starts[starts.length - 1] = entries;
    return columns(starts, records, entries);
  }

  /** A counting sort by bucket. Answers where each bucket begins, counted in records. */
  #distribute(): { readonly starts: Int32Array; readonly records: Int32Array } {
    const filled = this.#chunks.map((chunk) => (chunk === this.#chunk ? chunk.subarray(0, this.#used) : chunk));
    const count = filled.reduce((sum, chunk) => sum + chunk.length, 0) / WORDS;
    const bits = Math.max(1, Math.ceil(Math.log2(Math.max(1, count / RECORDS_PER_BUCKET))));
    const shift = 32 - bits;
    const ends = new Int32Array(2 ** bits + 1);
    for (const chunk of filled) {
      for (let i = 0; i < chunk.length; i += WORDS)
        ends[(chunk[i] as number) >>> shift] = (ends[(chunk[i] as number) >>> shift] as number) + 1;
    }
    for (let bucket = 1; bucket < ends.length; bucket++) ends[bucket] = (ends[bucket] as number) + (ends[bucket - 1] as number);
    const records = new Int32Array(count * WORDS);
    // Filled from the end of each bucket, so that `ends` has become `starts` when all are placed.
    for (const chunk of filled) {
      for (let i = 0; i < chunk.length; i += WORDS) {
        const place = (ends[(chunk[i] as number) >>> shift] as number) - 1;
        ends[(chunk[i] as number) >>> shift] = place;
        for (let word = 0; word < WORDS; word++) records[place * WORDS + word] = chunk[i + word] as number;
      }
    }
    this.#chunks = [];
    this.#chunk = new Int32Array(0);
    this.#used = 0;
    return { starts: ends, records };
  }
}

/** Orders records [from, to) by fingerprint, then member. */
function sortRecords(records: Int32Array, from: number, to: number): void {
  if (to - from > MAX_INSERTION) {
    sortManyRecords(records, from, to);
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const high = records[i * WORDS] as number;
    const low = records[i * WORDS + 1] as number;
    const member = records[i * WORDS + 2] as number;
    let place = i;
    while (place > from && isAfter(records, place - 1, high, low, member)) {
      records.copyWithin(place * WORDS, (place - 1) * WORDS, place * WORDS);
      place--;
    }
    records[place * WORDS] = high;
    records[place * WORDS + 1] = low;
    records[place * WORDS + 2] = member;
  }
}

function isAfter(records: Int32Array, position: number, high: number, low: number, member: number): boolean {
  const otherHigh = records[position * WORDS] as number;
  if (otherHigh !== high) return otherHigh > high;
  const otherLow = records[position * WORDS + 1] as number;
  if (otherLow !== low) return otherLow > low;
  return (records[position * WORDS + 2] as number) > member;
}

function sortManyRecords(records: Int32Array, from: number, to: number): void {
  const rows: [number, number, number][] = [];
  for (let i = from * WORDS; i < to * WORDS; i += WORDS) rows.push([records[i] ?? 0, records[i + 1] ?? 0, records[i + 2] ?? 0]);
  rows.sort((one, other) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2]);
  rows.forEach((row, position) => {
    records.set(row, (from + position) * WORDS);
  });
}

/** Replaces sorted records [from, to) by one for each fingerprint, its set in the place of the member, written from `target` on. Answers its end. */
function mergeRecords(
  records: Int32Array,
  from: number,
  to: number,
  target: number,
  intern: (members: readonly number[]) => number,
): number {
  let next = target;
  let i = from;
  while (i < to) {
    const high = records[i * WORDS] as number;
    const low = records[i * WORDS + 1] as number;
    const members: number[] = [];
    for (; i < to && records[i * WORDS] === high && records[i * WORDS + 1] === low; i++) {
      const member = records[i * WORDS + 2] as number;
      if (members.at(-1) !== member) members.push(member);
    }
    records[next * WORDS] = high;
    records[next * WORDS + 1] = low;
    records[next * WORDS + 2] = intern(members);
    next++;
  }
  return next;
}

function columns(starts: Int32Array, records: Int32Array, entries: number): TableSections {
  const fingerprints = new Int32Array(2 * entries);
  let maxSet = 0;
  for (let i = 0; i < entries; i++) {
    fingerprints[2 * i] = records[i * WORDS + 1] as number;
    fingerprints[2 * i + 1] = records[i * WORDS] as number;
    maxSet = Math.max(maxSet, records[i * WORDS + 2] as number);
  }
  const sets = maxSet <= 0xffff ? new Uint16Array(entries) : new Uint32Array(entries);
  for (let i = 0; i < entries; i++) sets[i] = records[i * WORDS + 2] as number;
  return { bucketStarts: bytesOf(starts), fingerprints: bytesOf(fingerprints), fingerprintSets: bytesOf(sets) };
}
