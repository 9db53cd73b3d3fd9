import { ASCII_OF } from '../disguise/homograph.ts';

/**
 * What people type, brought to one spelling before terms are looked for: case, accents and invisible characters; letters of
 * other alphabets that look alike; leetspeak (`5u1c1d3`); letters set apart (`s u i c i d e`, `s.u.i.c.i.d.e`).
 * Letters drawn out and misspellings are put right word by word afterwards (vocabulary.ts).
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
/** Combining marks (accents, Arabic vowel signs), format characters (zero width, direction), the Arabic tatweel and the Hangul fillers. */
const INVISIBLE = /[\p{M}\p{Cf}\u0640\u115f\u1160\u3164]/gu;
/** Letters on a dark ground, which NFKD leaves alone, and flags: 26 in a row each. */
const BOXED = /[\u{1f150}-\u{1f169}\u{1f170}-\u{1f189}\u{1f1e6}-\u{1f1ff}]/gu;
const BOXED_ALPHABETS = [0x1f150, 0x1f170, 0x1f1e6];

function unboxed(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  const first = BOXED_ALPHABETS.find((start) => code >= start && code < start + 26) ?? code;
  return String.fromCharCode(97 + code - first);
}

/** Beside those that a host name may hold (homograph.ts): capitals and small capitals. */
const MORE_LOOKALIKES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    в: 'b',
    є: 'e',
    ʙ: 'b',
    ꜰ: 'f',
    ʜ: 'h',
    ᴊ: 'j',
    ᴋ: 'k',
    ʟ: 'l',
    ɴ: 'n',
    ᴏ: 'o',
    ᴘ: 'p',
    ʀ: 'r',
    я: 'r',
    ε: 'e',
    ᴀ: 'a',
    ᴅ: 'd',
    ᴇ: 'e',
    ʏ: 'y',
    ς: 's',
    σ: 'o',
    η: 'n',
  }),
);
const LOOKALIKE = /[\u0180-\u02af\u0370-\u058f\u10e7\u1d00-\u1d7f\ua720-\ua7ff]/;

/** A word that mixes alphabets, or is of look-alikes through and through, in plain letters; a word of another language stays. */
function plainWord(word: string): string {
  if (!LOOKALIKE.test(word)) return word;
  let isAllAlike = true;
  const plain = word.replace(/\P{ASCII}/gu, (letter) => {
    const ascii = MORE_LOOKALIKES.get(letter) ?? ASCII_OF.get(letter);
    if (ascii === undefined) isAllAlike = false;
    return ascii ?? letter;
  });
  return isAllAlike || /[a-z]/.test(word) ? plain : word;
}

const PLAIN = /^[a-z0-9]+(?: [a-z0-9]+)*$/;

/** Lower case without accents, look-alikes, apostrophes or invisible characters. Other punctuation and digits are kept. */
export function foldSpelling(text: string): string {
  if (PLAIN.test(text)) return text;
  const upright = text.replace(/(?<=[a-z])I+(?=[a-z]|\b)/g, (letters) => 'l'.repeat(letters.length));
  const known = /^[\n -~]*$/.test(upright) ? upright.toLowerCase() : foldUnusual(upright);
  return known.replace(/['\u2018\u2019\u00b4`\u02bc]/g, '');
}

function foldUnusual(text: string): string {
  const plain = text.normalize('NFKD').replace(INVISIBLE, '').replace(BOXED, unboxed).toLowerCase();
  const lettered = plain.replace(LETTER_PATTERN, (letter) => LETTERS[letter] ?? letter);
  return LOOKALIKE.test(lettered) ? lettered.replace(/\S+/g, plainWord) : lettered;
}

const LEET: Readonly<Record<string, string>> = { 0: 'o', 3: 'e', 4: 'a', 5: 's', 7: 't', 8: 'b', 9: 'g', '@': 'a', $: 's', '€': 'e' };
const LEET_IN_WORD = /[a-z][0-9@$€!|]|[0-9@$€!|][a-z]/;
/** `1`, `|` and, within a word, `!` stand for either letter. */
const UPRIGHT = /[1|]|!(?=[a-z0-9])/g;

/** Words of lessons and games that are written so; read as leetspeak they would no longer say what a search is about. */
const NO_LEET = /^(?:ww1|ks[1345]|ps[1345]|gta5)[^a-z0-9]*$/;

function withoutLeet(text: string, upright: 'i' | 'l'): string {
  return text.replace(/\S+/g, (word) =>
    LEET_IN_WORD.test(word) && !NO_LEET.test(word)
      ? word.replace(UPRIGHT, upright).replace(/[0-9@$€]/g, (sign) => LEET[sign] ?? sign)
      : word,
  );
}

const SET_APART = /(?<=[\p{L}\p{N}])[^\p{L}\p{N}\s]+(?=[\p{L}\p{N}])/gu;
const BETWEEN_WORDS = /[^\p{L}\p{N}]+/gu;

/** Three or more characters in a row, each by itself, are one word. */
const SINGLES = /(?<=^|\s)\S(?:\s+\S){2,}(?=\s|$)/g;

/** The words of folded text, each with a space on both sides. */
export function spacedWords(folded: string): string {
  return ` ${PLAIN.test(folded) ? folded : folded.replace(BETWEEN_WORDS, ' ').trim()} `;
}

const HAS_SINGLES = /(?:^|\s)\S\s+\S\s/;

/** Every reading of a text worth looking terms up in: usually one, never more than six. */
export function readingsOf(text: string): ReadonlySet<string> {
  const typed = foldSpelling(text);
  const folded = HAS_SINGLES.test(typed) ? typed.replace(SINGLES, (characters) => characters.replace(/\s+/g, '')) : typed;
  const spellings = LEET_IN_WORD.test(folded) ? [folded, withoutLeet(folded, 'i'), withoutLeet(folded, 'l')] : [folded];
  const readings = new Set<string>();
  for (const spelling of spellings) {
    readings.add(spacedWords(spelling));
    const together = PLAIN.test(spelling) ? spelling : spelling.replace(SET_APART, '');
    if (together !== spelling) readings.add(spacedWords(together));
  }
  return readings;
}
