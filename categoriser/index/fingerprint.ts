/**
 * Keyed 64-bit fingerprints of names and pages.
 *
 * A host is read from its right end, so that one pass over `a.b.example.com` yields the fingerprints of `com`, `example.com`,
 * `b.example.com` and the whole on its way; a page goes on from there with its path, left to right (`/` is in no host, so the two
 * never meet). Two names share a fingerprint with a chance of 2^-64. The key comes from the list version and is no secret:
 * it only makes a collision that somebody might find useless with the next version.
 */
export interface FingerprintKey {
  readonly a: number;
  readonly b: number;
}

/** The key of a list version (FNV-1a over its text, two offsets). */
export function fingerprintKey(version: string): FingerprintKey {
  let a = 0x811c9dc5 | 0;
  let b = 0x2f0b4c47 | 0;
  for (let i = 0; i < version.length; i++) {
    a = Math.imul(a ^ version.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ version.charCodeAt(i), 0x01000193);
    b ^= a >>> 15;
  }
  return { a: scramble(a), b: scramble(b) };
}

/** The final mix of MurmurHash3: a bijection in which every input bit reaches every output bit. */
function scramble(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/**
 * One character more: `a = stepA(a, code)`, then `b = stepB(b, a)`. Each is a bijection of the state for a given character,
 * so texts cannot run together early. Free functions on numbers, because a look-up of a host is little else.
 */
export function stepA(a: number, code: number): number {
  const mixed = Math.imul(a ^ code, 0xcc9e2d51);
  return (mixed << 15) | (mixed >>> 17);
}

export function stepB(b: number, a: number): number {
  const mixed = Math.imul(b ^ a, 0x1b873593);
  return (mixed << 13) | (mixed >>> 19);
}

/** The fingerprint's halves, signed, from the state: first `low = lowHalf(a, b)`, then `highHalf(b, low)`. Together again a bijection. */
export function lowHalf(a: number, b: number): number {
  return scramble((a + b) | 0);
}

export function highHalf(b: number, low: number): number {
  return scramble(b ^ low);
}

/** A running fingerprint, for where a look-up is not in a hurry. */
export class Fingerprinter {
  readonly #key: FingerprintKey;
  #a = 0;
  #b = 0;

  constructor(key: FingerprintKey) {
    this.#key = key;
  }

  /** From the start: a host, from its right end. */
  addHost(host: string): void {
    let { a, b } = this.#key;
    for (let i = host.length - 1; i >= 0; i--) {
      a = stepA(a, host.charCodeAt(i));
      b = stepB(b, a);
    }
    this.#a = a;
    this.#b = b;
  }

  addText(text: string): void {
    for (let i = 0; i < text.length; i++) this.add(text.charCodeAt(i));
  }

  add(code: number): void {
    this.#a = stepA(this.#a, code);
    this.#b = stepB(this.#b, this.#a);
  }

  get low(): number {
    return lowHalf(this.#a, this.#b);
  }

  get high(): number {
    return highHalf(this.#b, this.low);
  }
}
