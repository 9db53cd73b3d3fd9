import { expect, it } from 'vitest';
import { LeafStore } from '../../proxy/tls/leaf-store.ts';
import { asHost, newChain, now } from '../proxy/tls/test-authorities.ts';

const HOSTS = 20_000;
const FILLED = 4_000;
const MAX_GROWTH_BYTES = 32 * 1024 * 1024;

/** Contexts live outside V8's heap, and the store frees them itself: without that, 6,000 of them (250 MB) were seen lying about. */
it(`memory stays flat over ${HOSTS} distinct hosts`, { timeout: 300_000 }, async () => {
  const store = new LeafStore(newChain().intermediate, { clock: now });
  let filled = 0;
  for (let i = 0; i < HOSTS; i++) {
    store.contextFor(asHost(`h${i}.example`));
    if (i === FILLED) filled = process.memoryUsage.rss();
    if (i % 500 === 0) await new Promise((turn) => setImmediate(turn));
  }
  expect(store.counts.made).toBe(HOSTS);
  expect(process.memoryUsage.rss() - filled).toBeLessThan(MAX_GROWTH_BYTES);
});
