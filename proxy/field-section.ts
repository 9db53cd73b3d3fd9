/** RFC 9110 section 5.6.2, as part of an expression: names of fields, methods, what chunks are extended by. */
export const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

/**
 * The fields of a head that is known to be well-formed, from `from` to `until`, where its empty line begins: names and values in turn,
 * with the sender's own case, order and repetitions, and without the white space around values (RFC 9112 section 5).
 */
export function fieldPairs(text: string, from: number, until: number): string[] {
  const pairs: string[] = [];
  for (let at = from; at < until; ) {
    const colon = text.indexOf(':', at);
    const end = text.indexOf('\r\n', colon);
    pairs.push(text.slice(at, colon), trimmed(text, colon + 1, end));
    at = end + 2;
  }
  return pairs;
}

/** The same pairs as the lines of a head. Nothing is checked. */
export function fieldLines(fields: readonly string[]): string {
  let text = '';
  for (let i = 0; i + 1 < fields.length; i += 2) text += `${fields[i]}: ${fields[i + 1]}\r\n`;
  return text;
}

function trimmed(text: string, from: number, end: number): string {
  let [first, last] = [from, end];
  while (first < last && isBlank(text.charCodeAt(first))) first++;
  while (last > first && isBlank(text.charCodeAt(last - 1))) last--;
  return text.slice(first, last);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
