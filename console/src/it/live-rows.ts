import type { LiveItem } from './live-stream.ts';

/** As many as anybody reads; what is older is forgotten, so that memory does not grow with the day. */
export const MOST_ROWS = 500;

export interface LiveView {
  /** Newest first. */
  readonly rows: readonly LiveItem[];
  /** Come since the pause, whether or not they are still kept. */
  readonly held: number;
  /** Those there was no room for. */
  readonly skipped: number;
}

const NOTHING: LiveView = { rows: [], held: 0, skipped: 0 };

/** The newest decisions. What comes between two frames is shown at once, and nothing is drawn while nobody looks. */
export class LiveRows {
  readonly #listeners = new Set<() => void>();
  readonly #nextFrame: (draw: () => void) => void;
  #view = NOTHING;
  #come: LiveItem[] = [];
  #held = 0;
  #skipped = 0;
  #isPaused = false;
  #isDrawing = false;

  constructor(nextFrame: (draw: () => void) => void = requestAnimationFrame) {
    this.#nextFrame = (draw) => nextFrame(draw);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly view = (): LiveView => this.#view;

  add(items: readonly LiveItem[], skipped: number): void {
    this.#come.push(...items);
    this.#come.splice(0, this.#come.length - MOST_ROWS);
    this.#held += items.length;
    this.#skipped += skipped;
    this.#drawSoon();
  }

  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#drawSoon();
  }

  clear(): void {
    this.#come = [];
    this.#held = 0;
    this.#skipped = 0;
    this.#view = NOTHING;
    this.#tell();
  }

  #drawSoon(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    this.#nextFrame(() => this.#draw());
  }

  #draw(): void {
    this.#isDrawing = false;
    if (this.#isPaused) this.#view = { ...this.#view, held: this.#held, skipped: this.#skipped };
    else {
      this.#view = { rows: [...this.#come.reverse(), ...this.#view.rows].slice(0, MOST_ROWS), held: 0, skipped: this.#skipped };
      this.#come = [];
      this.#held = 0;
    }
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
