import type { EpochMs } from './units.ts';

/**
 * A decision id: 16 characters of Crockford base 32 that sort by time.
 * 45 bits of milliseconds (good until the year 3084), 10 bits of writer, 25 bits of sequence.
 * People read it from a block page, so the alphabet has no I, L, O or U.
 */
export type DecisionId = string & { readonly __brand: 'DecisionId' };

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The lowest `characters` digits of a whole number in Crockford base 32. */
export function crockford(value: number, characters: number): string {
  let rest = value;
  let text = '';
  for (let i = 0; i < characters; i++) {
    text = (ALPHABET[rest % 32] ?? '0') + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

function decode(text: string): number | undefined {
  let value = 0;
  for (const character of text) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return undefined;
    value = value * 32 + digit;
  }
  return value;
}

/** A generator for one writer. `writer` (0…1023) must be unique among writers that run at the same time. */
export function decisionIdGenerator(writer: number, firstSequence: number): (at: EpochMs) => DecisionId {
  const writerText = crockford(writer % 1024, 2);
  let sequence = firstSequence % 2 ** 25;
  let lastMs = -1;
  let prefix = '';
  return (at) => {
    sequence = (sequence + 1) % 2 ** 25;
    if (at !== lastMs) {
      lastMs = at;
      prefix = crockford(at, 9) + writerText;
    }
    return (prefix + crockford(sequence, 5)) as DecisionId;
  };
}

/** Accepts an id as a person types it (any case, hyphens and spaces ignored, I and L read as 1, O as 0). */
export function parseDecisionId(text: string): DecisionId | undefined {
  const plain = text.toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0');
  return plain.length === 16 && decode(plain) !== undefined ? (plain as DecisionId) : undefined;
}

/** When the decision was taken. */
export function decisionTime(id: DecisionId): EpochMs {
  return (decode(id.slice(0, 9)) ?? 0) as EpochMs;
}
