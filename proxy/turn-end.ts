/** Something that is ready to be handed to the kernel. */
export interface Leaving {
  leave(): void;
}

let waiting: Leaving[] = [];

/**
 * Has it leave when this turn of the event loop has read and decided all that had come. One write after the other finds the
 * receiver awake, and the processor's caches filled with the kernel's way out; each by itself wakes a receiver that has
 * gone back to sleep since the last, which costs as much again as the write (measured in bench/README.md).
 */
export function atTurnEnd(leaving: Leaving): void {
  if (waiting.length === 0) setImmediate(allLeave);
  waiting.push(leaving);
}

function allLeave(): void {
  const leavers = waiting;
  waiting = [];
  for (const leaving of leavers) leaving.leave();
}
