/** One line without controls, marks that turn or hide text, and lone surrogates; null when nothing is left. */
export function plain(text: string, most: number): string | null {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = [...line];
  if (characters.length > most) return `${characters.slice(0, most - 1).join('')}…`;
  return line === '' ? null : line;
}
