import type { HostEntry, ListIndex, Verdict } from '../categoriser/list-index.ts';
import type { Hostname } from '../core/hostname.ts';
import type { Target } from '../core/target.ts';

/** Lists grow a little with most updates. What of the memory is not used is never touched, and so takes none. */
const ROOM_TO_GROW = 1.25;

/**
 * The memory that a process reads its list indexes into, one load at a time. Two pieces take turns, and both are shared memory, which
 * V8 does not count: tens of megabytes of any other kind make it collect garbage at every load, and whoever browses waits for that.
 */
export class ListMemory {
  #latest: { index: LentIndex } | null = null;
  /** Weakly: a collection that comes for reasons of its own frees it, and the process then holds one index. */
  #previous: WeakRef<LentIndex> | null = null;
  #room: SharedArrayBuffer | null = null;

  /** Where the next index is read to: where the one before the latest lies, if that is neither too small nor much too large. */
  room(length: number): Uint8Array {
    const wanted = Math.ceil(length * ROOM_TO_GROW);
    const free = this.#room ?? this.#takeBack();
    const fits = free !== null && free.byteLength >= length && free.byteLength <= 2 * wanted;
    this.#room = fits ? free : new SharedArrayBuffer(wanted);
    return new Uint8Array(this.#room, 0, length);
  }

  /** Takes the index over what was last read into the room. It is the latest from now on; what is returned is to be asked in its place. */
  hold(index: ListIndex): ListIndex {
    const lent = new LentIndex(index, this.#room);
    this.#room = null;
    if (this.#latest === null) {
      this.#latest = { index: lent };
    } else {
      this.#previous = new WeakRef(this.#latest.index);
      this.#latest.index = lent;
    }
    return lent;
  }

  #takeBack(): SharedArrayBuffer | null {
    const previous = this.#previous?.deref();
    this.#previous = null;
    return this.#latest === null || previous === undefined ? null : previous.giveBack(this.#latest);
  }
}

/** An index in lent memory. Whoever still asks it after that was given back is answered by the latest, never from bytes that have become others. */
class LentIndex implements ListIndex {
  #memory: SharedArrayBuffer | null;
  #asked: { readonly index: ListIndex };

  constructor(index: ListIndex, memory: SharedArrayBuffer | null) {
    this.#asked = { index };
    this.#memory = memory;
  }

  giveBack(latest: { readonly index: ListIndex }): SharedArrayBuffer | null {
    const memory = this.#memory;
    this.#memory = null;
    this.#asked = latest;
    return memory;
  }

  get version(): string {
    return this.#asked.index.version;
  }

  get entryCount(): number {
    return this.#asked.index.entryCount;
  }

  get marksSealedPages(): boolean {
    return this.#asked.index.marksSealedPages === true;
  }

  categoriseHost(host: Hostname): Verdict {
    return this.#asked.index.categoriseHost(host);
  }

  lookUpHost(host: Hostname): HostEntry {
    return this.#asked.index.lookUpHost(host);
  }

  categoriseTarget(target: Target, known?: HostEntry): Verdict {
    return this.#asked.index.categoriseTarget(target, known);
  }
}
