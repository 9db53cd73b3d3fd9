import { expect, it } from 'vitest';
import { LeafStore } from '../../proxy/tls/leaf-store.ts';
import { asHost, newChain, now } from '../proxy/tls/test-authorities.ts';

const HOSTS = 20_000;
const FILLED = 8_000;
const MAX_GROWTH_BYTES = 32 * 1024 * 1024;

/** What is put into the context lives outside V8’s heap. */
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
