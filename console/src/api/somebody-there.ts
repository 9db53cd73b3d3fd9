/** Lists read themselves anew every half minute: what comes later than that after the last touch is the page's own doing. */
const THERE_FOR_MS = 20_000;

let lastTouch = performance.now();

/** From now on touches of the page count. */
export function watchForTouch(): void {
  for (const event of ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const) {
    addEventListener(
      event,
      () => {
        lastTouch = performance.now();
      },
      { passive: true, capture: true },
    );
  }
}

/** Whether somebody touched the page just now; loading it counts. */
export function isSomebodyThere(): boolean {
  return performance.now() - lastTouch < THERE_FOR_MS;
}
