/** Something that has come, and waits to be looked at. */
export interface Arriving {
  arrive(): void;
}

/** Something that is ready to be handed to the kernel. */
export interface Leaving {
  leave(): void;
}

let arriving: Arriving[] = [];
let leaving: Leaving[] = [];
let isDue = false;

/** Has it looked at when this turn of the event loop has read all that has come. */
export function whenAllIsRead(arrival: Arriving): void {
  arriving.push(arrival);
  due();
}

/** Has it leave when this turn of the event loop has looked at all that has come. */
export function atTurnEnd(leaver: Leaving): void {
  leaving.push(leaver);
  due();
}

function due(): void {
  if (isDue) return;
  isDue = true;
  setImmediate(endTurn);
}

function endTurn(): void {
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
