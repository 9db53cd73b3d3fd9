import type { Hostname } from '../../core/hostname.ts';

/**
 * Letters of other scripts that are drawn like an ASCII letter, after lower-casing and without accents. Source: Unicode
 * Technical Standard 39, confusables.txt, cut to what UTS 46 lets into a host name.
 */
const LOOKALIKES: Readonly<Record<string, string>> = {
  a: 'аɑα',
  b: 'ьƅ',
  c: 'сϲᴄ',
  d: 'ԁɗ',
  e: 'еҽє',
  f: 'ƒ',
  g: 'ɡցɢ',
  h: 'һհн',
  i: 'іıɩιɪ',
  j: 'јϳ',
  k: 'кκ',
  l: 'ӏǀⅼ',
  m: 'мᴍ',
  n: 'ոռп',
  o: 'оοօσօ',
  p: 'рρ',
  q: 'ԛզ',
  r: 'гᴦ',
  s: 'ѕꜱ',
  t: 'тτᴛ',
  u: 'υսᴜц',
  v: 'ѵνᴠ',
  w: 'ԝաɯᴡшω',
  x: 'хχ',
  y: 'уүγყ',
  z: 'ᴢʐ',
};
export const ASCII_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(LOOKALIKES).flatMap(([ascii, others]) => [...others].map((other) => [other, ascii] as const)),
);

/** The ASCII name that an internationalised one could be taken for; undefined for all others. */
export function asciiLookalike(host: Hostname): string | undefined {
  if (!hasEncodedLabel(host)) return undefined;
  const labels: string[] = [];
  for (const label of host.split('.')) {
    const plain = label.startsWith('xn--') ? plainLabel(label.slice(4)) : label;
    if (plain === undefined) return undefined;
    labels.push(plain);
  }
  return labels.join('.');
}

/** One character first: this is asked of every host, and few have it. */
function hasEncodedLabel(host: string): boolean {
  for (let at = host.indexOf('x'); at >= 0; at = host.indexOf('x', at + 1)) {
    if (host.charCodeAt(at + 1) === LETTER_N && host.startsWith('xn--', at)) return true;
  }
  return false;
}

const LETTER_N = 110;

function plainLabel(encoded: string): string | undefined {
  const decoded = decodePunycode(encoded);
  if (decoded === undefined) return undefined;
  const bare = decoded.normalize('NFKD').replace(/\p{M}/gu, '');
  const plain = [...bare].map((character) => ASCII_OF.get(character) ?? character).join('');
  return /^[a-z0-9-]+$/.test(plain) ? plain : undefined;
}

/** RFC 3492 section 5. */
const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const FIRST_CODE_POINT = 128;
const FIRST_BIAS = 72;
const LAST_CODE_POINT = 0x10ffff;

/** RFC 3492 section 6.2, of one label without its `xn--`. Undefined when it encodes nothing. */
export function decodePunycode(label: string): string | undefined {
  const end = label.lastIndexOf('-');
  const output = end < 0 ? [] : [...label.slice(0, end)].map((character) => character.charCodeAt(0));
  let codePoint = FIRST_CODE_POINT;
  let bias = FIRST_BIAS;
  let position = 0;
  for (let at = end + 1; at < label.length; ) {
    const before = position;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = digitOf(label.charCodeAt(at++));
      position += digit * weight;
      if (!(digit >= 0) || position > 0x7fffffff) return undefined;
      const threshold = Math.min(T_MAX, Math.max(T_MIN, k - bias));
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    const count = output.length + 1;
    bias = adapt(position - before, count, before === 0);
    codePoint += Math.floor(position / count);
    if (codePoint > LAST_CODE_POINT) return undefined;
    position %= count;
    output.splice(position++, 0, codePoint);
  }
  return String.fromCodePoint(...output);
}

function digitOf(code: number): number {
  if (code >= 97 && code <= 122) return code - 97;
  if (code >= 48 && code <= 57) return code - 22;
  return Number.NaN;
}

function adapt(delta: number, count: number, isFirst: boolean): number {
  let left = isFirst ? Math.floor(delta / 700) : delta >> 1;
  left += Math.floor(left / count);
  let k = 0;
  for (; left > ((BASE - T_MIN) * T_MAX) >> 1; k += BASE) left = Math.floor(left / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * left) / (left + 38));
}
