import type { CDPSession, Page } from 'playwright-core';

/** What scrolling a box came to. */
export interface Scrolled {
  readonly framesPerSecond: number;
  /** Longest time between two frames. */
  readonly worstMs: number;
  /** Of the page's own thread, for a frame: scripts, styles and layout, painting. What is left of a frame is drawing it. */
  readonly scriptMs: number;
  readonly layoutMs: number;
}

const SCROLL_MS = 4_000;
/** A quick flick of the wheel: 7,200 px a second at 60 Hz. */
const STEP_PX = 120;

/** Scrolls the box that `selector` finds, one step a frame, as fast as frames come. */
export async function scroll(page: Page, selector: string): Promise<Scrolled> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Performance.enable');
  const before = await counted(devTools);
  const { frames, ms, worstMs } = (await page.evaluate(`new Promise((done) => {
    const box = document.querySelector(${JSON.stringify(selector)});
    let frames = 0, worstMs = 0, last = null, begun = 0;
    const step = (at) => {
      if (last === null) begun = at;
      else { frames++; worstMs = Math.max(worstMs, at - last); }
      last = at;
      if (at - begun >= ${SCROLL_MS}) return done({ frames, ms: at - begun, worstMs });
      box.scrollTop += ${STEP_PX};
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  })`)) as { frames: number; ms: number; worstMs: number };
  const after = await counted(devTools);
  await devTools.detach();
  const each = (name: string) => Math.round((((after.get(name) ?? 0) - (before.get(name) ?? 0)) * 10_000) / frames) / 10;
  return {
    framesPerSecond: Math.round((frames * 10_000) / ms) / 10,
    worstMs: Math.round(worstMs),
    scriptMs: each('ScriptDuration'),
    layoutMs: Math.round((each('LayoutDuration') + each('RecalcStyleDuration')) * 10) / 10,
  };
}

async function counted(devTools: CDPSession): Promise<Map<string, number>> {
  const { metrics } = await devTools.send('Performance.getMetrics');
  return new Map(metrics.map(({ name, value }) => [name, value]));
}

/** For `whenUsable`: notes in the page when what `selector` finds can be used. It is there, drawn, and the page's thread is free. */
export function watchUntilUsable(selector: string): string {
  return `globalThis.usable = new Promise((done) => {
    const look = () => {
      if (document.querySelector(${JSON.stringify(selector)}) === null) return;
      watcher.disconnect();
      requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0));
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document, { childList: true, subtree: true });
  })`;
}

/** In ms from the beginning of the navigation. */
export async function whenUsable(page: Page): Promise<number> {
  return Math.round(Number(await page.evaluate('globalThis.usable')));
}
