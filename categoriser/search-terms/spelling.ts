/**
 * What people type, brought to one spelling before terms are looked for: case, accents and invisible characters;
 * leetspeak (`5u1c1d3`); letters drawn out (`suiiicide`) or set apart (`s u i c i d e`, `s.u.i.c.i.d.e`).
 * Words stay words: nothing is ever joined across a space but single letters, so "therapist" and "Scunthorpe" stay whole.
 */

/** Letters that NFKD leaves alone, and spellings of one letter that keyboards for Arabic, Persian and Urdu mix. */
const LETTERS: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ک: 'ك',
  ی: 'ي',
  ى: 'ي',
  ے: 'ي',
  ہ: 'ه',
  ھ: 'ه',
  ة: 'ه',
};
const LETTER_PATTERN = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');
/** Combining marks (accents, Arabic vowel signs), format characters (zero width, direction) and the Arabic tatweel. */
const INVISIBLE = /[\p{M}\p{Cf}\u0640]/gu;

/** Lower case without accents or invisible characters. Punctuation and digits are kept. */
export function foldSpelling(text: string): string {
  const plain = text.normalize('NFKD').replace(INVISIBLE, '').toLowerCase();
  return plain.replace(LETTER_PATTERN, (letter) => LETTERS[letter] ?? letter);
}

const LEET: Readonly<Record<string, string>> = { 0: 'o', 3: 'e', 4: 'a', 5: 's', 7: 't', 8: 'b', 9: 'g', '@': 'a', $: 's' };
const LEET_IN_WORD = /[a-z][0-9@$!|]|[0-9@$!|][a-z]/;
/** `1`, `|` and, within a word, `!` stand for either letter. */
const UPRIGHT = /[1|]|!(?=[a-z0-9])/g;

function withoutLeet(text: string, upright: 'i' | 'l'): string {
  return text.replace(/\S+/g, (word) =>
    LEET_IN_WORD.test(word) ? word.replace(UPRIGHT, upright).replace(/[0-9@$]/g, (sign) => LEET[sign] ?? sign) : word,
  );
}

const SET_APART = /(?<=[\p{L}\p{N}])[^\p{L}\p{N}\s]+(?=[\p{L}\p{N}])/gu;
const BETWEEN_WORDS = /[^\p{L}\p{N}]+/gu;

/** Three or more characters in a row, each by itself, are one word. */
const SINGLES = /(?<=^|\s)\S(?:\s+\S){2,}(?=\s|$)/g;

/** The words of folded text, each with a space on both sides. */
export function spacedWords(folded: string): string {
  return ` ${folded.replace(BETWEEN_WORDS, ' ').trim()} `;
}

/** Every reading of a text worth looking terms up in: usually one, never more than six. */
export function readingsOf(text: string): ReadonlySet<string> {
  const folded = foldSpelling(text).replace(SINGLES, (characters) => characters.replace(/\s+/g, ''));
  const spellings = LEET_IN_WORD.test(folded) ? [folded, withoutLeet(folded, 'i'), withoutLeet(folded, 'l')] : [folded];
  const readings = new Set<string>();
  for (const spelling of spellings) {
    readings.add(spacedWords(spelling));
    const together = spelling.replace(SET_APART, '');
    if (together !== spelling) readings.add(spacedWords(together));
  }
  return readings;
}

const DRAWN_OUT = /(\p{L})\1\1/u;

/** Whether a letter is repeated as no word does. */
export function isDrawnOut(reading: string): boolean {
  return DRAWN_OUT.test(reading);
}

/** Every run of one letter as that letter once. Compare only with terms treated alike: it makes `weed` into `wed`. */
export function withoutRepeats(reading: string): string {
  return reading.replace(/(\p{L})\1+/gu, '$1');
}
