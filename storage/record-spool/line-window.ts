import { open } from 'node:fs/promises';
import { MAX_LINE_BYTES } from './layout.ts';

/** How much of a file is read at once: well above the longest line. */
const WINDOW_BYTES = 1_048_576;
const MIN_ROOM_BYTES = 16_384;

/** A stretch of a file, as far as whole lines go. */
export interface LineWindow {
  /** Whole lines, each with its newline; in the room that was given. */
  readonly lines: Buffer;
  /** What follows the last newline; in a file that is being written it may be the beginning of a line. */
  readonly rest: Buffer;
  /** True when the file had no more to give than this. */
  readonly isEnd: boolean;
}

/** Where a window of so many bytes is read into. */
export type Room = (bytes: number) => Buffer;

/** Room that is used again: what was read into it before is overwritten. */
export function reusedRoom(): Room {
  let buffer = Buffer.alloc(0);
  return (bytes) => {
    if (buffer.length < bytes) buffer = Buffer.allocUnsafeSlow(Math.min(WINDOW_BYTES, Math.max(2 * bytes, MIN_ROOM_BYTES)));
    return buffer.subarray(0, bytes);
  };
}

/**
 * Reads whole lines from `offset` on, up to the first zero byte in a reserve, whose unused part is zeros; where no room is given,
 * into new memory, slices of which may be kept. Rejects with what the system says, ENOENT when the file is gone.
 */
export async function readWindow(
  path: string,
  offset: number,
  isReserve: boolean,
  room: Room = Buffer.allocUnsafeSlow,
): Promise<LineWindow> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const wanted = Math.max(0, Math.min(size - offset, isReserve ? MAX_LINE_BYTES * 2 : WINDOW_BYTES));
    const buffer = room(wanted);
    const { bytesRead } = await handle.read(buffer, 0, wanted, offset);
    const zero = isReserve ? buffer.subarray(0, bytesRead).indexOf(0) : -1;
    const content = buffer.subarray(0, zero < 0 ? bytesRead : zero);
    const whole = content.lastIndexOf(10) + 1;
    return { lines: content.subarray(0, whole), rest: content.subarray(whole), isEnd: zero >= 0 || offset + bytesRead >= size };
  } finally {
    await handle.close();
  }
}

/** All whole lines of a file from its beginning, a window at a time. A stretch without a newline longer than any line is skipped. */
export async function* readWindows(path: string, isReserve: boolean): AsyncGenerator<Buffer> {
  for (let offset = 0; ; ) {
    const { lines, rest, isEnd } = await readWindow(path, offset, isReserve);
    if (lines.length > 0) yield lines;
    offset += lines.length;
    if (rest.length > MAX_LINE_BYTES) offset += rest.length;
    else if (isEnd || lines.length === 0) return;
  }
}
