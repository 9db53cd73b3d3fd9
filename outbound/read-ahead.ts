import type { Socket } from 'node:net';

/**
 * Streams look after each read whether more should be read ahead, by a `process.nextTick` each time, which costs as much as
 * parsing what came. A socket's handle reads on by itself: there is nothing to ask for.
 */
export function withoutReadAhead<Kind extends Socket>(socket: Kind): Kind {
  const { _readableState: state } = socket as unknown as { readonly _readableState: { readingMore: boolean } };
  // As if such a look were under way: there is never a second one.
  state.readingMore = true;
  return socket;
}
