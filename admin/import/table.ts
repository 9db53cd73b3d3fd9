import { CsvFailure, csvRows } from './csv.ts';
import { PackageFailure, type PackageFiles } from './package.ts';
import { type Place, type Problems, quoted } from './problems.ts';

/** `inactive` is what version 1.0 wrote, and some still do. */
const GONE = ['tobedeleted', 'inactive'];

/** A row's cell by its column's name; empty where the row or the file has none. */
export type Cell = (column: string) => string;

/**
 * Reads a file of a OneRoster package row by row. A file that is missing, is no CSV or lacks a column is a problem; a row with
 * cells too many is one, and is left out. Rows of what is gone are left out. False where the file could not be read to its end.
 */
export async function readTable(
  files: PackageFiles,
  file: string,
  needed: readonly string[],
  problems: Problems,
  take: (cell: Cell, at: Place) => void,
): Promise<boolean> {
  const unreadable = (line: number | null, message: string): false => {
    problems.add({ file, line }, message);
    return false;
  };
  if (!files.has(file)) return unreadable(null, 'is missing from the package');
  let columns: ReadonlyMap<string, number> | undefined;
  try {
    for await (const { cells, line } of csvRows(files.open(file), ',')) {
      const at = { file, line };
      if (columns === undefined) {
        columns = new Map(cells.map((cell, index) => [cell.toLowerCase(), index]));
        const lacking = needed.filter((column) => columns?.has(column.toLowerCase()) !== true);
        if (lacking.length > 0) return unreadable(line, `there is no column ${lacking.map(quoted).join(', ')}`);
        continue;
      }
      if (cells.slice(columns.size).some((extra) => extra !== '')) {
        problems.add(at, `the line has ${cells.length} cells, the first line ${columns.size}`);
        continue;
      }
      const known = columns;
      const cell: Cell = (column) => cells[known.get(column.toLowerCase()) ?? -1] ?? '';
      if (!GONE.includes(cell('status').toLowerCase())) take(cell, at);
    }
    return true;
  } catch (error) {
    if (error instanceof CsvFailure) return unreadable(error.line, error.message);
    if (error instanceof PackageFailure) return unreadable(null, error.message);
    throw error;
  }
}

/** `a,b` in one cell. */
export function listOf(cell: string): string[] {
  return cell
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
