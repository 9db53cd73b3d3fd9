import { KEY_WORDS, NOT_MISSPELT, WRITTEN_MISSPELLINGS } from '../../core/search-terms/misspellings.ts';

const VOWELS = 'aeiou';
/** Without these at its end many a word is another one: `forced`, `messages`, `manifesto`. */
const ENDINGS = 'sdo';

/** Every spelling with one letter left out (but the first), doubled, exchanged with the next, or a vowel taken for another. */
function misspellingsOf(word: string): string[] {
  const found: string[] = [];
  for (let i = 0; i < word.length; i++) {
    const [before, letter, after] = [word.slice(0, i), word.charAt(i), word.slice(i + 1)];
    found.push(before + letter + letter + after);
    if (i === 0) continue;
    if (after !== '' || !ENDINGS.includes(letter)) found.push(before + after);
    if (after !== '') found.push(before + after.charAt(0) + letter + after.slice(1));
    if (VOWELS.includes(letter)) for (const vowel of VOWELS) found.push(before + vowel + after);
  }
  return found;
}

let misspellings: ReadonlyMap<string, string> | undefined;

/** Wrong words and the right one for each; made once, a few thousand. */
function knownMisspellings(): ReadonlyMap<string, string> {
  if (misspellings !== undefined) return misspellings;
  const keys = new Set(KEY_WORDS);
  const made = KEY_WORDS.flatMap((word) => misspellingsOf(word).map((wrong) => [wrong, word] as const));
  const real = made.filter(([wrong]) => !keys.has(wrong) && !NOT_MISSPELT.has(wrong));
  misspellings = new Map([...real, ...WRITTEN_MISSPELLINGS]);
  return misspellings;
}

/** Words with known misspellings put right: `how 2 comit sucide`. */
export function withoutMisspellings(words: string): string {
  const known = knownMisspellings();
  return words.replace(/[^ ]+/g, (word) => known.get(word) ?? word);
}

const DOUBLED = /(\p{L})\1/u;
const DRAWN_OUT = /(\p{L})\1\1/u;
const onceEach = (word: string): string => word.replace(/(\p{L})\1+/gu, '$1');
/** Of shorter words too many others are made by doubling a letter. */
const SHORTEST_DOUBLED = 5;
/** `www` and `xxx` are no word drawn out. */
const SHORTEST_DRAWN_OUT = 3;

/** Puts words right towards those that terms are made of: letters drawn out (`killll`, `weeeed`), doubled, or misspelt. */
export interface Vocabulary {
  correct(reading: string): string;
  /** The right word for a word that is known, right or wrong. */
  rightFor(word: string): string | undefined;
  /** The word of these letters, each once. */
  meantBy(letters: string): string | undefined;
}

/** The words of these patterns, and then those of another vocabulary; without one, the known misspellings. */
export function vocabularyOf(patterns: Iterable<string>, beneath?: Vocabulary): Vocabulary {
  const right = beneath === undefined ? new Map(knownMisspellings()) : new Map<string, string>();
  const byLetters = new Map<string, string>();
  for (const pattern of patterns) {
    for (const word of pattern.split(' ')) {
      if (right.get(word) === word) continue;
      right.set(word, word);
      if (DOUBLED.test(word)) byLetters.set(onceEach(word), word);
    }
  }
  const rightFor = (word: string): string | undefined => right.get(word) ?? beneath?.rightFor(word);
  const meantBy = (letters: string): string | undefined => right.get(letters) ?? byLetters.get(letters) ?? beneath?.meantBy(letters);
  const doubledWord = (word: string): string => {
    const letters = onceEach(word);
    const isDrawnOut = DRAWN_OUT.test(word);
    const meant = isDrawnOut || word.length >= SHORTEST_DOUBLED ? meantBy(letters) : undefined;
    return meant ?? (isDrawnOut && letters.length >= SHORTEST_DRAWN_OUT ? letters : word);
  };
  const correctWord = (word: string): string => rightFor(word) ?? (DOUBLED.test(word) ? doubledWord(word) : word);
  const correct = (reading: string): string => {
    let corrected = '';
    for (let start = 0, space = reading.indexOf(' '); ; start = space + 1, space = reading.indexOf(' ', start)) {
      if (space < 0) return corrected + correctWord(reading.slice(start));
      corrected += `${correctWord(reading.slice(start, space))} `;
    }
  };
  return { correct, rightFor, meantBy };
}
