/** Spreadsheets run what begins with one of these as a formula, also behind white space (OWASP, "CSV Injection"). */
const FORMULA = /^[\s\p{Cf}]*[=+\-@|%\t\r]/u;

/** One plain cell: a leading quote keeps a spreadsheet from running it; controls become spaces, so that one row stays one line. */
function cell(text: string): string {
  const plain = text.toWellFormed().replace(/\p{Cc}+/gu, ' ');
  return `"${(FORMULA.test(text) ? `'${plain}` : plain).replaceAll('"', '""')}"`;
}

/** A table as RFC 4180 has it, every cell quoted. Begins with the mark by which Excel knows UTF-8. */
export function csvText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return `\uFEFF${[head, ...rows].map(csvRow).join('')}`;
}

/** One more row of such a table, with its line end. */
export function csvRow(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}
