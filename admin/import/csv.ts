import { isUtf8 } from 'node:buffer';
import { pipeline, Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';

/** A line is never this long: a quote that is never closed must not swallow the file. */
const MOST_BYTES_A_RECORD = 65_536;
/** A trust's enrolments are half a million. */
const MOST_RECORDS = 2_000_000;
/** Some 2 ms of parsing; then others get a turn. */
const SLICE_BYTES = 65_536;

export interface CsvRow {
  readonly cells: readonly string[];
  /** The line it ends at, from 1. */
  readonly line: number;
}

/** What no reading goes beyond. */
export class CsvFailure extends Error {
  readonly line: number | null;

  constructor(message: string, line: number | null) {
    super(message);
    this.line = line;
  }
}

/** The rows of a UTF-8 file, without empty ones; cells are trimmed. Throws a CsvFailure where the file is no CSV. */
export async function* csvRows(bytes: AsyncIterable<Buffer> | Iterable<Buffer>, delimiter: string): AsyncGenerator<CsvRow> {
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    trim: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    max_record_size: MOST_BYTES_A_RECORD,
  });
  pipeline(Readable.from(slices(bytes)), parser, () => {});
  let line = 0;
  let count = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      line = info.lines;
      if (++count > MOST_RECORDS) throw new CsvFailure(`there are more than ${MOST_RECORDS} lines`, line);
      yield { cells: record, line };
    }
  } catch (error) {
    throw error instanceof CsvError ? explained(error, line) : error;
  }
}

async function* slices(bytes: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    for (let start = 0; start < chunk.length; start += SLICE_BYTES) {
      yield chunk.subarray(start, start + SLICE_BYTES);
      await nextTurn();
    }
  }
}

function explained(error: CsvError, lastLine: number): CsvFailure {
  const { lines } = error as unknown as { lines?: number };
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
    case 'CSV_MAX_RECORD_SIZE':
      return new CsvFailure('a quotation mark opened here, or soon after, is never closed', lastLine + 1);
    case 'INVALID_OPENING_QUOTE':
    case 'CSV_INVALID_CLOSING_QUOTE':
      return new CsvFailure(
        'a quotation mark stands in the middle of a cell: write it twice, and the cell in quotation marks',
        lines ?? lastLine + 1,
      );
    default:
      return new CsvFailure('this is not CSV', lines ?? lastLine + 1);
  }
}

/** A whole file as UTF-8, whatever Excel saved it as, with a note where that was a guess. Undefined when it is no text. */
export function asUtf8(bytes: Buffer): { readonly bytes: Buffer; readonly note: string | null } | undefined {
  const decoded = (encoding: string, note: string | null = null) => ({ bytes: Buffer.from(new TextDecoder(encoding).decode(bytes)), note });
  const text =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? decoded('utf-16le')
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? decoded('utf-16be')
        : isUtf8(bytes)
          ? { bytes, note: null }
          : decoded(
              'windows-1252',
              'The file is not UTF-8: it was read as Windows-1252 ("CSV" of Excel). Look at the names, or save it as "CSV UTF-8".',
            );
  return text.bytes.includes(0) ? undefined : text;
}

/** What stands between the cells of a header: a comma, Excel's semicolon, or a tab. */
export function delimiterOf(bytes: Buffer): string {
  const header =
    bytes
      .subarray(0, 4_096)
      .toString()
      .split(/[\r\n]/, 1)[0] ?? '';
  const count = (delimiter: string) => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}
