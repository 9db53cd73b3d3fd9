import { isAscii } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 256 * 1024;
/** No entry is longer; a line beyond it is handed on cut short, long enough to be refused as too long. */
export const MAX_LINE_LENGTH = 4096;
/** More than MAX_LINE_LENGTH characters in any UTF-8 text. */
const MAX_CARRY_BYTES = 4 * MAX_LINE_LENGTH + 4;
const NEWLINE = 10;

/**
 * The lines of a file, in batches of one read. Synchronous: it runs in a worker thread, and an index is built from
 * plain iterables. Memory is one chunk whatever the file holds, a line without an end included.
 */
export function* readLineBatches(path: string): Generator<string[]> {
  const fd = openSync(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let carry: Buffer = Buffer.alloc(0);
    for (;;) {
      const length = readSync(fd, chunk, 0, CHUNK_BYTES, null);
      if (length === 0) break;
      const read = chunk.subarray(0, length);
      const end = read.lastIndexOf(NEWLINE);
      if (end < 0) {
        carry = Buffer.concat([carry, read.subarray(0, Math.max(0, MAX_CARRY_BYTES - carry.length))]);
        continue;
      }
      const whole = carry.length === 0 ? read.subarray(0, end) : Buffer.concat([carry, read.subarray(0, end)]);
      yield decode(whole).split('\n');
      carry = Buffer.from(read.subarray(end + 1));
    }
    if (carry.length > 0) yield [decode(carry)];
  } finally {
    closeSync(fd);
  }
}

/** Bytes that are not UTF-8 become U+FFFD, which no parser accepts: latin-1 junk is skipped, never guessed at. */
function decode(bytes: Buffer): string {
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
}
