import { TLSSocket } from 'node:tls';
import type { Wire } from '../outbound/wire.ts';

/**
 * Closes a socket so that the other side sees that something is missing. One whose end is on its way already is only
 * closed: libuv refuses to reset it, and Node (24.21) then never closes it at all, nor says so. A secure one cannot be reset
 * (Node throws); closed without its closing alert (RFC 8446 section 6.1) it is seen to be cut short all the same.
 */
export function resetSocket(socket: Wire): void {
  if (socket.writableEnded || socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}
