import type { Socket } from 'node:net';

/**
 * Closes a socket so that the other side sees that something is missing. One whose end is on its way already is only
 * closed: libuv refuses to reset it, and Node (24.21) then never closes it at all, nor says so.
 */
export function resetSocket(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
