import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EpochMs } from '../../core/units.ts';
import { DAY_MS, errorCode, listDays, listFiles, RESERVE_FOLDER, type SpoolEntry } from './layout.ts';

/** Files of older days do not grow, but for a clock set back: whether any did is looked at this often. */
const FULL_SCAN_EVERY_MS = 30_000;
/** So long after the last line of an older day it is one of many again. */
const LATE_FOR_MS = 3_600_000;
/** Days that may still be written to: today, and yesterday until the next line. */
const LIVE_DAYS = 2;

export interface FollowedFile {
  readonly name: string;
  path: string;
  /** A day, or RESERVE_FOLDER. */
  folder: string;
  isReserve: boolean;
  offset: number;
  /** True while the lines read belong to one that has been quarantined as too long. */
  isInLongLine: boolean;
  /** What stood behind the last newline, and since when (monotonic). */
  restBytes: number;
  restSince: number;
  /** Of a reserve, whose size never changes: when it was last written to, and whether that is news since the last scan but one. */
  mtimeMs: number;
  isFresh: boolean;
}

export interface Scan {
  /** In which something may happen soon. */
  readonly folders: string[];
  /** Whether a file had more to give without having been marked. */
  readonly hasFoundUntold: boolean;
}

/** Knows every file of the spool, how far it has been read, and which ones may have more to give. */
export class FollowedFiles {
  readonly #folder: string;
  readonly #since: EpochMs | undefined;
  readonly #files = new Map<string, FollowedFile>();
  /** Positions of files that have not been seen yet. */
  readonly #offsets: Map<string, number>;
  readonly #changed = new Set<string>();
  #listed: ReadonlySet<string> = new Set();
  /** Days that were written to lately, and when (monotonic). */
  readonly #late = new Map<string, number>();
  #nextFullScanAt = 0;

  constructor(folder: string, cursor: Readonly<Record<string, number>>, since: EpochMs | undefined) {
    this.#folder = folder;
    this.#since = since;
    this.#offsets = new Map(Object.entries(cursor));
  }

  /** Looks for files, and puts those that have grown in line. */
  async rescan(): Promise<Scan> {
    const days = await listDays(this.#folder);
    const last = days.slice(-LIVE_DAYS);
    const isFirst = this.#listed.size === 0;
    const isFull = isFirst || performance.now() >= this.#nextFullScanAt;
    if (!isFirst) for (const day of days) if (!this.#listed.has(day)) this.#expectMoreOf(day);
    const listed = new Set([RESERVE_FOLDER, ...(isFull ? days : [...last, ...this.#late.keys()])]);
    const seen = new Set<string>();
    let hasFoundUntold = false;
    // The reserve first: a file that moves from it to a day meanwhile is seen at one of the two.
    for (const folder of listed) {
      for (const entry of await listFiles(this.#folder, folder)) {
        seen.add(entry.name);
        const wasMarked = this.#changed.has(entry.name);
        if (!(await this.#follow(entry))) continue;
        if (!wasMarked) hasFoundUntold = true;
        if (!isFirst) this.#expectMoreOf(folder);
      }
    }
    if (seen.size > 0) this.#forgetOthers(seen, new Set(days), listed);
    if (isFirst) this.#expectMoreOfNewest();
    if (isFull) this.#nextFullScanAt = performance.now() + FULL_SCAN_EVERY_MS;
    this.#listed = new Set(days);
    const soon = new Set([...last, ...this.#late.keys(), RESERVE_FOLDER]);
    return { folders: [this.#folder, ...[...soon].map((day) => join(this.#folder, day))], hasFoundUntold };
  }

  /** Before this start a clock may have been set back: the day written to last is not always the last one. */
  #expectMoreOfNewest(): void {
    const newest = [...this.#files.values()].reduce((latest, { mtimeMs }) => Math.max(latest, mtimeMs), 0);
    for (const { folder, isReserve, mtimeMs } of this.#files.values()) {
      if (!isReserve && mtimeMs > newest - DAY_MS) this.#expectMoreOf(folder);
    }
  }

  #expectMoreOf(day: string): void {
    this.#late.set(day, performance.now());
  }

  /** True when a day's file has more to give, beyond a line that is on its way. */
  async #follow(entry: SpoolEntry): Promise<boolean> {
    const isReserve = entry.folder === RESERVE_FOLDER;
    const stats = await statOf(entry.path);
    if (stats === undefined) return false;
    const { size, mtimeMs } = stats;
    const known = this.#files.get(entry.name) ?? this.#followNew(entry, size, mtimeMs);
    const hasMoved = known.folder !== entry.folder;
    Object.assign(known, { path: entry.path, folder: entry.folder, isReserve } satisfies Partial<FollowedFile>);
    // A second write may bear the same time as the first: what was fresh is looked at once more.
    const isFresh = isReserve && known.mtimeMs !== mtimeMs;
    const hasMore = isReserve ? isFresh || known.isFresh : hasMoved || size > known.offset;
    known.isFresh = isFresh;
    known.mtimeMs = mtimeMs;
    if (hasMore) this.#changed.add(entry.name);
    return hasMore && !isReserve && known.restBytes === 0;
  }

  #followNew(entry: SpoolEntry, size: number, mtimeMs: number): FollowedFile {
    const { name, path, folder } = entry;
    // A file that ended before the moment asked for is passed over.
    const isOver = this.#since !== undefined && folder !== RESERVE_FOLDER && mtimeMs < this.#since;
    const offset = this.#offsets.get(name) ?? (isOver ? size : 0);
    this.#offsets.delete(name);
    const unread = { offset, isInLongLine: false, restBytes: 0, restSince: 0, mtimeMs: 0, isFresh: false };
    const file = { name, path, folder, isReserve: folder === RESERVE_FOLDER, ...unread };
    this.#files.set(name, file);
    return file;
  }

  /** Files that are gone, by retention. An empty tree is rather a disk that is not there: then nothing is forgotten. */
  #forgetOthers(seen: ReadonlySet<string>, days: ReadonlySet<string>, listed: ReadonlySet<string>): void {
    const isThere = (name: string, folder: string) => seen.has(name) || (!listed.has(folder) && days.has(folder));
    for (const { name, folder } of [...this.#files.values()]) if (!isThere(name, folder)) this.#files.delete(name);
    // The first scan sees everything: a position of a file that it did not find is of no use.
    for (const name of [...this.#offsets.keys()]) this.#offsets.delete(name);
    for (const [day, at] of [...this.#late]) if (!days.has(day) || performance.now() - at > LATE_FOR_MS) this.#late.delete(day);
  }

  markChanged(name: string): void {
    this.#changed.add(name);
    const folder = this.#files.get(name)?.folder;
    if (folder !== undefined && this.#late.has(folder)) this.#expectMoreOf(folder);
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

/** Undefined for what is gone, or has moved, since it was listed. */
async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
