/** Something that has come, and waits to be looked at. */
export interface Arriving {
  arrive(): void;
}

/** Something that is ready to be handed to the kernel. */
export interface Leaving {
  leave(): void;
}

/** So many that have come are looked at without looking for more… */
const ENOUGH = 64;
/** …and none waits longer for others: a look takes as long as whatever else is done in between. */
const WITHIN_MS = 1;

let arriving: Arriving[] = [];
let leaving: Leaving[] = [];
let isDue = false;
/** How many had come when the sockets were looked at last. */
let seen = 0;
let cameAtMs = 0;

/** Has it looked at when this turn has read all that has come. */
export function whenAllIsRead(arrival: Arriving): void {
  arriving.push(arrival);
  due();
}

/** Has it leave when this turn has looked at all that has come. */
export function atTurnEnd(leaver: Leaving): void {
  leaving.push(leaver);
  due();
}

function due(): void {
  if (isDue) return;
  isDue = true;
  cameAtMs = performance.now();
  setImmediate(endTurn);
}

/**
 * A turn ends when a look at the sockets has brought nothing more. Whoever waits at the other end is woken by the first thing
 * that leaves for it, which costs as much as ten looks; what leaves with it costs nothing of that.
 */
function endTurn(): void {
  const come = arriving.length + leaving.length;
  if (come > seen && come < ENOUGH && performance.now() - cameAtMs < WITHIN_MS) {
    seen = come;
    setImmediate(endTurn);
    return;
  }
  seen = 0;
  try {
    const arrived = arriving;
    arriving = [];
    for (const each of arrived) each.arrive();
    const left = leaving;
    leaving = [];
    for (const each of left) each.leave();
  } finally {
    isDue = false;
    // What has come up meanwhile.
    if (arriving.length > 0 || leaving.length > 0) due();
  }
}
