import { expect, it } from 'vitest';
import { type Batch, LineBatches } from '../../../storage/record-spool/line-batches.ts';

const LINE_LENGTH = 10_000;

/** One line as a batch of its own. */
function batchOf(lines: LineBatches, letter: string): Batch {
  const line = `${letter.repeat(LINE_LENGTH - 1)}\n`;
  expect(lines.fits(line)).toBe(true);
  lines.add(line, undefined);
  const batch = lines.take();
  if (batch === undefined) throw new Error('no batch');
  return batch;
}

it('uses memory again once nobody looks at it, and none that somebody looks at', () => {
  const lines = new LineBatches();
  const memory = new Set<ArrayBufferLike>();
  const kept = batchOf(lines, 'k');
  for (let round = 0; round < 10; round++) {
    // More than one piece of memory holds.
    const batches = Array.from({ length: 100 }, () => batchOf(lines, 'r'));
    for (const { bytes } of batches) memory.add(bytes.buffer);
    for (const batch of batches) {
      expect(batch.bytes.toString('latin1', 0, 2)).toBe('rr');
      batch.done?.();
    }
  }
  expect(kept.bytes.toString('latin1')).toBe(`${'k'.repeat(LINE_LENGTH - 1)}\n`);
  // What 100 lines need, and what the kept one stands in.
  expect(memory.size).toBeLessThan(10);
});
