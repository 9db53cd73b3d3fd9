import { readFileSync } from 'node:fs';
import type { ProxyCounters } from './counters.ts';

/** Of the record files, the listening socket, the event loop, look-ups, and idle connections to sites. */
const RESERVED_FILES = 128;
/** One to the client and one to the site. */
const FILES_A_CONNECTION = 2;
const RECENT_MS = 30_000;

/**
 * How many client connections this process can hold with the file descriptors it may open: at the limit itself the kernel
 * could only drop new ones without a word. Node raises the soft limit to the hard one when it starts.
 */
export function connectionsThatFit(limits: string = readLimits()): number {
  const files = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return files === undefined ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor((Number(files) - RESERVED_FILES) / FILES_A_CONNECTION));
}

function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return ''; // no Linux
  }
}

/** Says that work was refused for want of room, until none has been for half a minute. */
export function watchRoom({ noRoom, upstreamFailures }: Pick<ProxyCounters, 'noRoom' | 'upstreamFailures'>, nowMs: () => number) {
  const noSockets = upstreamFailures('overload');
  let refused = 0;
  let untilMs = Number.NEGATIVE_INFINITY;
  return (): string | null => {
    const count = noRoom.value + noSockets.value;
    if (count > refused) untilMs = nowMs() + RECENT_MS;
    refused = count;
    return nowMs() < untilMs ? `no room for more connections: ${count} refused so far (raise the limit of open files, "nofile")` : null;
  };
}
