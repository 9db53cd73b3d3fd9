import type { EpochMs } from '../core/units.ts';

interface Task {
  readonly at: number;
  readonly work: () => Promise<void> | void;
}

/** What people and jobs do at times of the week, in order. What is done may lead to more; what would come after the end never happens. */
export class Timeline {
  readonly #until: number;
  /** Latest first. */
  readonly #tasks: Task[] = [];

  constructor(until: EpochMs) {
    this.#until = until;
  }

  /** Of several at one time the one added first comes first. */
  add(at: number, work: Task['work']): void {
    if (at > this.#until) return;
    let index = this.#tasks.length;
    while (index > 0 && (this.#tasks[index - 1]?.at ?? 0) <= at) index--;
    this.#tasks.splice(index, 0, { at, work });
  }

  /** The next one that is due by then, taken out; undefined when there is none. */
  takeDue(by: number): Task | undefined {
    const next = this.#tasks.at(-1);
    return next !== undefined && next.at <= by ? this.#tasks.pop() : undefined;
  }
}
