import { type FSWatcher, watch } from 'node:fs';
import { spoolNameOf } from './layout.ts';

/** What follows a change at once is read with it. */
const SETTLE_MS = 100;
/** While lines keep coming, they are looked for this often: each notice of the system would cost as much as the line itself. */
const BUSY_MS = 250;
/** While the system's notices miss nothing, looking without one can wait: it finds what few file systems keep quiet about. */
const LONGEST_POLL_MS = 2_000;

/**
 * Says when and where to look. The system's notices end a silence; while lines come it does without them. The poll behind
 * both makes it certain.
 */
export class SpoolWatch {
  readonly #watchers = new Map<string, FSWatcher>();
  #folders: readonly string[] = [];
  /** Files that lines came from at the last look, without notices. Undefined while the notices are awaited. */
  #busy: Set<string> | undefined;
  readonly #shortestPollMs: number;
  #pollMs: number;
  #poll: NodeJS.Timeout | undefined;
  #settle: NodeJS.Timeout | undefined;
  #changed = new Set<string>();
  #isStillBusy = false;
  #rescanDue = true;
  #isSignalled = false;
  #wake: (() => void) | undefined;
  #closed = false;

  /** `pollMs`: how often to look where the system tells of nothing; up to two seconds apart where it does. */
  constructor(pollMs: number) {
    this.#shortestPollMs = this.#pollMs = pollMs;
    this.#schedulePoll();
  }

  #schedulePoll(): void {
    this.#poll = setTimeout(() => this.lookNow(), this.#pollMs);
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Watches these folders and no others. One that cannot be watched is found by the poll. */
  watchFolders(folders: readonly string[]): void {
    this.#folders = folders;
    if (this.#busy === undefined) this.#listen(folders);
  }

  #listen(folders: readonly string[]): void {
    for (const [folder, watcher] of this.#watchers) {
      if (folders.includes(folder)) continue;
      this.#watchers.delete(folder);
      watcher.close();
    }
    if (this.#closed) return;
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#watchFolder(folder);
  }

  #watchFolder(folder: string): void {
    try {
      const watcher = watch(folder, (event, name) => {
        if (event === 'change' && name !== null) this.#changed.add(spoolNameOf(name));
        else this.#rescanDue = true;
        this.#busy ??= new Set();
        this.#listen([]);
        this.#signal();
      });
      watcher.on('error', () => {
        watcher.close();
        this.#watchers.delete(folder);
      });
      this.#watchers.set(folder, watcher);
    } catch {
      // It does not exist, or the system has no more watches to give.
    }
  }

  askRescan(): void {
    this.#rescanDue = true;
    this.#signal();
  }

  /** A look at everything, without waiting for more to happen. */
  lookNow(): void {
    this.#rescanDue = true;
    this.#isSignalled = true;
    if (this.#wake === undefined) return;
    clearTimeout(this.#settle);
    this.#release();
  }

  /** Tells what a look at everything found; the next is due after a while. */
  looked(hasFoundUntold: boolean): void {
    clearTimeout(this.#poll);
    if (this.#closed) return;
    const longestMs = Math.max(this.#shortestPollMs, LONGEST_POLL_MS);
    this.#pollMs = hasFoundUntold ? this.#shortestPollMs : Math.min(this.#pollMs * 2, longestMs);
    this.#schedulePoll();
  }

  /** Lines came from this file: it is looked at again soon. */
  found(file: string): void {
    this.#busy?.add(file);
  }

  takeRescan(): boolean {
    const due = this.#rescanDue;
    this.#rescanDue = false;
    return due;
  }

  takeChanged(): ReadonlySet<string> {
    const changed = this.#changed;
    if (changed.size > 0) this.#changed = new Set();
    return changed;
  }

  /** Everything has been read. Resolves at the next change, at the next poll, or when closed. */
  changed(): Promise<void> {
    this.#lookAgainOrListen();
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (this.#isSignalled || this.#closed) this.#signal();
    });
  }

  #lookAgainOrListen(): void {
    const busy = this.#busy;
    if (busy === undefined || this.#isSignalled) return;
    this.#isStillBusy = busy.size > 0;
    // Another file may have begun to grow, of which no notice tells now.
    this.#rescanDue = true;
    if (this.#isStillBusy) {
      for (const file of busy) this.#changed.add(file);
      this.#busy = new Set();
    } else {
      this.#busy = undefined;
      this.#listen(this.#folders);
    }
    this.#isSignalled = true;
  }

  #signal(): void {
    this.#isSignalled = true;
    if (this.#wake === undefined) return;
    const waitMs = this.#isStillBusy ? BUSY_MS : SETTLE_MS;
    this.#settle ??= setTimeout(() => this.#release(), this.#closed ? 0 : waitMs);
  }

  #release(): void {
    this.#settle = undefined;
    this.#isSignalled = false;
    this.#wake?.();
    this.#wake = undefined;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#poll);
    this.#listen([]);
    clearTimeout(this.#settle);
    this.#release();
  }
}
