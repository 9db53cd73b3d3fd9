import { failure, type Result, success } from '../../core/result.ts';

/**
 * The image of a compiled index: a header, then sections, each at a multiple of eight bytes, little-endian.
 *
 * header words (32 bits): magic, format, length in bytes, two of checksum over all that follows them,
 * then offset and length in bytes of each section in the order of SECTIONS.
 */
export const SECTIONS = [
  /** JSON: version, lists, members, expressions, texts of address ranges. */
  'catalogue',
  /** Category sets: where each one's members begin (and the end of the last), and the members. */
  'setStarts',
  'setMembers',
  /** The fingerprint table: where each bucket begins, then the low and high half of each fingerprint, and its set. */
  'bucketStarts',
  'fingerprints',
  'fingerprintSets',
  /** Bounds of address ranges, IPv4 and IPv6. */
  'ranges4',
  'ranges6',
  /** Keyed hashes of sealed lists, sorted, and the member of each. */
  'sealedHashes',
  'sealedMembers',
] as const;
export type SectionName = (typeof SECTIONS)[number];
export type Sections = Record<SectionName, Uint8Array>;

const MAGIC = 0x58494753; // "SGIX" in little-endian bytes
/** Changes with the layout, the fingerprint, the canonical form of a page and the kinds of entries: an index of another format is rebuilt, not read. */
const FORMAT = 2;
const FIXED_WORDS = 5;
const HEADER_WORDS = FIXED_WORDS + 2 * SECTIONS.length;
const ALIGNMENT = 8;

export function writeImage(sections: Sections): Uint8Array {
  let length = align(HEADER_WORDS * 4);
  const places = SECTIONS.map((name) => {
    const offset = length;
    length = align(offset + sections[name].byteLength);
    return { name, offset };
  });
  if (length > 0xffff_ffff) throw new RangeError('A list index holds at most 4 GB.');
  const image = new Uint8Array(length);
  const words = new Uint32Array(image.buffer);
  words.set([MAGIC, FORMAT, length]);
  places.forEach(({ name, offset }, position) => {
    image.set(sections[name], offset);
    words.set([offset, sections[name].byteLength], FIXED_WORDS + 2 * position);
  });
  words.set(checksum(words), 3);
  return image;
}

/**
 * The sections as views on the bytes, which must not change afterwards. Refuses what is cut short, of another format, or altered; the last
 * is not looked at where the bytes are verified already.
 */
export function readImage(bytes: Uint8Array, isVerified = false): Result<Sections> {
  if (bytes.byteLength < HEADER_WORDS * 4)
    return failure('list-index-truncated', 'The list index is cut short: it ends within its header.');
  const aligned = bytes.byteOffset % ALIGNMENT === 0 ? bytes : new Uint8Array(bytes);
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, Math.floor(aligned.byteLength / 4));
  const word = (position: number): number => words[position] ?? 0;
  if (word(0) !== MAGIC) return failure('list-index-format', 'This is not a list index.');
  if (word(1) !== FORMAT) return failure('list-index-format', `The list index has format ${word(1)}; this release reads format ${FORMAT}.`);
  if (word(2) !== aligned.byteLength) {
    return failure('list-index-truncated', `The list index should have ${word(2)} bytes and has ${aligned.byteLength}.`);
  }
  const [first, second] = isVerified ? [word(3), word(4)] : checksum(words);
  if (first !== word(3) || second !== word(4)) return failure('list-index-corrupt', 'The list index does not match its checksum.');
  const sections: Partial<Sections> = {};
  for (const [position, name] of SECTIONS.entries()) {
    const offset = word(FIXED_WORDS + 2 * position);
    const length = word(FIXED_WORDS + 2 * position + 1);
    if (offset % ALIGNMENT !== 0 || offset + length > aligned.byteLength) {
      return failure('list-index-corrupt', `The list index says that its section ${name} lies outside it.`);
    }
    sections[name] = aligned.subarray(offset, offset + length);
  }
  return success(sections as Sections);
}

/**
 * 64 bits in two lanes over every word after the checksum. Both lanes are bijections of their state at each word,
 * so any change within one word changes both; it guards against damage, not against forgery.
 */
function checksum(words: Uint32Array): [number, number] {
  let a = 0x811c9dc5 | 0;
  let b = 0x9747b28c | 0;
  for (let i = FIXED_WORDS; i < words.length; i++) {
    const word = words[i] as number;
    a = Math.imul(a ^ word, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b + word, 0x85ebca6b);
    b = (b << 13) | (b >>> 19);
  }
  return [a >>> 0, b >>> 0];
}

function align(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}

/** The bytes behind a typed array. */
export function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

export function wordsOf(section: Uint8Array): Uint32Array {
  return new Uint32Array(section.buffer, section.byteOffset, Math.floor(section.byteLength / 4));
}
