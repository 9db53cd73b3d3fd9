import Type from 'typebox';
import type { AccessRecord } from '../../core/access-record.ts';
import type { EpochMs } from '../../core/units.ts';
import { parseRecord } from './decode.ts';
import { describeDiskProblem } from './disk-problem.ts';
import { type FollowedFile, FollowedFiles } from './followed-files.ts';
import { errorCode, MAX_LINE_BYTES } from './layout.ts';
import { type LineWindow, readWindow, reusedRoom } from './line-window.ts';
import { type RawRecord, RawRecords } from './raw-records.ts';
import { SpoolWatch } from './spool-watch.ts';

/** How far each file has been read, by name. Plain JSON, for the consumer to keep; check what was kept with the schema. */
export const RecordCursorSchema = Type.Record(Type.String(), Type.Integer({ minimum: 0 }));
export type RecordCursor = Type.Static<typeof RecordCursorSchema>;

export interface QuarantinedLine {
  readonly file: string;
  readonly offset: number;
  /** All of it, or its beginning where it is longer than a line may be. */
  readonly bytes: Buffer;
  readonly reason: 'not-json' | 'not-a-record' | 'too-long' | 'unterminated';
}

export interface RecordReaderOptions {
  readonly folder: string;
  /** Where an earlier reader left off. */
  readonly cursor?: RecordCursor;
  /** Files that end before this moment are passed over, where the cursor does not know them. */
  readonly since?: EpochMs;
  /** How often to look where the system tells of no changes; less often where it does. */
  readonly pollMs?: number;
  /** An unterminated last line that has not grown for so long is torn: its writer is gone. */
  readonly tornAfterMs?: number;
  readonly onQuarantine?: (line: QuarantinedLine) => void;
  /** A file or folder that cannot be read now; it is tried again. */
  readonly onProblem?: (message: string) => void;
}

export interface RecordReaderStats {
  readonly lines: number;
  readonly bytes: number;
  readonly quarantined: number;
}

const LINE_END = 10;
const NONE = new RawRecords(Buffer.alloc(0), '', 0, [], 0);

/** Opens a reader of all writers' files. It holds no file open between reads. */
export function openRecordReader(options: RecordReaderOptions): RecordReader {
  return new RecordReader(options);
}

/**
 * Follows the spool: each whole line once, file by file, files in turn. The next lines are read only when they are asked for, and
 * into the place of the last: what is to be kept of those must be copied before. Not for two callers at a time.
 */
export class RecordReader implements AsyncIterable<RawRecords> {
  readonly #options: RecordReaderOptions;
  readonly #files: FollowedFiles;
  readonly #watch: SpoolWatch;
  readonly #tornAfterMs: number;
  readonly #room = reusedRoom();
  /** Of the lines that were read last, as the room is. */
  #bounds = new Uint32Array(256);
  #lines = 0;
  #bytes = 0;
  #quarantined = 0;
  #waiting: (() => void)[] = [];

  constructor(options: RecordReaderOptions) {
    this.#options = options;
    this.#tornAfterMs = options.tornAfterMs ?? 10_000;
    this.#files = new FollowedFiles(options.folder, options.cursor ?? {}, options.since);
    this.#watch = new SpoolWatch(options.pollMs ?? 1_000);
  }

  /** The next lines, at most a window of one file; waits until there are some. Empty only once the reader is closed. */
  async next(): Promise<RawRecords> {
    while (!this.#watch.isClosed) {
      const lines = await this.read();
      if (lines.length > 0) return lines;
      await this.#watch.changed();
    }
    return NONE;
  }

  /** The lines there are now, at most a window of one file; empty when everything has been read. */
  async read(): Promise<RawRecords> {
    const waiting = this.#waiting.splice(0);
    const lines = await this.#readOn();
    if (lines.length > 0) this.#waiting.unshift(...waiting);
    else for (const told of waiting) told();
    return lines;
  }

  /**
   * Resolves when whoever reads has been given everything that was recorded before this call, and asked for more; also when the
   * reader is closed.
   */
  caughtUp(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#watch.isClosed) return resolve();
      this.#waiting.push(resolve);
      this.#watch.lookNow();
    });
  }

  async #readOn(): Promise<RawRecords> {
    for (const name of this.#watch.takeChanged()) this.#files.markChanged(name);
    if (this.#watch.takeRescan()) await this.#rescan();
    for (let file = this.#files.takeChanged(); file !== undefined; file = this.#files.takeChanged()) {
      const lines = await this.#readFile(file);
      if (lines.length === 0) continue;
      this.#watch.found(file.name);
      return lines;
    }
    return NONE;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RawRecords> {
    for (let lines = await this.next(); lines.length > 0; lines = await this.next()) yield lines;
  }

  /** The line as a record; undefined, counted and reported when it is none. */
  parse(line: RawRecord): AccessRecord | undefined {
    const parsed = parseRecord(line.bytes);
    if (parsed.ok) return parsed.value;
    this.#quarantine({ ...line, reason: parsed.failure.code === 'not-json' ? 'not-json' : 'not-a-record' });
    return undefined;
  }

  /** The position behind everything that was handed out: keep it once that has been dealt with. */
  cursor(): RecordCursor {
    return this.#files.cursor();
  }

  stats(): RecordReaderStats {
    return { lines: this.#lines, bytes: this.#bytes, quarantined: this.#quarantined };
  }

  /** Ends a wait for lines, too. */
  close(): void {
    this.#watch.close();
    for (const told of this.#waiting.splice(0)) told();
  }

  async #rescan(): Promise<void> {
    try {
      const { folders, hasFoundUntold } = await this.#files.rescan();
      this.#watch.watchFolders(folders);
      this.#watch.looked(hasFoundUntold);
    } catch (error) {
      this.#watch.looked(true);
      this.#problem('The folder of the access records cannot be listed', error);
    }
  }

  async #readFile(file: FollowedFile): Promise<RawRecords> {
    let window: LineWindow;
    try {
      window = await readWindow(file.path, file.offset, file.isReserve, this.#room);
    } catch (error) {
      // Gone by retention, or moved from the reserve to its day.
      if (errorCode(error) === 'ENOENT') this.#watch.askRescan();
      else this.#problem('A file of the access records cannot be read', error);
      return NONE;
    }
    const lines = this.#split(file, window.lines);
    file.offset += window.lines.length;
    this.#weighRest(file, window);
    if (!window.isEnd) this.#files.markChanged(file.name);
    return lines;
  }

  #split(file: FollowedFile, content: Buffer): RawRecords {
    let lineCount = 0;
    let start = 0;
    for (let end = content.indexOf(LINE_END); end >= 0; end = content.indexOf(LINE_END, start)) {
      if (file.isInLongLine) file.isInLongLine = false;
      else if (end - start >= MAX_LINE_BYTES) {
        this.#quarantine({ file: file.name, offset: file.offset + start, bytes: content.subarray(start, end), reason: 'too-long' });
      } else if (end > start) this.#bound(lineCount++, start, end);
      start = end + 1;
    }
    const lines = new RawRecords(content, file.name, file.offset, this.#bounds, lineCount);
    this.#lines += lines.length;
    this.#bytes += content.length;
    return lines;
  }

  #bound(line: number, start: number, end: number): void {
    if (2 * line + 1 >= this.#bounds.length) {
      const more = new Uint32Array(2 * this.#bounds.length);
      more.set(this.#bounds);
      this.#bounds = more;
    }
    this.#bounds[2 * line] = start;
    this.#bounds[2 * line + 1] = end;
  }

  /** What follows the last newline: a line on its way, the beginning of one that is too long, or a torn one. */
  #weighRest(file: FollowedFile, { rest, isEnd }: LineWindow): void {
    const now = performance.now();
    const isTooLong = rest.length >= MAX_LINE_BYTES;
    if (!isTooLong && (!isEnd || rest.length !== file.restBytes)) {
      file.restBytes = rest.length;
      file.restSince = now;
      return;
    }
    if (rest.length === 0 || (!isTooLong && now - file.restSince < this.#tornAfterMs)) return;
    const line = { file: file.name, offset: file.offset, bytes: rest };
    if (!file.isInLongLine) this.#quarantine({ ...line, reason: isTooLong ? 'too-long' : 'unterminated' });
    file.isInLongLine = isTooLong;
    file.offset += rest.length;
    file.restBytes = 0;
  }

  #quarantine(line: QuarantinedLine): void {
    this.#quarantined++;
    this.#options.onQuarantine?.({ ...line, bytes: Buffer.from(line.bytes.subarray(0, MAX_LINE_BYTES)) });
  }

  #problem(what: string, error: unknown): void {
    this.#options.onProblem?.(`${what}: ${describeDiskProblem(error)}.`);
  }
}
