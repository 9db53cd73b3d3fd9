import { errorCode, listRecordFiles, RESERVE_FOLDER } from './layout.ts';
import { readWindows } from './line-window.ts';

/**
 * All whole lines of a day's files, or of the reserve's, a stretch of one file at a time. A file that goes meanwhile, by retention or
 * from the reserve to its day, is passed over.
 */
export async function* readDay(folder: string, day: string): AsyncGenerator<Buffer> {
  for (const { path } of await listRecordFiles(folder, day)) {
    try {
      yield* readWindows(path, day === RESERVE_FOLDER);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
}

/** Those of a day's lines that hold the needle, without their newlines. `isOver` is asked before each stretch: reading ends where it says so. */
export async function* readDayLinesWith(
  folder: string,
  day: string,
  needle: Buffer,
  isOver: () => boolean = () => false,
): AsyncGenerator<Buffer> {
  for await (const lines of readDay(folder, day)) {
    if (isOver()) return;
    for (let at = lines.indexOf(needle); at >= 0; ) {
      const end = lines.indexOf(10, at);
      yield lines.subarray(lines.lastIndexOf(10, at) + 1, end);
      at = lines.indexOf(needle, end);
    }
  }
}

/** Each line of a stretch that ends with a newline, without it. */
export function* linesIn(stretch: Buffer): Generator<Buffer> {
  for (let start = 0, end = stretch.indexOf(10); end >= 0; start = end + 1, end = stretch.indexOf(10, start))
    yield stretch.subarray(start, end);
}
