import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EpochMs } from '../../core/units.ts';
import { listDays, listFiles, RESERVE_FOLDER, type SpoolEntry } from './layout.ts';

/** Files of older days do not change, but for a clock set back: they are looked at once in so many scans. */
const FULL_SCAN_EVERY = 60;
/** Days that may still be written to: today, and yesterday until the next line. */
const LIVE_DAYS = 2;

export interface FollowedFile {
  readonly name: string;
  path: string;
  isReserve: boolean;
  offset: number;
  /** True while the lines read belong to one that has been quarantined as too long. */
  isInLongLine: boolean;
  /** What stood behind the last newline, and since when (monotonic). */
  restBytes: number;
  restSince: number;
}

/** Knows every file of the spool, how far it has been read, and which ones may have more to give. */
export class FollowedFiles {
  readonly #folder: string;
  readonly #since: EpochMs | undefined;
  readonly #files = new Map<string, FollowedFile>();
  /** Positions of files that have not been seen yet. */
  readonly #offsets: Map<string, number>;
  readonly #changed = new Set<string>();
  #scans = 0;

  constructor(folder: string, cursor: Readonly<Record<string, number>>, since: EpochMs | undefined) {
    this.#folder = folder;
    this.#since = since;
    this.#offsets = new Map(Object.entries(cursor));
  }

  /** Looks for files, and puts those that may have grown in line. Returns the folders in which something may happen soon. */
  async rescan(): Promise<string[]> {
    const isFull = this.#scans++ % FULL_SCAN_EVERY === 0;
    const days = await listDays(this.#folder);
    const live = days.slice(-LIVE_DAYS);
    const seen = new Set<string>();
    for (const folder of [...(isFull ? days : live), RESERVE_FOLDER]) {
      for (const entry of await listFiles(this.#folder, folder)) {
        seen.add(entry.name);
        await this.#follow(entry);
        this.#changed.add(entry.name);
      }
    }
    if (isFull && seen.size > 0) this.#forgetOthers(seen);
    return [this.#folder, ...[...live, RESERVE_FOLDER].map((day) => join(this.#folder, day))];
  }

  async #follow(entry: SpoolEntry): Promise<void> {
    const isReserve = entry.folder === RESERVE_FOLDER;
    const known = this.#files.get(entry.name);
    if (known !== undefined) {
      known.path = entry.path;
      known.isReserve = isReserve;
      return;
    }
    const offset = this.#offsets.get(entry.name) ?? (await this.#startOf(entry, isReserve));
    this.#offsets.delete(entry.name);
    this.#files.set(entry.name, { name: entry.name, path: entry.path, isReserve, offset, isInLongLine: false, restBytes: 0, restSince: 0 });
  }

  /** Where to begin in a file that is new to us: behind all of it, when it ended before the moment asked for. */
  async #startOf(entry: SpoolEntry, isReserve: boolean): Promise<number> {
    if (this.#since === undefined || isReserve) return 0;
    const { mtimeMs, size } = await stat(entry.path);
    return mtimeMs < this.#since ? size : 0;
  }

  /** Files that are gone, by retention. An empty tree is rather a disk that is not there: then nothing is forgotten. */
  #forgetOthers(seen: ReadonlySet<string>): void {
    for (const names of [this.#files, this.#offsets]) for (const name of [...names.keys()]) if (!seen.has(name)) names.delete(name);
  }

  markChanged(name: string): void {
    this.#changed.add(name);
  }

  /** The next file that may have more to give; it goes to the end of the line when it is marked again. */
  takeChanged(): FollowedFile | undefined {
    for (const name of this.#changed) {
      this.#changed.delete(name);
      const file = this.#files.get(name);
      if (file !== undefined) return file;
    }
    return undefined;
  }

  cursor(): Record<string, number> {
    const cursor = Object.fromEntries(this.#offsets);
    for (const file of this.#files.values()) cursor[file.name] = file.offset;
    return cursor;
  }
}
