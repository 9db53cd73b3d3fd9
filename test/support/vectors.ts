import { readFileSync } from 'node:fs';

/** The rows of a file in test/vectors whose columns are parted by `|`; comments and empty lines left out. */
export function vectorRows(name: string): string[][] {
  const text = readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => line.split('|').map((column) => column.trim()));
}

/** `\r`, `\n`, `\\` and `\xNN` as in a string literal. */
export function unescaped(text: string): string {
  return text.replace(/\\(?:x([0-9a-f]{2})|(.))/gi, (_, hex: string | undefined, letter: string) =>
    hex === undefined ? ({ r: '\r', n: '\n' }[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
